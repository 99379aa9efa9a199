/** Reads a file of remarks: rows `about,text,who`; quoting, separators and the end of reading are as in the ini file. */
import type { Finding } from '../channel/definitions.js';
import { isUnseen, plainText } from '../text/outside-text.js';
import { readCsvRows } from './csv-rows.js';
import { collectFindings, columnName } from './findings.js';
import { readTextFile } from './text-file.js';

/** A row. */
export interface RemarkRow {
  /** `RTU 7`, or what else it is about, such as the title of a chapter. */
  readonly about: string;
  readonly text: string;
  /** Empty: nobody is named. */
  readonly who: string;
}

/** The remarks, and what could not be read. */
export interface RemarksReading {
  readonly remarks: RemarkRow[];
  readonly findings: Finding[];
}

const MOST_CHARACTERS = 2000;
const TEXT_EXPECTED = `a remark of 1…${MOST_CHARACTERS} characters; the row is left out`;

/** Reads the file at `path`; `numbers`: of the RTUs that may be named. Never throws. */
export function loadRemarks(path: string, numbers: ReadonlySet<number>): RemarksReading {
  const reading = readTextFile(path, path);
  if ('finding' in reading) return { remarks: [], findings: [reading.finding] };
  const { remarks, findings } = parseRemarks(reading.text, path, numbers);
  return { remarks, findings: [...reading.warnings, ...findings] };
}

/** Like `loadRemarks`, from a text. */
export function parseRemarks(text: string, file: string, numbers: ReadonlySet<number>): RemarksReading {
  const { rows, findings: csvFindings } = readCsvRows(
    text,
    file,
    (cells) => cells.length >= 2 && cells[0] !== '',
  );
  const findings = collectFindings(file);
  const remarks: RemarkRow[] = [];
  for (const { line, cells } of rows) {
    const [about, said = '', who = '', ...more] = cells;
    if (about.startsWith('!')) break;
    if (about.startsWith('#') || (about.toLowerCase() === 'about' && said.toLowerCase() === 'text')) continue;
    const words = plainText(said.replace(/\s*[\r\n]+\s*/g, ' '));
    if (isUnseen(said) || [...words].length > MOST_CHARACTERS) {
      findings.error(line, columnName(2, 'text'), said, TEXT_EXPECTED);
      continue;
    }
    const rtu = /^rtu\s*(\d+)$/i.exec(about);
    if (rtu !== null && !numbers.has(Number(rtu[1]))) {
      findings.error(
        line,
        columnName(1, 'about'),
        about,
        'RTU and the number of one in the report; the row is left out',
      );
      continue;
    }
    if (more.some((cell) => cell !== '')) {
      findings.warning(
        line,
        columnName(4, 'nothing'),
        more.join(','),
        'a text with commas in quotation marks; it is ignored',
      );
    }
    remarks.push({
      about: rtu === null ? plainText(about) : `RTU ${Number(rtu[1])}`,
      text: words,
      who: plainText(who),
    });
  }
  return { remarks, findings: [...csvFindings, ...findings.list].sort((a, b) => a.row - b.row) };
}

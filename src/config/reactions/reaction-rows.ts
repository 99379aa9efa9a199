/** Reads the rows of a reaction file: quoting, separators and the end of reading are as in the ini file. */
import type { Finding } from '../../channel/definitions.js';
import type { RowTest } from '../../csv/separators.js';
import type { HowOften, NewQuality } from '../../reactions/plan.js';
import { msFromSeconds, readSeconds, withDecimalPoint } from '../../text/numbers.js';
import { plainText } from '../../text/outside-text.js';
import { RTU_NUMBERS_EXPECTED, readRtuNumbers } from '../../text/rtu-numbers.js';
import { type CsvRow, readCsvRows } from '../csv-rows.js';
import { collectFindings, columnName, type FindingCollector } from '../findings.js';
import {
  CONDITION_EXPECTED,
  type NamedCondition,
  type NamedOccurrence,
  type NamedPlace,
  type NamedValue,
  OCCURRENCE_EXPECTED,
  PLACE_EXPECTED,
  readConditions,
  readNewValue,
  readOccurrences,
  readPlace,
  readQualityWords,
  type Spelling,
  VALUE_EXPECTED,
} from './phrases.js';

/** Columns in the order of the cells; the comment follows. */
const LABELS = [
  'rule',
  'RTUs',
  'when',
  'and if',
  'after',
  'point',
  'becomes',
  'quality',
  'unless',
  'how often',
] as const;
export type ReactionColumn = (typeof LABELS)[number];

/** Longest delay, seconds: the longest that a timer of Node.js can hold. */
const MOST_SECONDS = 2147483;
/** Longest name of a rule, in characters. */
const NAME_LENGTH = 40;
/** All of them, or with a place in front: no row of a file. */
const HEADER_WORDS: ReadonlySet<string> = new Set(['rule', '#rule']);

const OFTEN: Readonly<Record<string, HowOften>> = {
  '': 'every time',
  'every time': 'every time',
  once: 'once',
  restart: 'restart',
};

/** A row as it stands there, its phrases read. A cell that is wrong was reported, and counts as empty. */
export interface NamedRow {
  readonly line: number;
  /** No cell is wrong. */
  readonly isSound: boolean;
  readonly rule: string;
  /** `undefined`: no RTU number stands there. */
  readonly rtus: readonly number[] | 'all' | undefined;
  readonly when: readonly NamedOccurrence[];
  readonly conditions: readonly NamedCondition[];
  readonly delayMs: number;
  readonly target: NamedPlace | undefined;
  readonly value: NamedValue | undefined;
  readonly quality: NewQuality;
  readonly unless: readonly NamedOccurrence[];
  readonly howOften: HowOften;
  readonly words: string;
  readonly change: string;
  readonly comment: string;
  /** Text of a cell, for findings. */
  text(column: ReactionColumn): string;
}

/** The rows of a file, and its findings. */
export interface ReactionRowsReading {
  readonly rows: NamedRow[];
  readonly findings: Finding[];
  readonly notes: string[];
}

/** The column of a cell as findings name it: `3 (when)`. */
export function reactionColumn(column: ReactionColumn): string {
  return columnName(LABELS.indexOf(column) + 1, column);
}

/** A row of a reaction, or one that goes on with the rule above it. */
const isReactionRow: RowTest = (cells) => {
  const [, , when = '', , after = '', point = '', becomes = ''] = cells;
  if (cells.length < 7) return false;
  const hasWhen = /^(command|point|ioa)?\s*\d/i.test(when) || when === '' || /^when$/i.test(when);
  const hasAfter = after === '' || /^\d+([.,]\d+)?$/.test(after) || /^after\b/i.test(after);
  return hasWhen && hasAfter && point !== '' && becomes !== '';
};

/** Reads the text of a file; an error of a row is reported. `file`: its name in findings. */
export function readReactionRows(
  text: string,
  file: string,
  addresses: Spelling['addresses'],
): ReactionRowsReading {
  const { rows, findings: csvFindings, decimalComma, notes } = readCsvRows(text, file, isReactionRow);
  const findings = collectFindings(file);
  const spelling = { addresses, decimalComma };
  const read: NamedRow[] = [];
  let above: RuleHead | undefined;
  let end: CsvRow | undefined;
  for (const row of rows) {
    const [first] = row.cells;
    if (first.startsWith('!')) {
      end = row;
      break;
    }
    if (first.startsWith('#') || HEADER_WORDS.has(first.toLowerCase())) continue;
    const cells = new ReactionCells(row, spelling, findings, above);
    above = cells.head;
    read.push(cells.read());
  }
  const below =
    end === undefined
      ? 0
      : rows.filter(({ line, cells }) => line > end.line && isReactionRow(cells, ',')).length;
  if (end !== undefined && below > 0) {
    const expected = `no ! before the last row; reading ends here, and ${below} below ${below === 1 ? 'is' : 'are'} left out`;
    findings.warning(end.line, '', end.cells.join(','), expected);
  }
  const before = csvFindings.filter((finding) => end === undefined || finding.row < end.line);
  if (read.length === 0 && findings.errors === 0) {
    findings.error(0, '', 'no reaction', `rows with the cells ${LABELS.join(', ')}`);
  }
  return { rows: read, findings: [...before, ...findings.list].sort((a, b) => a.row - b.row), notes };
}

/** What the rows of a rule have in common: the cells of the row that names what begins it. */
interface RuleHead {
  readonly rule: string;
  readonly cells: ReadonlyMap<ReactionColumn, string>;
}

/** Cells that a row without `when` takes from the rule above it. */
const SHARED: ReadonlySet<ReactionColumn> = new Set(['rule', 'RTUs', 'when', 'and if']);

class ReactionCells {
  /** Of this row, for those that follow. */
  readonly head: RuleHead | undefined;
  private readonly goesOn: boolean;
  private sound = true;

  constructor(
    private readonly row: CsvRow,
    private readonly spelling: Spelling,
    private readonly findings: FindingCollector,
    private readonly above: RuleHead | undefined,
  ) {
    const rule = this.own('rule');
    this.goesOn = this.own('when') === '' && above !== undefined && (rule === '' || rule === above.rule);
    const cells = new Map(LABELS.map((label) => [label, this.own(label)]));
    this.head = this.goesOn ? above : { rule, cells };
  }

  /** The row. */
  read(): NamedRow {
    const { spelling } = this;
    const rule = this.rule();
    const rtus = this.rtus();
    const when = this.cell('when', OCCURRENCE_EXPECTED, (text) => {
      const list = readOccurrences(text, spelling);
      return list !== undefined && list.length > 0 ? list : undefined;
    });
    const conditions = this.cell('and if', CONDITION_EXPECTED, (text) => readConditions(text, spelling));
    const delayMs = this.cell('after', `seconds 0…${MOST_SECONDS}; empty: at once`, (text) =>
      this.delay(text),
    );
    const target = this.cell('point', PLACE_EXPECTED, (text) => readPlace(text, spelling));
    const value = this.cell('becomes', VALUE_EXPECTED, (text) => readNewValue(text, spelling));
    const quality = this.cell(
      'quality',
      'good, copied, or words such as IV NT; empty: as it is',
      readQuality,
    );
    const unless = this.cell('unless', OCCURRENCE_EXPECTED, (text) => readOccurrences(text, spelling));
    const howOften = this.cell(
      'how often',
      'every time, once, or restart (a new trigger begins the delay anew)',
      (text) => {
        const word = text.toLowerCase();
        return Object.hasOwn(OFTEN, word) ? OFTEN[word] : undefined;
      },
    );
    const lists = { when: when ?? [], conditions: conditions ?? [], unless: unless ?? [] };
    const words = { delayMs: delayMs ?? 0, quality: quality ?? 'kept', howOften: howOften ?? 'every time' };
    const comment = plainText(
      this.row.cells
        .slice(LABELS.length)
        .filter((cell) => cell !== '')
        .join(' '),
    );
    const text = (column: ReactionColumn): string => this.text(column);
    return {
      line: this.row.line,
      rule,
      rtus,
      ...lists,
      ...words,
      target,
      value,
      isSound: this.sound,
      ...this.inWords(),
      comment,
      text,
    };
  }

  private rule(): string {
    const name = plainText(this.text('rule'));
    if (name === '') this.wrong('rule', 'a name; rows that go on with the rule above have no when');
    if ([...name].length > NAME_LENGTH) this.wrong('rule', `at most ${NAME_LENGTH} characters`);
    return name;
  }

  private rtus(): NamedRow['rtus'] {
    const text = this.text('RTUs');
    if (text === '') return undefined;
    if (text.toLowerCase() === 'all') return 'all';
    const numbers = readRtuNumbers(text);
    if (numbers === undefined) this.wrong('RTUs', `${RTU_NUMBERS_EXPECTED}, or all`);
    return numbers;
  }

  private delay(text: string): number | undefined {
    if (text === '') return 0;
    const seconds = readSeconds(this.spelling.decimalComma ? withDecimalPoint(text) : text, 0, MOST_SECONDS);
    return seconds === undefined ? undefined : msFromSeconds(seconds);
  }

  /** The row as one sentence, and what it changes. */
  private inWords(): Pick<NamedRow, 'words' | 'change'> {
    const part = (before: string, column: ReactionColumn, behind = ''): string =>
      this.text(column) === '' ? '' : `${before}${this.text(column)}${behind}`;
    const after = part(', after ', 'after', ' s');
    const often = ['', 'every time'].includes(this.text('how often').toLowerCase())
      ? ''
      : part('; ', 'how often');
    const begins = `when ${this.text('when')}${part(', and if ', 'and if')}${after}`;
    const isStep = /^(plus|minus|times|at )/i.test(this.text('becomes'));
    const becomes = `becomes ${isStep ? 'its value ' : ''}${this.text('becomes')}`;
    const change = `${this.text('point')} ${becomes}${part(', quality ', 'quality')}`;
    const words = `${begins}: ${change}${part(', unless ', 'unless')}${often}`;
    const plain = (text: string): string => plainText(text.replace(/\s+/g, ' '));
    return { words: plain(words), change: plain(change) };
  }

  /** The cell of the row itself. */
  private own(column: ReactionColumn): string {
    return this.row.cells[LABELS.indexOf(column)] ?? '';
  }

  /** The cell, or that of the rule that the row goes on with; its conditions come to those of the rule. */
  private text(column: ReactionColumn): string {
    const own = this.own(column);
    if (!this.goesOn || !SHARED.has(column)) return own;
    const shared = this.above?.cells.get(column) ?? '';
    if (column === 'and if' && own !== '' && shared !== '') return `${shared} and ${own}`;
    return own === '' ? shared : own;
  }

  private cell<T>(
    column: ReactionColumn,
    expected: string,
    read: (text: string) => T | undefined,
  ): T | undefined {
    const value = read(this.text(column));
    if (value === undefined) this.wrong(column, expected);
    return value;
  }

  private wrong(column: ReactionColumn, expected: string): void {
    this.sound = false;
    this.findings.error(this.row.line, reactionColumn(column), this.text(column), expected);
  }
}

function readQuality(text: string): NewQuality | undefined {
  const word = text.toLowerCase();
  if (word === '') return 'kept';
  if (word === 'copied') return 'copied';
  return word === 'good' ? 0 : readQualityWords(text.trim().replace(/\s+/g, ' '));
}

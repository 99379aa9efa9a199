/** `--apply`: a list as a row of the ini file; what the row can't say stands above it in comments. */
import type { TextSinks } from '../../command-line/parse-words.js';
import { compileTable } from '../../config/database/compile-table.js';
import { parseIoaFile } from '../../config/database/parse.js';
import { DEFAULT_RTU_SETTINGS, parseRtuField, RTU_CELLS } from '../../config/rtu-fields.js';
import { buildList } from '../../interoperability/build-list.js';
import type { InteroperabilityList, Subject } from '../../interoperability/list.js';
import { optionsOf } from '../../interoperability/to-options.js';
import { indexTable, signalUse } from '../../interoperability/used-causes.js';
import { quoteCell, textCell } from '../../text/csv-cell.js';
import { plainText, quotedText } from '../../text/outside-text.js';
import { readListFile } from './read-lists.js';

const EXIT = { OK: 0, NOT_DONE: 1 } as const;

/** In the place of what a list does not say. */
const BLANK: Subject = {
  no: 1,
  name: 'RTU',
  rtuNumber: 1,
  bind: '',
  port: 2404,
  hosts: [],
  ioFile: 'signals.csv',
};

/** Prints a row for each RTU of the file's lists, or for the one with this first cell. Returns the exit code. */
export function applyList(path: string, rtu: number | undefined, { out, err }: TextSinks): number {
  const reading = readListFile(path);
  if ('faults' in reading) return refuse(reading.faults, err);
  const lists = rtu === undefined ? reading.lists : reading.lists.flatMap((list) => ofRtu(list, rtu));
  const name = plainText(path);
  if (lists.length === 0) return refuse([`${name}: found no list of an RTU ${rtu}`], err);
  const lines: string[] = [];
  const faults: string[] = [];
  for (const list of lists) addRows(list, name, lines, faults);
  if (faults.length > 0) return refuse(faults, err);
  for (const line of lines) out.write(`${line}\n`);
  return EXIT.OK;
}

function refuse(faults: readonly string[], err: TextSinks['err']): number {
  for (const fault of faults) err.write(`error: ${fault}\n`);
  return EXIT.NOT_DONE;
}

function ofRtu(list: InteroperabilityList, rtu: number): InteroperabilityList[] {
  const subjects = list.subjects.filter(({ no }) => no === rtu);
  return subjects.length === 0 ? [] : [{ ...list, subjects }];
}

function addRows(list: InteroperabilityList, name: string, lines: string[], faults: string[]): void {
  const { fields, elsewhere } = optionsOf(list, ownList());
  for (const [field, text] of fields) {
    for (const { found, expected } of parseRtuField(field, text).problems) {
      faults.push(`${name}: ${field}: found ${quotedText(found)}, expected ${expected}`);
    }
  }
  for (const sentence of elsewhere) lines.push(comment(`cannot be set here: ${sentence}`));
  if (list.subjects.length === 0) {
    lines.push(comment('id, name, RTU number, port and IOA file are not in the list: fill them in'));
  }
  for (const subject of list.subjects.length === 0 ? [BLANK] : list.subjects)
    lines.push(rowOf(subject, fields));
}

/** One line, whatever the text has; never a row. */
function comment(text: string): string {
  return plainText(`# ${text}`);
}

const CELLS: ReadonlySet<string> = new Set(RTU_CELLS.map(({ name }) => name));

function rowOf(subject: Subject, fields: readonly (readonly [name: string, text: string])[]): string {
  const given = new Map(fields);
  const options = fields.filter(([name]) => !CELLS.has(name)).map(([name, text]) => `${name}=${text}`);
  if (subject.bind !== '') options.unshift(`bind=${subject.bind}`);
  const { no, name, rtuNumber, port, hosts, ioFile } = subject;
  const cells = [
    String(no),
    textCell(name),
    String(rtuNumber),
    String(port),
    textCell(hosts.join(';')),
    given.get('k') ?? '',
    given.get('idleTime') ?? '',
    textCell(ioFile),
    ...options.map((option) => quoteCell(plainText(option))),
  ];
  return cells.join(',');
}

/** The list of an RTU without signals: what every RTU does. */
function ownList(): InteroperabilityList {
  const own = indexTable(compileTable(parseIoaFile('', ''), 1));
  const rtu = { ...DEFAULT_RTU_SETTINGS, no: 0 };
  return buildList({ rtu, signals: signalUse({ own, sisters: [], hasOthers: false }) });
}

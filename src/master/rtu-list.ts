/**
 * The RTUs of an ini file and their addresses, as a controlling station needs them.
 * Read independently of the simulator's loader, so that a mistake there shows as RTUs that don't answer.
 * Source: `docs/behaviour.md` §1.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { systemReason } from '../text/system-errors.js';
import { MasterError } from './master-error.js';

/** One RTU of the ini file. */
export interface RtuAddress {
  /** First cell of the row. */
  no: number;
  /** At most 16 characters. */
  name: string;
  /** Common address, 1…65535. */
  ca: number;
  /** TCP port, 1…65535. */
  port: number;
  /** Address that the RTU listens on; empty: all. */
  bind: string;
  /** The RTU's k, 1…32767. */
  k: number;
  /** Line of the ini file, from 1. */
  line: number;
}

/** Contents of an ini file. */
export interface RtuList {
  rtus: RtuAddress[];
  /** Rows that look like an RTU but can't be opened, in words. */
  skipped: string[];
}

const DEFAULT_K = 12;
const MOST_NAME_CHARACTERS = 16;

/** Reads the ini file at `path`; throws `INI_UNREADABLE`. */
export function loadRtuList(path: string): RtuList {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new MasterError('INI_UNREADABLE', `cannot read ${path}: ${systemReason(error, 'read')}`);
  }
  try {
    return parseRtuList(text);
  } catch (error) {
    throw new MasterError('INI_UNREADABLE', `${path} is not a CSV file: ${systemReason(error, 'read')}`);
  }
}

/** Reads the text of an ini file. */
export function parseRtuList(text: string): RtuList {
  const list: RtuList = { rtus: [], skipped: [] };
  const taken = new Set<string>();
  let defaultBind = '';
  for (const { record, info } of readRows(text)) {
    const first = record[0] ?? '';
    if (first.startsWith('!')) break;
    if (first === 'bind') defaultBind = record[1] ?? '';
    if (!/^\d+$/.test(first)) continue;
    const rtu = readRow(record, info.lines, defaultBind);
    if (typeof rtu === 'string') {
      list.skipped.push(`line ${info.lines}: ${rtu}`);
      continue;
    }
    const place = `${rtu.bind}:${rtu.port}`;
    if (taken.has(place)) list.skipped.push(`line ${info.lines}: port ${rtu.port} is another RTU's`);
    else list.rtus.push(rtu);
    taken.add(place);
  }
  return list;
}

interface Row {
  record: string[];
  info: { lines: number };
}

function readRows(text: string): Row[] {
  return parse(text, {
    bom: true,
    trim: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  }) as unknown as Row[];
}

function readRow(cells: string[], line: number, defaultBind: string): RtuAddress | string {
  const name = [...(cells[1] ?? '')].slice(0, MOST_NAME_CHARACTERS).join('');
  const ca = wholeNumber(cells[2], 65535);
  const port = wholeNumber(cells[3], 65535);
  const k = (cells[5] ?? '') === '' ? DEFAULT_K : wholeNumber(cells[5], 32767);
  if (name === '') return 'no name';
  if (ca === undefined) return `RTU number ${JSON.stringify(cells[2] ?? '')}, expected 1…65535`;
  if (port === undefined) return `port ${JSON.stringify(cells[3] ?? '')}, expected 1…65535`;
  if (k === undefined) return `k ${JSON.stringify(cells[5])}, expected 1…32767`;
  let bind = defaultBind;
  for (const cell of cells.slice(8)) {
    const option = /^bind\s*=\s*(.*)$/.exec(cell);
    if (option !== null) bind = option[1];
  }
  return { no: Number(cells[0]), name, ca, port, bind, k, line };
}

function wholeNumber(cell: string | undefined, high: number): number | undefined {
  if (cell === undefined || !/^\d+$/.test(cell)) return undefined;
  const value = Number(cell);
  return value >= 1 && value <= high ? value : undefined;
}

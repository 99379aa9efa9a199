/**
 * The RTUs of an ini file and their addresses, as a controlling station needs them.
 * The rows are read independently of the simulator's loader, so that a mistake there shows as RTUs that don't answer.
 * Source: `docs/behaviour.md` §1.
 */
import { readFileSync } from 'node:fs';
import { decodeLines } from '../csv/line-decoder.js';
import { RecordSplitter } from '../csv/record-splitter.js';
import type { RowTest } from '../csv/separators.js';
import { isDigits, readDigits } from '../text/numbers.js';
import { type AddressForm, addressDigits, USUAL_ADDRESS_FORM } from '../text/octet-address.js';
import { isUnseen, plainText } from '../text/outside-text.js';
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
  /** RTUs of rows below with the same address and port and another CA: they share the connection. */
  sharers: RtuAddress[];
}

/** Contents of an ini file. */
export interface RtuList {
  rtus: RtuAddress[];
  /** Rows that look like an RTU but can't be opened, in words. */
  skipped: string[];
}

const DEFAULT_K = 12;
const MOST_NAME_CHARACTERS = 16;
/** In the first row of an ini file of the gateway, whose columns are others (`docs/gateway.md` §2). */
const GATEWAY_MARKER = /iec104mm2ss-1port-v1\.0/i;

/** Reads the ini file at `path`; throws `INI_UNREADABLE`. */
export function loadRtuList(path: string, addresses?: AddressForm): RtuList {
  try {
    return parseRtuList(readFileSync(path), addresses);
  } catch (error) {
    if (error instanceof MasterError) throw new MasterError(error.code, `${path}: ${error.message}`);
    throw new MasterError('INI_UNREADABLE', `cannot read ${path}: ${systemReason(error, 'read')}`);
  }
}

/** Reads the octets of an ini file; throws `INI_UNREADABLE` if it is one of the gateway. */
export function parseRtuList(octets: Uint8Array, addresses: AddressForm = USUAL_ADDRESS_FORM): RtuList {
  const list: RtuList = { rtus: [], skipped: [] };
  const taken = new Map<string, RtuAddress>();
  let defaultBind = '';
  const rows = readRows(octets);
  if (GATEWAY_MARKER.test(rows[0]?.cells[0] ?? '')) {
    throw new MasterError(
      'INI_UNREADABLE',
      'this is an ini file of the gateway, whose columns are others; the master needs rows such as 1,Northfield,51,2404',
    );
  }
  for (const { cells, line } of rows) {
    const first = cells[0] ?? '';
    if (first.startsWith('!')) break;
    if (first.toLowerCase() === 'bind') defaultBind = cells[1] ?? '';
    if (!isDigits(first)) continue;
    const rtu = readRow(cells, line, defaultBind, addresses);
    if (typeof rtu === 'string') {
      list.skipped.push(`line ${line}: ${rtu}`);
      continue;
    }
    const place = `${rtu.bind}:${rtu.port}`;
    const opener = taken.get(place);
    if (opener === undefined) {
      taken.set(place, rtu);
      list.rtus.push(rtu);
    } else if ([opener, ...opener.sharers].some(({ ca }) => ca === rtu.ca)) {
      list.skipped.push(`line ${line}: port ${rtu.port} has another RTU with CA ${rtu.ca}`);
    } else opener.sharers.push(rtu);
  }
  return list;
}

interface Row {
  cells: string[];
  line: number;
}

/** `no, name, RTU number, port`. */
const isRtuRow: RowTest = ([no, , , port = '']) => isDigits(no) && isDigits(port);

function readRows(octets: Uint8Array): Row[] {
  const { lines } = decodeLines(octets);
  const rows: Row[] = [];
  const splitter = new RecordSplitter(
    { fits: isRtuRow, sampleLines: lines.length, rowsBeginWithDigits: true },
    {
      record: (cells, line) => rows.push({ cells: cells.map((cell) => cell.trim()), line }),
      // The simulator reports such a row; without it the RTU is not there for either of them.
      unpaired: () => {},
    },
  );
  for (const line of lines) splitter.line(line);
  splitter.end();
  return rows;
}

function readRow(
  cells: string[],
  line: number,
  defaultBind: string,
  addresses: AddressForm,
): RtuAddress | string {
  const text = [...(cells[1] ?? '')].slice(0, MOST_NAME_CHARACTERS).join('');
  const name = isUnseen(text) ? '' : plainText(text);
  const ca = wholeNumber(addressDigits(cells[2] ?? '', 2, addresses), 65535);
  const port = wholeNumber(cells[3], 65535);
  const k = (cells[5] ?? '') === '' ? DEFAULT_K : wholeNumber(cells[5], 32767);
  if (name === '') return 'no name';
  if (ca === undefined) return `RTU number ${JSON.stringify(cells[2] ?? '')}, expected 1…65535`;
  if (port === undefined) return `port ${JSON.stringify(cells[3] ?? '')}, expected 1…65535`;
  if (k === undefined) return `k ${JSON.stringify(cells[5])}, expected 1…32767`;
  let bind = defaultBind;
  for (const cell of cells.slice(8)) {
    const option = /^bind\s*=\s*(.*)$/i.exec(cell);
    if (option !== null) bind = option[1];
  }
  return { no: Number(cells[0]), name, ca, port, bind, k, line, sharers: [] };
}

function wholeNumber(cell: string | undefined, high: number): number | undefined {
  return cell === undefined ? undefined : readDigits(cell, 1, high);
}

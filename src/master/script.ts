/**
 * Requests at given seconds, from a CSV file: `second, CA, request, arguments…`. Source: `docs/manual/playing-the-master.md`.
 * Other first cells than a number are comments; `!` ends the file.
 */
import { readFileSync } from 'node:fs';
import { decodeLines } from '../csv/line-decoder.js';
import { RecordSplitter } from '../csv/record-splitter.js';
import type { RowTest } from '../csv/separators.js';
import { readDigits, readSeconds, withDecimalPoint } from '../text/numbers.js';
import { type AddressForm, addressDigits, USUAL_ADDRESS_FORM } from '../text/octet-address.js';
import { systemReason } from '../text/system-errors.js';
import { type AddressedCommand, parseCommand } from './command-text.js';
import { MasterError } from './master-error.js';

/** What a step requests. */
export type ScriptRequest =
  /** `qoi` 20, or 21–36 for a group. */
  | { readonly kind: 'gi'; readonly qoi: number }
  /** `rqt` 5 general, 1–4 a group; `frz` 0 read, 1 freeze, 2 freeze and reset, 3 reset. */
  | { readonly kind: 'counters'; readonly rqt: number; readonly frz: number }
  | { readonly kind: 'read'; readonly ioa: number }
  | { readonly kind: 'clock' }
  | { readonly kind: 'test' }
  | { readonly kind: 'command'; readonly command: AddressedCommand };

/** One step. */
export interface ScriptStep {
  /** Line of the file, from 1. */
  readonly line: number;
  /** After the start of counting. */
  readonly atMs: number;
  /** 1…65535; `undefined`: every RTU. */
  readonly ca: number | undefined;
  readonly request: ScriptRequest;
  /** The request as the file has it: `gi 3`. */
  readonly text: string;
}

const MOST_SECONDS = 2_147_483;
const REQUEST_EXPECTED =
  'gi, gi and a group 1…16, counters, counters and a group 1…4 and a freeze 0…3, read and an IOA, clock, test, or command and IOA:TYPE:VALUE[:select]';

/** Reads the file at `path`. Throws `SCRIPT` with every row that can't be read. */
export function loadScript(path: string, form?: AddressForm): ScriptStep[] {
  let octets: Uint8Array;
  try {
    octets = readFileSync(path);
  } catch (error) {
    throw new MasterError('SCRIPT', `cannot read ${path}: ${systemReason(error, 'read')}`);
  }
  return parseScript(octets, path, form);
}

/** `second, CA, request`. */
const isStep: RowTest = ([second, , request = ''], separator) =>
  readSeconds(separator === ',' ? second : withDecimalPoint(second), 0, MOST_SECONDS) !== undefined &&
  /^[a-z]+$/i.test(request);

/** Like `loadScript`, from octets; the steps in the order of their times. `path` is the name in messages, `form` that of its addresses. */
export function parseScript(
  octets: Uint8Array,
  path: string,
  form: AddressForm = USUAL_ADDRESS_FORM,
): ScriptStep[] {
  const steps: ScriptStep[] = [];
  const faults: string[] = [];
  let ended = false;
  const { lines } = decodeLines(octets);
  const splitter = new RecordSplitter(
    { fits: isStep, sampleLines: lines.length, rowsBeginWithDigits: true },
    {
      record: (raw, line) => {
        const cells = raw.map((cell) => cell.trim());
        if (cells[0].startsWith('!')) ended = true;
        const atSec = readSeconds(withDecimalPoint(cells[0]), 0, MOST_SECONDS);
        if (ended || atSec === undefined) return;
        const step = readStep(cells, line, atSec * 1000, form);
        if (typeof step === 'string') faults.push(`${path}:${line} ${step}`);
        else steps.push(step);
      },
      unpaired: (line) => faults.push(`${path}:${line} expected quotation marks in pairs`),
    },
  );
  for (const line of lines) splitter.line(line);
  splitter.end();
  if (faults.length > 0) throw new MasterError('SCRIPT', faults.join('\n'));
  if (steps.length === 0)
    throw new MasterError('SCRIPT', `${path}: found no step, expected rows second, CA, request`);
  return steps.sort((a, b) => a.atMs - b.atMs);
}

/** The step, or what was found and expected. */
function readStep(
  cells: readonly string[],
  line: number,
  atMs: number,
  form: AddressForm,
): ScriptStep | string {
  const [, caText = '', name = '', ...args] = cells;
  const ca = caText === '' ? undefined : readDigits(addressDigits(caText, 2, form), 1, 65535);
  if (caText !== '' && ca === undefined) {
    return `column 2 (CA): found ${JSON.stringify(caText)}, expected 1…65535, its octets as in 0-101, or nothing for every RTU`;
  }
  const request = readRequest(name.toLowerCase(), args, ca, form);
  if (typeof request === 'string') return request;
  const words = [name.toLowerCase(), ...args].filter((word) => word !== '');
  return { line, atMs, ca, request, text: words.join(' ') };
}

function readRequest(
  name: string,
  [first = '', second = '']: readonly string[],
  ca: number | undefined,
  form: AddressForm,
): ScriptRequest | string {
  const wrong = (found: string): string =>
    `column 3 (request): found ${JSON.stringify(found)}, expected ${REQUEST_EXPECTED}`;
  switch (name) {
    case 'gi': {
      const group = first === '' ? 0 : readDigits(first, 1, 16);
      return group === undefined ? wrong(`gi ${first}`) : { kind: 'gi', qoi: 20 + group };
    }
    case 'counters': {
      const group = first === '' ? 5 : readDigits(first, 1, 5);
      const frz = second === '' ? 0 : readDigits(second, 0, 3);
      if (group === undefined || frz === undefined) return wrong(`counters ${first} ${second}`.trim());
      return { kind: 'counters', rqt: group, frz };
    }
    case 'read': {
      const ioa = readDigits(addressDigits(first, 3, form), 0, 0xffffff);
      return ioa === undefined ? wrong(`read ${first}`.trim()) : { kind: 'read', ioa };
    }
    case 'clock':
    case 'test':
      return { kind: name };
    case 'command':
      return readCommand(first, ca, form) ?? wrong(`command ${first}`.trim());
    default:
      return wrong(name);
  }
}

/** A command to one RTU; a text if it can't be read, or if no RTU is named. */
function readCommand(
  text: string,
  ca: number | undefined,
  form: AddressForm,
): ScriptRequest | string | undefined {
  if (text === '') return undefined;
  if (ca === undefined) return 'column 2 (CA): found "", expected the CA that the command goes to';
  try {
    return { kind: 'command', command: parseCommand(`${ca}:${text}`, form) };
  } catch (error) {
    if (!(error instanceof MasterError)) throw error;
    return `column 4: ${error.message}`;
  }
}

/** Reads the cells of a row of an IOA file one by one, or reports what was expected. Source: `docs/behaviour.md` §2. */
import { MAX_IOA } from '../../codec/asdu.js';
import { COT, CYCLIC_EXPECTED, cyclicCauseOf } from '../../codec/causes.js';
import type { ElementRecord } from '../../codec/elements.js';
import { findType, TYPES, type TypeDefinition, typeOf } from '../../codec/types.js';
import { msFromSeconds, readDecimal, readDigits, readSeconds, withDecimalPoint } from '../../text/numbers.js';
import { plainText } from '../../text/outside-text.js';
import type { AddressColumns } from '../address-columns.js';
import type { CsvRow } from '../csv-rows.js';
import { columnName, type FindingCollector } from '../findings.js';
import type { SignalFilter } from './rows.js';
import { readValue } from './values.js';

/** Most digits of an index number. */
const INDEX_DIGITS = 12;
const MAX_INDEX = 10 ** INDEX_DIGITS - 1;
/** Longest comment, in characters. */
const COMMENT_LENGTH = 53;
/** Longest wait, in seconds: the longest that a timer of Node.js can hold. */
const MAX_WAIT_SEC = 2147483;

/** Names of the cells of a row for findings, in their order; the comment follows. */
const LABELS = [
  'index',
  'GI',
  'type id',
  'IOA',
  'value',
  'wait',
  'filter RTU number',
  'filter type id',
  'filter IOA',
  'filter value',
  'time-out',
] as const;
type Label = (typeof LABELS)[number];

/** Filter cells with an address, and the most octets of it. */
const ADDRESS_OCTETS: Readonly<Partial<Record<Label, 2 | 3>>> = { 'filter RTU number': 2, 'filter IOA': 3 };

const processTypes = TYPES.filter(({ role }) => role === 'monitor' || role === 'command');
const TYPE_EXPECTED = `a process type id (${processTypes.map(({ id }) => id).join(', ')})`;
const IOA_EXPECTED = `a whole number 0…${MAX_IOA}, or its octets as in 1.2.3 or 1-2-3`;

/** Words of a GI cell, in upper case: English, the languages of the front-ends' countries, and what spreadsheets write. */
const YES_WORDS: ReadonlySet<string> = new Set([
  ...['Y', 'YES', 'T', 'TRUE', '1', 'X', 'J', 'JA', 'WAHR', 'O', 'OUI', 'VRAI', 'S', 'SI', 'SÍ', 'SIM'],
]);
const NO_WORDS: ReadonlySet<string> = new Set([
  ...['', 'N', 'NO', 'F', 'FALSE', '0', '-', 'NEIN', 'FALSCH', 'NON', 'FAUX', 'NÃO', 'NAO'],
]);
const GI_EXPECTED = 'Y, Y and a group as in Y3, or N or nothing';

/** The cell with the cause of a row. */
const COT_CELL = /^cot\s*=\s*/i;

/** Unit of the time-out cells of a file. */
export type TimeoutUnit = 'ms' | 's';

/** The time-out cell and the comment after it. */
export interface Timeout {
  /** Infinity: none. */
  timeoutMs: number;
  comment: string;
}

/** Reads the cells of one row; a reader returns `undefined` for a cell that it has reported as an error. */
export class RowCells {
  readonly line: number;
  private readonly cells: readonly string[];
  private readonly errorsBefore: number;

  constructor(
    row: CsvRow,
    private readonly findings: FindingCollector,
    private readonly decimalComma: boolean,
    private readonly addresses: AddressColumns,
  ) {
    this.line = row.line;
    this.cells = row.cells;
    this.errorsBefore = findings.errors;
  }

  /** Whether no error has been reported so far. */
  get isSound(): boolean {
    return this.findings.errors === this.errorsBefore;
  }

  /** 0…999999999999; the cell is known to hold digits. */
  readIndex(): number {
    const index = Number(this.text('index'));
    if (index > MAX_INDEX) this.error('index', `at most ${INDEX_DIGITS} digits`);
    return index;
  }

  /** A type that an IOA file may have: monitored or a command. */
  readType(): TypeDefinition | undefined {
    const id = readDigits(this.text('type id'), 1, 255);
    const type = id === undefined ? undefined : findType(id);
    if (type?.role === 'monitor' || type?.role === 'command') return type;
    return this.error('type id', TYPE_EXPECTED);
  }

  /** 0…16777215; 0 is allowed with a warning. */
  readIoa(): number | undefined {
    const ioa = readDigits(this.addressText('IOA', 3), 0, MAX_IOA);
    if (ioa === undefined) return this.error('IOA', IOA_EXPECTED);
    if (ioa === 0) this.warning('IOA', 'an IOA other than 0');
    return ioa;
  }

  /** The GI cell as the bits of `SignalRow.groups`: a word for yes, `Y` and a group, or a word for no. */
  readGroups(type: TypeDefinition): number {
    const word = this.text('GI').toUpperCase();
    const match = YES_WORDS.has(word) ? ['', ''] : /^Y\s*(\d+)$/.exec(word);
    if (match === null) {
      if (!NO_WORDS.has(word)) this.warning('GI', `${GI_EXPECTED}; the signal is not interrogated`);
      return 0;
    }
    const most = groupsOf(type);
    if (most === 0) {
      this.warning('GI', `no Y, because ${type.mnemonic} is never interrogated`);
      return 0;
    }
    if (match[1] === '') return 1;
    const group = Number(match[1]);
    if (group >= 1 && group <= most) return 1 | (1 << group);
    this.error('GI', `Y, or Y1…Y${most} for a group`);
    return 0;
  }

  /** The value cell of a command: the IOA of its status signal; −1 with a warning for an empty cell. */
  readStatusIoa(): number | undefined {
    const text = this.text('value');
    const expected = `the IOA of the status signal, 0…${MAX_IOA}`;
    if (text === '') {
      this.warning('value', `${expected}; the command is confirmed and changes nothing`);
      return -1;
    }
    return readDigits(this.addressText('value', 3), 0, MAX_IOA) ?? this.error('value', expected);
  }

  /** The value cell of a monitored type. */
  readSignalValue(type: TypeDefinition): ElementRecord | undefined {
    const reading = readValue(type, this.numberText('value'));
    if ('expected' in reading) return this.error('value', reading.expected);
    if (reading.warning !== undefined) this.warning('value', reading.warning);
    return reading.value;
  }

  /** The wait cell in ms; empty: 0. */
  readWaitMs(): number | undefined {
    const text = this.text('wait');
    if (text === '') return 0;
    const seconds = readSeconds(this.numberText('wait'), 0, MAX_WAIT_SEC);
    return seconds === undefined ? this.error('wait', `seconds 0…${MAX_WAIT_SEC}`) : msFromSeconds(seconds);
  }

  /** The time-out and the comment. A time-out cell that is not a number belongs to the comment. */
  readTimeout(unit: TimeoutUnit): Timeout {
    const number = readDecimal(this.numberText('time-out'));
    const { comment: from, before } = this.causeCells();
    const comment = commentOf(this.cells.filter((_, i) => i >= from && !before.includes(i)));
    if (number === undefined) return { timeoutMs: Number.POSITIVE_INFINITY, comment };
    return { timeoutMs: unit === 's' ? msFromSeconds(number) : number, comment };
  }

  /** The cause of the row's signal in index sends: from a cell `cot=…` before the comment, else 3 (spontaneous). */
  readCot(type: TypeDefinition): number | undefined {
    const { before, behind } = this.causeCells();
    for (const i of behind)
      this.cotWarning(i, 'this cell before the comment; here it is part of the comment');
    if (before.length > 1) this.cotWarning(before[1], 'cot once a row; the last one counts');
    const at = before.at(-1);
    if (at === undefined) return COT.SPONTANEOUS;
    const cause = cyclicCauseOf(this.cells[at].replace(COT_CELL, ''));
    if (cause !== undefined && type.causes.includes(cause)) return cause;
    const fitting = TYPES.filter(({ role, causes }) => role === 'monitor' && causes.includes(cause ?? 0));
    const expected =
      cause === undefined
        ? CYCLIC_EXPECTED
        : `a type that may have this cause (${fitting.map(({ id }) => id).join(', ')})`;
    this.findings.error(this.line, columnName(at + 1, 'cot'), this.cells[at], expected);
    return undefined;
  }

  /** Where the comment may begin, and the cells `cot=…` before the first word of the comment and behind it. */
  private causeCells(): { comment: number; before: number[]; behind: number[] } {
    const timeoutCell = LABELS.indexOf('time-out');
    const isNumber = readDecimal(this.numberText('time-out')) !== undefined;
    const comment = isNumber ? timeoutCell + 1 : timeoutCell;
    const before: number[] = [];
    const behind: number[] = [];
    let place = before;
    for (let i = comment; i < this.cells.length; i++) {
      if (COT_CELL.test(this.cells[i])) place.push(i);
      else if (this.cells[i] !== '') place = behind;
    }
    return { comment, before, behind };
  }

  private cotWarning(at: number, expected: string): void {
    this.findings.warning(this.line, columnName(at + 1, 'cot'), this.cells[at], expected);
  }

  /** Reports a time-out below 0. */
  checkTimeout({ timeoutMs }: Timeout): void {
    if (timeoutMs < 0) this.error('time-out', '0 or more, or nothing for no time-out');
  }

  /** The four filter cells; an empty cell sets no condition. */
  readFilter({ timeoutMs }: Timeout): SignalFilter {
    const number = 'a whole number 1…65535';
    const filter: SignalFilter = {
      rtuNumber: this.condition('filter RTU number', 0, number, (text) => readDigits(text, 1, 65535)),
      typeId: this.condition('filter type id', -1, 'a type id 1…255', (text) => readDigits(text, 1, 255)),
      ioa: this.condition('filter IOA', -1, IOA_EXPECTED, (text) => readDigits(text, 0, MAX_IOA)),
      value: this.condition('filter value', Number.NaN, 'a number', readFinite),
      timeoutMs,
    };
    const isSet = filter.typeId >= 0 || filter.ioa >= 0 || !Number.isNaN(filter.value);
    if (isSet && timeoutMs === Number.POSITIVE_INFINITY) {
      this.warning('time-out', 'a time-out; without one a send waits here until the telegram comes');
    }
    return filter;
  }

  /** The text of a cell that begins with a number. */
  private numberText(label: Label): string {
    const text = this.text(label);
    return this.decimalComma ? withDecimalPoint(text) : text;
  }

  /** The digits of a cell with an address. */
  private addressText(label: Label, most: 2 | 3): string {
    return this.addresses.digits(this.text(label), most, columnOf(label), this.line);
  }

  private condition(
    label: Label,
    none: number,
    expected: string,
    read: (text: string) => number | undefined,
  ): number {
    const text = this.numberText(label);
    if (text === '') return none;
    const octets = ADDRESS_OCTETS[label];
    const value = read(octets === undefined ? text : this.addressText(label, octets));
    if (value === undefined) this.error(label, expected);
    return value ?? none;
  }

  private text(label: Label): string {
    return this.cells[LABELS.indexOf(label)] ?? '';
  }

  private error(label: Label, expected: string): undefined {
    this.findings.error(this.line, columnOf(label), this.text(label), expected);
  }

  private warning(label: Label, expected: string): void {
    this.findings.warning(this.line, columnOf(label), this.text(label), expected);
  }
}

/** The column of a cell as findings name it: `4 (IOA)`. */
export function columnOf(label: Label): string {
  return columnName(LABELS.indexOf(label) + 1, label);
}

/** How many groups can be interrogated: 16 of the station, 4 of counters, 0 for types that are never interrogated. */
function groupsOf(type: TypeDefinition): number {
  const untimed = typeOf(type.untimedId);
  if (untimed.interrogated) return COT.INTERROGATED_GROUP_16 - COT.INTERROGATED_STATION;
  return untimed.causes.includes(COT.COUNTER_GENERAL) ? COT.COUNTER_GROUP_4 - COT.COUNTER_GENERAL : 0;
}

function readFinite(text: string): number | undefined {
  const value = readDecimal(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Non-empty cells joined by a blank, on one line, without characters that deceive, cut to 53 characters (code points). */
function commentOf(cells: readonly string[]): string {
  const joined = cells
    .filter((cell) => cell !== '')
    .join(' ')
    .replace(/\s*[\r\n]\s*/g, ' ');
  return plainText([...joined].slice(0, COMMENT_LENGTH).join('').trimEnd());
}

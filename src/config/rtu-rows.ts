/** The RTU rows of an ini file, with the default rows above them. Source: `docs/behaviour.md` §1. */
import type { RtuDefinition } from '../channel/definitions.js';
import { nearestName } from '../text/nearest-name.js';
import { withDecimalPoint } from '../text/numbers.js';
import type { AddressColumns } from './address-columns.js';
import type { CsvRow } from './csv-rows.js';
import { columnName, type FindingCollector } from './findings.js';
import {
  DEFAULT_RTU_SETTINGS,
  findRtuOption,
  RTU_CELLS,
  RTU_OPTION_NAMES,
  type RtuField,
  type RtuSettings,
} from './rtu-fields.js';
import { settleRtuSettings } from './rtu-settings.js';
import { SharedPorts } from './shared-ports.js';

/** Column of the first option cell, from 1. */
const FIRST_OPTION = 2 + RTU_CELLS.length;

const cellColumns = new Map(RTU_CELLS.map(({ name, label }, i) => [name, columnName(i + 2, label)]));

/** The column of a fixed cell by the name of its field, as findings name it. */
export function cellColumn(name: string): string {
  return cellColumns.get(name) ?? '';
}

/** One RTU row while its cells are read. */
interface RowReading {
  readonly line: number;
  readonly rtu: RtuDefinition;
  /** Column of each option that the row has. */
  readonly columns: Map<string, string>;
  /** Fields that can't be used: the row is left out, and rules about these fields are not checked. */
  readonly unread: Set<string>;
}

/** Reads the rows one after the other; their problems go to the findings. */
export class RtuRows {
  /** The rows without an error, in file order; `slot` counts them from 0. */
  readonly rtus: RtuDefinition[] = [];
  /** First cells of the rows with an error, which are left out; NaN: it can't be read. */
  readonly leftOut: number[] = [];
  private defaults: RtuSettings = DEFAULT_RTU_SETTINGS;
  /** Options that a default row has set. */
  private readonly given = new Set<string>();
  private readonly ports = new SharedPorts();

  /** `decimalComma`: numbers of the file may have a decimal comma. */
  constructor(
    private readonly findings: FindingCollector,
    private readonly decimalComma: boolean,
    private readonly addresses: AddressColumns,
  ) {}

  /** Sentences about ports that rows share. */
  describePorts(): string[] {
    return this.ports.describe();
  }

  /** `name, value`: the default of an option for the rows below. */
  setDefault(line: number, option: RtuField, text: string): void {
    const { name } = option;
    const { patch, problems } = option.read(this.numberText(option, text, line));
    for (const { found, expected } of problems) {
      this.findings.error(line, columnName(2, name), found, expected);
    }
    if (patch === undefined) return;
    this.defaults = { ...this.defaults, ...patch };
    this.given.add(name);
  }

  /** `no, name, RTU number, port, …`: an RTU. */
  add({ line, cells }: CsvRow): void {
    const no = Number(cells[0]);
    const rtu: RtuDefinition = { ...this.defaults, no, line, slot: this.rtus.length };
    const row: RowReading = { line, rtu, columns: new Map(), unread: new Set() };
    if (!Number.isSafeInteger(no)) {
      this.findings.error(line, columnName(1, 'id'), cells[0], 'at most 15 digits');
      row.unread.add('id');
    }
    this.readFixedCells(row, cells);
    this.readOptionCells(row, cells);
    const agrees = this.settle(row);
    const isFree = this.mayListen(row);
    if (row.unread.size > 0 || !agrees || !isFree) {
      this.leftOut.push(row.unread.has('id') ? Number.NaN : no);
      return;
    }
    this.ports.add(rtu);
    this.rtus.push(rtu);
  }

  private readFixedCells({ line, rtu, unread }: RowReading, cells: readonly string[]): void {
    for (const [i, field] of RTU_CELLS.entries()) {
      const text = cells[i + 1] ?? '';
      const { patch, problems } = field.read(
        text === '' ? (field.initial ?? '') : this.numberText(field, text, line),
      );
      for (const { severity, found, expected } of problems) {
        this.findings[severity](line, cellColumn(field.name), found, expected);
      }
      if (patch === undefined) unread.add(field.name);
      else Object.assign(rtu, patch);
    }
  }

  private readOptionCells(row: RowReading, cells: readonly string[]): void {
    for (let number = FIRST_OPTION; number <= cells.length; number++) {
      const cell = cells[number - 1];
      if (cell !== '') this.readOptionCell(row, number, cell);
    }
  }

  /** A `name=value` cell; `number` is its column, from 1. */
  private readOptionCell({ line, rtu, columns, unread }: RowReading, number: number, cell: string): void {
    const { findings } = this;
    const equals = cell.indexOf('=');
    const name = cell.slice(0, Math.max(equals, 0)).trim().toLowerCase();
    const option = findRtuOption(name);
    if (option === undefined) {
      const near = nearestName(name, RTU_OPTION_NAMES);
      const expected =
        near === undefined
          ? `name=value, the name one of ${RTU_OPTION_NAMES.join(', ')}`
          : `name=value with the name of an option; did you mean ${near}?`;
      findings.error(line, columnName(number, 'option'), cell, expected);
      unread.add('option');
      return;
    }
    const column = columnName(number, name);
    if (columns.has(name)) findings.warning(line, column, cell, `${name} once a row; the last one counts`);
    columns.set(name, column);
    const { patch, problems } = option.read(this.numberText(option, cell.slice(equals + 1).trim(), line));
    for (const { found, expected } of problems) findings.error(line, column, found, expected);
    if (patch === undefined) unread.add(name);
    else Object.assign(rtu, patch);
  }

  private numberText(field: RtuField, text: string, line: number): string {
    if (field.name === 'rtuNumber') return this.addresses.digits(text, 2, cellColumn(field.name), line);
    return this.decimalComma && !field.isText ? withDecimalPoint(text) : text;
  }

  /** Checks k, w, t1 and t2 against each other, unless one of them is unread; false after an error. */
  private settle({ line, rtu, columns, unread }: RowReading): boolean {
    if (['t1', 't2', 'k', 'w'].some((name) => unread.has(name))) return true;
    const wSource = columns.has('w') || this.given.has('w') ? 'given' : 'default';
    const problems = settleRtuSettings(rtu, wSource);
    for (const { severity, field, found, expected } of problems) {
      // A value of a default row, or of the program's defaults, is shown at the field that it contradicts.
      const own = columns.get(field);
      const column = own ?? (field === 'w' ? cellColumn('k') : (columns.get('t1') ?? ''));
      const shown = own === undefined ? `${field}=${found} by default` : found;
      this.findings[severity](line, column, shown, expected);
    }
    return problems.every(({ severity }) => severity !== 'error');
  }

  /** Checks that the row can listen beside those above, unless its address or port is unread. */
  private mayListen({ line, rtu, columns, unread }: RowReading): boolean {
    if (unread.has('port') || unread.has('bind') || unread.has('rtuNumber')) return true;
    const problems = this.ports.check(rtu);
    for (const { field, found, expected } of problems) {
      const own = cellColumn(field) || columns.get(field);
      // A value of a default row, or of the program's defaults, stands in no cell of this row.
      const shown = own === undefined ? `${field}=${found} by default` : found;
      this.findings.error(line, own ?? cellColumn('port'), shown, expected);
    }
    return problems.length === 0;
  }
}

/** Reads the cells of a group's row with the field table, above all what is wrong with them. Source: `docs/gateway.md` §2. */

import { nearestName } from '../../text/nearest-name.js';
import { withDecimalPoint } from '../../text/numbers.js';
import type { AddressColumns } from '../address-columns.js';
import { columnName, type FindingCollector } from '../findings.js';
import { TUNING_CELLS } from './group-cells.js';
import type { GroupField, GroupRow } from './group-field.js';
import { findGroupOption, GROUP_OPTION_NAMES } from './group-fields.js';
import { type GroupDraft, settleGroup } from './group-settings.js';

/** A row while its cells are read. */
export interface RowReading {
  readonly line: number;
  readonly row: GroupDraft;
  /** Column of each field that the row has a text for, by name. */
  readonly columns: Map<string, string>;
  /** Fields that somebody gave, here or in a row above. */
  readonly given: Set<string>;
  /** Fields that can't be used: the row is left out. */
  readonly unread: Set<string>;
}

const TUNING: ReadonlySet<GroupField> = new Set(TUNING_CELLS);

/** Reads rows one after the other; problems go to the findings. */
export class RowReader {
  /** Fields that a row above has set. */
  private readonly given = new Set<string>();
  /** What was told of values that stand in no row: once is enough. */
  private readonly told = new Set<string>();

  /** `defaults`: of the fields that a row has no text for. `decimalComma`: numbers may have a decimal comma. */
  constructor(
    private readonly findings: FindingCollector,
    private readonly decimalComma: boolean,
    private readonly addresses: AddressColumns,
    private defaults: GroupRow,
  ) {}

  begin(line: number): RowReading {
    return {
      line,
      row: { ...this.defaults },
      columns: new Map(),
      given: new Set(this.given),
      unread: new Set(),
    };
  }

  /** `name, value`: the default of a field for the rows below. */
  setDefault(line: number, field: GroupField, text: string): void {
    const reading = this.begin(line);
    if (this.readText(reading, field, columnName(2, field.label), text)) {
      this.defaults = { ...reading.row };
      this.given.add(field.name);
    }
  }

  /** A cell; `number` is its column, from 1. An empty one has the default, if there is any. */
  readCell(reading: RowReading, field: GroupField, number: number, text: string): void {
    if (text === '' && TUNING.has(field)) return;
    this.readText(reading, field, columnName(number, field.label), text);
  }

  /** The cells from column `first` on. Text that is no `name=value` was ignored by the predecessor, and so it is here. */
  readOptions(reading: RowReading, cells: readonly string[], first: number): void {
    for (let number = first; number <= cells.length; number++) {
      const cell = cells[number - 1];
      if (cell.includes('=')) this.readOption(reading, number, cell);
      else if (cell !== '') {
        const expected = 'an option as name=value, or nothing; it is ignored';
        this.findings.warning(reading.line, columnName(number, 'option'), cell, expected);
      }
    }
  }

  /** Checks the fields of the row against each other. */
  settle({ line, row, columns, given }: RowReading): void {
    for (const { severity, field, found, expected } of settleGroup(row, given)) {
      const own = columns.get(field);
      if (own !== undefined) {
        this.findings[severity](line, own, found, expected);
        continue;
      }
      // A value of a default row, or of the program's defaults, is shown at the field that it contradicts.
      const column = columns.get(field === 't2' ? 't1' : 'k') ?? '';
      const shown = `${field}=${found} by default`;
      if (column === '' && this.told.has(shown + expected)) continue;
      this.told.add(shown + expected);
      this.findings[severity](line, column, shown, expected);
    }
  }

  private readOption(reading: RowReading, number: number, cell: string): void {
    const equals = cell.indexOf('=');
    const name = cell.slice(0, equals).trim().toLowerCase();
    const option = findGroupOption(name);
    if (option === undefined) {
      const near = nearestName(name, GROUP_OPTION_NAMES);
      const expected =
        near === undefined
          ? `name=value, the name one of ${GROUP_OPTION_NAMES.join(', ')}`
          : `name=value with the name of an option; did you mean ${near}?`;
      this.findings.error(reading.line, columnName(number, 'option'), cell, expected);
      reading.unread.add('option');
      return;
    }
    const column = columnName(number, name);
    if (reading.columns.has(name)) {
      this.findings.warning(reading.line, column, cell, `${name} once a row; the last one counts`);
    }
    this.readText(reading, option, column, cell.slice(equals + 1).trim());
  }

  /** Whether the text can be used. One that can't leaves the default where there is one for bad cells, else the row is left out. */
  private readText(reading: RowReading, field: GroupField, column: string, text: string): boolean {
    const { line, row, columns, given, unread } = reading;
    columns.set(field.name, column);
    const { patch, problems } = field.read(this.numberText(field, text, column, line));
    const isMended = patch === undefined && TUNING.has(field);
    for (const { severity, found, expected } of problems) {
      if (isMended) this.findings.warning(line, column, found, `${expected}; ${field.write(row)} is used`);
      else this.findings[severity](line, column, found, expected);
    }
    if (patch === undefined) {
      if (!isMended) unread.add(field.name);
      return false;
    }
    Object.assign(row, patch);
    given.add(field.name);
    return true;
  }

  private numberText(field: GroupField, text: string, column: string, line: number): string {
    if (field.name === 'rtuNumber') return this.addresses.digits(text, 2, column, line);
    return this.decimalComma && !field.isText ? withDecimalPoint(text) : text;
  }
}

/** Every field of a group: one table for the ini file, restarts, the HTTP API and documents. */
import { GROUP_CELLS } from './group-cells.js';
import type { GroupField, GroupRow } from './group-field.js';
import { GROUP_OPTIONS } from './group-options.js';

/** All fields: cells 2…16 of a row, then the options. */
export const GROUP_FIELDS: readonly GroupField[] = [...GROUP_CELLS, ...GROUP_OPTIONS];

/** Names of the options, in the order of the table. */
export const GROUP_OPTION_NAMES: readonly string[] = GROUP_OPTIONS.map(({ name }) => name);

const optionsByName = new Map(GROUP_OPTIONS.map((option) => [option.name, option]));
const fieldsByName = new Map(
  [
    ...GROUP_CELLS.map((cell) => [cell.label, cell] as const),
    ...GROUP_FIELDS.map((each) => [each.name, each] as const),
  ].map(([name, each]) => [name.toLowerCase(), each]),
);

/** The option of this name in upper or lower case, or `undefined`. */
export function findGroupOption(name: string): GroupField | undefined {
  return optionsByName.get(name.toLowerCase());
}

/** The field of this name, or of a column with this name, in upper or lower case; `undefined`: there is none. */
export function findGroupField(name: string): GroupField | undefined {
  return fieldsByName.get(name.toLowerCase());
}

/** Defaults of all fields. Name, port, RTU number and hosts have none: they are empty or 0 here. */
export const DEFAULT_GROUP_ROW: GroupRow = defaultRow();

function defaultRow(): GroupRow {
  const row: Partial<GroupRow> = { name: '', port: 0, rtuNumber: 0, hosts: [] };
  for (const { initial, read } of GROUP_FIELDS) {
    if (initial !== undefined) Object.assign(row, read(initial).patch);
  }
  return row as GroupRow;
}

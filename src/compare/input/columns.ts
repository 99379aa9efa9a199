/** Finds the columns of an event list by their usual names, or by the names that the options give. */
import { ReadingError } from './reading-error.js';

/** What a column can hold. */
export type Role = 'ca' | 'ioa' | 'value' | 'time' | 'received' | 'quality' | 'type';

/** A column, or several whose cells are joined by blanks (a date, a time, milliseconds). */
export interface ColumnPick {
  /** From 0. */
  at: number;
  /** The other columns, in their order; empty: none. */
  also: readonly number[];
  /** `4 (value)`: number from 1 and name. */
  label: string;
  /** Whether an option named it. */
  named: boolean;
}

/** The column of each role that the list has. */
export type ColumnPicks = Partial<Record<Role, ColumnPick>>;

/** The usual names in English and German, in lower case without blanks, `_`, `-` and `.`; the first one found is taken. */
const KNOWN: Readonly<Record<Role, readonly string[]>> = {
  ca: [
    'ca',
    'commonaddress',
    'asduaddress',
    'commonaddressofasdu',
    'casdu',
    'rtunumber',
    'rtu',
    'station',
    'asduadresse',
  ],
  ioa: [
    'ioa',
    'informationobjectaddress',
    'objectaddress',
    'iecaddress',
    'address',
    'object',
    'objektadresse',
    'adresse',
  ],
  value: ['value', 'state', 'status', 'wert', 'zustand'],
  time: ['timetag', 'eventtime', 'sourcetime', 'timestamp', 'time', 'datetime', 'zeitstempel', 'zeit'],
  received: ['received', 'receivedat', 'receivetime', 'servertime', 'empfangen'],
  quality: ['quality', 'qualitydescriptor', 'qds', 'qualität'],
  type: ['type', 'typeid', 'asdutype', 'typeidentification', 'typkennung'],
};

const ROLES = Object.keys(KNOWN) as Role[];

/** How many columns must have a usual name, or one that the options give, to make a row the header. */
const LEAST_NAMES = 2;

/** Whether a row is the header: title lines may stand above it. */
export function isHeader(cells: readonly string[], named: Partial<Record<Role, string>>): boolean {
  const wanted = Object.values(named).flatMap((name) => [name, ...name.split('+')].map(plain));
  const known = new Set([...Object.values(KNOWN).flat(), ...wanted]);
  return new Set(cells.map(plain).filter((name) => known.has(name))).size >= LEAST_NAMES;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_.-]/g, '');
}

/**
 * Finds the columns of `header`. `named`: names that the options give; `needed`: columns that the list must have.
 * Throws `ReadingError` that says what was found, what was expected, and which option names the column.
 */
export function pickColumns(
  header: readonly string[],
  named: Partial<Record<Role, string>>,
  needed: readonly Role[],
  file: string,
): ColumnPicks {
  const picks: ColumnPicks = {};
  const faults: string[] = [];
  const found = `columns found: ${header.map((name) => JSON.stringify(name.trim())).join(', ')}`;
  for (const role of ROLES) {
    const name = named[role];
    const pick = name === undefined ? pickKnown(header, role) : pickNamed(header, name);
    if (pick !== undefined) picks[role] = pick;
    else if (name !== undefined)
      faults.push(`${file}: no column ${JSON.stringify(name)} (--${role}); ${found}`);
    else if (needed.includes(role)) {
      faults.push(
        `${file}: no column for the ${role}; ${found}; expected one of ${KNOWN[role].join(', ')}, or --${role} NAME`,
      );
    }
  }
  if (faults.length > 0) throw new ReadingError(faults.join('\n'));
  return picks;
}

function pickKnown(header: readonly string[], role: Role): ColumnPick | undefined {
  const names = header.map(plain);
  for (const known of KNOWN[role]) {
    const at = names.indexOf(known);
    if (at >= 0) return { at, also: [], label: label(header, at), named: false };
  }
  return undefined;
}

/** A header's name, in any case; `Date+Time+ms` names several columns unless one is called so. */
function pickNamed(header: readonly string[], name: string): ColumnPick | undefined {
  const find = (text: string): number => {
    const exact = header.findIndex((each) => each.trim() === text.trim());
    return exact >= 0 ? exact : header.findIndex((each) => plain(each) === plain(text));
  };
  const at = find(name);
  if (at >= 0) return { at, also: [], label: label(header, at), named: true };
  const all = name.split('+').map(find);
  if (all.length < 2 || all.some((each) => each < 0)) return undefined;
  const [first, ...also] = all;
  return { at: first, also, label: all.map((each) => label(header, each)).join(' + '), named: true };
}

function label(header: readonly string[], at: number): string {
  return `${at + 1} (${header[at].trim()})`;
}

/** The text of a row in a picked column; empty where the row is too short. */
export function cellOf(cells: readonly string[], pick: ColumnPick | undefined): string {
  if (pick === undefined) return '';
  let text = (cells[pick.at] ?? '').trim();
  for (const at of pick.also) text += ` ${(cells[at] ?? '').trim()}`;
  return pick.also.length === 0 ? text : text.trim();
}

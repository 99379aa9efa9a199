/** Reads a file with rows of a name and its value: quoting, separators and the end of reading are as in the ini file. */
import type { Finding } from '../channel/definitions.js';
import { nearestName } from '../text/nearest-name.js';
import { readCsvRows } from './csv-rows.js';
import { collectFindings, columnName, reportEnd } from './findings.js';
import { reportIgnored } from './setting-rows.js';
import { readTextFile } from './text-file.js';

/** A name that a file may have. */
export interface ValueName {
  readonly name: string;
  /** It may have several rows, and several values in one. */
  readonly repeats?: true;
}

/** How values are read. */
export interface ValueForm {
  readonly names: readonly ValueName[];
  /** The value of a cell; `undefined`: it is none. */
  readonly read: (cell: string) => string | undefined;
  /** What a value must be. */
  readonly expected: string;
}

/** The values by their names, and what could not be read. */
export interface NamedValuesReading {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly findings: Finding[];
}

/** Reads the file at `path`. A name without a value is a form that is not filled in yet: it is left out. Never throws. */
export function loadNamedValues(path: string, form: ValueForm): NamedValuesReading {
  const reading = readTextFile(path, path);
  if ('finding' in reading) return { values: new Map(), findings: [reading.finding] };
  const { values, findings } = parseNamedValues(reading.text, path, form);
  return { values, findings: [...reading.warnings, ...findings] };
}

/** Like `loadNamedValues`, from a text. */
export function parseNamedValues(text: string, file: string, form: ValueForm): NamedValuesReading {
  const known = new Map(form.names.map((one) => [one.name, one]));
  const nameOf = (cell = ''): string => cell.toLowerCase().replace(/[\s_]+/g, '-');
  const isRow = (cells: readonly string[]): boolean => known.has(nameOf(cells[0])) && cells.length > 1;
  const { rows, findings: csvFindings } = readCsvRows(text, file, isRow);
  const findings = collectFindings(file);
  const values = new Map<string, string[]>();
  let end = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const { line, cells } = row;
    const [first] = cells;
    if (first.startsWith('!')) {
      end = line;
      break;
    }
    if (first.startsWith('#') || (first.toLowerCase() === 'name' && cells[1]?.toLowerCase() === 'value'))
      continue;
    const name = nameOf(first);
    const field = known.get(name);
    if (field === undefined) {
      const near = nearestName(name, [...known.keys()]);
      const meant = near === undefined ? `one of ${[...known.keys()].join(', ')}` : near;
      findings.error(line, columnName(1, 'name'), first, meant);
      continue;
    }
    const { repeats } = field;
    const list = values.get(name) ?? [];
    if (repeats === undefined && list.length > 0) {
      findings.error(line, columnName(1, 'name'), first, `${name} once; the row is left out`);
      continue;
    }
    if (repeats === undefined) reportIgnored(row, name, findings);
    const taken = repeats === undefined ? cells.slice(1, 2) : cells.slice(1);
    for (const [at, cell] of taken.entries()) {
      if (cell === '') continue;
      const value = form.read(cell);
      if (value === undefined) findings.error(line, columnName(at + 2, 'value'), cell, form.expected);
      else list.push(value);
    }
    if (list.length > 0) values.set(name, list);
  }
  reportEnd(rows, end, findings, 'row', isRow);
  const before = csvFindings.filter(({ row }) => row < end);
  return { values, findings: [...before, ...findings.list].sort((a, b) => a.row - b.row) };
}

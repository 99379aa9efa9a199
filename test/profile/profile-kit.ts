/** Shorthands for tests of load profiles. */
import { expect } from 'vitest';
import type { Finding, RtuDefinition } from '../../src/channel/definitions.js';
import { compileTable } from '../../src/config/database/compile-table.js';
import { parseIoaFile } from '../../src/config/database/parse.js';
import { parseIni } from '../../src/config/ini.js';
import { parseProfile } from '../../src/run/profile/load-profile.js';
import type { Loaded } from '../../src/run/profile/loads.js';
import type { Profile } from '../../src/run/profile/profile.js';
import type { SignalTable } from '../../src/station/points/signal-table.js';

/** The profile of these rows, which must be valid. */
export function profileOf(...rows: string[]): Profile {
  const { profile, findings } = parseProfile(rows.join('\n'), 'p.csv');
  expect(findings).toEqual([]);
  if (profile === undefined) throw new Error('no profile');
  return profile;
}

/** The findings of these rows, as `[severity, row, column, found]`. */
export function complaints(findings: readonly Finding[]): [string, number, string, string][] {
  return findings.map(({ severity, row, column, found }) => [severity, row, column, found]);
}

/** The table of an IOA file, which must be valid. */
export function tableOf(csv: string, file = 'd.csv'): SignalTable {
  const parsed = parseIoaFile(csv, file, file);
  expect(parsed.findings).toEqual([]);
  return compileTable(parsed, 1);
}

/** RTUs `R1`… with these RTU numbers on one IOA file; `cells` are options of all of them. */
export function loadedOf(csv: string, numbers: readonly number[], k = 12, ...cells: string[]): Loaded {
  const rows = numbers.map((number, i) =>
    [i + 1, `R${i + 1}`, number, 3000 + i, '', k, '', 'd.csv', ...cells].join(','),
  );
  const { rtus, findings } = parseIni(rows.join('\n'), 'i.csv');
  expect(findings).toEqual([]);
  return { rtus, tables: new Map([['d.csv', tableOf(csv)]]) };
}

/** `count` single points with time tag in index `index`: 22 fit a frame (243 octets of 3 + 1 + 7). */
export function singlePoints(index: number, count: number, firstIoa = 1): string {
  return Array.from({ length: count }, (_, i) => `${index},Y,30,${firstIoa + i},1`).join('\n');
}

/** An RTU of a `Loaded`. */
export function rtuOf({ rtus }: Loaded, at = 0): RtuDefinition {
  return rtus[at];
}

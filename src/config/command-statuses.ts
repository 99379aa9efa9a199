/** Commands whose status signal no file of their station has: they are confirmed and change nothing. */
import type { Finding, RtuDefinition } from '../channel/definitions.js';
import type { SignalTable } from '../station/points/signal-table.js';
import { columnOf } from './database/cells.js';
import type { CommandRow } from './database/rows.js';
import { collectFindings } from './findings.js';
import { filesByStation } from './station-files.js';

/** A command that names its status signal. */
export type NamedStatus = Pick<CommandRow, 'line' | 'statusIoa'>;

/** The commands of a file that name a status signal. */
export function namedStatuses(commands: readonly CommandRow[]): NamedStatus[] {
  return commands
    .filter(({ statusIoa }) => statusIoa >= 0)
    .map(({ line, statusIoa }) => ({ line, statusIoa }));
}

/** A file with its commands, and its path in findings. */
export interface CommandedFile {
  readonly file: string;
  readonly shownAs: string;
  readonly statuses: readonly NamedStatus[];
}

/** Reports each command whose status signal is missing on some RTU; it may be in the file of a sister port. */
export function findLostStatuses(
  files: readonly CommandedFile[],
  rtus: readonly RtuDefinition[],
  tables: ReadonlyMap<string, SignalTable>,
): Finding[] {
  const stations = [...filesByStation(rtus)].map(([rtuNumber, own]) => ({ rtuNumber, files: [...own] }));
  const addresses = new Map<string, ReadonlySet<number>>();
  const addressesOf = (file: string): ReadonlySet<number> => {
    const known = addresses.get(file) ?? new Set(tables.get(file)?.pointIoa);
    addresses.set(file, known);
    return known;
  };
  return files.flatMap(({ file, shownAs, statuses }) => {
    const findings = collectFindings(shownAs);
    if (statuses.every(({ statusIoa }) => addressesOf(file).has(statusIoa))) return [];
    const users = stations.filter(({ files: own }) => own.includes(file));
    for (const { line, statusIoa } of statuses) {
      const lost = users.find((station) => !station.files.some((one) => addressesOf(one).has(statusIoa)));
      if (lost === undefined) continue;
      const expected = `the IOA of a signal of RTU number ${lost.rtuNumber}; the command is confirmed and changes nothing`;
      findings.warning(line, columnOf('value'), String(statusIoa), expected);
    }
    return findings.list;
  });
}

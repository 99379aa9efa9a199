/** Rows that wait for a command that no RTU of their station has: it is refused, so that with `filter=executed` nothing meets them. */
import type { Finding, RtuDefinition } from '../channel/definitions.js';
import { findType } from '../codec/types.js';
import type { SignalTable } from '../station/points/signal-table.js';
import { columnOf } from './database/cells.js';
import type { SignalRow } from './database/rows.js';
import { collectFindings } from './findings.js';
import { filesByStation } from './station-files.js';

/** A row that waits for a command. */
export interface AwaitedCommand {
  /** Line of the file, from 1. */
  readonly line: number;
  /** Only RTUs of this number send the row; 0: all. */
  readonly rtuNumber: number;
  readonly typeId: number;
  /** −1: any. */
  readonly ioa: number;
}

/** The rows of a file that wait for a command. */
export function awaitedCommands(signals: readonly SignalRow[]): AwaitedCommand[] {
  return signals
    .filter(({ filter }) => filter.typeId >= 0 && findType(filter.typeId)?.role === 'command')
    .map(({ line, filter: { rtuNumber, typeId, ioa } }) => ({ line, rtuNumber, typeId, ioa }));
}

/** A file with the rows that wait, and its path in findings. */
export interface AwaitingFile {
  readonly file: string;
  readonly shownAs: string;
  readonly awaits: readonly AwaitedCommand[];
}

/**
 * Reports each row once that waits in vain on some RTU. A command on one port of a station counts on all, so it may be in the file of a
 * sister port.
 */
export function findVainWaits(
  files: readonly AwaitingFile[],
  rtus: readonly RtuDefinition[],
  tables: ReadonlyMap<string, SignalTable>,
): Finding[] {
  const filesOf = filesByStation(rtus);
  const stations = new Map<number, ReadonlySet<string>>();
  const commandsOf = (rtuNumber: number): ReadonlySet<string> => {
    let commands = stations.get(rtuNumber);
    if (commands === undefined) {
      commands = new Set([...(filesOf.get(rtuNumber) ?? [])].flatMap((file) => namesOf(tables.get(file))));
      stations.set(rtuNumber, commands);
    }
    return commands;
  };
  return files.flatMap(({ file, shownAs, awaits }) => {
    const findings = collectFindings(shownAs);
    const waiting = rtus.filter(({ ioFile, filter }) => ioFile === file && filter === 'executed');
    const numbers = [...new Set(waiting.map(({ rtuNumber }) => rtuNumber))];
    for (const { line, rtuNumber, typeId, ioa } of awaits) {
      const vain = numbers.find(
        (number) => (rtuNumber === 0 || rtuNumber === number) && !commandsOf(number).has(nameOf(typeId, ioa)),
      );
      if (vain === undefined) continue;
      const [column, found] =
        ioa < 0 ? (['filter type id', typeId] as const) : (['filter IOA', ioa] as const);
      const command = ioa < 0 ? `a command of type ${typeId}` : `a command of type ${typeId} with IOA ${ioa}`;
      const expected = `${command} among the rows; RTU number ${vain} refuses it, so with filter=executed it is never met`;
      findings.warning(line, columnOf(column), String(found), expected);
    }
    return findings.list;
  });
}

/** The names of a table's commands: by type and IOA, and by type alone. */
function namesOf(table: SignalTable | undefined): string[] {
  if (table === undefined) return [];
  const { commandType, commandIoa } = table;
  return [...commandType].flatMap((type, row) => [nameOf(type, commandIoa[row]), nameOf(type, -1)]);
}

function nameOf(typeId: number, ioa: number): string {
  return `${typeId} ${ioa}`;
}

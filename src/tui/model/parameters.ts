/** The parameters that can be edited in tab 2: their texts, the changes, and messages about the changes. */
import type { RtuDefinition } from '../../channel/definitions.js';
import type { RestartResult } from './engine-port.js';
import { changeLines, changesIn, type Field, type FieldChange, problemLines } from './fields.js';
import type { PaneUi } from './ui.js';

/** A parameter of an RTU. */
export type Parameter = Field<RtuDefinition>;

const seconds = (ms: number): string => String(ms / 1000);

/** In the order of the screen. */
export const PARAMETERS: readonly Parameter[] = [
  {
    name: 'name',
    label: 'Name',
    width: 16,
    most: 16,
    help: 'Name: of the system or RTU; its first 16 characters count.',
    text: (rtu) => rtu.name,
  },
  {
    name: 'rtuNumber',
    label: 'RTU number',
    width: 5,
    most: 5,
    help: 'RTU number: the common address (CA), 1 to 65535; it may repeat.',
    text: (rtu) => String(rtu.rtuNumber),
  },
  {
    name: 'port',
    label: 'Port',
    width: 5,
    most: 5,
    help: 'Port: the TCP port to listen on, 1 to 65535.',
    text: (rtu) => String(rtu.port),
  },
  {
    name: 'k',
    label: 'k',
    width: 5,
    most: 5,
    help: 'k: most I frames without acknowledgement, 1 to 32767.',
    text: (rtu) => String(rtu.k),
  },
  {
    name: 'hosts',
    label: 'Accepted hosts',
    width: 28,
    most: 1000,
    help: 'Accepted hosts: addresses, networks (10.1.1.0/24), separated by ;  empty: any.',
    text: (rtu) => rtu.hosts.join(';'),
  },
  {
    name: 'iodata',
    label: 'IOA file',
    width: 19,
    most: 255,
    help: 'IOA file: a plain file name inside the data folder; RTUs may share one.',
    text: (rtu) => rtu.ioFile,
  },
  {
    name: 'idleTime',
    label: 'Idle time',
    width: 7,
    most: 10,
    help: 'Idle time: seconds without a frame until the link is closed; 0: never.',
    text: (rtu) => seconds(rtu.idleMs),
  },
  {
    name: 'w',
    label: 'w',
    width: 5,
    most: 5,
    help: 'w: received I frames are acknowledged after so many, 1 to 32767.',
    text: (rtu) => String(rtu.w),
  },
  {
    name: 't1',
    label: 't1',
    width: 5,
    most: 8,
    help: 't1: seconds to wait for an acknowledgement or TESTFR con, 1 to 255.',
    text: (rtu) => seconds(rtu.t1Ms),
  },
  {
    name: 't2',
    label: 't2',
    width: 5,
    most: 8,
    help: 't2: seconds until a received I frame is acknowledged, below t1.',
    text: (rtu) => seconds(rtu.t2Ms),
  },
  {
    name: 't3',
    label: 't3',
    width: 6,
    most: 8,
    help: 't3: idle seconds until TESTFR act (testfr=standard), 1 to 172800.',
    text: (rtu) => seconds(rtu.t3Ms),
  },
];

/** The changes in a pane, in the order of the screen. */
export function changesOf(pane: PaneUi, rtu: RtuDefinition): FieldChange[] {
  return changesIn(pane, PARAMETERS, rtu);
}

/** The effects of a restart, one line each. */
export function describeChanges(
  rtu: RtuDefinition,
  changes: readonly FieldChange[],
  connections: number,
  arrow: string,
): string[] {
  const links =
    connections === 0
      ? 'It has no connection now.'
      : `${connections === 1 ? 'Its connection is' : `Its ${connections} connections are`} closed.`;
  return [`RTU ${rtu.no} ${rtu.name} restarts.`, ...changeLines(changes, arrow), links];
}

/** Why a restart was refused, or warnings after it, one line each. */
export function describeProblems(result: RestartResult): string[] {
  const findings = result.findings.map(({ file, row, found, expected }) => {
    return `${file}${row > 0 ? `:${row}` : ''}: found "${found}", expected ${expected}.`;
  });
  return [...problemLines(result.problems, PARAMETERS), ...findings];
}

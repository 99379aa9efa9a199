/** Kit for tests of the gateway as a program: its ini file, RTUs and masters as programs of their own. */
import { pointRows, rtuRow, type Workspace } from '../support/workspace.js';
import { Program } from './program.js';

export const MARKER = 'iec104MM2SS-1port-v1.0';

/** One row of an ini file of the gateway. */
export interface GroupRow {
  readonly id: number;
  /** Port for masters. */
  readonly port: number;
  /** RTU number; default: that of the id. */
  readonly rtu?: number;
  /** `IP:PORT;…` of the RTU. */
  readonly hosts: string;
  readonly filter?: string;
  readonly most?: number;
  readonly options?: readonly string[];
}

/** Masters and RTUs of a test have the same address: the rule about the RTU's own is off, unless an option says so. */
export function groupRow({
  id,
  port,
  rtu = id,
  hosts,
  filter = '',
  most = 5,
  options = [],
}: GroupRow): string {
  const cells = [id, `G${id}`, port, rtu, most, 60, 15, 10, 20, 8, 12, 1000, 'Y', 'all', hosts, filter];
  return [...cells, 'rtu_ip=allow', 'bind=127.0.0.1', ...options].join(',');
}

export function writeGateway(workspace: Workspace, rows: readonly string[], name = 'iec104mm2ss.csv'): void {
  workspace.write(name, [MARKER, ...rows]);
}

/** RTUs 1, 2, … on these ports, each with 20 points, in a folder of their own below that of the test. */
export async function startRtus(
  workspace: Workspace,
  ports: readonly number[],
  words: readonly string[] = [],
): Promise<Program> {
  workspace.write(
    'rtus/iec104rs.csv',
    ports.map((port, i) => rtuRow({ no: i + 1, ca: i + 1, port })),
  );
  workspace.write('rtus/data/d.csv', pointRows(1, 20));
  return Program.listening(['--headless', '--shards', '1', ...words], workspace.path('rtus'));
}

/** A file for `iec104rs master` with the ports of groups, where it finds RTU 1, 2, …. */
export function writeMasters(workspace: Workspace, ports: readonly number[]): void {
  workspace.write(
    'masters.csv',
    ports.map((port, i) => rtuRow({ no: i + 1, ca: i + 1, port })),
  );
}

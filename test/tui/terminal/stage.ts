/** What the dashboard shows in these tests: a few RTUs, or the sample files on free ports, and masters on them. */
import { spawn } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { freePorts } from '../../program/free-ports.js';
import { pointRows, rtuRow, Workspace } from '../../support/workspace.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

/** A folder ready for the program, and the ports of its RTUs. */
export interface Stage {
  readonly workspace: Workspace;
  readonly ports: readonly number[];
}

/** Three RTUs, R1…R3 or of other names, with CA 1…3 and 200 signals of index 7 each; one more port is free. */
export async function smallStage(names: readonly string[] = ['R1', 'R2', 'R3']): Promise<Stage> {
  const workspace = new Workspace();
  const ports = await freePorts(names.length + 1);
  const rows = names.map((name, i) => rtuRow({ no: i + 1, name, port: ports[i] }));
  workspace.write('iec104rs.csv', rows);
  workspace.write('data/d.csv', pointRows(7, 200));
  return { workspace, ports };
}

/** The repository's sample files; only the ports are others. */
export async function sampleStage(): Promise<Stage> {
  const workspace = new Workspace();
  const lines = readFileSync(`${ROOT}iec104rs.csv`, 'utf8').split('\n');
  const ports = await freePorts(160);
  let next = 0;
  const moved = lines.map((line) =>
    line.replace(/^(\d+,[^,]*,\d+),\d+/, (_, before) => `${before},${ports[next++]}`),
  );
  workspace.write('iec104rs.csv', moved);
  cpSync(`${ROOT}data`, workspace.path('data'), { recursive: true });
  return { workspace, ports };
}

/** A controlling station on every RTU of the stage, until the test is over. */
export function attachMasters({ workspace }: Stage): void {
  const words = ['--ini', workspace.path('iec104rs.csv'), '--retry', '30', '--ack', 'w', '--t2', '1', '--gi'];
  const child = spawn(process.execPath, [MAIN, 'master', ...words], { stdio: 'ignore' });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
}

/** `iec104rs demo`: two processes that end together. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { soon } from '../support/patience.js';
import { pointRows, rtuRow, Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { Program } from './program.js';

/** The child processes of a process; only on Linux. */
function childrenOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
}

/** Whether the process runs. A zombie (ended, not waited for) has no command line, so it counts as ended. */
function isRunning(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}

it.runIf(existsSync(`/proc/self/task/${process.pid}/children`))(
  'its master ends when the demo is killed and nobody reads its lines any more',
  async () => {
    const [port] = await freePorts(1);
    const workspace = new Workspace();
    workspace.write('iec104rs.csv', [rtuRow({ no: 1, port })]);
    workspace.write('data/d.csv', pointRows(1, 3));
    const program = Program.start(['demo', '--headless', '--no-set-clock'], workspace.folder);
    await program.line(/startdt/);
    const [master, ...others] = childrenOf(program.pid);
    expect(others).toEqual([]);
    program.kill('SIGKILL');
    await program.ended;
    await soon(() => expect(isRunning(master)).toBe(false));
  },
);

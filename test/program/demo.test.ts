/** `iec104rs demo`: two processes that end together. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { soon } from '../support/patience.js';
import { pointRows, rtuRow, Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { Program, runProgram } from './program.js';

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

it('plays the sample files of the program where the folder has none', async () => {
  const { exitCode, lines } = await runProgram(['demo', '--check'], new Workspace().folder);
  expect({ exitCode, line: lines.at(-1) }).toEqual({
    exitCode: 0,
    line: expect.stringMatching(
      /\/iec104rs\.csv: 153 RTUs, 3 IOA files with [\d,]+ signals; 0 errors, 0 warnings$/,
    ),
  });
});

it('plays the files of the folder where there are some, and those that are named', async () => {
  const workspace = new Workspace();
  workspace.write('iec104rs.csv', [rtuRow({ no: 1, port: 2404 })]);
  workspace.write('data/d.csv', pointRows(1, 3));
  const own = await runProgram(['demo', '--check'], workspace.folder);
  expect(own.lines.at(-1)).toBe('iec104rs.csv: 1 RTU, 1 IOA file with 3 signals; 0 errors, 0 warnings');
  const named = await runProgram(['demo', '--check', '-i', 'none.csv'], workspace.folder);
  expect(named.lines.at(-1)).toBe('no RTU was loaded from none.csv');
});

it('of the gateway does the same', async () => {
  const { exitCode, lines } = await runProgram(['demo', '--gateway', '--check'], new Workspace().folder);
  expect(exitCode).toBe(0);
  expect(lines.at(-1)).toMatch(/\/iec104mm2ss\.csv: 20 groups/);
});

it('is what a start without any file points at', async () => {
  const { exitCode, lines } = await runProgram(['--check'], new Workspace().folder);
  expect(exitCode).toBe(1);
  expect(lines.at(-1)).toBe(
    'no RTU was loaded from iec104rs.csv: iec104rs init my-rtus makes a folder with files to start from, iec104rs demo plays those of the program',
  );
});

/** The built program on a log disk that does not answer: its own log is a FIFO, which holds the writer's thread until somebody reads. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { MasterLink } from '../../src/master/master-link.js';
import { HANG_MS } from '../support/patience.js';
import { pointRows, rtuRow, Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { Program } from './program.js';

const ROWS = 50;

/** The program with one RTU, its disk hung from the first line on, and a master that got every signal of a send. */
async function onHungDisk(words: readonly string[]): Promise<{
  program: Program;
  workspace: Workspace;
  link: MasterLink;
  /** Lets the disk answer; resolves with the program's log. */
  answer: () => Promise<string>;
}> {
  const [port] = await freePorts(1);
  const workspace = new Workspace();
  workspace.write('iec104rs.csv', [rtuRow({ port, options: ['eoi=never'] })]);
  workspace.write('data/d.csv', pointRows(1, ROWS));
  workspace.write('log/.keep', '');
  const own = join(workspace.folder, 'log', 'iec104rs.log');
  execFileSync('mkfifo', [own]);
  const program = await Program.listening([...words, '--send', '1'], workspace.folder);
  const link = new MasterLink({ name: 'R1', ca: 1, port, bind: '', k: 12 }, { parameters: { w: 1 } });
  onTestFinished(() => link.close());
  await link.connect();
  await link.start();
  await program.line(/send 1: index 1 ended: .* acknowledged 50/);
  return { program, workspace, link, answer: () => readFile(own, 'utf8') };
}

const onUnix = it.skipIf(process.platform === 'win32');

onUnix(
  'sends, links and the verdict do not wait for it; what is unwritten is told, and written when it answers',
  async () => {
    const { program, workspace, link, answer } = await onHungDisk(['--sent-list', 'sent.csv']);
    program.kill('SIGTERM');
    expect(await link.closed(HANG_MS)).toBe('closed by the RTU');
    const told = await program.line(/the disk has not taken/);
    expect(told).toMatch(
      /^the disk has not taken \d+ lines of the logs yet: .*iec104rs\.log; the process stays until it has, /,
    );
    // The links were closed and the verdict was told before.
    const before = program.lines.slice(0, program.lines.indexOf(told));
    expect(before).toContainEqual(expect.stringMatching(/SHUTDOWN: the simulator stops/));
    await program.printed(/^Verdict +NONE/);
    const own = await answer();
    const { exitCode, lines } = await program.ended;
    expect(exitCode).toBe(0);
    expect(lines.at(-1)).toBe('the log disk has answered');
    expect(JSON.parse(own.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ msg: 'ended' });
    const sent = workspace.read('sent.csv').trimEnd().split('\n');
    expect(sent).toHaveLength(1 + ROWS);
    const [log] = workspace.list('log').filter((name) => name.endsWith('.csv'));
    const rows = workspace.read('log', log).trimEnd().split('\n');
    expect(rows.filter((row) => row.includes(',signal,'))).toHaveLength(ROWS);
    expect(rows.at(-1)).toContain('SHUTDOWN: the simulator stops');
  },
);

onUnix('a second signal gives the lines up', async () => {
  const { program } = await onHungDisk([]);
  program.kill('SIGTERM');
  await program.line(/the disk has not taken/);
  program.kill('SIGTERM');
  const { signal, lines } = await program.ended;
  expect(signal).toBe('SIGKILL');
  expect(lines.at(-1)).toMatch(
    /^SIGTERM while the program was ending: it ends as soon as the log disk lets it go/,
  );
});

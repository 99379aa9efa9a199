/** How the built program ends (`docs/behaviour.md` §6). */

import { describe, expect, it, onTestFinished } from 'vitest';
import { MasterLink } from '../../src/master/master-link.js';
import { HANG_MS, soon } from '../support/patience.js';
import { pointRows, rtuRow, Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { Program } from './program.js';

/** Starts the program with two RTUs, a started master on each, and a send of 60 s under way. */
async function running(
  more: readonly string[] = [],
): Promise<{ program: Program; workspace: Workspace; links: MasterLink[] }> {
  const ports = await freePorts(2);
  const workspace = new Workspace();
  workspace.write(
    'iec104rs.csv',
    ports.map((port, i) => rtuRow({ no: i + 1, port })),
  );
  workspace.write('data/d.csv', pointRows(1, 50));
  const program = await Program.listening(['--shards', '2', '--send', '1:60', ...more], workspace.folder);
  const links = ports.map(
    (port, i) => new MasterLink({ name: `R${i + 1}`, ca: i + 1, port, bind: '', k: 12 }),
  );
  onTestFinished(() => {
    for (const link of links) link.close();
  });
  await Promise.all(links.map((link) => link.connect()));
  await Promise.all(links.map((link) => link.start()));
  await program.line(/send 1: index 1 for 60 s on 2 RTUs/);
  return { program, workspace, links };
}

describe('a signal for the program', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const)(
    '%s ends it in order, while a send runs',
    async (signal) => {
      const { program, workspace, links } = await running();
      program.kill(signal);
      const { exitCode, lines } = await program.ended;
      expect(exitCode).toBe(0);
      expect(await Promise.all(links.map((link) => link.closed(HANG_MS)))).toEqual([
        'closed by the RTU',
        'closed by the RTU',
      ]);
      // No frame is incomplete.
      expect(links.map((link) => link.violations.count)).toEqual([0, 0]);
      const disconnects = lines.filter((line) => line.includes('SHUTDOWN: the simulator stops'));
      expect(disconnects).toHaveLength(2);
      // The logs are complete.
      const names = workspace.list('log').filter((name) => name.endsWith('.csv'));
      expect(names).toHaveLength(2);
      for (const name of names) {
        const log = workspace.read('log', name);
        expect(log).toMatch(/,disconnect,127\.0\.0\.1:\d+,,,,,,,,SHUTDOWN: the simulator stops\n/);
      }
      const own = workspace.read('log', 'iec104rs.log').trimEnd().split('\n');
      expect(JSON.parse(own.at(-1) ?? '')).toMatchObject({ msg: 'ended' });
    },
  );

  it('ends it once, also where the end of the run would end it', async () => {
    const { program, workspace } = await running(['--exit-after-send']);
    program.kill('SIGTERM');
    const { exitCode, lines } = await program.ended;
    expect(exitCode).toBe(0);
    expect(lines.filter((line) => line.includes('lost at the end'))).toEqual([]);
    const own = workspace.read('log', 'iec104rs.log').trimEnd().split('\n');
    expect(own.filter((line) => JSON.parse(line).msg === 'ended')).toHaveLength(1);
  });

  it('ends it when there is no connection', async () => {
    const [port] = await freePorts(1);
    const workspace = new Workspace();
    workspace.write('iec104rs.csv', [rtuRow({ port })]);
    workspace.write('data/d.csv', pointRows(1, 1));
    const program = await Program.listening([], workspace.folder);
    program.kill('SIGINT');
    expect(await program.ended).toMatchObject({ exitCode: 0, signal: null });
  });

  it('ends it at once if it is the second, and says so', async () => {
    const { program } = await running();
    program.kill('SIGTERM');
    program.kill('SIGINT');
    // How far the orderly end had come is not certain; the exit code shows that it was not waited for.
    const { exitCode, lines } = await program.ended;
    expect(exitCode).toBe(1);
    expect(lines.at(-1)).toMatch(/^SIG(INT|TERM) while the program was ending: it ends at once/);
  });

  it('writes the report of 400 sends that are open, more than the broadcast ring holds', async () => {
    const [port] = await freePorts(1);
    const workspace = new Workspace();
    workspace.write('iec104rs.csv', [rtuRow({ port })]);
    workspace.write('data/d.csv', pointRows(1, 1));
    const sends = Array.from({ length: 400 }, () => ['--send', '1:600']).flat();
    const words = ['--await-masters', '0', '--report', 'run.json', ...sends];
    const program = await Program.listening(words, workspace.folder);
    await program.line(/send 400: index 1 for 600 s/);
    program.kill('SIGTERM');
    expect(await program.ended).toMatchObject({ exitCode: 0, signal: null });
    expect(JSON.parse(workspace.read('run.json')).sends).toHaveLength(400);
  });

  it('ends a shard by force that hangs, says so, and writes what the others have to say', async () => {
    const ports = await freePorts(2);
    const workspace = new Workspace();
    workspace.write(
      'iec104rs.csv',
      ports.map((port, i) => rtuRow({ no: i + 1, port })),
    );
    workspace.write('data/d.csv', pointRows(1, 1));
    const words = ['--shards', '2'];
    const program = Program.start(words, workspace.folder, onTestFinished, 'hang on order');
    await program.line(/ RTUs listen on /);
    program.hang(0, workspace.path('never'));
    await program.line(/shard \d has not answered for /);
    program.kill('SIGTERM');
    const { exitCode, lines } = await program.ended;
    expect(exitCode).toBe(0);
    expect(lines.filter((line) => / did not end within /.test(line))).toEqual([
      expect.stringMatching(
        / shard \d did not end within 1500 ms and was ended by force: its last lines may be missing$/,
      ),
    ]);
    const own = workspace.read('log', 'iec104rs.log').trimEnd().split('\n');
    expect(JSON.parse(own.at(-1) ?? '')).toMatchObject({ msg: 'ended' });
  });

  it('ends it in order while it starts', async () => {
    const [port] = await freePorts(1);
    const workspace = new Workspace();
    workspace.write('iec104rs.csv', [rtuRow({ port })]);
    // A finding: a line of the log, which shows that the start is under way.
    workspace.write('data/d.csv', [...pointRows(1, 1), '1,Y,30,0,1,0']);
    const program = Program.start([], workspace.folder);
    await soon(() => expect(workspace.list('log')).toContain('iec104rs.log'));
    program.kill('SIGTERM');
    expect(await program.ended).toMatchObject({ exitCode: 0, signal: null });
    expect(
      JSON.parse(workspace.read('log', 'iec104rs.log').trimEnd().split('\n').at(-1) ?? ''),
    ).toMatchObject({
      msg: 'ended',
    });
  });

  it('ends it while it waits for masters', async () => {
    const [port] = await freePorts(1);
    const workspace = new Workspace();
    workspace.write('iec104rs.csv', [rtuRow({ port })]);
    workspace.write('data/d.csv', pointRows(1, 1));
    const program = await Program.listening(['--send', '0', '--exit-after-send'], workspace.folder);
    program.kill('SIGTERM');
    expect(await program.ended).toMatchObject({ exitCode: 0, signal: null });
  });
});

/** The start of the gateway as its users start it: files, options, what keeps it from starting (`docs/gateway.md` §1). */
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { soon } from '../support/patience.js';
import { Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { groupRow, MARKER, writeGateway } from './gateway-kit.js';
import { Program, runProgram, withoutClock } from './program.js';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Occupies a port, as another program would. */
function occupy(port: number): Promise<void> {
  const server = createServer();
  servers.push(server);
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
}

const GOOD = groupRow({ id: 1, port: 24_401, hosts: '127.0.0.1:24402' });
const WARNED = groupRow({ id: 2, port: 24_403, hosts: '127.0.0.1:24404', most: 0 });
const WRONG = groupRow({ id: 3, port: 70_000, hosts: '127.0.0.1:24406' });

function workspaceWith(rows: readonly string[]): Workspace {
  const workspace = new Workspace();
  writeGateway(workspace, rows);
  return workspace;
}

async function run(workspace: Workspace, ...words: string[]) {
  const { exitCode, lines, output } = await runProgram(words, workspace.folder);
  expect(output).toBe('');
  return { exitCode, lines };
}

describe('--check', () => {
  it.each<[what: string, rows: string[], exitCode: number, totals: string]>([
    ['no finding', [GOOD], 0, '1 group on 1 port for at most 5 masters; 0 errors, 0 warnings'],
    ['a warning', [GOOD, WARNED], 0, '2 groups on 2 ports for at most 10 masters; 0 errors, 1 warning'],
    ['an error', [GOOD, WRONG], 1, '1 group on 1 port for at most 5 masters; 1 error, 0 warnings'],
  ])('%s', async (_, rows, exitCode, totals) => {
    const workspace = workspaceWith(rows);
    const ended = await run(workspace, 'gateway', '--check');
    expect(ended.lines.at(-1)).toBe(`iec104mm2ss.csv: ${totals}`);
    expect(ended.exitCode).toBe(exitCode);
    expect(workspace.list('log')).toEqual([]);
  });

  it('says row and column of what is wrong', async () => {
    const { lines } = await run(workspaceWith([GOOD, WRONG]), 'gateway', '--check');
    expect(lines[0]).toMatch(/^iec104mm2ss\.csv:3 column 3 \(.*\): found "70000", expected /);
  });
});

describe('it does not start', () => {
  it.each<[what: string, words: string[], last: string]>([
    ['without a file', ['-i', 'none.csv'], 'no group was loaded from none.csv'],
    ['with a folder for a file', ['-i', 'folder'], 'no group was loaded from folder'],
    ['without a group', ['-i', 'empty.csv'], 'no group was loaded from empty.csv'],
    ['without the marker', ['-i', 'other.csv'], 'no group was loaded from other.csv'],
    ['with --strict and a finding', ['--strict'], 'not started: --strict, and there are findings above'],
    [
      'where it cannot write its log',
      ['--log', 'other.csv'],
      'cannot write to the log folder other.csv: a file has its name',
    ],
  ])('%s', async (_, words, last) => {
    const workspace = workspaceWith([GOOD, WARNED]);
    workspace.write('folder/a.csv', []);
    workspace.write('empty.csv', [MARKER]);
    workspace.write('other.csv', ['1,A,1,2404']);
    const { exitCode, lines } = await run(workspace, 'gateway', ...words);
    expect(lines.at(-1)).toBe(last);
    expect(exitCode).toBe(1);
    expect(workspace.list('log')).toEqual([]);
  });

  it('when the port of its API is in use: before any RTU is dialled', async () => {
    const [port] = await freePorts(1);
    await occupy(port);
    const words = ['gateway', '--headless', '--api', `127.0.0.1:${port}`];
    const { exitCode, lines } = await run(workspaceWith([GOOD]), ...words);
    expect(lines.at(-1)).toBe(`HTTP API: 127.0.0.1:${port} is in use by another program`);
    expect(lines.filter((line) => line.includes('group 1'))).toEqual([]);
    expect(exitCode).toBe(1);
  });

  it.each([
    ['gateway', ['--nonsense'], "error: unknown option '--nonsense'"],
    ['gateway', ['file.csv'], 'an ini file is named by -i: -i file.csv'],
    ['iec104mm2ss', ['install'], 'an ini file is named by -i: -i install'],
  ])('with words that are wrong: %s %j', async (program, words, error) => {
    const { exitCode, lines } = await run(workspaceWith([GOOD]), program, ...words);
    expect(exitCode).toBe(2);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(error);
  });
});

describe('it starts', () => {
  it('while no RTU answers, says so, and ends in order with SIGTERM', async () => {
    const [port, dead] = await freePorts(2);
    const workspace = workspaceWith([groupRow({ id: 1, port, hosts: `127.0.0.1:${dead}` })]);
    const program = Program.start(['gateway', '--shards', '4'], workspace.folder);
    const line = withoutClock(await program.line(/ runs? on /)).replace(/\d+ ms/, 'N ms');
    expect(line).toBe('1 group runs on 1 shard after N ms; each opens its port when its RTU is connected');
    await program.line(new RegExp(`group 1 G1: dial: 127\\.0\\.0\\.1:${dead}: connection refused`));
    program.kill('SIGTERM');
    const { exitCode, output } = await program.ended;
    expect([exitCode, output]).toEqual([0, '']);
    const log = workspace.read('log', 'iec104mm2ss.log').trimEnd().split('\n');
    expect(JSON.parse(log[0])).toMatchObject({ msg: 'started', groups: 1, shards: 1 });
    expect(JSON.parse(log.at(-1) ?? '')).toMatchObject({ msg: 'ended' });
  });

  it('with the groups that can be loaded, and reports the others', async () => {
    const [port, dead] = await freePorts(2);
    const workspace = workspaceWith([groupRow({ id: 1, port, hosts: `127.0.0.1:${dead}` }), WRONG]);
    const program = Program.start(['gateway', '--headless'], workspace.folder);
    await program.line(/ runs? on /);
    expect(program.lines[1]).toBe(
      'iec104mm2ss.csv: 1 group on 1 port for at most 5 masters; 1 error, 0 warnings',
    );
  });
});

describe('iec104mm2ss', () => {
  it('reads the default file in another case', async () => {
    const workspace = new Workspace();
    writeGateway(workspace, [GOOD], 'iec104MM2SS.csv');
    const { exitCode, lines } = await run(
      workspace,
      'iec104mm2ss',
      '--check',
      '-s',
      'a',
      'b',
      '-t',
      '60',
      '-n',
    );
    expect(lines.at(-1)).toBe(
      'iec104MM2SS.csv: 1 group on 1 port for at most 5 masters; 0 errors, 0 warnings',
    );
    expect(exitCode).toBe(0);
  });

  it('asks the time servers of its command line first, then those of the file', async () => {
    const [port, dead] = await freePorts(2);
    const workspace = workspaceWith([
      'ntp_server,127.0.0.9',
      groupRow({ id: 1, port, hosts: `127.0.0.1:${dead}` }),
    ]);
    const words = ['-n', '-s', '127.0.0.7', '127.0.0.8'];
    const program = Program.start(['iec104mm2ss', ...words], workspace.folder);
    await program.line(/127\.0\.0\.7 port 123.*127\.0\.0\.8 port 123.*127\.0\.0\.9 port 123/);
    const other = Program.start(['gateway', '-s', '127.0.0.7', '-s', '127.0.0.8'], workspace.folder);
    const line = await other.line(/127\.0\.0\.7 port 123.*127\.0\.0\.8 port 123/);
    expect(line).not.toContain('127.0.0.9');
  });

  it('as a service takes paths from the folder of its ini file', async () => {
    const [port, dead] = await freePorts(2);
    const workspace = new Workspace();
    writeGateway(workspace, [groupRow({ id: 1, port, hosts: `127.0.0.1:${dead}` })], 'gw/north.csv');
    workspace.write('elsewhere/x', []);
    const ini = workspace.path('gw/north.csv');
    const program = Program.start(['iec104mm2ss', '-c', '-i', ini], workspace.path('elsewhere'));
    await program.line(/ runs? on /);
    await soon(() => expect(workspace.list('gw/log')).toContain('iec104mm2ss.log'));
    expect(workspace.list('elsewhere')).toEqual(['x']);
    program.kill('SIGTERM');
    expect((await program.ended).exitCode).toBe(0);
  });
});

describe('addresses to listen on that this machine does not have', () => {
  // 192.0.2.0/24 is for documents.
  const rows = Array.from({ length: 9 }, (_, i) =>
    groupRow({ id: i + 1, port: 24_411, hosts: '127.0.0.1:24412' }).replace(
      'bind=127.0.0.1',
      `bind=192.0.2.${201 + i}`,
    ),
  );
  const warning =
    'warning: iec104mm2ss.csv: found "9 addresses to listen on: 192.0.2.201, 192.0.2.202, 192.0.2.203 and 6 more", expected addresses of this machine; ' +
    'iec104rs addresses --gateway -i iec104mm2ss.csv --print prints the commands that give them to this machine';

  it('are one warning of --check', async () => {
    const { exitCode, lines } = await run(workspaceWith(rows), 'gateway', '--check');
    expect([exitCode, lines[0]]).toEqual([0, warning]);
  });

  it('are told at the start; every port is told, alone or joined', async () => {
    const program = Program.start(['gateway', '--headless'], workspaceWith(rows).folder);
    const alone = () => program.lines.filter((line) => line.includes('tried again until it can')).length;
    const joined = () =>
      program.lines.map((line) =>
        Number(/warning: (\d+) more .*: is not an address of this machine \1; /.exec(line)?.[1] ?? 0),
      );
    await soon(() => expect(joined().reduce((sum, count) => sum + count, alone())).toBe(9));
    expect(program.lines[0]).toBe(warning);
    program.kill('SIGTERM');
    expect((await program.ended).exitCode).toBe(0);
  });
});

/** The start of the built program: open ports, messages, and errors that prevent the start. */
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { soon } from '../support/patience.js';
import { RawPeer } from '../support/raw-peer.js';
import { pointRows, rtuRow, Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { Program, runProgram, withoutClock } from './program.js';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Occupies a port, as another program would. */
function occupy(port: number): Promise<void> {
  const server = createServer();
  servers.push(server);
  return new Promise((resolve) => server.listen(port, () => resolve()));
}

async function workspaceOn(ports: readonly number[]): Promise<Workspace> {
  const workspace = new Workspace();
  workspace.write(
    'iec104rs.csv',
    ports.map((port, i) => rtuRow({ no: i + 1, port })),
  );
  workspace.write('data/d.csv', pointRows(1, 3));
  return workspace;
}

async function isRefused(port: number): Promise<boolean> {
  return RawPeer.connect(port).then(
    (peer) => {
      peer.close();
      return false;
    },
    (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED',
  );
}

describe('the program', () => {
  it('opens every port and says so', async () => {
    const ports = await freePorts(3);
    const workspace = await workspaceOn(ports);
    const program = await Program.listening(['--headless', '--shards', '2'], workspace.folder);
    expect(program.lines.map((line) => withoutClock(line).replace(/\d+ ms/, 'N ms'))).toEqual([
      '3 RTUs listen on 2 shards after N ms',
    ]);
    expect(program.lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} /);
    for (const port of ports) {
      const peer = await RawPeer.connect(port);
      peer.send('68 04 07 00 00 00');
      await peer.expect('68 04 0B 00 00 00');
      peer.close();
    }
    // The program's own log (JSON lines) is beside those of the RTUs.
    await expect.poll(() => workspace.list('log')).toHaveLength(1 + 3);
    const log = workspace.read('log', 'iec104rs.log').trimEnd().split('\n');
    expect(JSON.parse(log[0])).toMatchObject({
      msg: 'started',
      rtus: 3,
      shards: 2,
      package: 'source',
      node: process.version,
      system: `${process.platform} ${process.arch}`,
    });
  });

  it('starts without a dashboard if there is no terminal', async () => {
    const workspace = await workspaceOn(await freePorts(1));
    const program = await Program.listening([], workspace.folder);
    program.kill('SIGTERM');
    const { exitCode, output } = await program.ended;
    expect([exitCode, output]).toEqual([0, '']);
  });

  it('starts at most one shard per RTU', async () => {
    const workspace = await workspaceOn(await freePorts(1));
    const program = await Program.listening(['--shards', '8'], workspace.folder);
    expect(program.lines[0]).toContain('1 RTU listens on 1 shard after');
  });

  it('reports every port in use and leaves none open', async () => {
    const ports = await freePorts(4);
    await occupy(ports[1]);
    await occupy(ports[3]);
    const workspace = await workspaceOn(ports);
    const { exitCode, lines } = await runProgram(['--shards', '2'], workspace.folder);
    expect(exitCode).toBe(1);
    expect(lines.sort()).toEqual([
      `RTU 2 R2: port ${ports[1]} is in use by another program`,
      `RTU 4 R4: port ${ports[3]} is in use by another program`,
    ]);
    expect(await Promise.all([isRefused(ports[0]), isRefused(ports[2])])).toEqual([true, true]);
  });

  it('reports an address that this machine does not have', async () => {
    const [port] = await freePorts(1);
    const workspace = await workspaceOn([]);
    workspace.write('iec104rs.csv', [rtuRow({ port, options: ['bind=192.0.2.1'] })]);
    const { exitCode, lines } = await runProgram([], workspace.folder);
    const line = `RTU 1 R1: 192.0.2.1 port ${port} is not an address of this machine`;
    const advice =
      'iec104rs addresses -i iec104rs.csv --print prints the commands that give it to this machine';
    expect({ exitCode, lines }).toEqual({ exitCode: 1, lines: [line, advice] });
  });

  // How many descriptors a thread needs for its modules depends on the machine; what must not be is a start without an end.
  it.each([70, 90, 110])('with %i descriptors listens, or says why not and ends', async (descriptors) => {
    const workspace = await workspaceOn(await freePorts(1));
    const program = Program.start(['--headless'], workspace.folder, undefined, 'run', descriptors);
    const listens = program.line(/1 RTU listens on/).then(() => 'listens');
    const outcome = await Promise.race([listens.catch(() => 'ends'), program.ended.then(() => 'ends')]);
    if (outcome === 'listens') return;
    const { exitCode, lines } = await program.ended;
    expect(exitCode).toBe(1);
    expect(lines.length).toBeGreaterThan(0);
  });

  it('needs a folder for its logs', async () => {
    const [port] = await freePorts(1);
    const workspace = await workspaceOn([port]);
    workspace.write('log', ['a file in its place']);
    const { exitCode, lines } = await runProgram([], workspace.folder);
    expect({ exitCode, lines }).toEqual({
      exitCode: 1,
      lines: ['cannot write to the log folder log: a file has its name'],
    });
    expect(await isRefused(port)).toBe(true);

    const below = await runProgram(['--log', 'log/below'], workspace.folder);
    expect([below.exitCode, below.lines]).toEqual([
      1,
      ['cannot write to the log folder log/below: a part of its path is a file'],
    ]);
  });

  it('creates the given log folder', async () => {
    const workspace = await workspaceOn(await freePorts(1));
    await Program.listening(['--log', 'deep/er'], workspace.folder);
    await soon(() => expect(workspace.list('deep/er')).toContain('iec104rs.log'));
    expect(workspace.list('log')).toEqual([]);
  });

  it('starts the RTUs that can be loaded, and reports the others', async () => {
    const [port] = await freePorts(1);
    const workspace = await workspaceOn([port]);
    workspace.write('iec104rs.csv', [rtuRow({ no: 1, port }), rtuRow({ no: 2, port: 70000 })]);
    const program = await Program.listening([], workspace.folder);
    expect(program.lines.slice(0, 2)).toEqual([
      'iec104rs.csv:2 column 4 (port): found "70000", expected a whole number 1…65535',
      'iec104rs.csv: 1 RTU, 1 IOA file with 3 signals; 1 error, 0 warnings',
    ]);
  });
});

/** The gateway between RTUs and masters, each a program of its own (`docs/gateway.md`). */
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { RawPeer } from '../support/raw-peer.js';
import { Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { groupRow, startRtus, writeGateway, writeMasters } from './gateway-kit.js';
import { type Ended, Program } from './program.js';

/** What a master counted: the JSON line at its end. */
// biome-ignore lint/suspicious/noExplicitAny: a document that is looked into
function counted({ output }: Ended): any {
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
}

/** Answers of the API. */
function client(port: number) {
  const ask = async (path: string, init?: RequestInit) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
    // biome-ignore lint/suspicious/noExplicitAny: tests look into it as a client would
    return { status: response.status, json: (await response.json()) as any };
  };
  return {
    get: (path: string) => ask(path),
    post: (path: string, body: object = {}) =>
      ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  };
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

describe('two RTUs with several masters', () => {
  it('all get their interrogation, and everything ends in order with SIGTERM', async () => {
    const [a, b, inA, inB, api] = await freePorts(5);
    const workspace = new Workspace();
    await startRtus(workspace, [a, b]);
    writeGateway(workspace, [
      groupRow({ id: 1, port: inA, hosts: `127.0.0.1:${a}` }),
      groupRow({ id: 2, port: inB, hosts: `127.0.0.1:${b}` }),
    ]);
    const words = ['gateway', '--headless', '--shards', '2', '--api', `127.0.0.1:${api}`];
    const gateway = Program.start(words, workspace.folder);
    for (const id of [1, 2]) await gateway.line(new RegExp(`group ${id} G${id}: listen`));

    writeMasters(workspace, [inA, inB]);
    const masters = Array.from({ length: 3 }, () =>
      Program.start(['master', '-i', 'masters.csv', '--gi', '--seconds', '3', '--json'], workspace.folder),
    );
    const ends = await Promise.all(masters.map(({ ended }) => ended));
    for (const end of ends) {
      expect([end.exitCode, end.lines]).toEqual([0, expect.anything()]);
      expect(counted(end)).toMatchObject({
        clean: true,
        started: 2,
        interrogations: { done: 2, objects: 40 },
        violations: 0,
      });
    }
    const { json: groups } = await client(api).get('/api/groups');
    for (const { counters } of groups) {
      expect(counters).toMatchObject({ accepted: 3, interrogationsAsked: 3, unmatched: 0, undelivered: 0 });
      // How many the masters share depends on when they come.
      expect(counters.interrogationsSent + counters.interrogationsSaved).toBe(3);
    }

    gateway.kill('SIGTERM');
    const { exitCode, output, lines } = await gateway.ended;
    expect([exitCode, output]).toEqual([0, '']);
    expect(lines.filter((line) => line.includes('SHUTDOWN'))).toHaveLength(2);
    expect(workspace.list('log').map((name) => name.split('-')[0])).toEqual(['G1', 'G2', 'iec104mm2ss.log']);
  });

  it('each gets every event of a send', async () => {
    const [rtu, port] = await freePorts(2);
    const workspace = new Workspace();
    writeGateway(workspace, [groupRow({ id: 1, port, hosts: `127.0.0.1:${rtu}` })]);
    const gateway = Program.start(['gateway', '--headless'], workspace.folder);
    await gateway.line(/ runs? on /);
    const sends = ['--send', '1', '--await-masters', '1'];
    const rtus = await startRtus(workspace, [rtu], sends);
    await gateway.line(/group 1 G1: listen/);
    writeMasters(workspace, [port]);
    // The RTU sends once the first of them has started: the others may miss it, the first must not.
    const first = Program.start(
      ['master', '-i', 'masters.csv', '--seconds', '3', '--json'],
      workspace.folder,
    );
    const end = await first.ended;
    expect(end.exitCode).toBe(0);
    expect(counted(end)).toMatchObject({ byCot: { 3: 20 }, byType: { 30: 20 }, violations: 0 });
    await rtus.line(/acknowledged 20/);
  });
});

describe('ports of groups', () => {
  it('are closed while the RTU is down, and open when it comes', async () => {
    const [rtu, port] = await freePorts(2);
    const workspace = new Workspace();
    writeGateway(workspace, [groupRow({ id: 1, port, hosts: `127.0.0.1:${rtu}` })]);
    const gateway = Program.start(['gateway', '--headless'], workspace.folder);
    await gateway.line(/group 1 G1: dial: /);
    expect(await isRefused(port)).toBe(true);
    const rtus = await startRtus(workspace, [rtu]);
    await gateway.line(/group 1 G1: listen/);
    const master = await RawPeer.connect(port);
    rtus.kill('SIGKILL');
    await master.expectClosed();
    await gateway.line(/RTU_LOST/);
    expect(await isRefused(port)).toBe(true);
  });

  it('one that another program has is told; the other groups run', async () => {
    const [a, b, taken, port] = await freePorts(4);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(taken, '127.0.0.1', resolve));
    const workspace = new Workspace();
    await startRtus(workspace, [a, b]);
    writeGateway(workspace, [
      groupRow({ id: 1, port: taken, hosts: `127.0.0.1:${a}` }),
      groupRow({ id: 2, port, hosts: `127.0.0.1:${b}` }),
    ]);
    const gateway = Program.start(['gateway', '--headless'], workspace.folder);
    await gateway.line(new RegExp(`group 1 G1: .*port ${taken}.* is in use by another program`));
    await gateway.line(/group 2 G2: listen/);
    expect(await isRefused(port)).toBe(false);
    server.close();
  });
});

describe('over HTTP', () => {
  it('a group is restarted with another port, and a master is closed', async () => {
    const [rtu, port, other, apiPort] = await freePorts(4);
    const workspace = new Workspace();
    await startRtus(workspace, [rtu]);
    writeGateway(workspace, [groupRow({ id: 1, port, hosts: `127.0.0.1:${rtu}` })]);
    const gateway = Program.start(
      ['gateway', '--headless', '--api', `127.0.0.1:${apiPort}`],
      workspace.folder,
    );
    await gateway.line(/HTTP API at/);
    await gateway.line(/group 1 G1: listen/);
    const api = client(apiPort);

    expect(await api.post('/api/groups/1/restart', { port: 70_000, w: 'x' })).toMatchObject({
      status: 400,
      json: { error: 'invalid', detail: expect.stringMatching(/port: found "70000".*w: found "x"/) },
    });
    const settings = (await api.get('/api/groups/1')).json.settings;
    expect(await api.post('/api/groups/1/restart', { ...settings, port: other })).toMatchObject({
      status: 200,
      json: { changed: ['port'], group: { ports: [{ port: other }] } },
    });
    await gateway.line(/group 1 G1: restarted, changed port/);
    await expect.poll(() => isRefused(other)).toBe(false);
    expect(await isRefused(port)).toBe(true);

    const master = await RawPeer.connect(other);
    // Others came and went, to see whether the port is open.
    const itself = async (): Promise<{ connection: number } | undefined> =>
      (await api.get('/api/groups/1')).json.masters.find(({ peer }: { peer: string }) =>
        peer.endsWith(`:${master.localPort}`),
      );
    await expect.poll(itself).toBeDefined();
    const connection = (await itself())?.connection;
    expect(await api.post(`/api/groups/1/masters/${connection}/close`)).toMatchObject({ status: 200 });
    await master.expectClosed();
    expect(await api.post(`/api/groups/1/masters/${connection}/close`)).toMatchObject({ status: 404 });
  });
});

/** Every route of the HTTP API over a real port, with good and bad input (`docs/behaviour.md` §7). */
import { renameSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { expectAlive, nextAsdus, RawListener } from '../support/raw-peer.js';
import { startSimulator, type TestEngine, waitFor } from '../support/test-engine.js';
import { serve } from './support.js';

/** Two readings of wall clock and monotonic clock differ by less than this. */
const CLOCKS_APART_MS = 100;

const start = () =>
  startSimulator({
    rtus: ['ABB,32,a.csv,w=2', 'Elin,33,a.csv', 'Sprecher,34,b.csv'],
    files: { 'a.csv': '5,Y,1,100,1\n6,Y,1,101,1,30\n6,Y,1,102,1\n', 'b.csv': '7,Y,1,100,1\n' },
  });

/** Where an RTU listens. */
const portOf = ({ engine }: TestEngine, slot: number) => engine.rtus[slot].port;

describe('GET /api/status', () => {
  const served = serve(start, 'each');

  it('describes the whole program', async () => {
    await served.simulator.master(1);
    const { status, json } = await served.http.get('/api/status');
    expect(status).toBe(200);
    expect(json).toMatchObject({
      version: '1.2.3',
      package: 'deb',
      node: 'v22.1.0',
      system: 'linux x64',
      startedAt: new Date(served.simulator.engine.startedAt).toISOString(),
      shards: [{ shard: 0 }, { shard: 1 }],
      rtus: 3,
      listening: 3,
      online: 1,
      ntp: { text: '', state: 'off', detail: '' },
      sendsRunning: [],
      totals: { connections: 1, started: 1, accepted: 1, framesSent: 0 },
    });
    expect(Object.keys(json.totals)).not.toContain('sendState');
  });

  it('lists the sends that run', async () => {
    await served.simulator.master(0);
    const { json: order } = await served.http.post('/api/send', { index: 6 });
    const { json } = await served.http.get('/api/status');
    expect(json.sendsRunning).toMatchObject([{ id: order.id, index: 6, state: 'running' }]);
  });
});

describe('GET /api/rtus', () => {
  const served = serve(start, 'each');

  it('lists every RTU in the order of the ini file', async () => {
    const fromMs = Date.now();
    await served.simulator.master(0);
    const { status, json } = await served.http.get('/api/rtus');
    expect(status).toBe(200);
    expect(json).toHaveLength(3);
    expect(json[0]).toMatchObject({
      no: 1,
      number: 1,
      slot: 0,
      name: 'ABB',
      ca: 32,
      port: portOf(served.simulator, 0),
      bind: '127.0.0.1',
      listening: true,
      online: true,
      lastIndex: '',
      counters: { connections: 1, started: 1, signalsSent: 0 },
    });
    const since = Date.parse(json[0].connectedSince);
    expect(since).toBeGreaterThan(fromMs - CLOCKS_APART_MS);
    expect(since).toBeLessThan(Date.now() + CLOCKS_APART_MS);
    expect(json[1]).toMatchObject({ no: 2, number: 2, online: false, connectedSince: null });
  });

  it('reports the state of the last index', async () => {
    const masters = [await served.simulator.master(0), await served.simulator.master(2)];
    const lastIndexes = async () =>
      (await served.http.get('/api/rtus')).json.map((rtu: { lastIndex: string }) => rtu.lastIndex);
    await served.http.post('/api/send', { index: 6 });
    await nextAsdus(masters[0], 1);
    await served.simulator.event('send');
    expect(await lastIndexes()).toEqual(['Sending 6', '6', 'Missing 6']);
    await served.http.remove('/api/sends/1');
    await waitFor('the end of the send', () =>
      served.simulator.events.find((event) => event.kind === 'send' && event.what === 'finished'),
    );
    expect(await lastIndexes()).toEqual(['6', '6', 'Missing 6']);
  });
});

describe('GET /api/rtus/:no', () => {
  const served = serve(start, 'all');

  it('shows parameters in the form that a restart takes, the IOA file and the acknowledgement latency', async () => {
    const { status, json } = await served.http.get('/api/rtus/1');
    expect(status).toBe(200);
    expect(json).toMatchObject({
      no: 1,
      number: 1,
      name: 'ABB',
      parameters: {
        name: 'ABB',
        rtuNumber: 32,
        port: portOf(served.simulator, 0),
        hosts: [],
        k: 12,
        idleTime: 60,
        iodata: 'a.csv',
        bind: '127.0.0.1',
        w: 2,
        t1: 15,
        t2: 10,
        t3: 20,
        testfr: 'passive',
        objects: 'max',
        connections: 8,
        group: 'one',
        select: 'optional',
        select_timeout: 10,
        clock: 'report',
        time: 'local',
        eoi: 'never',
      },
      database: { file: 'a.csv', version: 1, rows: 3 },
      ackLatency: { count: 0, meanMs: null, maxMs: null },
    });
    expect(await served.http.post('/api/rtus/1/restart', json.parameters)).toMatchObject({
      status: 200,
      json: { changed: [] },
    });
  });

  it('measures acknowledgements', async () => {
    const master = await served.simulator.master(1);
    await served.http.post('/api/send', { index: 5 });
    await nextAsdus(master, 1);
    master.send('68 04 01 00 02 00');
    await expectAlive(master);
    const { ackLatency, counters } = (await served.http.get('/api/rtus/2')).json;
    expect(ackLatency.count).toBe(1);
    expect(ackLatency.maxMs).toBeGreaterThan(0);
    expect(ackLatency.meanMs).toBe(ackLatency.maxMs);
    expect(counters).toMatchObject({ framesSent: 1, signalsSent: 1, signalsAcknowledged: 1, outstanding: 0 });
  });
});

describe('RTUs that share a number', () => {
  const served = serve(start, 'each');

  beforeEach(() => {
    (served.simulator.engine.rtus[1] as { no: number }).no = 1;
  });

  it('are distinguished by their slot', async () => {
    const { status, json } = await served.http.get('/api/rtus/1');
    expect(status).toBe(409);
    expect(json.error).toBe('ambiguous');
    expect(json.detail).toContain(
      `slot=0 (ABB, CA 32, port ${portOf(served.simulator, 0)}), slot=1 (Elin, CA 33, port ${portOf(served.simulator, 1)})`,
    );
    expect((await served.http.get('/api/rtus/1?slot=1')).json).toMatchObject({ name: 'Elin' });
    expect((await served.http.post('/api/rtus/1/restart', {})).status).toBe(409);
    expect((await served.http.post('/api/rtus/1/restart?slot=1', {})).status).toBe(200);
  });
});

describe('POST /api/send', () => {
  const served = serve(start, 'all');

  it('sends an index', async () => {
    const master = await served.simulator.master(0);
    const first = await served.http.post('/api/send', { index: 5, duration: 0 });
    expect(first).toMatchObject({ status: 202, json: { id: expect.any(Number) } });
    expect(await nextAsdus(master, 1)).toEqual(['01 01 03 00 20 00 64 00 00 01']);
    expect(await served.http.post('/api/send', { index: 999_999_999_999 })).toMatchObject({
      status: 202,
      json: { id: first.json.id + 1 },
    });
  });

  it('accepts a duration with decimals', async () => {
    const { id } = (await served.http.post('/api/send', { index: 0, duration: 0.25 })).json;
    expect((await served.http.get(`/api/sends/${id}`)).json).toMatchObject({ index: 0, duration: 0.25 });
  });
});

describe('sends', () => {
  const served = serve(start, 'each');

  it('are listed with their counts', async () => {
    const master = await served.simulator.master(1);
    await served.http.post('/api/send', { index: 5 });
    await nextAsdus(master, 1);
    master.send('68 04 01 00 02 00');
    await served.simulator.engine.settled(1);
    const [send] = (await served.http.get('/api/sends')).json;
    expect(send).toMatchObject({
      id: 1,
      index: 5,
      duration: 0,
      state: 'settled',
      totals: { running: 1, missing: 1, notStarted: 1, offered: 1, sent: 1, acknowledged: 1, unsentLink: 0 },
    });
    expect(send.firstFrameMs).toBeGreaterThan(0);
    expect(Date.parse(send.startedAt)).not.toBeNaN();
  });
});

describe('sends on their way', () => {
  const served = serve(start, 'all');

  it('are stopped, once', async () => {
    await served.simulator.master(0);
    const { id } = (await served.http.post('/api/send', { index: 6 })).json;
    expect(await served.http.remove(`/api/sends/${id}`)).toMatchObject({ status: 202, json: { id } });
    await served.simulator.event('send', ({ send, what }) => send.id === id && what === 'finished');
    const again = await served.http.remove(`/api/sends/${id}`);
    const detail = `send ${id} has ended`;
    expect(again).toMatchObject({ status: 409, json: { error: 'not-running', detail } });
  });

  it('are stopped also by requests with a content type but no body', async () => {
    await served.simulator.master(0);
    const { id } = (await served.http.post('/api/send', { index: 6 })).json;
    const headers = { 'content-type': 'application/json' };
    expect((await served.http.ask(`/api/sends/${id}`, { method: 'DELETE', headers })).status).toBe(202);
  });
});

describe('POST /api/rtus/:no/restart', () => {
  const served = serve(start, 'all');

  it('changes parameters', async () => {
    const listener = await RawListener.listen();
    const free = listener.port;
    listener.close();
    const body = {
      name: 'new',
      port: free,
      hosts: ['127.0.0.0/8', '::1'],
      k: 5,
      idleTime: 0.5,
      t1: 20,
      objects: 1,
    };
    const { status, json } = await served.http.post('/api/rtus/1/restart', body);
    expect(status).toBe(200);
    expect(json.changed.sort()).toEqual(['hosts', 'idleTime', 'k', 'name', 'objects', 'port', 't1']);
    expect(json).toMatchObject({ warnings: [], findings: [], rtu: { number: 1, slot: 0, parameters: body } });
    expect(portOf(served.simulator, 0)).toBe(free);
    await expectAlive(await served.simulator.master(0));
  });

  it.each([[undefined], [{}]])('restarts the RTU with the body %j', async (body) => {
    const master = await served.simulator.master(0);
    expect(await served.http.post('/api/rtus/1/restart', body)).toMatchObject({
      status: 200,
      json: { changed: [] },
    });
    await master.expectClosed();
  });

  it('reports warnings, and findings of a newly named file', async () => {
    writeFileSync(served.simulator.file('c.csv'), '5,Y,1,100,7\n6,Y,1,101,1\n');
    const { json } = await served.http.post('/api/rtus/3/restart', { iodata: 'c.csv', k: 3, w: 9 });
    expect(json.warnings).toEqual([{ field: 'w', found: '9', expected: 'at most k (3)' }]);
    expect(json.findings).toMatchObject([{ severity: 'error', row: 1, column: '5 (value)', found: '7' }]);
    expect(json.rtu.database).toEqual({ file: 'c.csv', version: 1, rows: 1 });
  });

  it('refuses a port that another RTU or program has', async () => {
    const other = await served.http.post('/api/rtus/1/restart', { port: portOf(served.simulator, 1) });
    expect(other).toMatchObject({ status: 409, json: { error: 'port-taken' } });
    expect(other.json.detail).toContain('RTU 2 Elin listens on');
    const listener = await RawListener.listen();
    const foreign = await served.http.post('/api/rtus/1/restart', { port: listener.port });
    listener.close();
    expect(foreign).toMatchObject({ status: 409, json: { error: 'port-taken' } });
    expect(foreign.json.detail).toContain('is in use by another program');
  });
});

describe('other requests', () => {
  const served = serve(start, 'each');

  it('show the new contents of an edited file', async () => {
    writeFileSync(served.simulator.file('a.new'), '5,Y,1,100,1\n');
    renameSync(served.simulator.file('a.new'), served.simulator.file('a.csv'));
    await served.simulator.event('reloaded');
    expect((await served.http.get('/api/rtus/1')).json.database).toEqual({
      file: 'a.csv',
      version: 2,
      rows: 1,
    });
  });
});

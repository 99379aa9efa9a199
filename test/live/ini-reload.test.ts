/** The ini file read again while the RTUs run, with real ports and links. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSignals } from '../../src/channel/stats-table.js';
import type { ReloadResult } from '../../src/coordinator/api.js';
import type * as ReloadModule from '../../src/coordinator/ini-reload.js';
import type { IniReload, ReloadOptions } from '../../src/coordinator/ini-reload.js';
import { imbalanceOf } from '../../src/figures/books.js';
import type * as ServerModule from '../../src/http/server.js';
import type * as ReportsModule from '../../src/run/rtu-reports.js';
import type * as InstantModule from '../../src/run/run-instant.js';
import { expectAlive, RawListener, RawPeer, sFrame } from '../support/raw-peer.js';
import { importBuilt, startSimulator, type TestEngine, waitFor } from '../support/test-engine.js';
import { rtuRow } from '../support/workspace.js';

const HEAD = ['bind,127.0.0.1', 'eoi,never'];
const { IniReload: Reload } = await importBuilt<typeof ReloadModule>('coordinator/ini-reload.js');
const { deltaOfAll, takeInstant } = await importBuilt<typeof InstantModule>('run/run-instant.js');
const { reportRtus } = await importBuilt<typeof ReportsModule>('run/rtu-reports.js');
const { startApi } = await importBuilt<typeof ServerModule>('http/server.js');

let simulator: TestEngine;
let ini: string;
let told: string[];
/** The file as it runs: a row for each RTU, with the port that is open. */
let rows: {
  no: number;
  name: string;
  ca: number;
  port: number;
  file: string;
  k?: number;
  options?: string[];
}[];

async function start(): Promise<void> {
  simulator = await startSimulator({
    rtus: ['A,7,a.csv', 'B,8,a.csv', 'C,9,a.csv'],
    files: { 'a.csv': '5,Y,1,100,1\n', 'b.csv': '5,Y,1,300,1\n' },
  });
  ini = simulator.workspace.path('running.csv');
}

/** The file is as it runs, and nothing was told. */
function prepare(): void {
  told = [];
  rows = simulator.engine.rtus.map(({ no, name, rtuNumber, port, ioFile }) => ({
    no,
    name,
    ca: rtuNumber,
    port,
    file: ioFile,
  }));
}

function reload(options: Partial<ReloadOptions> = {}): IniReload {
  return new Reload(simulator.engine, { iniFile: ini, tell: (line) => told.push(line), ...options });
}

/** A port that nobody has now. */
async function freePort(): Promise<number> {
  const listener = await RawListener.listen();
  const { port } = listener;
  listener.close();
  return port;
}

function write(head: readonly string[] = HEAD, extra: readonly string[] = []): void {
  writeFileSync(ini, `${[...head, ...rows.map((row) => rtuRow(row)), ...extra].join('\n')}\n`);
}

async function read(check = false, options: Partial<ReloadOptions> = {}): Promise<ReloadResult> {
  const result = await reload(options).read(check);
  if ('refused' in result) throw new Error(result.refused);
  return result;
}

const names = (list: ReloadResult['changed']) => list.map(({ no, name }) => `${no} ${name}`);

describe('an ini file that changes nothing', () => {
  beforeAll(start);
  beforeEach(prepare);
  afterAll(() => simulator.close());

  it('that is as it runs', async () => {
    write();
    const master = await simulator.master(0);
    const result = await read();
    expect(names(result.unchanged)).toEqual(['1 A', '2 B', '3 C']);
    expect(result).toMatchObject({
      checked: false,
      changed: [],
      added: [],
      removed: [],
      notes: [],
      findings: [],
    });
    await expectAlive(master);
    expect(told).toEqual([`${ini} read again: 0 RTUs restarted, 0 added, 0 removed, 3 unchanged`]);
  });

  it('that is only checked', async () => {
    rows[0] = { ...rows[0], k: 20 };
    write();
    const master = await simulator.master(0);
    const result = await read(true);
    expect(result).toMatchObject({ checked: true, changed: [{ no: 1, changed: ['k'], done: false }] });
    await expectAlive(master);
    expect(simulator.engine.rtus[0]?.k).toBe(12);
    expect(told).toEqual([]);
  });

  it.each([
    ['the row of the RTU', '2,B,8,port 2404,,12,,a.csv'],
    ["a row whose first cell can't be read", '12345678901234567,B,8,2404,,12,,a.csv'],
  ])('removes nothing for which an error in %s may be the reason', async (_what, row) => {
    rows.splice(1, 1);
    write(HEAD, [row]);
    const master = await simulator.master(1);
    const result = await read();
    expect(result.removed).toMatchObject([
      { no: 2, done: false, detail: expect.stringContaining('mend that row') },
    ]);
    expect(result.findings).toMatchObject([{ file: ini, row: 5 }]);
    await expectAlive(master);
  });

  it('leaves a faulty row out, with its finding; its RTU runs on', async () => {
    rows[1] = { ...rows[1], options: ['t2=20'] };
    write();
    const master = await simulator.master(1);
    const result = await read();
    expect(result.findings).toMatchObject([{ severity: 'error', file: ini, row: 4, found: '20' }]);
    expect(names(result.removed)).toEqual(['2 B']);
    await expectAlive(master);
  });

  it.each([
    ['is missing', () => rmSync(ini, { force: true })],
    ['is empty', () => writeFileSync(ini, '')],
    ['has no row that can be used', () => writeFileSync(ini, '1,A,x,70000\n')],
  ])('that %s', async (_what, spoil) => {
    spoil();
    const master = await simulator.master(0);
    const result = await reload().read(false);
    expect(result).toMatchObject({ refused: `no RTU can be read from ${ini}: nothing was changed` });
    await expectAlive(master);
  });

  it('names NTP rows that differ', async () => {
    write([...HEAD, 'ntp_server,192.0.2.1']);
    const ntp = { ntpServers: [], ntpUpdateSec: 900 };
    expect((await read(false, { ntp })).notes).toEqual([expect.stringContaining('NTP rows')]);
    expect((await read(false, { ntp: { ...ntp, ntpServers: ['192.0.2.1'] } })).notes).toEqual([]);
    expect((await read(false, { ntp: { ntpServers: ['192.0.2.1'], ntpUpdateSec: 901 } })).notes).toHaveLength(
      1,
    );
    expect((await read(false)).notes).toEqual([]);
  });
});

describe('an ini file that is read again', () => {
  beforeEach(async () => {
    await start();
    prepare();
  });
  afterEach(() => simulator.close());

  it('restarts the RTU of a changed row; the others keep their links', async () => {
    rows[1] = { ...rows[1], k: 20, options: ['t1=30'], file: 'b.csv' };
    write();
    const [first, second] = [await simulator.master(0), await simulator.master(1)];
    const result = await read();
    expect(result.changed).toMatchObject([{ no: 2, name: 'B', rtuNumber: 8, done: true, detail: '' }]);
    expect([...(result.changed[0]?.changed ?? [])].sort()).toEqual(['iodata', 'k', 't1']);
    expect(names(result.unchanged)).toEqual(['1 A', '3 C']);
    await second.expectClosed();
    await expectAlive(first);
    expect(simulator.engine.rtus[1]).toMatchObject({ slot: 1, k: 20, t1Ms: 30_000, ioFile: 'b.csv' });
    await expectAlive(await simulator.master(1));
    expect((await read()).changed).toEqual([]);
  });

  it('moves an RTU to another port', async () => {
    const port = await freePort();
    rows[2] = { ...rows[2], port };
    write();
    expect((await read()).changed).toMatchObject([{ no: 3, port, changed: ['port'], done: true }]);
    expect(simulator.engine.rtus[2]?.port).toBe(port);
    await expectAlive(await simulator.master(2));
  });

  it('opens an RTU for a row that is added; the others keep their links', async () => {
    rows.push({ no: 4, name: 'D', ca: 20, port: await freePort(), file: 'b.csv', k: 8 });
    write();
    const { engine } = simulator;
    const first = await simulator.master(0);
    expect((await read(true)).added).toMatchObject([
      { no: 4, name: 'D', done: false, detail: 'only checked' },
    ]);
    expect(engine.rtus).toHaveLength(3);
    const result = await read();
    expect(result.added).toMatchObject([{ no: 4, name: 'D', rtuNumber: 20, done: true, detail: '' }]);
    expect(names(result.unchanged)).toEqual(['1 A', '2 B', '3 C']);
    expect(told).toEqual([`${ini} read again: 0 RTUs restarted, 1 added, 0 removed, 3 unchanged`]);
    expect(await simulator.event('added')).toMatchObject({ rtu: { no: 4, name: 'D', slot: 3 } });
    await expectAlive(first);
    expect(engine.rtus[3]).toMatchObject({ slot: 3, rtuNumber: 20, k: 8, ioFile: 'b.csv' });
    // Three RTUs are on two shards: the new one comes where there is one only.
    expect(engine.placement.map(({ length }) => length)).toEqual([2, 2]);
    expect(engine.stats.get(3, 'LISTENING')).toBe(1);
    // b.csv has one signal of index 5, a.csv one as well: A, whose link takes it, and D.
    await simulator.started(3, { w: 1 });
    const { id } = engine.send(5, 0);
    await first.next();
    first.send(sFrame(1));
    const { totals } = await engine.settled(id);
    expect(totals).toMatchObject({ running: 2, notStarted: 2, offered: 2, acknowledged: 2 });
    expect(engine.stats.get(3, 'SIGNALS_ACKNOWLEDGED')).toBe(1);
    expect((await read()).unchanged).toHaveLength(4);
  });

  it('serves an added RTU again when its shard dies', async () => {
    rows.push({ no: 4, name: 'D', ca: 20, port: await freePort(), file: 'a.csv' });
    write();
    expect((await read()).added).toMatchObject([{ done: true }]);
    await simulator.killThreads();
    await simulator.restarts(simulator.engine.shards);
    expect(simulator.engine.stats.countNonZero('LISTENING')).toBe(4);
    await expectAlive(await simulator.master(3));
  });

  it('puts a new port of a station where the station is', async () => {
    rows.push({ no: 4, name: 'C2', ca: 9, port: await freePort(), file: 'a.csv' });
    write();
    expect((await read()).added).toMatchObject([{ no: 4, rtuNumber: 9, done: true }]);
    expect(simulator.shardOf(3)).toBe(simulator.shardOf(2));
  });

  it('lets a send that is under way go on without an RTU that is added', async () => {
    rows.push({ no: 4, name: 'D', ca: 20, port: await freePort(), file: 'a.csv' });
    write();
    const { engine } = simulator;
    await simulator.started(0, { w: 1 });
    // 50 signals/s for 400 ms on the one RTU with a master: 20.
    const { id } = engine.send(5, 400, { ratePerRtu: 50 });
    await waitFor('its first signals', () => engine.stats.get(0, 'SIGNALS_OFFERED') > 2 || undefined);
    expect((await read()).added).toMatchObject([{ done: true }]);
    await simulator.started(3, { w: 1 });
    const { totals } = await engine.settled(id);
    expect(totals).toMatchObject({ running: 1, notStarted: 2, offered: 20, acknowledged: 20 });
    expect(engine.stats.get(3, 'SIGNALS_OFFERED')).toBe(0);
  });

  it('has RTUs that come and go in the books and in the report of a run', async () => {
    const { engine } = simulator;
    const start = takeInstant(engine, engine.markRun());
    rows.splice(2, 1, { no: 4, name: 'D', ca: 20, port: await freePort(), file: 'a.csv' });
    write();
    await simulator.started(0, { w: 1 });
    await simulator.started(2, { w: 1 });
    // A and C once, then A and D once: each signal alone.
    const sent = [await engine.settled(engine.send(5, 0).id)];
    expect(await read()).toMatchObject({ added: [{ done: true }], removed: [{ no: 3, done: true }] });
    await simulator.started(3, { w: 1 });
    sent.push(await engine.settled(engine.send(5, 0).id));
    const bounds = { start, end: takeInstant(engine) };
    expect(sent.map(({ totals }) => totals.acknowledged)).toEqual([2, 2]);
    expect(deltaOfAll(bounds).grew('SIGNALS_ACKNOWLEDGED')).toBe(4);
    const report = reportRtus(engine.rtus, bounds, { rateOverMs: 1, durationMs: 1, shardPauseMs: new Map() });
    const acknowledged = report.map(({ name, signals }) => [name, signals.acknowledged, signals.open]);
    expect(acknowledged.sort()).toEqual([
      ['A', 2, 0],
      ['B', 0, 0],
      ['C', 1, 0],
      ['D', 1, 0],
    ]);
  });

  it('brings a removed RTU back into its slot, with its counts', async () => {
    const [gone] = rows.splice(1, 1);
    write();
    const { engine } = simulator;
    await simulator.started(1, { w: 1 });
    await engine.settled(engine.send(5, 0, { rtuNumbers: [8] }).id);
    expect((await read()).removed).toMatchObject([{ no: 2, done: true }]);
    rows.push(gone);
    write();
    expect(await read()).toMatchObject({ added: [{ no: 2, done: true, detail: '' }], removed: [] });
    expect(engine.rtus).toHaveLength(3);
    expect(engine.rtus[1]?.removed).toBeUndefined();
    await simulator.started(1, { w: 1 });
    await engine.settled(engine.send(5, 0, { rtuNumbers: [8] }).id);
    expect(engine.stats.get(1, 'SIGNALS_ACKNOWLEDGED')).toBe(2);
    expect(engine.stats.get(1, 'STARTED')).toBe(1);
  });

  it('gives the port of an RTU that is taken out to one that is added', async () => {
    // C's number is another now: C goes, and the row is one that is added.
    rows[2] = { ...rows[2], ca: 10 };
    write();
    const master = await simulator.master(2);
    const checked = await read(true);
    expect(checked.removed).toMatchObject([{ no: 3, rtuNumber: 9, done: false, detail: 'only checked' }]);
    expect(simulator.engine.rtus[2]?.removed).toBeUndefined();
    const result = await read();
    expect(result.removed).toMatchObject([{ no: 3, rtuNumber: 9, done: true }]);
    expect(result.added).toMatchObject([{ no: 3, rtuNumber: 10, done: true, detail: '' }]);
    await master.expectClosed();
    await expectAlive(await simulator.master(3));
  });

  it('says why a row was not added, and adds the others', async () => {
    const taken = await RawListener.listen();
    const port = await freePort();
    const [, second] = simulator.engine.rtus;
    rows.push(
      { no: 4, name: 'D', ca: 20, port: taken.port, file: 'a.csv' },
      { no: 5, name: 'E', ca: 21, port: await freePort(), file: 'none.csv' },
      { no: 6, name: 'F', ca: 22, port, file: 'a.csv' },
      { no: 7, name: 'G', ca: 23, port, file: 'a.csv' },
      { no: 8, name: 'H', ca: 24, port: second?.port ?? 0, file: 'a.csv' },
      { no: 9, name: 'I', ca: 25, port: await freePort(), file: 'a.csv' },
    );
    write();
    try {
      const { added } = await read();
      expect(added).toMatchObject([
        { no: 4, done: false, detail: expect.stringContaining('is in use by another program') },
        { no: 5, done: false, detail: expect.stringContaining('iodata found "none.csv"') },
        { no: 6, done: false, detail: expect.stringContaining('share a port') },
        { no: 7, done: false, detail: expect.stringContaining('share a port') },
        { no: 8, done: false, detail: expect.stringContaining('share a port') },
        { no: 9, done: true, detail: '' },
      ]);
    } finally {
      taken.close();
    }
    expect(simulator.engine.rtus).toHaveLength(4);
    expect(told.at(-1)).toBe(
      `${ini} read again: 0 RTUs restarted, 1 added, 0 removed, 3 unchanged; not taken over: 4 D, 5 E, 6 F, and 2 more`,
    );
  });

  it('adds at most 64 RTUs to those of the start', async () => {
    const ports = new Set<number>();
    while (ports.size < 65) ports.add(await freePort());
    let no = 100;
    for (const port of ports) rows.push({ no, name: `N${no}`, ca: no++, port, file: 'a.csv' });
    write();
    const { added } = await read();
    expect(added.filter(({ done }) => done)).toHaveLength(64);
    expect(added.at(-1)).toMatchObject({
      no: 164,
      done: false,
      detail: expect.stringContaining('at most 67 RTUs'),
    });
    expect(simulator.engine.stats.countNonZero('LISTENING')).toBe(67);
    await expectAlive(await simulator.master(66));
  });

  it('closes the RTU of a removed row; its counts stay, the others keep their links', async () => {
    rows.splice(1, 1);
    write();
    const { engine } = simulator;
    const [first, second] = [await simulator.master(0), await simulator.started(1, { w: 1 })];
    // One signal of a.csv on B alone.
    const send = await engine.settled(engine.send(5, 0, { rtuNumbers: [8] }).id);
    expect(send.totals).toMatchObject({ running: 1, offered: 1, acknowledged: 1 });
    const { port } = engine.rtus[1];
    const result = await read();
    expect(names(result.removed)).toEqual(['2 B']);
    expect(result.removed).toMatchObject([{ done: true, detail: '' }]);
    expect(names(result.unchanged)).toEqual(['1 A', '3 C']);
    expect(told).toEqual([`${ini} read again: 0 RTUs restarted, 0 added, 1 removed, 2 unchanged`]);
    expect(await simulator.event('removed')).toMatchObject({ rtu: { no: 2, name: 'B', removed: true } });
    await waitFor('the end of its link', () => second.closeReason !== '' || undefined);
    await expect(RawPeer.connect(port)).rejects.toThrow('ECONNREFUSED');
    await expectAlive(first);
    expect(engine.rtus.map(({ removed }) => removed)).toEqual([undefined, true, undefined]);
    expect(
      engine.placement
        .flat()
        .map(({ slot }) => slot)
        .sort(),
    ).toEqual([0, 2]);
    for (const column of ['LISTENING', 'CONNECTIONS', 'STARTED'] as const)
      expect(engine.stats.get(1, column)).toBe(0);
    expect(engine.stats.get(1, 'SIGNALS_ACKNOWLEDGED')).toBe(1);
    expect(engine.stats.total('SIGNALS_ACKNOWLEDGED')).toBe(1);
    // A, whose link takes it, and C without one: B is not counted any more.
    const { id } = engine.send(5, 0);
    await first.next();
    first.send(sFrame(1));
    const next = await engine.settled(id);
    expect(next.totals).toMatchObject({ running: 1, notStarted: 1, offered: 1, acknowledged: 1 });
    // It is gone for the next reading too.
    expect(await read()).toMatchObject({ removed: [], changed: [], added: [] });
  });

  it('keeps the counts of a running send exact when an RTU of it is removed', async () => {
    rows.splice(1, 1);
    write();
    const { engine } = simulator;
    for (const slot of [0, 1]) await simulator.started(slot, { w: 1 });
    // 50 signals/s for 400 ms on each of two RTUs: 20 each, of which the removed one sends some.
    const { id } = engine.send(5, 400, { ratePerRtu: 50, rtuNumbers: [7, 8] });
    await waitFor('its first signals', () => engine.stats.get(1, 'SIGNALS_OFFERED') > 2 || undefined);
    expect((await read()).removed).toMatchObject([{ no: 2, done: true }]);
    const { totals } = await engine.settled(id);
    expect(imbalanceOf(totals)).toBe(0);
    expect(totals.running).toBe(2);
    expect(engine.stats.get(0, 'SIGNALS_ACKNOWLEDGED')).toBe(20);
    expect(totals.acknowledged).toBe(20 + engine.stats.get(1, 'SIGNALS_ACKNOWLEDGED'));
    expect(openSignals((column) => engine.stats.total(column))).toBe(0);
  });

  it('does not bring a removed RTU back when its shard dies', async () => {
    rows.splice(1, 1);
    write();
    expect((await read()).removed).toMatchObject([{ no: 2, done: true }]);
    await simulator.killThreads();
    await simulator.restarts(simulator.engine.shards);
    expect(simulator.engine.stats.countNonZero('LISTENING')).toBe(2);
    expect(simulator.engine.stats.get(1, 'LISTENING')).toBe(0);
    await expectAlive(await simulator.master(0));
  });

  it('ends a fault on purpose on the RTU that it removes', async () => {
    rows.splice(1, 1);
    write();
    const { engine } = simulator;
    await simulator.master(1);
    const fault = {
      word: 'no-testfr',
      value: 0,
      durationMs: 60_000,
      share: 100,
      seed: 1,
      who: 'test',
    } as const;
    engine.faults.start({ ...fault, slots: [1] });
    await waitFor('the fault', () => engine.stats.get(1, 'FAULTS') > 0 || undefined);
    expect((await read()).removed).toMatchObject([{ done: true }]);
    await waitFor('its end', () => engine.faults.list()[0]?.state === 'over' || undefined);
    expect(() => engine.faults.start({ ...fault, slots: [1] })).toThrow(RangeError);
  });

  it('says why a changed row was not taken over', async () => {
    rows[0] = { ...rows[0], file: 'none.csv' };
    rows[1] = { ...rows[1], k: 20 };
    write();
    const master = await simulator.master(0);
    const { changed } = await read();
    expect(changed).toMatchObject([
      { no: 1, done: false, detail: expect.stringContaining('iodata found "none.csv"') },
      { no: 2, done: true },
    ]);
    await expectAlive(master);
    expect(simulator.engine.rtus[0]?.ioFile).toBe('a.csv');
  });

  it('keeps the counts of a running send exact', async () => {
    rows[1] = { ...rows[1], k: 20 };
    write();
    for (const slot of [0, 1]) await (await simulator.link(slot, { w: 1 })).start();
    // 50 signals/s for 400 ms on each of two RTUs: 20 each.
    const { id } = simulator.engine.send(5, 400, { ratePerRtu: 50, rtuNumbers: [7, 8] });
    await waitFor(
      'its first signal',
      () =>
        (simulator.engine.findSend(id) !== undefined &&
          simulator.engine.stats.total('SIGNALS_OFFERED') > 4) ||
        undefined,
    );
    expect((await read()).changed).toMatchObject([{ no: 2, done: true }]);
    const { totals } = await simulator.engine.settled(id);
    expect(imbalanceOf(totals)).toBe(0);
    expect(totals.offered - totals.unsentLink).toBe(totals.acknowledged);
    expect(totals.acknowledged).toBeGreaterThanOrEqual(20);
    expect(totals.unsentLink).toBeGreaterThan(0);
  });
});

describe('POST /api/reload', () => {
  beforeEach(async () => {
    await start();
    prepare();
  });
  afterEach(() => simulator.close());

  it('and the other answers show a removed RTU as such', async () => {
    rows.splice(1, 1);
    write();
    const where = { host: '127.0.0.1', port: 0, token: undefined, version: '1' };
    const api = await startApi(simulator.engine, { ...where, reload: reload() });
    const ask = async (path: string, method = 'GET', body?: string) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${api.url}${path}`, {
        method,
        ...(body === undefined ? {} : { body, headers }),
      });
      return { status: answer.status, body: await answer.json() };
    };
    try {
      const done = await ask('/api/reload', 'POST');
      expect(done).toMatchObject({ status: 200, body: { removed: [{ no: 2, name: 'B', done: true }] } });
      expect((await ask('/api/status')).body).toMatchObject({ rtus: 2, listening: 2 });
      expect((await ask('/api/rtus')).body).toMatchObject([
        { no: 1, removed: false, listening: true },
        { no: 2, removed: true, listening: false, online: false },
        { no: 3, removed: false, listening: true },
      ]);
      const refused = { status: 409, body: { error: 'removed' } };
      expect(await ask('/api/rtus/2/restart', 'POST', '{}')).toMatchObject(refused);
      expect(await ask('/api/rtus/2/points')).toMatchObject(refused);
      expect(await ask('/api/send', 'POST', '{"index":5,"rtuNumbers":[8]}')).toMatchObject({ status: 400 });
    } finally {
      await api.close();
    }
  });

  it('answers with what was done, or 422', async () => {
    rows[0] = { ...rows[0], k: 20 };
    write();
    const where = { host: '127.0.0.1', port: 0, token: undefined, version: '1' };
    const api = await startApi(simulator.engine, { ...where, reload: reload() });
    const post = async (query: string) => {
      const answer = await fetch(`${api.url}/api/reload${query}`, { method: 'POST' });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };
    try {
      const checked = await post('?check=1');
      expect(checked).toMatchObject({ status: 200, body: { checked: true, changed: [{ done: false }] } });
      expect(simulator.engine.rtus[0]?.k).toBe(12);
      const done = await post('');
      expect(done).toMatchObject({ status: 200, body: { checked: false, changed: [{ no: 1, done: true }] } });
      expect(simulator.engine.rtus[0]?.k).toBe(20);
      expect((await post('?check=yes')).status).toBe(400);
      writeFileSync(ini, readFileSync(ini, 'utf8').replaceAll(',', '\n'));
      expect(await post('')).toMatchObject({ status: 422, body: { error: 'unreadable-file' } });
    } finally {
      await api.close();
    }
  });
});

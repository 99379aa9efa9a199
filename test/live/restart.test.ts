/** Restart of an RTU with changed parameters, on the wire. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asduOf, expectAlive, nextAsdus, RawListener, RawPeer, startTransfer } from '../support/raw-peer.js';
import { startSimulator, type TestEngine, waitFor } from '../support/test-engine.js';

const INTERROGATION = (ca: string) => `64 01 06 00 ${ca} 00 00 00 00 14`;
const ROWS = Array.from({ length: 8 }, (_, i) => `5,Y,1,${100 + i},1\n`).join('');

let simulator: TestEngine;

async function start(): Promise<void> {
  simulator = await startSimulator({
    rtus: ['A,7,a.csv,objects=1', 'B,8,a.csv,objects=1', 'C,9,a.csv', 'D,10,a.csv'],
    files: { 'a.csv': ROWS, 'b.csv': '5,Y,1,300,1\n', 'empty.csv': '' },
  });
}

const rtu = (slot: number) => simulator.engine.rtus[slot];
const restart = (slot: number, fields: Record<string, string> = {}) =>
  simulator.engine.restartRtu(slot, fields);

/** A free port. */
async function freePort(): Promise<number> {
  const listener = await RawListener.listen();
  const { port } = listener;
  listener.close();
  return port;
}

function listenElsewhere(port: number, host: string): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(port, host, () => resolve(server));
  });
}

async function refuses(port: number): Promise<boolean> {
  return RawPeer.connect(port).then(
    (peer) => {
      peer.close();
      return false;
    },
    () => true,
  );
}

describe('a restart', () => {
  beforeEach(start);
  afterEach(() => simulator.close());

  it('without a change closes the links and listens again; counters continue', async () => {
    const master = await simulator.master(0);
    const { port } = rtu(0);
    const result = await restart(0);
    expect(result).toMatchObject({ outcome: 'restarted', changed: [], problems: [], findings: [] });
    await master.expectClosed();
    const again = await simulator.master(0);
    await expectAlive(again);
    expect(rtu(0).port).toBe(port);
    const { stats } = simulator.engine;
    expect([stats.get(0, 'ACCEPTED'), stats.get(0, 'CONNECTIONS'), stats.get(0, 'LISTENING')]).toEqual([
      2, 1, 1,
    ]);
    expect(await simulator.event('restarted')).toMatchObject({ rtu: { slot: 0 }, changed: [] });
  });

  it('with another port closes the old one', async () => {
    const before = rtu(0).port;
    const port = await freePort();
    const master = await simulator.master(0);
    const other = await simulator.master(1);
    expect(await restart(0, { port: String(port) })).toMatchObject({
      outcome: 'restarted',
      changed: ['port'],
    });
    await master.expectClosed();
    expect(rtu(0)).toMatchObject({ port, no: 1, slot: 0, name: 'A' });
    await expectAlive(await simulator.master(0));
    expect(await refuses(before)).toBe(true);
    await expectAlive(other);
  });

  it('with another k has another window', async () => {
    expect(await restart(0, { k: '2' })).toMatchObject({ outcome: 'restarted', changed: ['k', 'w'] });
    const two = await simulator.master(0);
    simulator.engine.send(5, 0);
    expect(await nextAsdus(two, 2)).toHaveLength(2);
    await expectAlive(two);
    expect(await restart(0, { k: '3' })).toMatchObject({ outcome: 'restarted' });
    const three = await simulator.master(0);
    simulator.engine.send(5, 0);
    expect(await nextAsdus(three, 3)).toHaveLength(3);
    await expectAlive(three);
  });

  it('with another RTU number joins the RTUs of that number', async () => {
    for (const [slot, ca] of [
      [0, '0A'],
      [1, '0A'],
      [2, '0A'],
    ] as const) {
      expect(await restart(slot, { rtuNumber: '10' })).toMatchObject({ changed: ['rtuNumber'] });
      const master = await simulator.master(slot);
      master.sendI(0, 0, INTERROGATION(ca));
      expect(asduOf(await master.next())).toBe(`64 01 07 00 ${ca} 00 00 00 00 14`);
    }
    expect(new Set([0, 1, 2, 3].map((slot) => simulator.shardOf(slot)))).toHaveLength(1);
  });

  it('with another IOA file reads it, and watches it from then on', async () => {
    const master = await simulator.master(2);
    expect(await restart(2, { iodata: 'b.csv' })).toMatchObject({
      outcome: 'restarted',
      changed: ['iodata'],
    });
    await master.expectClosed();
    const again = await simulator.master(2);
    simulator.engine.send(5, 0);
    expect(await nextAsdus(again, 1)).toEqual(['01 01 03 00 09 00 2C 01 00 01']);
    writeFileSync(simulator.file('b.csv'), '5,Y,1,300,0\n');
    expect(await simulator.event('reloaded')).toMatchObject({ file: 'b.csv', version: 2, rtus: 1 });
    simulator.engine.send(5, 0);
    expect(await nextAsdus(again, 1)).toEqual(['01 01 03 00 09 00 2C 01 00 00']);
    expect([...simulator.engine.tables.keys()]).toEqual(['a.csv', 'b.csv']);
    expect(await restart(2, { iodata: 'a.csv' })).toMatchObject({ outcome: 'restarted' });
    expect([...simulator.engine.tables.keys()]).toEqual(['a.csv']);
  });

  it('reports findings in rows of the file', async () => {
    writeFileSync(simulator.file('odd.csv'), '5,Y,1,300,7\n6,Y,1,301,0\n');
    const result = await restart(2, { iodata: 'odd.csv' });
    expect(result).toMatchObject({ outcome: 'restarted', findings: [{ row: 1, found: '7' }] });
  });

  it('with other hosts admits only those', async () => {
    expect(await restart(0, { hosts: '10.0.0.0/8' })).toMatchObject({
      outcome: 'restarted',
      changed: ['hosts'],
    });
    const peer = await RawPeer.connect(rtu(0).port);
    await peer.expectClosed();
    expect(simulator.engine.stats.get(0, 'REFUSED')).toBe(1);
  });

  it('writes logs of its own', async () => {
    const logs = () =>
      readdirSync(join(simulator.workspace.folder, 'log')).filter((name) => name.startsWith('A-7-'));
    const before = simulator.engine.logStamp(0);
    await restart(0);
    const stamp = simulator.engine.logStamp(0);
    expect(stamp > before).toBe(true);
    const { port, bind } = rtu(0);
    const path = join(simulator.workspace.folder, 'log', `A-7-${port}-${bind}-${stamp}.csv`);
    await waitFor('the new log', () => existsSync(path) || undefined);
    expect(logs()).toHaveLength(2);
  });

  it('counts every signal of a send that it ends', async () => {
    await restart(0, { k: '2' });
    const master = await simulator.master(0);
    const { id } = simulator.engine.send(5, 0);
    await nextAsdus(master, 2);
    await restart(0, { k: '12' });
    const { totals } = await simulator.engine.settled(id);
    expect(totals).toMatchObject({ running: 1, sent: 2, acknowledged: 0 });
    expect(totals.offered).toBe(
      totals.acknowledged + totals.unsentLink + totals.unsentEnded + totals.unsentFilter,
    );
  });

  it('keeps its parameters when the shard dies afterwards', async () => {
    const port = await freePort();
    await restart(0, { port: String(port), rtuNumber: '9', name: 'Z' });
    await simulator.killThreads();
    await simulator.restarts(2);
    const master = await RawPeer.connect(port);
    await startTransfer(master);
    master.sendI(0, 0, INTERROGATION('09'));
    expect(asduOf(await master.next())).toBe('64 01 07 00 09 00 00 00 00 14');
    master.close();
  });

  it('waits until the restart before it is over', async () => {
    const ports = await Promise.all([freePort(), freePort(), freePort()]);
    const results = await Promise.all(ports.map((port) => restart(0, { port: String(port) })));
    expect(results.map(({ outcome }) => outcome)).toEqual(['restarted', 'restarted', 'restarted']);
    expect(rtu(0).port).toBe(ports[2]);
    expect(await Promise.all(ports.map(refuses))).toEqual([true, true, false]);
  });
});

describe('a refused restart changes nothing', () => {
  let master: RawPeer;
  let before: object;
  let foreign: Server | undefined;

  beforeAll(start);
  afterAll(() => simulator.close());
  beforeEach(async () => {
    simulator.events.length = 0;
    master = await simulator.master(0);
    before = { ...rtu(0) };
  });
  afterEach(async () => {
    foreign?.close();
    foreign = undefined;
    await expectAlive(master);
    expect(rtu(0)).toEqual(before);
    expect(simulator.events.filter(({ kind }) => kind === 'restarted')).toEqual([]);
    const next = await simulator.master(0);
    await expectAlive(next);
    for (const peer of [master, next]) peer.close();
  });

  it('for bad parameters, and reports all of them', async () => {
    const result = await restart(0, { port: '70000', k: '0', hosts: 'nobody', bogus: '1', t1: '5', t2: '6' });
    expect(result).toMatchObject({ outcome: 'refused', reason: 'parameters' });
    expect(result.problems.map(({ field, found }) => [field, found])).toEqual([
      ['port', '70000'],
      ['k', '0'],
      ['hosts', 'nobody'],
      ['bogus', 'bogus'],
      ['t2', '6'],
    ]);
  });

  it('for a port that another program uses', async () => {
    const port = await freePort();
    foreign = await listenElsewhere(port, '127.0.0.1');
    const result = await restart(0, { port: String(port), name: 'new' });
    expect(result).toMatchObject({ outcome: 'refused', reason: 'port' });
    expect(result.problems).toMatchObject([{ field: 'port', found: String(port) }]);
    expect(result.problems[0].expected).toContain('in use by another program');
  });

  it.each([
    ['its address', ''],
    ['all addresses', '::'],
  ])('for a port that another RTU uses on %s', async (_where, bind) => {
    if (bind !== '') await restart(1, { bind });
    simulator.events.length = 0;
    const result = await restart(0, { port: String(rtu(1).port) });
    expect(result).toMatchObject({ outcome: 'refused', reason: 'port' });
    expect(result.problems[0].expected).toContain('RTU 2 B listens on');
  });

  it('for an address that this machine does not have', async () => {
    const port = String(await freePort());
    const result = await restart(0, { bind: '192.0.2.1', port });
    expect(result).toMatchObject({ outcome: 'refused', reason: 'port', problems: [{ field: 'bind' }] });
  });

  it.each(['none.csv', 'empty.csv'])('for the IOA file %s', async (file) => {
    const result = await restart(0, { iodata: file });
    expect(result).toMatchObject({
      outcome: 'refused',
      reason: 'file',
      problems: [{ field: 'iodata', found: file }],
    });
    expect(result.findings).toHaveLength(1);
  });

  it('for all addresses if another program uses the port on one of them', async () => {
    foreign = await listenElsewhere(rtu(0).port, '127.0.0.2');
    const result = await restart(0, { bind: '0.0.0.0' });
    expect(result).toMatchObject({ outcome: 'refused', reason: 'port', problems: [{ field: 'bind' }] });
    expect(simulator.engine.stats.get(0, 'LISTENING')).toBe(1);
  });

  it('for a slot that does not exist', async () => {
    await expect(restart(4)).rejects.toThrow(new RangeError('no RTU has slot 4'));
  });
});

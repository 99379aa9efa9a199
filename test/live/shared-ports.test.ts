/** RTUs of one port on real sockets, with the bundled master: one connection, every RTU answers under its CA (`docs/behaviour.md` §1). */
import { expect, it } from 'vitest';
import { ControllingStation } from '../../src/master/controlling-station.js';
import { freePorts } from '../program/free-ports.js';
import { HANG_MS, soon } from '../support/patience.js';
import { TestEngine } from '../support/test-engine.js';
import { pointRows } from '../support/workspace.js';

const databases = { 'd.csv': pointRows(1, 100), 'e.csv': pointRows(1, 40) };

it('interrogations, an avalanche and its end are counted for each RTU', async () => {
  const [port, other] = await freePorts(2);
  const rtus = [
    { ca: 1, port, file: 'd.csv' },
    { no: 2, ca: 2, port, file: 'e.csv' },
    { no: 3, ca: 3, port: other, file: 'e.csv' },
    // Another port of number 2: all four are on one shard.
    { no: 4, ca: 2, port: other, file: 'e.csv' },
  ];
  const test = await TestEngine.start({ rtus, databases, shards: 2 });
  const { engine } = test;
  expect(engine.rtus.map((rtu) => test.port(rtu.slot))).toEqual([port, port, other, other]);
  expect(engine.placement.map((placed) => placed.length)).toEqual([4, 0]);

  const address = (no: number, ca: number) => {
    return { no, ca, name: `R${no}`, port, bind: '', k: 12, line: no, sharers: [] };
  };
  const station = new ControllingStation([{ ...address(1, 1), sharers: [address(2, 2)] }]);
  expect(await station.connectAll()).toEqual([]);
  expect(await station.startAll()).toEqual([]);
  await engine.awaitMasters(2);
  expect(station.totals()).toMatchObject({ links: 1, rtus: 2, connected: 2, started: 2 });

  const reports = await station.requestAll((rtu) => rtu.interrogate());
  expect(reports.map(({ rtu, report }) => [rtu.ca, report.outcome, report.dataObjects])).toEqual([
    [1, 'done', 100],
    [2, 'done', 40],
  ]);
  const { totals } = await engine.settled(engine.send(1, 0).id);
  expect(totals).toMatchObject({ offered: 140, acknowledged: 140 });
  const counts = (name: 'SIGNALS_OFFERED' | 'SIGNALS_ACKNOWLEDGED' | 'INTERROGATIONS') =>
    engine.rtus.map(({ slot }) => engine.stats.get(slot, name));
  expect(counts('INTERROGATIONS')).toEqual([1, 1, 0, 0]);
  expect(counts('SIGNALS_OFFERED')).toEqual([200, 80, 0, 0]);
  expect(counts('SIGNALS_ACKNOWLEDGED')).toEqual([200, 80, 0, 0]);
  expect(station.totals()).toMatchObject({ violations: 0, unmatchedReplies: 0 });
  expect(station.totals().traffic.signals).toBe(280);

  expect(await engine.restartRtu(0, { k: '20' })).toMatchObject({ outcome: 'refused', reason: 'port' });
  station.closeAll();
});

it('a shard that dies opens the port again for all its RTUs', async () => {
  const [port] = await freePorts(1);
  const rtus = [
    { ca: 1, port },
    { no: 2, ca: 2, port },
  ];
  const test = await TestEngine.start({ rtus, databases, shards: 1 });
  await test.killThreads();
  await test.restarts(1);
  const link = await test.started(1);
  expect((await link.interrogate()).dataObjects).toBe(100);
  expect(test.engine.rtus.map(({ slot }) => test.engine.stats.get(slot, 'CONNECTIONS'))).toEqual([1, 1]);
});

it.each(['reset', 'close', 'boot'] as const)(
  '%s on all RTUs of a port hits each, and each hears that the master is back',
  async (word) => {
    const [port] = await freePorts(1);
    const rtus = [
      { ca: 1, port },
      { no: 2, ca: 2, port },
    ];
    const test = await TestEngine.start({ rtus, databases, shards: 1 });
    const first = await test.started(0);
    const fault = test.engine.faults.start({
      word,
      durationMs: word === 'boot' ? 3_600_000 : 0,
      value: 0,
      share: 100,
      seed: 1,
      slots: [0, 1],
      who: 'a test',
    });
    await first.closed(HANG_MS);
    if (word === 'boot') test.engine.faults.end(fault.id);
    await soon(() => expect(fault.state).toBe('over'));
    await soon(() => test.started(0));
    await soon(() => {
      for (const { ending, at } of fault.hits) {
        expect(ending).toBe(`FAULT: fault ${fault.id}: ${word} on purpose`);
        expect(at.started).toBeGreaterThanOrEqual(at.connected);
      }
    });
  },
);

/** Thousands of different sends on real threads: the engine must not keep them all in memory. */
import { expect, it, onTestFinished } from 'vitest';
import { usedHeap } from '../support/heap.js';
import { soon } from '../support/patience.js';
import { loadSetting, startBare, TestEngine } from '../support/test-engine.js';
import { pointRows, rtuRow, Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { NotingPeer } from './noting-peer.js';
import { runProgram } from './program.js';

/** RTU numbers per send: ended sends that name 1,000,000 together are kept, that is 2,000. */
const NUMBERS = 500;
const KEPT = 2_000;
/** Lists of 12 MB if all of these were kept too. */
const MORE = 3_000;
const MOST_LEFT_OCTETS = 4e6;

it('of different rates and RTU numbers keep no more memory once there are many', async () => {
  const setting = { rtus: [{}, {}], databases: { 'd.csv': pointRows(1, 1) }, shards: 2 };
  // Not with the test kit, because it keeps every event.
  const engine = await startBare(loadSetting(setting, new Workspace()));
  onTestFinished(() => engine.close());
  const play = async (sends: number): Promise<void> => {
    for (let i = 1; i <= sends; i++) {
      const rtuNumbers = Array.from({ length: NUMBERS }, (_, k) => 1 + ((i + 7 * k) % 65_535));
      const { id } = engine.send(1, 0, { ratePerRtu: i, rtuNumbers });
      if (i % 100 === 0) await engine.settled(id);
    }
  };
  await play(KEPT + 100);
  const before = await usedHeap();
  await play(MORE);
  expect((await usedHeap()) - before).toBeLessThan(MOST_LEFT_OCTETS);
  const sends = engine.sends();
  expect(sends.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, i) => KEPT + MORE + 1 + i));
  expect(sends.at(-1)).toMatchObject({ state: 'settled', ratePerRtu: MORE });
  expect([engine.findSend(KEPT), engine.findSend(MORE + 100)]).toEqual(['gone', 'gone']);
  expect(engine.findSend(MORE + 101)).toMatchObject({ state: 'settled' });
});

it('of the command line are all ordered, however many at once', async () => {
  const ordered = 1_000;
  const [port] = await freePorts(1);
  const workspace = new Workspace();
  workspace.write('iec104rs.csv', [rtuRow({ no: 1, port })]);
  workspace.write('data/d.csv', pointRows(1, 1));
  const sends = Array.from({ length: ordered }, () => ['--send', '1']).flat();
  const words = ['--headless', '--await-masters', '0', '--exit-after-send', ...sends];
  const { exitCode, lines } = await runProgram(words, workspace.folder);
  expect(exitCode).toBe(0);
  expect(lines.filter((line) => line.includes(' index 1 ended: '))).toHaveLength(ordered);
});

it('that all run are stopped with one order, more than the ring holds', async () => {
  const ordered = 600;
  const test = await TestEngine.start({ rtus: [{}], databases: { 'd.csv': pointRows(1, 1) } });
  const { engine } = test;
  await NotingPeer.start(test.port(0), 0);
  for (let i = 1; i <= ordered; i++) {
    engine.send(1, 60_000, { ratePerRtu: 0.001 });
  }
  await soon(() => expect(engine.stats.get(0, 'RUNS')).toBe(ordered));
  const sends = [...engine.sends()];
  expect(sends).toHaveLength(ordered);
  engine.stopSends();
  expect(sends.every(({ stopped }) => stopped)).toBe(true);
  await Promise.all(sends.map(({ id }) => engine.settled(id)));
});

/** Waits and passes of an index send, to the millisecond (`docs/behaviour.md` §2 and §4). */
import { describe, expect, it } from 'vitest';
import { countsOf, expectBalanced, expectList, openStation } from './station-kit.js';

const ONE = 'M < 01 01 03 00 01 00 | 01 00 00 01';
const TWO = 'M < 01 01 03 00 01 00 | 02 00 00 01';
const THREE = 'M < 01 01 03 00 01 00 | 03 00 00 01';

describe('a wait', () => {
  it('comes after the signal was sent', () => {
    const station = openStation('1,,1,1,1,0.5\n1,,1,2,1,1.25\n1,,1,3,1\n');
    station.started();
    station.nowMs = 100;
    station.send(1);
    station.until(10_000);
    expectList(station.take(), ['@100', ONE, '@600', TWO, '@1850', THREE, 'finished 1 complete']);
  });

  it('after the last row belongs to the send', () => {
    const station = openStation('1,,1,1,1\n1,,1,2,1,2\n');
    station.started();
    station.send(1);
    station.until(1_999);
    expectList(station.take(), [ONE, TWO]);
    expect(station.counter('RUNS')).toBe(1);
    station.until(2_000);
    expectList(station.take(), ['@2000', 'finished 1 complete']);
  });

  it('begins when the frame is built, which a closed window delays', () => {
    const station = openStation('1,,1,1,1\n1,,1,2,1,1\n1,,1,3,1\n', { k: 1 });
    const master = station.started();
    station.send(1);
    station.until(700);
    master.acknowledge();
    station.until(1_000);
    master.acknowledge();
    station.until(1_699);
    expectList(station.take(), [ONE, '@700', TWO]);
    station.until(1_700);
    expectList(station.take(), ['@1700', THREE, 'finished 1 complete']);
  });

  it('that ends while the window is closed delays nothing more', () => {
    const station = openStation('1,,1,1,1,1\n1,,1,2,1\n', { k: 1 });
    const master = station.started();
    station.send(1);
    station.until(5_000);
    expectList(station.take(), [ONE]);
    master.acknowledge();
    expectList(station.take(), ['@5000', TWO, 'finished 1 complete']);
  });

  it('does not hold up another send', () => {
    const station = openStation('1,,1,1,1,5\n1,,1,2,1\n2,,1,3,1\n');
    station.started();
    station.send(1);
    station.until(1_000);
    station.send(2);
    station.until(10_000);
    expectList(station.take(), [
      ONE,
      '@1000',
      THREE,
      'finished 2 complete',
      '@5000',
      TWO,
      'finished 1 complete',
    ]);
  });

  it('does not hold up another RTU', () => {
    const station = openStation('1,,1,1,1,5\n1,,1,2,1\n', { rtuNumber: 1 });
    const other = station.add({ rtuNumber: 2 });
    station.started('M');
    const second = station.connect('N', other);
    second.start();
    station.take();
    station.send(1);
    station.nowMs = 1_000;
    station.begin({ id: 7, index: 1, startMs: 1_000, durationMs: 0 }, other);
    station.until(10_000);
    expectList(station.take(), [
      ONE,
      '@1000',
      'N < 01 01 03 00 02 00 | 01 00 00 01',
      '@5000',
      TWO,
      'finished 1 complete',
      '@6000',
      'N < 01 01 03 00 02 00 | 02 00 00 01',
      'finished 7 complete',
    ]);
  });
});

describe('several passes', () => {
  it('continue until the duration is over', () => {
    const station = openStation('1,,1,1,1,1\n1,,1,2,1,2\n');
    const master = station.started();
    station.send(1, 7_000);
    station.until(6_999);
    master.acknowledge();
    expectList(station.take(), [ONE, '@1000', TWO, '@3000', ONE, '@4000', TWO, '@6000', ONE]);
    station.until(20_000);
    expectList(station.take(), ['@7000', 'finished 1 complete', 'settled 1 complete']);
    expect(countsOf(station, 1)).toMatchObject({ offered: 5, sent: 5, acknowledged: 5 });
    expectBalanced(station);
  });

  it('without waits fill every window, and wrap round in the middle of it', () => {
    const station = openStation('1,,1,1,1\n1,,3,2,1\n', { k: 3 });
    const master = station.started();
    station.send(1, 1_000);
    const first = 'M < 01 01 03 00 01 00 | 01 00 00 01';
    const second = 'M < 03 01 03 00 01 00 | 02 00 00 01';
    expectList(station.take(), [first, second, first]);
    master.acknowledge(2);
    expectList(station.take(), [second, first]);
    station.until(1_000);
    expectList(station.take(), ['@1000', 'finished 1 complete']);
    master.acknowledge();
    expectList(station.take(), ['settled 1 complete']);
    expectBalanced(station);
  });

  it('end with the duration while the window is closed; a later acknowledgement sends nothing', () => {
    const station = openStation('1,,1,1,1\n', { k: 2 });
    const master = station.started();
    station.send(1, 500);
    station.take();
    station.nowMs = 500;
    master.acknowledge();
    expectList(station.take(), ['@500', 'finished 1 complete', 'settled 1 complete']);
    expect(countsOf(station, 1)).toMatchObject({ offered: 2, sent: 2, acknowledged: 2, unsentEnded: 0 });
  });

  it('are counted from the common start, even if an RTU begins later', () => {
    const station = openStation('1,,1,1,1,1\n');
    station.started();
    station.nowMs = 300;
    station.begin({ id: 1, index: 1, startMs: 100, durationMs: 1_500 });
    station.until(5_000);
    expectList(station.take(), ['@300', ONE, '@1300', ONE, '@1600', 'finished 1 complete']);
  });

  it('end at once if all rows of the file are for other RTU numbers', () => {
    const station = openStation('1,,1,1,1,,9\n');
    station.started();
    station.send(0, 3_600_000);
    expectList(station.take(), ['finished 1 complete', 'settled 1 complete']);
  });

  it('pass over rows for others in every pass', () => {
    const station = openStation('1,,1,1,1,1\n1,,1,2,1,1,9\n1,,1,3,1,1\n');
    station.started();
    station.send(1, 3_500);
    station.until(5_000);
    expectList(station.take(), [
      ONE,
      '@1000',
      THREE,
      '@2000',
      ONE,
      '@3000',
      THREE,
      '@3500',
      'finished 1 complete',
    ]);
  });
});

describe('a send without waits', () => {
  const FILE = '1,,1,1,1,5\n1,,1,2,1,,2\n1,,1,3,1,,,107,,,9\n';

  it('sends every row for this RTU at once, whatever waits and filters the file has', () => {
    const station = openStation(FILE);
    station.started();
    const order = { id: 1, index: 0, startMs: 0, durationMs: 0, withoutWaits: true as const };
    station.begin(order);
    expectList(station.take(), [ONE, THREE, 'finished 1 complete']);
    expect(station.counter('UNSENT_FILTER')).toBe(0);
  });

  it('passes the file again and again, as any other', () => {
    const station = openStation(FILE, { k: 3, objects: 1 });
    const master = station.started();
    station.begin({ id: 1, index: 1, startMs: 0, durationMs: 1_000, withoutWaits: true });
    expectList(station.take(), [ONE, THREE, ONE]);
    master.acknowledge();
    expectList(station.take(), [THREE, ONE, THREE]);
    station.until(1_000);
    expectList(station.take(), ['@1000', 'finished 1 complete']);
    master.acknowledge();
    expectBalanced(station);
  });
});

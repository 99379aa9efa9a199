/** Sends with a rate: the time of each signal, the number of signals, and the signals that could not be sent. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RtuParameters } from '../../src/station/parameters.js';
import { Pace, type SendOrder } from '../../src/station/sends/send-order.js';
import { countsOf, expectBalanced, type Master, openStation, type Station } from './station-kit.js';

const FILE = Array.from({ length: 20 }, (_, i) => `1,,1,${i + 1},1\n`).join('');

/** A station whose window is never the limit, with a send of index 1 that begins at `startMs`. */
function paced(
  ratePerRtu: number,
  durationMs: number,
  { csv = FILE, startMs = 0, ...chosen }: Partial<RtuParameters> & { csv?: string; startMs?: number } = {},
): { station: Station; master: Master } {
  const station = openStation(csv, { k: 32_767, ...chosen });
  const master = station.started();
  station.nowMs = startMs;
  station.begin({ id: 1, index: 1, startMs, durationMs, ratePerRtu });
  return { station, master };
}

/** When each signal was sent: the clock's marks of the list, once for each object. */
function times(list: readonly string[], fromMs = 0): number[] {
  let nowMs = fromMs;
  const found: number[] = [];
  for (const entry of list) {
    if (entry.startsWith('@')) nowMs = Number(entry.slice(1));
    const objects = /^\w+ < 01 (\w\w) 03/.exec(entry);
    if (objects !== null)
      for (let i = 0; i < Number.parseInt(objects[1], 16); i++) found.push(nowMs - fromMs);
  }
  return found;
}

const order = (ratePerRtu: number, durationMs: number, startMs = 0): SendOrder => ({
  id: 1,
  index: 1,
  startMs,
  durationMs,
  ratePerRtu,
});

describe('a rate', () => {
  it('sends the first signal at the start and each other a period later', () => {
    const { station } = paced(2, 3_000, { startMs: 700 });
    station.until(60_000);
    expect(times(station.take(), 700)).toEqual([0, 500, 1_000, 1_500, 2_000, 2_500]);
    expect(station.counter('RUNS')).toBe(0);
  });

  it('of 0.85/s: nine signals in ten seconds', () => {
    const { station } = paced(0.85, 10_000);
    station.until(10_000);
    // i / 0.85 s for i = 0…8; the tenth would be due at 10.59 s
    const expected = [0, 1_176, 2_353, 3_529, 4_706, 5_882, 7_059, 8_235, 9_412];
    expect(times(station.take()).map(Math.round)).toEqual(expected);
  });

  it('of 5000/s for a second: 5000 signals, evenly', () => {
    const { station } = paced(5_000, 1_000, { startMs: 12_345.678 });
    station.until(20_000);
    const sent = times(station.take(), 12_345.678);
    expect(sent).toHaveLength(5_000);
    for (const [i, ms] of sent.entries()) expect(Math.abs(ms - i / 5)).toBeLessThan(0.001);
  });

  it('of one pass ends with its last row', () => {
    const { station, master } = paced(10, 0, { csv: '1,,1,1,1\n1,,1,2,1\n1,,1,3,1\n' });
    station.until(5_000);
    master.acknowledge();
    expect(times(station.take())).toEqual([0, 100, 200]);
    expect(countsOf(station, 1)).toMatchObject({ offered: 3, acknowledged: 3, unsentEnded: 0 });
    expectBalanced(station);
  });

  it('passes the file again', () => {
    const { station } = paced(10, 1_000, { csv: '1,,1,1,1\n1,,1,2,1\n1,,1,3,1\n' });
    station.until(1_000);
    const ioas = station.take();
    const sent = ioas.filter((entry) => entry.startsWith('M <')).map((entry) => entry.slice(4));
    const row = (ioa: number): string => `01 01 03 00 01 00 0${ioa} 00 00 01`;
    expect(sent).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3, 1].map(row));
  });

  it('counts from the common start, also on an RTU that begins late', () => {
    const station = openStation(FILE, { k: 32_767 });
    station.started();
    station.nowMs = 1_025;
    // 0, 10 and 20 ms after the start were due already
    station.begin(order(100, 1_000, 1_000));
    expect(times(station.take(), 1_000)).toEqual([25, 25, 25]);
    station.until(3_000);
    expect(times(station.take(), 1_000)).toHaveLength(97);
  });

  it('is kept on each connection if each is a group of its own', () => {
    const station = openStation(FILE, { k: 32_767, group: 'each' });
    const [a, b] = [station.started('A'), station.started('B')];
    station.begin(order(4, 2_000));
    station.until(9_000);
    expect([a.received, b.received]).toEqual([8, 8]);
  });

  it('is kept beside another send without one, and beside an interrogation', () => {
    const station = openStation(`${FILE}2,Y,3,200,1\n`, { k: 32_767, objects: 1 });
    const master = station.started();
    station.begin(order(10, 1_000));
    station.begin({ id: 2, index: 2, startMs: 0, durationMs: 0 });
    master.request('64 01 06 00 01 00 | 00 00 00 | 14');
    station.until(2_000);
    expect(times(station.take())).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
    master.acknowledge();
    expect(countsOf(station, 1)).toMatchObject({ offered: 10, acknowledged: 10 });
    expectBalanced(station);
  });

  it('is no wait for the window while nothing is due', () => {
    const { station } = paced(10, 1_000, { k: 1 });
    expect(station.counter('STALLS')).toBe(0);
    station.until(99);
    expect(station.counter('STALLED_SINCE_MS')).toBe(0);
    station.until(100);
    expect([station.counter('STALLS'), station.counter('STALLED_SINCE_MS')]).toEqual([1, 100]);
  });
});

describe('the number of signals', () => {
  /** Rates in hundredths a second and whole seconds, so that r·d is known in whole numbers. */
  const rates = fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 50_000 }));
  const seconds = fc.integer({ min: 1, max: 100 });
  const starts = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e9, noNaN: true }));

  it('due in d seconds at r/s is r·d, rounded up: the first is due at once', () => {
    fc.assert(
      fc.property(rates, seconds, starts, fc.double({ min: 0, max: 2, noNaN: true }), (r, d, startMs, at) => {
        const pace = new Pace(order(r / 100, d * 1_000, startMs));
        const all = Math.ceil((r * d) / 100);
        expect(pace.due(startMs + d * 1_000 + at)).toBe(all);
        expect(pace.due(startMs)).toBe(1);
        expect(pace.due(startMs - 0.01)).toBe(0);
        // Never more than all, right up to the end; fewer until the last one's time.
        expect(pace.due(startMs + d * 1_000 * (1 - at / 1e9))).toBeLessThanOrEqual(all);
        expect(pace.due(startMs + d * 500 * at)).toBeLessThanOrEqual(all);
      }),
      { numRuns: 2_000, seed: 104 },
    );
  });

  it('is sent with timers of any resolution', () => {
    const wholeSeconds = fc.integer({ min: 1, max: 4 });
    const grains = fc.array(fc.double({ min: 0.2, max: 40, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30_000 }),
        wholeSeconds,
        grains,
        starts,
        (r, d, late, startMs) => {
          const { station, master } = paced(r / 100, d * 1_000, { startMs, csv: '1,,1,1,1\n1,,30,2,0\n' });
          for (let i = 0; station.counter('RUNS') > 0; i++) {
            station.nowMs += late[i % late.length];
            station.until(station.nowMs);
            const elapsedMs = station.nowMs - startMs;
            expect(station.counter('SIGNALS_SENT')).toBeLessThanOrEqual((elapsedMs * r) / 100_000 + 1.00001);
          }
          master.acknowledge();
          const all = Math.ceil((r * d) / 100);
          expect(countsOf(station, 1)).toMatchObject({
            offered: all,
            sent: all,
            acknowledged: all,
            unsentEnded: 0,
          });
          expectBalanced(station);
        },
      ),
      { numRuns: 15, seed: 104 },
    );
  });

  it('does not grow by one if the window opens just before the end', () => {
    const { station, master } = paced(1, 3_000, { k: 1, objects: 1 });
    station.nowMs = 1_000;
    station.until(1_000);
    master.acknowledge();
    station.until(2_999);
    station.nowMs = 2_999.9999;
    master.acknowledge();
    master.acknowledge();
    station.until(10_000);
    master.acknowledge();
    expect(countsOf(station, 1)).toMatchObject({ offered: 3, acknowledged: 3 });
  });
});

describe('behind a closed window', () => {
  it('a send catches up as soon as it opens', () => {
    const { station, master } = paced(10, 3_000, { k: 12 });
    // Twelve signals fill the window at 1.1 s.
    station.until(2_050);
    station.take();
    master.acknowledge();
    // Signals 0…20 are due by then: 21.
    expect(times(station.take(), 0)).toHaveLength(9);
    expect(station.counter('SIGNALS_SENT')).toBe(21);
    station.until(2_100);
    expect(station.counter('SIGNALS_SENT')).toBe(22);
  });

  it('signals that were due and not sent are unsent in the end', () => {
    const { station, master } = paced(10, 2_000, { k: 5, objects: 1 });
    station.until(2_000);
    expect(station.take().filter((entry) => entry.startsWith('finished'))).toEqual(['finished 1 complete']);
    master.acknowledge();
    expect(countsOf(station, 1)).toEqual({
      offered: 20,
      sent: 5,
      acknowledged: 5,
      unsentLink: 0,
      unsentEnded: 15,
      unsentFilter: 0,
      unsentBuffer: 0,
      spoiled: 0,
      held: 0,
    });
    expectBalanced(station);
  });

  it('signals that were due and not sent are unsent after a stop', () => {
    const { station, master } = paced(10, 60_000, { k: 5, objects: 1 });
    station.until(1_049);
    station.stopSend(1);
    master.acknowledge();
    // 0, 100, … 1000 ms
    expect(countsOf(station, 1)).toMatchObject({ offered: 11, sent: 5, acknowledged: 5, unsentEnded: 6 });
    expectBalanced(station);
  });

  it('no signal is unsent if all due ones were sent before the stop', () => {
    const { station, master } = paced(10, 60_000);
    station.until(1_049);
    station.stopSend(1);
    master.acknowledge();
    expect(countsOf(station, 1)).toMatchObject({ offered: 11, sent: 11, acknowledged: 11, unsentEnded: 0 });
  });

  it.each(['leave', 'stop'] as const)(
    'all requested signals that remain are lost with the link: %s',
    (how) => {
      const { station, master } = paced(10, 60_000, { k: 5, objects: 1 });
      station.until(450);
      master.acknowledge(2);
      station.until(1_049);
      master[how]();
      if (how === 'stop') master.acknowledge();
      const acknowledged = how === 'stop' ? 7 : 2;
      expect(countsOf(station, 1)).toMatchObject({
        offered: 600,
        sent: 7,
        acknowledged,
        unsentLink: 600 - acknowledged,
        unsentEnded: 0,
      });
      expectBalanced(station);
    },
  );

  it('a stopped pass counts all its rows', () => {
    const { station, master } = paced(10, 0);
    station.until(450);
    station.stopSend(1);
    master.acknowledge();
    expect(countsOf(station, 1)).toMatchObject({ offered: 20, sent: 5, acknowledged: 5, unsentEnded: 15 });
    expectBalanced(station);
  });

  it('it continues on a connection that takes over, at the same rate', () => {
    const { station } = paced(10, 2_000);
    station.until(450);
    const b = station.connect('B');
    station.take();
    b.start();
    expect(times(station.take()).length).toBe(5);
    station.until(9_000);
    b.acknowledge();
    expect(countsOf(station, 1)).toMatchObject({ offered: 20, sent: 20, acknowledged: 20 });
    expect(station.counter('SIGNALS_RESENT')).toBe(5);
    expectBalanced(station);
  });
});

describe('with conditions in the rows', () => {
  it.each([0, 2_000])('a file without a row for this RTU offers nothing (%d ms)', (durationMs) => {
    const { station } = paced(10, durationMs, { csv: '1,,1,1,1,,7\n1,,1,2,1,,7\n' });
    expect(station.take()).toEqual(['finished 1 complete', 'settled 1 complete']);
    expect(countsOf(station, 1).offered).toBe(0);
    expect(station.counter('SIGNALS_OFFERED')).toBe(0);
  });

  it('rows for RTUs of other numbers take no time', () => {
    const { station } = paced(10, 500, { csv: '1,,1,1,1,,7\n1,,1,2,1\n1,,1,3,1,,7\n' });
    station.until(2_000);
    expect(times(station.take())).toEqual([0, 100, 200, 300, 400]);
  });

  it('a wait is held, and caught up with afterwards', () => {
    const { station, master } = paced(10, 1_000, { csv: '1,,1,1,1,0.35\n1,,1,2,1\n1,,1,3,1\n' });
    station.until(2_000);
    // Row 1 at 0, waits until 350, when 300 ms are due: rows 2, 3 and 1, which waits until 700, …
    expect(times(station.take())).toEqual([0, 350, 350, 350, 700, 700, 700]);
    master.acknowledge();
    expect(countsOf(station, 1)).toMatchObject({ offered: 10, sent: 7, unsentEnded: 3 });
    expectBalanced(station);
  });

  it('a filter waits for its telegram, or takes its row’s place', () => {
    const { station, master } = paced(10, 1_000, { csv: '1,,1,1,1\n1,,1,2,1,,,107,,,300\n' });
    station.until(200);
    master.request('6B 01 06 00 01 00 | 00 00 00 | 05 00 | 00 00 00 00 00 00 00');
    station.until(5_000);
    master.acknowledge();
    const counts = countsOf(station, 1);
    expect(counts.offered).toBe(
      counts.acknowledged + counts.unsentLink + counts.unsentEnded + counts.unsentFilter,
    );
    // Row 2 at 200 with the telegram; then it is passed over at 500, 800: rows 1 at 200, 500, 800.
    expect(times(station.take())).toEqual([0, 200, 200, 500, 800]);
    expect(counts).toMatchObject({ sent: 5, unsentFilter: 2, unsentEnded: 5, offered: 12 });
    expectBalanced(station);
  });
});

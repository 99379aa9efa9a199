/** Events that outlive their connection (`docs/behaviour.md` §3): order, original time tags, limits, and counts, by frames. */
import { describe, expect, it } from 'vitest';
import { countsOf, expectBalanced, expectList, openStation, type Station } from './station-kit.js';

/** Single points with time tag at IOA 1…3, untimed at 4. Index 2: ten rows a second apart, no wait. */
const CSV = '1,Y,30,1,0\n1,Y,30,2,1\n1,Y,1,4,1\n1,Y,30,3,1\n';

/** CP56Time2a of ms `ms` of 1970-01-01 00:00 UTC, a Thursday (`docs/protocol.md` §4). */
function tag(ms: number): string {
  const octets = [ms & 0xff, ms >> 8, 0, 0, (4 << 5) | 1, 1, 70];
  return octets.map((octet) => octet.toString(16).padStart(2, '0').toUpperCase()).join(' ');
}

/** `M_SP_TB_1` from CA 1, COT 3: value 0 or 1 at each IOA, with the tag of `ms`. */
function event(objects: readonly (readonly [ioa: number, value: number])[], ms: number): string {
  const body = objects.map(([ioa, value]) => `0${ioa} 00 00 0${value} ${tag(ms)}`);
  return `1E 0${objects.length} 03 00 01 00 | ${body.join(' ')}`;
}

function open(more: Parameters<typeof openStation>[1] = {}): Station {
  return openStation(CSV, { eoi: 'never', time: 'utc', events: 'keep', ...more });
}

describe('a link that is lost', () => {
  it('leaves what was not acknowledged to the next one, in order and with its time tags', () => {
    const station = open({ objects: 1, k: 2 });
    const first = station.started('A');
    station.nowMs = 1000;
    station.send(1);
    expectList(station.take(), ['@1000', `A < ${event([[1, 0]], 1000)}`, `A < ${event([[2, 1]], 1000)}`]);
    first.acknowledge(1);
    expectList(station.take(), ['A < 01 01 03 00 01 00 | 04 00 00 01']);
    station.nowMs = 2000;
    first.leave();
    // The untimed point was sent and is lost; IOA 2 waits; IOA 3 was never sent and arises now.
    station.take();
    station.until(2001);
    expect(station.counter('HELD')).toBe(2);
    expect(station.counter('UNSENT_LINK')).toBe(1);
    station.nowMs = 5000;
    const second = station.started('B');
    expect(station.take()).toEqual([]);
    second.acknowledge();
    expect(second.received).toBe(2);
    expect(countsOf(station, 1)).toMatchObject({ offered: 4, sent: 4, acknowledged: 3, unsentLink: 1 });
    expect(station.counter('SIGNALS_RESENT')).toBe(1);
    expectBalanced(station);
  });

  it('sends the frames again as they were', () => {
    const station = open({ objects: 1 });
    const first = station.started('A');
    station.nowMs = 1000;
    station.send(1);
    first.leave();
    station.nowMs = 7000;
    const second = station.connect('B');
    station.take();
    second.start();
    expectList(station.take(), [
      '@7000',
      'B < 68 04 0B 00 00 00',
      `B < ${event([[1, 0]], 1000)}`,
      `B < ${event([[2, 1]], 1000)}`,
      `B < ${event([[3, 1]], 1000)}`,
    ]);
  });
});

describe('without a connection', () => {
  it('a send fills the buffer; untimed points are lost', () => {
    const station = open();
    station.nowMs = 3000;
    station.send(1);
    station.until(3000);
    expectList(station.take(), ['@3000', 'finished 1 complete']);
    expect(station.counter('HELD')).toBe(3);
    expect(station.counter('UNSENT_LINK')).toBe(1);
    station.nowMs = 9000;
    const master = station.connect('A');
    station.take();
    master.start();
    expectList(station.take(), [
      '@9000',
      'A < 68 04 0B 00 00 00',
      `A < ${event(
        [
          [1, 0],
          [2, 1],
        ],
        3000,
      )}`,
      `A < ${event([[3, 1]], 3000)}`,
    ]);
    master.acknowledge();
    expectList(station.take(), ['settled 1 complete']);
    expect(countsOf(station, 1)).toEqual({
      offered: 4,
      sent: 3,
      acknowledged: 3,
      unsentLink: 1,
      unsentEnded: 0,
      unsentFilter: 0,
      unsentBuffer: 0,
      spoiled: 0,
      held: 0,
    });
    expectBalanced(station);
  });

  it('a full buffer holds up one pass, and drops the oldest of a paced send', () => {
    const station = open({ eventBuffer: 2 });
    station.send(1);
    station.until(100);
    expect(station.counter('HELD')).toBe(2);
    expect(station.counter('RUNS')).toBe(1);
    expect(station.counter('RUNS_UNCONNECTED')).toBe(1);
    station.stopSend(1);
    expect(station.counter('RUNS_UNCONNECTED')).toBe(0);
    station.begin({ id: 2, index: 1, startMs: 100, durationMs: 4000, ratePerRtu: 1 });
    station.until(6000);
    // Four rows: 1, 2, the untimed one, 3. Of the five timed signals in all the last two are there.
    expect(station.counter('HELD')).toBe(2);
    expect(station.counter('UNSENT_BUFFER')).toBe(3);
    const master = station.connect('A');
    station.take();
    master.start();
    expectList(station.take(), [
      '@6000',
      'A < 68 04 0B 00 00 00',
      `A < ${event([[2, 1]], 1100)}`,
      `A < ${event([[3, 1]], 3100)}`,
    ]);
    master.acknowledge();
    expect(station.log.map(({ detail }) => detail)).toContain(
      'the event buffer is full, 2 signals wait: from now on the oldest are dropped',
    );
    expect(countsOf(station, 1)).toMatchObject({ offered: 4, unsentBuffer: 2, unsentEnded: 2 });
    expect(countsOf(station, 2)).toMatchObject({
      offered: 4,
      acknowledged: 2,
      unsentBuffer: 1,
      spoiled: 0,
      unsentLink: 1,
    });
    expectBalanced(station);
  });

  it('a send that repeats without a rate rests', () => {
    const station = open();
    station.send(1, 10_000);
    station.until(5000);
    expect(station.counter('HELD')).toBe(0);
    expect(station.counter('RUNS')).toBe(1);
    station.until(20_000);
    expect(countsOf(station, 1)).toMatchObject({ offered: 0 });
    expectBalanced(station);
  });
});

describe('what was held', () => {
  it('goes out before the answers to an interrogation', () => {
    const station = open({ k: 1 });
    station.send(1);
    station.until(0);
    const master = station.connect('A');
    master.start();
    station.take();
    master.request('64 01 06 00 01 00 | 00 00 00 14');
    expectList(station.take(), []);
    master.acknowledge();
    expectList(station.take(), [`A < ${event([[3, 1]], 0)}`]);
    master.acknowledge();
    expectList(station.take(), ['settled 1 complete', 'A < 64 01 07 00 01 00 | 00 00 00 14']);
  });

  it('survives a second loss while it goes out', () => {
    const station = open({ objects: 1, k: 1 });
    station.send(1);
    station.until(0);
    const first = station.started('A');
    first.acknowledge();
    station.take();
    first.leave();
    expect(station.counter('HELD')).toBe(2);
    station.nowMs = 50;
    const second = station.connect('B');
    second.start();
    for (let i = 0; i < 2; i++) second.acknowledge();
    expect(second.received).toBe(2);
    expect(countsOf(station, 1)).toMatchObject({ acknowledged: 3, unsentLink: 1 });
    expectBalanced(station);
  });

  it('is lost with a reset of the process', () => {
    const station = open({ reset: 'restart' });
    station.send(1);
    station.until(0);
    station.rtu.restart(0);
    expect(station.counter('HELD')).toBe(0);
    expect(countsOf(station, 1)).toMatchObject({ offered: 4, unsentLink: 4 });
    expectBalanced(station);
  });

  it('is dropped by a reset process with QRP 2; the sends go on', () => {
    const station = open({ reset: 'restart', k: 1, objects: 1 });
    station.send(1);
    station.until(0);
    const master = station.connect('A');
    master.start();
    master.acknowledge();
    station.take();
    // One of the three is on the way, one waits.
    expect(station.counter('HELD')).toBe(1);
    master.request('69 01 06 00 01 00 | 00 00 00 02');
    expect(station.counter('HELD')).toBe(0);
    master.acknowledge();
    expectList(station.take().slice(-1), ['A < 69 01 07 00 01 00 | 00 00 00 02']);
    master.acknowledge();
    // The untimed row and the one that was dropped.
    expect(countsOf(station, 1)).toMatchObject({ offered: 4, acknowledged: 2, unsentLink: 2 });
    expectBalanced(station);
  });
});

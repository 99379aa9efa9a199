/** Acknowledgement latency of each RTU in the course of a run, by a clock that the test turns. */
import { expect, it } from 'vitest';
import { LatencyTable } from '../../src/channel/latency-table.js';
import { StatsTable } from '../../src/channel/stats-table.js';
import { LEVEL_EDGES_MS, levelOfMs, levelText, raiseLevels } from '../../src/report/ack-levels.js';
import { AckCourseRecorder } from '../../src/run/ack-course.js';
import { COUNTER } from '../../src/station/measures/counters.js';
import { rtuDefinition } from '../support/rtus.js';

/** The clock stands still while RTUs are read, unless each look at it takes `lookMs`. */
function setUp(
  many: number,
  { spare = 0, lookMs = 0, look = () => lookMs, before = () => {} }: Options = {},
) {
  const stats = StatsTable.allocate(many + spare);
  const latencies = LatencyTable.allocate(many + spare, 1);
  const rtus = Array.from({ length: many }, (_, i) => rtuDefinition(i + 1));
  const clock = { ms: 1000 };
  const acknowledge = (slot: number, ms: number, times = 1, sinceMs?: number) => {
    latencies.ownRtu(slot).record(ms, times, sinceMs);
    stats.row(slot)[COUNTER.ACK_COUNT] += times;
  };
  before(acknowledge);
  const start = {
    atMs: 1000,
    rows: Array.from({ length: stats.rows }, (_, slot) => stats.copyRow(slot)),
  };
  latencies.beginRun(1000);
  const now = () => {
    const { ms } = clock;
    clock.ms += look();
    return ms;
  };
  const recorder = new AckCourseRecorder({ rtus, stats, latencies }, start, now);
  const readAt = (ms: number) => {
    clock.ms = ms;
    recorder.read();
  };
  const endAt = async (ms: number, mostMs?: number) => {
    clock.ms = ms;
    await recorder.end(mostMs);
    const course = recorder.course(1000);
    return { ...course, of: (slot: number) => course?.of(slot) };
  };
  const wait = (slot: number, frames: number) => {
    stats.row(slot)[COUNTER.OUTSTANDING] = frames;
  };
  return { rtus, recorder, acknowledge, wait, readAt, endAt };
}

type Acknowledge = (slot: number, ms: number, times?: number, sinceMs?: number) => void;
interface Options {
  spare?: number;
  lookMs?: number;
  look?: () => number;
  before?: (acknowledge: Acknowledge) => void;
}

it('a letter stands for the times up to its edge', () => {
  // Ten to a power of ten from 0.1 ms: A 0.1, B 0.125, K 1, U 10, e 100, f 125, o 1,000, y 10,000, 8 100,000, 9 125,000.
  expect(LEVEL_EDGES_MS).toHaveLength(62);
  const letter = (ms: number) => levelText([levelOfMs(ms)]);
  expect([0, 0.1, 0.11, 1, 10, 100, 101, 1000, 10_000, 100_000, 262_000].map(letter).join('')).toBe(
    'AABKUefoy89',
  );
  const row = new Uint8Array([0, 0, 0, 5, 0, 63]);
  raiseLevels(row, '-!AA9?\u20ac');
  expect([...row]).toEqual([0, 1, 2, 5, 63, 63]);
  expect(levelText([0, 1, 2, 63])).toBe('-!A9');
});

it('enters the p99 of what was acknowledged since the last reading', async () => {
  const { acknowledge, wait, readAt, endAt } = setUp(3);
  acknowledge(0, 99, 100);
  acknowledge(1, 9, 99);
  acknowledge(1, 999, 1);
  readAt(1100);
  acknowledge(0, 0.9, 5);
  wait(2, 7);
  readAt(1200);
  wait(2, 0);
  acknowledge(2, 240);
  // Nothing was read for 200 ms: both columns have what came in them.
  const course = await endAt(1400);
  expect(course.times).toMatchObject({ atMs: [100, 200, 300, 400], columnMs: 100 });
  expect([0, 1, 2].map(course.of)).toEqual(['eK--', 'U---', '-!ii']);
});

it('leaves out what was before the run, and what began before it', async () => {
  const { acknowledge, readAt, endAt } = setUp(1, { before: (earlier) => earlier(0, 9000, 50) });
  acknowledge(0, 5000, 10, 900);
  readAt(1100);
  acknowledge(0, 9, 1);
  acknowledge(0, 5000, 10, 950);
  expect((await endAt(1200)).of(0)).toBe('-U');
});

it('has at most 120 columns: two become one with the larger p99', async () => {
  const { acknowledge, wait, readAt, endAt } = setUp(1);
  for (let column = 0; column < 121; column++) {
    // Column 0 has 9 ms, column 1 has 99 ms, column 2 none, column 3 waits, then 0.9 ms in each fourth.
    if (column === 0) acknowledge(0, 9);
    if (column === 1) acknowledge(0, 99);
    wait(0, column === 3 ? 1 : 0);
    if (column >= 4 && column % 4 === 0) acknowledge(0, 0.9);
    readAt(1000 + 100 * (column + 1));
  }
  const course = await endAt(13_100);
  expect(course.times?.columnMs).toBe(200);
  expect(course.times?.atMs).toHaveLength(61);
  expect(course.times?.atMs.at(-1)).toBe(12_200);
  expect(course.of(0)).toBe(`e!${'K-'.repeat(29)}K`);
});

it('a long time without a reading takes as many halves as it needs', async () => {
  const { acknowledge, readAt, endAt } = setUp(1);
  acknowledge(0, 9);
  readAt(1100);
  // An hour of 120 columns: 30 s are too few, 100 ms × 2⁹ = 51.2 s are enough.
  const course = await endAt(1000 + 3_600_000);
  expect(course.times?.columnMs).toBe(51_200);
  expect(course.of(0)).toBe(`U${'-'.repeat(70)}`);
});

it('a run shorter than a reading has one column', async () => {
  const { acknowledge, endAt } = setUp(2);
  acknowledge(1, 9);
  const course = await endAt(1007);
  expect(course.times?.atMs).toEqual([100]);
  expect([0, 1].map(course.of)).toEqual(['-', 'U']);
});

it('takes a hundredth of the time, in turns; what was left out is read at the end', async () => {
  // Each RTU takes 0.5 ms: in 100 ms two may be read, of ten.
  const { acknowledge, readAt, endAt, rtus } = setUp(10, { lookMs: 0.5 });
  for (const { slot } of rtus) acknowledge(slot, 9);
  readAt(1100);
  for (const { slot } of rtus) acknowledge(slot, 99);
  readAt(1200);
  const course = await endAt(1300);
  const rows = rtus.map(({ slot }) => course.of(slot));
  // Slots 1 and 2 were read at 100 and 100.5 ms, 3 and 4 at 200 and 200.5 ms; all others only at the end, with both times.
  expect(rows).toEqual(['eee', 'Uee', 'Uee', 'ee-', 'eee', 'eee', 'eee', 'eee', 'eee', 'eee']);
});

it('an RTU that is added in the run begins then, a removed one ends', async () => {
  const { acknowledge, readAt, endAt, rtus } = setUp(1, { spare: 1 });
  acknowledge(0, 9);
  readAt(1100);
  readAt(1200);
  rtus.push(rtuDefinition(2));
  acknowledge(1, 99);
  rtus[0] = { ...rtus[0], removed: true };
  readAt(1300);
  const course = await endAt(1400);
  expect([0, 1].map(course.of)).toEqual(['U---', '--e-']);
});

it('begins with the first send, and is there only when the run is over', async () => {
  const { acknowledge, readAt, recorder } = setUp(1);
  readAt(1100);
  acknowledge(0, 9);
  readAt(1300);
  expect(recorder.course(1000)).toBeUndefined();
  await recorder.end();
  // The first send was at 1,150: the column that ended before it is none of the run's.
  expect(recorder.course(1150)?.times.atMs).toEqual([50, 150]);
  expect(recorder.course(1150)?.of(0)).toBe('UU');
});

it('the last reading ends after a time: the rest keeps what it has', async () => {
  // Each look takes 2 ms: the second RTU is read 4 ms after the begin, which is too late for the third.
  const { acknowledge, endAt, rtus } = setUp(3, { lookMs: 2 });
  for (const { slot } of rtus) acknowledge(slot, 9);
  const course = await endAt(1100, 3);
  expect(rtus.map(({ slot }) => course.of(slot))).toEqual(['U', 'U', '-']);
});

it('a reading that was held up does not put off the next ones for long', async () => {
  const held = { ms: 1000 };
  const { acknowledge, readAt, endAt } = setUp(2, { look: () => held.ms });
  acknowledge(0, 9);
  // Slot 1 is read first; that takes a second, which is a hundred seconds of readings.
  readAt(1100);
  held.ms = 0;
  readAt(2600);
  acknowledge(0, 99);
  const course = await endAt(2700);
  expect(course.of(0)).toBe(`${'U'.repeat(16)}e`);
});

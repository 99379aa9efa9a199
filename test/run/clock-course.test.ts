/** How far the masters' clock was off in the course of a run (`docs/behaviour.md` §9). */
import { expect, it } from 'vitest';
import { StatsTable } from '../../src/channel/stats-table.js';
import { ClockCourseRecorder } from '../../src/run/clock-course.js';
import { COUNTER } from '../../src/station/measures/counters.js';
import { rtuDefinition } from '../support/rtus.js';

/** A run that began at 100,000 ms, of two RTUs. */
function open() {
  const stats = StatsTable.allocate(2);
  const rtus = [1, 2].map((no) => rtuDefinition(no));
  const recorder = new ClockCourseRecorder({ rtus, stats }, 'syncs', 100_000);
  return {
    recorder,
    sync: (slot: number, atMs: number, errorMs: number) => {
      stats.row(slot)[COUNTER.CLOCK_SYNC_AT_MS] = atMs;
      stats.row(slot)[COUNTER.CLOCK_ERROR_MS] = errorMs;
    },
  };
}

it('has the lowest and the highest difference of all RTUs, second by second', () => {
  const { recorder, sync } = open();
  sync(0, 99_999, 500);
  recorder.read();
  expect(recorder.course()).toBeUndefined();
  sync(0, 100_300, 4);
  sync(1, 100_400, -2);
  recorder.read();
  recorder.read();
  sync(0, 100_900, 7);
  recorder.read();
  sync(1, 160_500, 3);
  recorder.read();
  expect(recorder.course()).toEqual({
    atMs: [1000, 61_000],
    lowMs: [-2, 3],
    highMs: [7, 3],
    count: [3, 1],
  });
});

it('has wider parts in a long run, and loses no extreme', () => {
  const { recorder, sync } = open();
  for (let second = 0; second < 1000; second++) {
    sync(0, 100_000 + second * 1000 + 500, second === 333 ? 99 : second === 777 ? -99 : 1);
    recorder.read();
  }
  const course = recorder.course();
  expect(course?.atMs.slice(0, 2)).toEqual([8000, 16_000]);
  expect(course?.atMs.length).toBe(125);
  expect(course?.count.reduce((sum, count) => sum + count, 0)).toBe(1000);
  // Second 333 is in the part that ends at 336 s.
  expect(course?.highMs[course.atMs.indexOf(336_000)]).toBe(99);
  expect(Math.min(...(course?.lowMs ?? []))).toBe(-99);
});

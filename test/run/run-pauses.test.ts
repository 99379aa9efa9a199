/** The pauses of a run, from the table of a program that goes on. */
import { beforeEach, describe, expect, it } from 'vitest';
import { PauseTable } from '../../src/channel/pause-table.js';
import type { ShardTimes } from '../../src/channel/shard-table.js';
import { findRunBottleneck } from '../../src/run/run-bottleneck.js';
import { RunPauses } from '../../src/run/run-pauses.js';
import type { RunSample } from '../../src/run/run-samples.js';

let pauses: PauseTable;

beforeEach(() => {
  pauses = PauseTable.allocate(2);
  pauses.shard(0).enter({ fromMs: 100, toMs: 900 });
});

const begin = (startMs: number): RunPauses => new RunPauses({ pauses, shards: 2 }, startMs);

describe('the pauses of a run', () => {
  it('are those that ended in it, the longest with its thread and start', () => {
    const run = begin(1_000);
    pauses.shard(1).enter({ fromMs: 2_000, toMs: 2_312 });
    run.read();
    pauses.shard(1).enter({ fromMs: 3_000, toMs: 3_250 });
    pauses.coordinator.enter({ fromMs: 5_000, toMs: 5_300 });
    run.end(6_000);
    expect(run.report((ms) => ms + 1_000_000)).toEqual({
      longestMs: 312,
      longestAt: 1_002_000,
      longestOf: 'shard 1',
      threads: [
        { thread: 'shard 0', count: 0, longestMs: 0, totalMs: 0 },
        { thread: 'shard 1', count: 2, longestMs: 312, totalMs: 562 },
        { thread: 'coordinator', count: 1, longestMs: 300, totalMs: 300 },
      ],
    });
    expect(run.longestIn(2_100, 2_200)).toBe(312);
    expect(run.longestIn(2_312, 3_000)).toBe(0);
  });

  it('count with the part that lies in the run', () => {
    const run = begin(1_000);
    pauses.shard(0).enter({ fromMs: 900, toMs: 1_400 });
    pauses.shard(1).enter({ fromMs: 900, toMs: 1_249 });
    run.end(2_000);
    expect(run.report((ms) => ms).threads.map(({ longestMs }) => longestMs)).toEqual([400, 0, 0]);
  });

  it('have what lasts at its end', () => {
    const run = begin(1_000);
    pauses.shard(1).beat(1_500, 50);
    run.end(7_000);
    expect(run.report((ms) => ms)).toMatchObject({
      longestMs: 5_500,
      longestAt: 1_500,
      longestOf: 'shard 1',
    });
  });

  it('have the whole of one that went on after it was read first', () => {
    const run = begin(1_000);
    pauses.shard(0).enter({ fromMs: 2_000, toMs: 2_300 });
    run.read();
    pauses.shard(0).extend(2_900);
    run.read();
    run.end(4_000);
    expect(run.report((ms) => ms).threads[0]).toMatchObject({ count: 1, longestMs: 900 });
  });

  it('are all there though the table keeps only the latest', () => {
    const run = begin(1_000);
    for (let i = 0; i < 600; i++) {
      pauses.shard(0).enter({ fromMs: 1_000 + i * 1_000, toMs: 1_500 + i * 1_000 });
      run.read();
    }
    run.end(601_000);
    expect(run.report((ms) => ms).threads[0]).toMatchObject({ count: 600, totalMs: 300_000 });
  });

  it('that all threads had in common are one of the program', () => {
    const run = begin(1_000);
    pauses.shard(0).enter({ fromMs: 2_000, toMs: 22_000 });
    pauses.shard(1).enter({ fromMs: 2_030, toMs: 22_002 });
    pauses.coordinator.enter({ fromMs: 2_010, toMs: 22_001 });
    run.end(30_000);
    expect(run.report((ms) => ms)).toMatchObject({ longestMs: 20_000, longestOf: 'program' });
  });
});

describe('who was the limit of a run', () => {
  /** Ten samples a second: both shards idle, all links wait behind closed windows. */
  function samples(seconds = 6): RunSample[] {
    return Array.from({ length: 10 * seconds + 1 }, (_, i) => {
      const atMs = 1_000 + 100 * i;
      const times: ShardTimes = { atMs, busyMs: i, cpuMs: i, waitedMs: 0 };
      const processors = { atMs, idleMs: 0, allMs: 0, ownMs: 0 };
      return {
        atMs,
        runs: 2,
        started: 2,
        stallMs: 200 * i,
        shards: [times, times],
        processors,
      } as unknown as RunSample;
    });
  }

  it('of 6 s are the masters where nobody paused', () => {
    const run = begin(1_000);
    run.end(7_000);
    const { who, text } = findRunBottleneck(samples(), [], (from, to) => run.longestIn(from, to));
    expect(who).toBe('master');
    expect(text).toMatch(/^The masters are the limit/);
  });

  it('of 6 s is nobody where a shard hung', () => {
    const run = begin(1_000);
    pauses.shard(1).beat(1_200, 50);
    run.end(7_000);
    const { who, text } = findRunBottleneck(samples(), [], (from, to) => run.longestIn(from, to));
    expect(who).toBe('unknown');
    expect(text).toBe('The simulator paused 5.8 s: nobody is named the limit.');
  });

  it('of a minute are the masters in spite of a short pause, which is told', () => {
    const run = begin(1_000);
    pauses.coordinator.enter({ fromMs: 9_000, toMs: 9_312 });
    run.end(61_000);
    const { who, text } = findRunBottleneck(samples(60), [], (from, to) => run.longestIn(from, to));
    expect(who).toBe('master');
    expect(text).toMatch(/^The masters are the limit: .* The simulator paused 312 ms meanwhile\.$/);
  });
});

/** Pauses in a span of time, and their words. */
import { beforeEach, describe, expect, it } from 'vitest';
import { PauseTable } from '../../src/channel/pause-table.js';
import { describeHang, describePause } from '../../src/figures/pause-text.js';
import { longestPauseMs } from '../../src/figures/pauses.js';

let table: PauseTable;

beforeEach(() => {
  table = PauseTable.allocate(2);
});

describe('the longest pause of a span', () => {
  it('is that of any thread, counted whole where it begins before the span', () => {
    table.shard(0).enter({ fromMs: 1_000, toMs: 1_300 });
    table.coordinator.enter({ fromMs: 5_000, toMs: 5_800 });
    expect(longestPauseMs(table, 0, 10_000)).toBe(800);
    expect(longestPauseMs(table, 1_200, 2_000)).toBe(300);
    expect(longestPauseMs(table, 1_300, 5_000)).toBe(0);
  });

  it('is not that of a longer pause before the span', () => {
    table.shard(1).enter({ fromMs: 1_000, toMs: 9_000 });
    table.shard(1).enter({ fromMs: 20_000, toMs: 20_300 });
    expect(longestPauseMs(table, 10_000, 30_000)).toBe(300);
  });

  it('may last until now', () => {
    table.shard(1).beat(7_000, 50);
    expect(longestPauseMs(table, 9_000, 10_000)).toBe(3_000);
    table.shard(1).beat(9_751, 50);
    expect(longestPauseMs(table, 9_000, 10_000)).toBe(0);
    // At rest: the next beat is due at 9,850.
    table.shard(1).beat(9_600, 250);
    expect(longestPauseMs(table, 9_000, 10_000)).toBe(0);
  });
});

describe('in words', () => {
  it('a shard that hangs', () => {
    expect(describeHang({ shard: 1, forMs: 540 })).toBe('shard 1 has not answered for 0.5 s');
    expect(describeHang({ shard: 0, forMs: 12_345 })).toBe('shard 0 has not answered for 12 s');
  });

  it('a pause of the program, and of its threads, the longest first', () => {
    const threads = [
      { count: 1, longestMs: 312 },
      { shard: 1, count: 3, longestMs: 1_234 },
    ];
    expect(describePause({ who: 'program', longestMs: 20_000, threads })).toBe(
      'the program stood still for 20 s',
    );
    expect(describePause({ who: 'threads', longestMs: 1_234, threads })).toBe(
      'shard 1 stood still 3 times, for 1.23 s at most; the coordinator stood still for 312 ms',
    );
  });

  it('many threads: the first four by name', () => {
    const threads = Array.from({ length: 6 }, (_, shard) => ({ shard, count: 1, longestMs: 300 + shard }));
    expect(describePause({ who: 'threads', longestMs: 305, threads })).toMatch(
      /^shard 5 .*; shard 4 .*; shard 3 .*; shard 2 .*; 2 threads more for less$/,
    );
  });
});

/** What a shard measures about itself: the delay of its event loop, and sums that a new thread continues. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PauseTable } from '../../src/channel/pause-table.js';
import { PauseWatch } from '../../src/channel/pause-watch.js';
import { SHARD_COUNTER, type ShardCounterName, ShardTable } from '../../src/channel/shard-table.js';
import { LatencyRow, latencyBucket, newLatencyCells } from '../../src/station/measures/latency-row.js';
import { nodeTimers } from '../../src/workers/node-machine.js';
import { ShardMeter } from '../../src/workers/shard-meter.js';

const world = { nowMs: 1_000, cpuMs: 0, waitedMs: 0, busyMs: 0 };
const machine = {
  clock: { monotonicMs: () => world.nowMs, wallMs: () => world.nowMs },
  timers: nodeTimers,
  load: {
    busyMs: () => world.busyMs,
    scheduler: () => ({ cpuMs: world.cpuMs, waitedMs: world.waitedMs }),
  },
};

let counters: Float64Array;
let delays: LatencyRow;
let pauses: PauseWatch;
let meter: ShardMeter | undefined;

const get = (column: ShardCounterName): number => counters[SHARD_COUNTER[column]];

/** Runs the pending probe `lateMs` late; meanwhile the event loop was busy. */
function probe(lateMs = 0, afterMs = 20): void {
  world.nowMs += afterMs + lateMs;
  world.busyMs += afterMs;
  vi.advanceTimersByTime(afterMs);
}

function delayed(ms: number): number {
  return delays.count(latencyBucket(ms));
}

beforeEach(() => {
  Object.assign(world, { nowMs: 1_000, cpuMs: 5, waitedMs: 2, busyMs: 40 });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  counters = ShardTable.allocate(1).row(0);
  delays = new LatencyRow(newLatencyCells());
  pauses = new PauseWatch(PauseTable.allocate(1).shard(0));
  meter = undefined;
});

afterEach(() => {
  meter?.close();
  vi.useRealTimers();
});

describe('the event loop’s delay', () => {
  it('is the time by which a probe is late; the longest is kept', () => {
    meter = new ShardMeter(counters, delays, pauses, machine);
    for (const lateMs of [0, 0, 0.5, 35, 3]) probe(lateMs);
    expect([0, 0.5, 3, 35].map(delayed)).toEqual([2, 1, 1, 1]);
    expect(get('LOOP_DELAY_MAX_MS')).toBe(35);
  });

  it('of one probe is not reported again with the next', () => {
    meter = new ShardMeter(counters, delays, pauses, machine);
    probe(100);
    probe();
    expect([delayed(0), delayed(100), delayed(80)]).toEqual([1, 1, 0]);
  });

  it('is 0 for a probe that is early', () => {
    meter = new ShardMeter(counters, delays, pauses, machine);
    probe(-0.75);
    expect([delayed(0), get('LOOP_DELAY_MAX_MS')]).toEqual([1, 0]);
  });

  it('is not measured after the end', () => {
    new ShardMeter(counters, delays, pauses, machine).close();
    probe(50);
    expect(delays.span.end).toBe(0);
  });
});

describe('the sums', () => {
  it('are published at the start, and again with every fifth probe', () => {
    meter = new ShardMeter(counters, delays, pauses, machine);
    expect([get('BUSY_MS'), get('CPU_MS'), get('WAITED_MS'), get('AT_MS')]).toEqual([40, 5, 2, 1_000]);
    Object.assign(world, { cpuMs: 9.5, waitedMs: 2.25 });
    for (let i = 0; i < 4; i++) probe();
    expect([get('BUSY_MS'), get('CPU_MS'), get('AT_MS')]).toEqual([40, 5, 1_000]);
    probe();
    expect([get('BUSY_MS'), get('CPU_MS'), get('WAITED_MS'), get('AT_MS')]).toEqual([140, 9.5, 2.25, 1_100]);
  });

  it('are published with every probe while the shard is idle, four times a second', () => {
    meter = new ShardMeter(counters, delays, pauses, machine);
    world.nowMs += 20;
    world.busyMs += 0.9;
    vi.advanceTimersByTime(20);
    expect([get('BUSY_MS'), get('AT_MS')]).toEqual([40.9, 1_020]);
    vi.advanceTimersByTime(249);
    expect(delayed(0)).toBe(1);
    world.nowMs += 250;
    vi.advanceTimersByTime(1);
    expect([delayed(0), get('AT_MS')]).toEqual([2, 1_270]);
    // Busy again: the next probe is soon.
    probe(0, 250);
    probe(0, 20);
    expect(delayed(0)).toBe(4);
  });

  it('continue to grow when a dead shard is restarted', () => {
    meter = new ShardMeter(counters, delays, pauses, machine);
    probe(12);
    meter.close();
    // A new thread counts from 0.
    Object.assign(world, { cpuMs: 1, waitedMs: 0, busyMs: 3 });
    meter = new ShardMeter(counters, delays, pauses, machine);
    expect([get('BUSY_MS'), get('CPU_MS'), get('WAITED_MS')]).toEqual([43, 6, 2]);
    expect(get('LOOP_DELAY_MAX_MS')).toBe(12);
  });

  it('of processor times are NaN if the system does not report them', () => {
    Object.assign(world, { cpuMs: Number.NaN, waitedMs: Number.NaN });
    meter = new ShardMeter(counters, delays, pauses, machine);
    expect([get('CPU_MS'), get('WAITED_MS')]).toEqual([Number.NaN, Number.NaN]);
    expect(get('BUSY_MS')).toBe(40);
  });
});

describe('a shard that does little', () => {
  it('is probed every 50 ms for a second, so that its pauses are seen', () => {
    pauses.begin(1_000);
    meter = new ShardMeter(counters, delays, pauses, machine);
    const idle = (ms: number): void => {
      world.nowMs += ms;
      vi.advanceTimersByTime(ms);
    };
    idle(20);
    for (let i = 0; i < 20; i++) idle(50);
    expect(delayed(0)).toBe(21);
    // At 2,020 ms it has done nothing for a second: at rest.
    idle(249);
    expect(delayed(0)).toBe(21);
    idle(1);
    expect(delayed(0)).toBe(22);
  });

  it('that is probed late by 250 ms or more has paused', () => {
    const row = PauseTable.allocate(1).shard(0);
    pauses = new PauseWatch(row);
    pauses.begin(1_000);
    meter = new ShardMeter(counters, delays, pauses, machine);
    probe();
    probe(230);
    expect(row.since(0)).toEqual([{ fromMs: 1_020, toMs: 1_270 }]);
  });
});

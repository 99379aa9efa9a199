/** Sends that wait for their start, on a fake clock: none begins early, is forgotten, or begins after its cancellation. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SendOrder } from '../../src/station/sends/send-order.js';
import type { Machine } from '../../src/workers/ports.js';
import { WaitingOrders } from '../../src/workers/waiting-orders.js';

const clock = { nowMs: 0 };

/** A timer or an immediate; one function clears both. */
interface Timer {
  run: () => void;
  /** NaN: an immediate, due with the next turn. */
  dueMs: number;
}

const begun: [id: number, atMs: number][] = [];
const timers = new Set<Timer>();
let waiting: WaitingOrders<SendOrder>;

const order = (id: number, startMs: number): SendOrder => ({ id, index: 1, startMs, durationMs: 0 });

const machine: Pick<Machine, 'clock' | 'timers'> = {
  clock: { monotonicMs: () => clock.nowMs, wallMs: () => clock.nowMs },
  timers: {
    setTimeout: (run, ms) => addTimer(run, clock.nowMs + ms),
    setImmediate: (run) => addTimer(run, Number.NaN),
    clearTimeout: (timer) => Number.isNaN((timer as Timer).dueMs) || timers.delete(timer as Timer),
    clearImmediate: (timer) => Number.isNaN((timer as Timer).dueMs) && timers.delete(timer as Timer),
    queueMicrotask,
  },
};

function addTimer(run: () => void, dueMs: number): Timer {
  const timer = { run, dueMs };
  timers.add(timer);
  return timer;
}

/** One turn of the event loop at `ms`: runs what was due before it began. */
function turnAt(ms: number): void {
  clock.nowMs = ms;
  for (const timer of [...timers]) {
    if (timer.dueMs > ms || !timers.delete(timer)) continue;
    timer.run();
  }
}

/** Runs a turn every quarter of a ms. */
function advance(ms: number): void {
  for (const untilMs = clock.nowMs + ms; clock.nowMs < untilMs; ) turnAt(clock.nowMs + 0.25);
}

beforeEach(() => {
  clock.nowMs = 0;
  begun.length = 0;
  timers.clear();
  waiting = new WaitingOrders(machine, ({ id }) => begun.push([id, clock.nowMs]));
});

describe('a send', () => {
  it.each([0, 2, 2.75, 100, 1_000.5])('that starts in %d ms begins then, not before', (startMs) => {
    waiting.add(order(1, startMs));
    advance(startMs + 5);
    expect(begun).toEqual([[1, startMs]]);
    expect(timers.size).toBe(0);
  });

  it('whose start has passed begins at once, within the call', () => {
    clock.nowMs = 50;
    waiting.add(order(1, 49));
    expect(begun).toEqual([[1, 50]]);
    expect(timers.size).toBe(0);
  });

  it('begins at its time, whatever other sends wait for', () => {
    for (const [id, startMs] of [
      [1, 40],
      [2, 10],
      [3, 40],
      [4, 25],
    ])
      waiting.add(order(id, startMs));
    advance(60);
    expect(begun).toEqual([
      [2, 10],
      [4, 25],
      [1, 40],
      [3, 40],
    ]);
  });

  it('sleeps until shortly before its start, then watches the clock', () => {
    waiting.add(order(1, 10_000));
    const [sleep] = timers;
    // A timer may be a ms late: it ends before the start all the same.
    expect(sleep.dueMs).toBeGreaterThan(9_997);
    expect(sleep.dueMs + 1).toBeLessThan(10_000);
    turnAt(sleep.dueMs);
    expect([...timers].map(({ dueMs }) => dueMs)).toEqual([Number.NaN]);
    turnAt(9_999.75);
    expect([timers.size, begun]).toEqual([1, []]);
    turnAt(10_000.01);
    expect([timers.size, begun]).toEqual([0, [[1, 10_000.01]]]);
  });

  it('whose timer fires early continues to wait', () => {
    waiting.add(order(1, 100));
    const [sleep] = timers;
    timers.clear();
    clock.nowMs = 50;
    sleep.run();
    expect([timers.size, begun]).toEqual([1, []]);
    advance(60);
    expect(begun).toEqual([[1, 100]]);
  });

  it('whose timer fires late begins then', () => {
    waiting.add(order(1, 100));
    turnAt(130);
    expect(begun).toEqual([[1, 130]]);
  });

  it('waits in steps if its start is further away than a timer can wait', () => {
    const most = 2 ** 31 - 1;
    waiting.add(order(1, most + 1_000));
    expect([...timers][0].dueMs).toBe(most);
    turnAt(most);
    expect([timers.size, begun]).toEqual([1, []]);
    advance(1_001);
    expect(begun).toEqual([[1, most + 1_000]]);
  });
});

describe('a cancellation', () => {
  const cancel = (id: number): number[] => {
    const heard: number[] = [];
    waiting.cancel(id, ({ id: cancelled }) => heard.push(cancelled));
    return heard;
  };

  it('of one send leaves the others', () => {
    waiting.add(order(1, 20));
    waiting.add(order(2, 20));
    waiting.add(order(3, 30));
    expect(cancel(2)).toEqual([2]);
    expect(cancel(2)).toEqual([]);
    expect(cancel(99)).toEqual([]);
    advance(50);
    expect(begun.map(([id]) => id)).toEqual([1, 3]);
  });

  it('of all leaves none, neither sleeping nor watching the clock', () => {
    waiting.add(order(1, 1));
    waiting.add(order(2, 500));
    expect(timers.size).toBe(2);
    expect(cancel(0)).toEqual([1, 2]);
    expect(timers.size).toBe(0);
    advance(600);
    expect(begun).toEqual([]);
  });

  it('has no effect on a send that has begun', () => {
    waiting.add(order(1, 5));
    advance(6);
    expect(cancel(0)).toEqual([]);
    expect(begun).toHaveLength(1);
  });

  it('may be made while another send begins', () => {
    waiting = new WaitingOrders(machine, ({ id }) => {
      begun.push([id, clock.nowMs]);
      waiting.cancel(0, () => {});
    });
    waiting.add(order(1, 10));
    waiting.add(order(2, 10));
    advance(30);
    expect(begun).toHaveLength(1);
  });
});

it.each([
  // A timer until 1.5 ms before the start, of whole milliseconds.
  [3.9, [2]],
  [2.5, [1]],
  // Nearer than a timer reaches: the clock is watched in every turn.
  [2.4, [Number.NaN]],
])('%d ms before its start a send waits by %j', (inMs, due) => {
  waiting.add(order(1, inMs));
  expect([...timers].map(({ dueMs }) => dueMs)).toEqual(due);
});

describe('orders that have to be before something else', () => {
  it('begin at once if they are due by then, in the order of their instants, and only once', () => {
    waiting.add(order(1, 5));
    waiting.add(order(2, 4));
    waiting.add(order(3, 6));
    waiting.beginUntil(5);
    expect(begun).toEqual([
      [2, 0],
      [1, 0],
    ]);
    advance(10);
    expect(begun.slice(2)).toEqual([[3, 6]]);
    waiting.beginUntil(100);
    expect(begun).toHaveLength(3);
  });
});

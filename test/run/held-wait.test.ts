/** A run does not wait for ever for masters that are not there, and never ends while anything else goes on. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { monotonicMs } from '../../src/channel/clock.js';
import { StatsTable } from '../../src/channel/stats-table.js';
import type { SendStatus } from '../../src/coordinator/api.js';
import { LOOK_MS, MOST_LOOKS, untilSettledOrHeld } from '../../src/run/held-wait.js';
import { COUNTER, type CounterName } from '../../src/station/measures/counters.js';

beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => vi.useRealTimers());

function open(sends: readonly Partial<SendStatus>[] = []) {
  const stats = StatsTable.allocate(2);
  const said: string[] = [];
  const ended = new AbortController();
  let settle = (): void => {};
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const engine = {
    stats,
    list: sends as SendStatus[],
    sends() {
      return this.list;
    },
  };
  let result: number | undefined;
  const wait = untilSettledOrHeld(engine, settled, {
    ended: ended.signal,
    tell: (line) => said.push(line),
  }).then((value) => {
    result = value;
  });
  return {
    set: (slot: number, name: CounterName, value: number) => {
      stats.row(slot)[COUNTER[name]] = value;
    },
    looks: async (count: number) => {
      for (let i = 0; i < count; i++) await vi.advanceTimersByTimeAsync(LOOK_MS);
    },
    settle,
    ended,
    said,
    wait,
    result: () => result,
  };
}

describe('the wait for the last signals', () => {
  it('ends when all are settled', async () => {
    const { set, looks, settle, result, said } = open();
    set(0, 'HELD', 3);
    await looks(5);
    settle();
    await looks(1);
    expect(result()).toBeNaN();
    expect(said).toEqual([]);
  });

  it('ends after half a minute in which all that is left waits for masters', async () => {
    const { set, looks, result, said } = open();
    set(0, 'HELD', 3);
    set(0, 'RUNS', 1);
    set(0, 'RUNS_UNCONNECTED', 1);
    await looks(MOST_LOOKS);
    expect(result()).toBeUndefined();
    await looks(2);
    expect(result()).not.toBeNaN();
    expect(result()).toBeDefined();
    expect(said).toEqual(['3 signals wait for masters that are not there: the run ends without them']);
  });

  it.each([
    ['a send runs on a started connection', 'RUNS'],
    ['a frame is not acknowledged', 'SIGNALS_OUTSTANDING'],
  ] as const)('goes on while %s', async (_, column) => {
    const { set, looks, result } = open();
    set(0, 'HELD', 3);
    // Another peer of the RTU has none.
    set(1, 'HELD', 5);
    set(1, column, 1);
    await looks(3 * MOST_LOOKS);
    expect(result()).toBeUndefined();
    set(1, column, 0);
    await looks(MOST_LOOKS + 2);
    expect(result()).toBeDefined();
  });

  it('goes on while the counts change', async () => {
    const { set, looks, result } = open();
    for (let held = 1; held < 3; held++) {
      set(0, 'HELD', held);
      await looks(MOST_LOOKS - 1);
    }
    expect(result()).toBeUndefined();
  });

  it('goes on while a send has time left', async () => {
    const { set, looks, result } = open([{ state: 'running', startMs: monotonicMs(), durationMs: 1e9 }]);
    set(0, 'HELD', 1);
    await looks(3 * MOST_LOOKS);
    expect(result()).toBeUndefined();
  });

  it('ends with the program', async () => {
    const { set, looks, ended, result } = open();
    set(0, 'HELD', 3);
    ended.abort();
    await looks(2);
    expect(result()).toBeNaN();
  });
});

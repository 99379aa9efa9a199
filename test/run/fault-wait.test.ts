/** A run waits for faults on purpose and for masters that come back, but not for ever (`docs/behaviour.md` §11). */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { FaultStatus } from '../../src/coordinator/api.js';
import { MOST_RETURN_MS, untilFaultsOver } from '../../src/run/fault-wait.js';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

interface Given {
  id?: number;
  word?: FaultStatus['word'];
  durationMs?: number;
  state?: FaultStatus['state'];
  applied?: number;
  data?: number;
}

function fault({ id = 1, word = 'reset', durationMs = 0, state = 'over', applied = 1, data = 2 }: Given) {
  const hits = [{ slot: 0, at: { applied, data } }];
  return { id, word, durationMs, state, hits } as unknown as FaultStatus;
}

/** Waits for faults that change with time, from 0 ms; what was ended and told, and when it was over. */
async function waited(at: (ms: number) => readonly FaultStatus[]) {
  let nowMs = 0;
  const ended: number[] = [];
  const said: string[] = [];
  let overMs = Number.NaN;
  void untilFaultsOver({
    faults: () => at(nowMs),
    end: (id) => ended.push(id),
    ended: new AbortController().signal,
    tell: (line) => said.push(line),
    now: () => nowMs,
  }).then(() => {
    overMs = nowMs;
  });
  for (let looks = 0; looks < 1000 && Number.isNaN(overMs); looks++) {
    nowMs += 1000;
    await vi.advanceTimersByTimeAsync(100);
  }
  return { ended, said, overMs };
}

it('is over when all faults are, and data goes out again', async () => {
  const { overMs } = await waited((ms) => [
    fault({ state: ms < 20_000 ? 'running' : 'over', data: ms < 40_000 ? Number.NaN : 1 }),
  ]);
  expect(overMs).toBe(40_000);
});

it('waits a minute for a master that stays away', async () => {
  const { overMs, said } = await waited(() => [fault({ data: Number.NaN })]);
  expect(overMs).toBe(MOST_RETURN_MS + 1000);
  expect(said).toEqual([]);
});

it('waits for a fault that lasts, however long', async () => {
  const { overMs } = await waited((ms) => [
    fault({ word: 'silent', durationMs: 300_000, state: ms < 300_000 ? 'running' : 'over' }),
  ]);
  expect(overMs).toBe(300_000);
});

it('ends a fault that happens once and finds nothing to act on, and says so', async () => {
  const { overMs, ended, said } = await waited(() => [
    fault({ data: Number.NaN }),
    fault({ id: 3, word: 'ns-gap', state: 'running', applied: Number.NaN, data: Number.NaN }),
  ]);
  expect(overMs).toBe(MOST_RETURN_MS + 1000);
  expect(ended).toEqual([3]);
  expect(said).toEqual(['fault 3: ns-gap found nothing to act on: the run ends without it']);
});

/** A run goes on while its reactions are under way, and while something must still happen (`docs/behaviour.md` §14). */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ReactionStatus } from '../../src/coordinator/api.js';
import { untilReacted } from '../../src/run/reaction-wait.js';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

type Row = Pick<ReactionStatus, 'counts' | 'pending' | 'nextInMs'>;

interface Given {
  rows?: (ms: number) => readonly { fired: number; pending: number; nextInMs?: number }[];
  dueMs?: (ms: number) => number;
  open?: (ms: number) => number;
  hasSetPoints?: boolean;
}

/** When the wait was over, ms from its begin in steps of 100, and what it told. */
async function waited(given: Given) {
  const {
    rows = () => [],
    dueMs = () => Number.NEGATIVE_INFINITY,
    open = () => 0,
    hasSetPoints = false,
  } = given;
  let nowMs = 0;
  let overMs = Number.NaN;
  const said: string[] = [];
  void untilReacted({
    reactions: () =>
      rows(nowMs).map(
        ({ fired, pending, nextInMs = 1 }) => ({ counts: { fired }, pending, nextInMs }) as unknown as Row,
      ),
    dueMs: () => dueMs(nowMs),
    open: () => open(nowMs),
    hasSetPoints,
    ended: new AbortController().signal,
    tell: (line) => said.push(line),
    now: () => nowMs,
  }).then(() => {
    overMs = nowMs;
  });
  await vi.advanceTimersByTimeAsync(0);
  for (let looks = 0; looks < 10_000 && Number.isNaN(overMs); looks++) {
    nowMs += 100;
    await vi.advanceTimersByTimeAsync(100);
  }
  return { overMs, said };
}

it('without reactions or expectations is over at once', async () => {
  expect(await waited({})).toEqual({ overMs: 0, said: [] });
});

it('lasts until no reaction is under way, and none set off another', async () => {
  const { overMs, said } = await waited({
    // The first is due at 2 s; at 2.3 s it sets off the next, which is due at 5 s.
    rows: (ms) => [
      { fired: Number(ms >= 2000), pending: Number(ms < 2000) },
      { fired: Number(ms >= 5000), pending: Number(ms >= 2300 && ms < 5000) },
    ],
  });
  expect(overMs).toBe(5500);
  expect(said).toEqual(['the run goes on for its reactions']);
});

it('leaves reactions alone that are due much later', async () => {
  const { overMs, said } = await waited({ rows: () => [{ fired: 0, pending: 1, nextInMs: 3_600_000 }] });
  expect(overMs).toBe(500);
  expect(said).toEqual([]);
});

it('ends after ten minutes of reactions that set off each other', async () => {
  const { overMs, said } = await waited({ rows: (ms) => [{ fired: ms, pending: 1 }] });
  expect(overMs).toBe(600_100);
  expect(said.at(-1)).toBe('after 10 min 00 s the run ends without 1 reaction');
});

it('lasts while something must still happen', async () => {
  const { overMs, said } = await waited({ dueMs: (ms) => (ms < 7000 ? 15_000 : Number.NEGATIVE_INFINITY) });
  expect(overMs).toBe(7000);
  expect(said).toEqual(['the run goes on for what must happen']);
  expect((await waited({ dueMs: () => 15_000 })).overMs).toBe(15_000);
});

it('waits for the acknowledgement of what came last, but not for ever', async () => {
  const dueMs = () => 1000;
  expect((await waited({ dueMs, open: (ms) => Number(ms < 3000) })).overMs).toBe(3000);
  expect((await waited({ dueMs, open: () => 1 })).overMs).toBe(16_000);
  const open = (ms: number) => Number(ms < 10_100);
  expect((await waited({ open, hasSetPoints: true })).overMs).toBe(10_100);
  expect((await waited({ open })).overMs).toBe(0);
});

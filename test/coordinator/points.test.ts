/** Points of a shard that answers, is gone, or hangs. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ANSWER_MS, Points } from '../../src/coordinator/points.js';
import type { ShardPool } from '../../src/coordinator/shard-pool.js';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

const ORDER = { ioa: 1, pointType: 1, value: { spi: 1 }, rest: 'zero', who: 'somebody' } as const;

/** Points of slot 7 on shard 3, which answers by `api`; `undefined`: it does not run. */
function pointsOf(api: object | undefined): Points {
  const ask: ShardPool['ask'] = async (shard, request) => {
    expect(shard).toBe(3);
    return api === undefined ? undefined : request(api as Parameters<typeof request>[0]);
  };
  return new Points({ ask, shardOf: () => 3 }, () => 5000);
}

const never = () => new Promise<never>(() => {});

describe('a shard', () => {
  it('that answers is waited for no longer', async () => {
    const asked: unknown[] = [];
    const setPoint = (...args: unknown[]) => {
      asked.push(args);
      return Promise.resolve({ value: '1', quality: '', connections: 2 });
    };
    expect(await pointsOf({ setPoint }).set(7, ORDER)).toEqual({ value: '1', quality: '', connections: 2 });
    // It must not carry out what nobody waits for any more.
    expect(asked).toEqual([[7, ORDER, 5000 + ANSWER_MS]]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that has no such point, and one that does not run, say so', async () => {
    expect(await pointsOf({ setPoint: async () => undefined }).set(7, ORDER)).toBe('missing');
    expect(await pointsOf(undefined).set(7, ORDER)).toBe('gone');
    expect(await pointsOf(undefined).read(7, 0, 1)).toBe('gone');
  });

  it('that hangs is not waited for without end', async () => {
    const silent = [
      pointsOf({ setPoint: never }).set(7, ORDER),
      pointsOf({ points: never }).read(7, 0, 500),
      pointsOf({ setPoint: async () => 'silent' }).set(7, ORDER),
    ];
    await vi.advanceTimersByTimeAsync(ANSWER_MS + 250);
    expect(await Promise.all(silent)).toEqual(['silent', 'silent', 'silent']);
  });

  it('that answers just before is heard', async () => {
    const late = new Promise((resolve) => {
      setTimeout(() => resolve({ total: 0, points: [] }), ANSWER_MS + 250);
    });
    const page = pointsOf({ points: () => late }).read(7, 0, 500);
    await vi.advanceTimersByTimeAsync(ANSWER_MS + 250);
    expect(await page).toEqual({ total: 0, points: [] });
  });
});

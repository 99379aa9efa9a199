/** While a run waits for its masters, it says every ten seconds who is missing; it may wait for some time only. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StatsTable } from '../../src/channel/stats-table.js';
import {
  awaitMasters,
  describeLate,
  describeMissing,
  TELL_EVERY_MS,
  type Waiting,
} from '../../src/run/await-masters.js';
import { COUNTER } from '../../src/station/measures/counters.js';
import { rtuDefinition } from '../support/rtus.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** `rtus` RTUs; `come()` starts the connection of one, `reach()` ends the wait. */
function station(rtus: number) {
  const stats = StatsTable.allocate(rtus);
  let reach = (): void => {};
  return {
    engine: {
      rtus: Array.from({ length: rtus }, (_, i) => rtuDefinition(i + 1)),
      stats,
      awaitMasters: () =>
        new Promise<void>((resolve) => {
          reach = resolve;
        }),
    },
    come: (slot: number) => {
      stats.row(slot)[COUNTER.STARTED] = 1;
    },
    reach: () => reach(),
  };
}

/** A wait without end that tells nobody, unless `more` says otherwise. */
function waiting(more: Partial<Waiting> = {}): Waiting {
  return { timeoutMs: 0, ended: new AbortController().signal, tell: () => {}, ...more };
}

it('says it every ten seconds, and no more when all are there', async () => {
  const { engine, come, reach } = station(3);
  const said: string[] = [];
  const waited = awaitMasters(engine, 3, waiting({ tell: (line) => said.push(line) }));
  vi.advanceTimersByTime(TELL_EVERY_MS - 1);
  expect(said).toEqual([]);
  vi.advanceTimersByTime(1);
  come(1);
  vi.advanceTimersByTime(TELL_EVERY_MS);
  expect(said).toEqual([
    'waiting for masters: 0 of 3 RTUs have a started connection; missing: RTU 1 System 1 (port 2404), RTU 2 System 2 (port 2405), RTU 3 System 3 (port 2406)',
    'waiting for masters: 1 of 3 RTUs have a started connection; missing: RTU 1 System 1 (port 2404), RTU 3 System 3 (port 2406)',
  ]);
  come(0);
  come(2);
  reach();
  expect(await waited).toBe('come');
  expect(vi.getTimerCount()).toBe(0);
});

it('says nothing after the run was ended', () => {
  const { engine } = station(1);
  const ended = new AbortController();
  void awaitMasters(engine, 1, waiting({ timeoutMs: 5000, ended: ended.signal }));
  ended.abort();
  expect(vi.getTimerCount()).toBe(0);
});

it('leaves out an RTU that was removed meanwhile', () => {
  const { engine } = station(3);
  engine.rtus[0] = { ...engine.rtus[0], removed: true };
  expect(describeMissing(engine, 3)).toBe(
    'waiting for masters: 0 of 2 RTUs have a started connection; missing: RTU 2 System 2 (port 2405), RTU 3 System 3 (port 2406)',
  );
});

it('names five RTUs and counts the others, and says how many are needed', () => {
  const { engine, come } = station(1200);
  come(0);
  expect(describeMissing(engine, 1100)).toBe(
    'waiting for masters: 1 of 1,200 RTUs have a started connection, 1,100 are needed; missing: ' +
      'RTU 2 System 2 (port 2405), RTU 3 System 3 (port 2406), RTU 4 System 4 (port 2407), ' +
      'RTU 5 System 5 (port 2408), RTU 6 System 6 (port 2409) and 1,194 more',
  );
});

describe('a wait for some time', () => {
  it('is over when the time is, and leaves no timer', async () => {
    const { engine, come } = station(3);
    const waited = awaitMasters(engine, 2, waiting({ timeoutMs: 30_000 }));
    come(1);
    vi.advanceTimersByTime(30_000);
    expect(await waited).toBe('late');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is over with the masters', async () => {
    const { engine, come, reach } = station(1);
    const waited = awaitMasters(engine, 1, waiting({ timeoutMs: 30_000 }));
    come(0);
    reach();
    expect(await waited).toBe('come');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('takes a master whose message has not been read when the time is over', async () => {
    const { engine, come } = station(1);
    const waited = awaitMasters(engine, 1, waiting({ timeoutMs: 30_000 }));
    come(0);
    vi.advanceTimersByTime(30_000);
    expect(await waited).toBe('come');
  });

  it('says how many RTUs have no master, and names five', () => {
    const { engine, come } = station(8);
    come(0);
    expect(describeLate(engine, 8, 2500)).toBe(
      '7 of 8 RTUs have no master after 2.5 s (--await-timeout), and nothing was sent: ' +
        'RTU 2 System 2 (port 2405), RTU 3 System 3 (port 2406), RTU 4 System 4 (port 2407), ' +
        'RTU 5 System 5 (port 2408), RTU 6 System 6 (port 2409) and 2 more',
    );
    const other = station(2).engine;
    expect(describeLate(other, 1, 30_000)).toBe(
      '2 of 2 RTUs have no master after 30 s (--await-timeout), 1 with one is needed, and nothing was sent: ' +
        'RTU 1 System 1 (port 2404), RTU 2 System 2 (port 2405)',
    );
    expect(describeLate(station(1).engine, 1, 1000)).toBe(
      '1 of 1 RTU has no master after 1 s (--await-timeout), and nothing was sent: RTU 1 System 1 (port 2404)',
    );
  });
});

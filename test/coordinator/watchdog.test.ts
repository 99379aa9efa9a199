/** What the watchdog says of beats and pauses, with a clock of the test's own. */
import { beforeEach, describe, expect, it } from 'vitest';
import { BEAT_MS, PauseTable } from '../../src/channel/pause-table.js';
import { PauseWatch } from '../../src/channel/pause-watch.js';
import { type BeatMachine, BeatTimer } from '../../src/coordinator/beat-timer.js';
import { Watchdog, type WatchdogNews } from '../../src/coordinator/watchdog.js';

/** A thread of the test: its timers fire when it runs. */
class Thread implements BeatMachine {
  stopped = false;
  private due: { atMs: number; run: () => void } | undefined;

  monotonicMs(): number {
    return nowMs;
  }

  setTimeout(run: () => void, delayMs: number): object {
    this.due = { atMs: nowMs + delayMs, run };
    return {};
  }

  clearTimeout(): void {
    this.due = undefined;
  }

  run(): void {
    const { due } = this;
    if (this.stopped || due === undefined || due.atMs > nowMs) return;
    this.due = undefined;
    due.run();
  }
}

let nowMs: number;
let isActive: boolean;
let table: PauseTable;
let shards: Thread[];
let coordinator: Thread;
let watchdog: Watchdog;
/** What was said, with the time since the start, ms. */
let news: { at: number; news: WatchdogNews }[];

/** Lets time pass in steps of 10 ms. */
function pass(ms: number): void {
  for (const untilMs = nowMs + ms; nowMs < untilMs; ) {
    nowMs += 10;
    // The coordinator first: the shards that were stopped with it have not woken up yet.
    coordinator.run();
    for (const shard of shards) shard.run();
  }
}

const said = (): string[] =>
  news.map(({ news: one }) =>
    one.kind === 'hang'
      ? `shard ${one.shard} hangs`
      : `${one.who}: ${one.threads.map(({ shard, count }) => `${shard ?? 'coordinator'} ${count}`).join(', ')}`,
  );

beforeEach(() => {
  nowMs = 100_000;
  isActive = true;
  news = [];
  table = PauseTable.allocate(3);
  shards = [new Thread(), new Thread(), new Thread()];
  shards.forEach((thread, shard) => {
    const watch = new PauseWatch(table.shard(shard));
    new BeatTimer(
      watch,
      thread,
      () => isActive,
      () => {},
    ).begin();
  });
  coordinator = new Thread();
  watchdog = new Watchdog(
    table,
    coordinator,
    () => isActive,
    (one) => news.push({ at: nowMs - 100_000, news: one }),
  );
  watchdog.begin();
});

describe('threads that come round', () => {
  it.each([true, false])('are no news (at work: %s)', (active) => {
    isActive = active;
    pass(60_000);
    expect(said()).toEqual([]);
    expect(watchdog.hangs()).toEqual([]);
  });
});

describe('a shard that hangs', () => {
  it('is named within 1 s while it hangs, and when it goes on its pause is told', () => {
    pass(1_000);
    shards[1].stopped = true;
    pass(1_000);
    expect(said()).toEqual(['shard 1 hangs']);
    expect(watchdog.hangs()).toEqual([{ shard: 1, forMs: expect.closeTo(1_000, -2) }]);
    pass(2_000);
    expect(said()).toEqual(['shard 1 hangs']);
    shards[1].stopped = false;
    pass(1_000);
    expect(said()).toEqual(['shard 1 hangs', 'threads: 1 1']);
    expect(watchdog.hangs()).toEqual([]);
    const { news: last } = news[1];
    expect(last).toMatchObject({ longestMs: expect.closeTo(3_000, -2) });
  });

  it('is named within 1 s also where all threads are at rest', () => {
    isActive = false;
    pass(5_000);
    shards[1].stopped = true;
    pass(1_000);
    expect(said()).toEqual(['shard 1 hangs']);
  });

  it('for less than half a second is not named; its pause is told', () => {
    pass(1_000);
    shards[0].stopped = true;
    pass(400);
    shards[0].stopped = false;
    pass(1_000);
    expect(said()).toEqual(['threads: 0 1']);
  });

  it('for long is named again, ever more seldom', () => {
    shards[2].stopped = true;
    pass(100_000);
    // 0.5 s, 5 s, then each time that it has become twice as long; looked at every 250 ms.
    const at = news.map(({ at }) => Math.round(at / 1_000));
    expect(at).toEqual([1, 5, 10, 20, 40, 80]);
  });

  it('and dies no longer hangs', () => {
    shards[2].stopped = true;
    pass(1_000);
    watchdog.forget(2);
    expect(watchdog.hangs()).toEqual([]);
    pass(10_000);
    expect(said()).toEqual(['shard 2 hangs']);
  });

  it('for a second time is named a second time', () => {
    for (let turn = 0; turn < 2; turn++) {
      shards[0].stopped = true;
      pass(1_000);
      shards[0].stopped = false;
      pass(2_000);
    }
    expect(said()).toEqual(['shard 0 hangs', 'threads: 0 1', 'shard 0 hangs', 'threads: 0 1']);
  });
});

describe('the whole program', () => {
  it('that was stopped is one pause, and no shard is taken for hung', () => {
    pass(1_000);
    nowMs += 20_000;
    pass(2_000);
    expect(said()).toEqual(['program: 0 1, 1 1, 2 1, coordinator 1']);
    expect(news[0].news).toMatchObject({ longestMs: expect.closeTo(20_000, -2) });
  });

  it('of which a shard wakes up 200 ms later was still stopped as one', () => {
    pass(1_000);
    shards[1].stopped = true;
    nowMs += 20_000;
    pass(200);
    shards[1].stopped = false;
    pass(2_000);
    expect(said()).toEqual(['program: 0 1, 1 1, 2 1, coordinator 1']);
  });

  it('of which a shard does not wake up: that shard hangs', () => {
    pass(1_000);
    nowMs += 20_000;
    shards[1].stopped = true;
    pass(1_000);
    expect(said()).toContain('shard 1 hangs');
  });
});

describe('threads that pause at different times', () => {
  it('are told one by one, also when each of them paused', () => {
    for (const thread of [...shards, coordinator]) {
      thread.stopped = true;
      pass(300);
      thread.stopped = false;
      pass(60);
    }
    pass(2_000);
    expect(said().every((one) => one.startsWith('threads: '))).toBe(true);
  });

  it('are joined to one line a second', () => {
    for (let turn = 0; turn < 20; turn++) {
      shards[0].stopped = true;
      pass(300);
      shards[0].stopped = false;
      pass(2 * BEAT_MS);
    }
    pass(2_000);
    const counts = news.map(({ news: one }) => (one.kind === 'pause' ? one.threads[0].count : 0));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(20);
    expect(news.length).toBeLessThanOrEqual(9);
    const gaps = news.slice(1).map(({ at }, i) => at - news[i].at);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
  });
});

describe('a coordinator that hangs alone', () => {
  it('tells its pause when it goes on', () => {
    pass(1_000);
    coordinator.stopped = true;
    pass(3_000);
    coordinator.stopped = false;
    pass(2_000);
    expect(said()).toEqual(['threads: coordinator 1']);
  });
});

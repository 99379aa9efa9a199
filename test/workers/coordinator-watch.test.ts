/** A coordinator that hangs, as the shards see it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type PauseRow, PauseTable } from '../../src/channel/pause-table.js';
import type { PauseWatch } from '../../src/channel/pause-watch.js';
import type { Files } from '../../src/log-writer/append-files.js';
import { CoordinatorWatch } from '../../src/workers/coordinator-watch.js';

let table: PauseTable;
let coordinator: PauseRow;
let nowMs: number;
let lines: string[];
let open: number;
const awake = { pausedSince: () => false } as unknown as PauseWatch;
const justWoken = { pausedSince: () => true } as unknown as PauseWatch;

const files: Files = {
  makeFolder: () => {},
  append: (path, events) => {
    open++;
    return {
      write: (octets) => {
        lines.push(`${path}: ${Buffer.from(octets).toString()}`);
        events.written(octets.length);
      },
      close: (done) => {
        open--;
        done();
      },
    };
  },
};

const watchOf = (shard: number): CoordinatorWatch =>
  new CoordinatorWatch(table, shard, files, 'log/own.log', (ms) => ms + 1_800_000_000_000);

/** The watches look every 50 ms for so long, while the coordinator does not come round. */
function look(watches: readonly CoordinatorWatch[], ms: number, own = awake): void {
  for (const untilMs = nowMs + ms; nowMs < untilMs; ) {
    nowMs += 50;
    watches.forEach((watch, shard) => {
      if (table.shard(shard).beatMs > 0) table.shard(shard).beat(nowMs, 50);
      watch.beat(nowMs, own);
    });
  }
}

beforeEach(() => {
  table = PauseTable.allocate(2);
  coordinator = table.coordinator;
  nowMs = 1_000;
  coordinator.beat(nowMs, 50);
  table.shard(0).beat(nowMs, 50);
  table.shard(1).beat(nowMs, 50);
  lines = [];
  open = 0;
});

describe('a coordinator that hangs', () => {
  it('is a line of the log within 1 s, by the first shard alone', () => {
    look([watchOf(0), watchOf(1)], 1_000);
    expect(lines).toEqual([
      'log/own.log: {"level":40,"time":"2027-01-15T08:00:01.550Z","thread":"coordinator","forMs":550,"toldBy":0,"msg":"hang"}\n',
    ]);
    expect(open).toBe(0);
  });

  it('is told by the second shard where the first does not come round', () => {
    table.shard(0).unwatch();
    look([watchOf(0), watchOf(1)].slice(1), 0);
    const second = watchOf(1);
    for (; nowMs < 2_000; nowMs += 50) second.beat(nowMs, awake);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('"toldBy":1');
  });

  it('is told again after 5, 10, 20 s', () => {
    look([watchOf(0)], 30_000);
    expect(lines).toHaveLength(4);
  });
});

describe('nothing is told', () => {
  it('of a coordinator that comes round', () => {
    const watch = watchOf(0);
    for (; nowMs < 10_000; nowMs += 50) {
      coordinator.beat(nowMs - 40, 50);
      watch.beat(nowMs, awake);
    }
    expect(lines).toEqual([]);
  });

  it('of one that is not watched', () => {
    coordinator.unwatch();
    look([watchOf(0)], 10_000);
    expect(lines).toEqual([]);
  });

  it('by a shard that has just woken up itself', () => {
    look([watchOf(0)], 10_000, justWoken);
    expect(lines).toEqual([]);
  });
});

describe('the shard that tells it', () => {
  /** Begins to hang at 1000 ms: at 1550 nobody has looked yet. */
  const tellsAt = (watch: CoordinatorWatch, ms: number, own = awake): boolean => {
    watch.beat(ms, own);
    return lines.length > 0;
  };

  it('looks four times a second, 2 ms early at most', () => {
    const watch = watchOf(0);
    expect(tellsAt(watch, 1_400)).toBe(false);
    expect(tellsAt(watch, 1_647.9)).toBe(false);
    expect(tellsAt(watch, 1_648)).toBe(true);
  });

  it('has not paused itself in the last 250 ms', () => {
    const pausedUntil = (ms: number) =>
      ({ pausedSince: (sinceMs: number) => sinceMs < ms }) as unknown as PauseWatch;
    expect(tellsAt(watchOf(0), 1_600, pausedUntil(1_350.1))).toBe(false);
    expect(tellsAt(watchOf(0), 1_600, pausedUntil(1_350))).toBe(true);
  });

  it('is the second where the first has not come round for half a second', () => {
    table.shard(0).beat(1_100, 50);
    expect(tellsAt(watchOf(1), 1_599.9)).toBe(false);
    expect(tellsAt(watchOf(1), 1_600)).toBe(true);
  });
});

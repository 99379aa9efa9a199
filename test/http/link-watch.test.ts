/** Time with the window closed: the running stall, and the share since the newest STARTDT. */
import { beforeEach, describe, expect, it } from 'vitest';
import { monotonicMs } from '../../src/channel/clock.js';
import type { RtuDefinition } from '../../src/channel/definitions.js';
import { StatsTable } from '../../src/channel/stats-table.js';
import type { EngineEvent } from '../../src/coordinator/api.js';
import { LinkWatch } from '../../src/http/views/link-watch.js';
import { COUNTER } from '../../src/station/measures/counters.js';

let stats: StatsTable;
let listeners: Set<(event: EngineEvent) => void>;
const rtus = [{ slot: 0 }, { slot: 1 }] as RtuDefinition[];

beforeEach(() => {
  stats = StatsTable.allocate(2);
  listeners = new Set();
});

function watch(): LinkWatch {
  return new LinkWatch({
    rtus,
    stats,
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
}

/** A STARTDT on the RTU in slot 0, as shard and engine report it; returns the earliest and latest possible instant. */
function startTransfer(): [number, number] {
  const fromMs = monotonicMs();
  stats.row(0)[COUNTER.STARTED] = 1;
  const event = { kind: 'link', wallMs: 0, rtu: rtus[0], what: 'startdt', peer: '', detail: '' } as const;
  for (const listener of listeners) listener(event);
  return [fromMs, monotonicMs()];
}

describe('stall time', () => {
  it('includes the running stall', () => {
    const links = watch();
    const row = stats.row(0);
    row[COUNTER.STALL_MS] = 1000;
    expect(links.stallMs(0, 50_000)).toBe(1000);
    row[COUNTER.STALLED_SINCE_MS] = 50_000;
    expect(links.stallMs(0, 50_250)).toBe(1250);
    expect(links.stallMs(1, 50_250)).toBe(0);
    row[COUNTER.STALL_MS] = 1300;
    row[COUNTER.STALLED_SINCE_MS] = 0;
    expect(links.stallMs(0, 50_400)).toBe(1300);
  });

  it('never shrinks', () => {
    const links = watch();
    const row = stats.row(0);
    row[COUNTER.STALLED_SINCE_MS] = 50_000;
    expect(links.stallMs(0, 50_250)).toBe(250);
    row[COUNTER.STALLED_SINCE_MS] = 0;
    expect(links.stallMs(0, 50_260)).toBe(250);
    row[COUNTER.STALL_MS] = 255;
    expect(links.stallMs(0, 50_270)).toBe(255);
  });
});

describe('the share since STARTDT', () => {
  it('is unknown without a started connection', () => {
    const links = watch();
    expect(links.sinceStart(0, monotonicMs() + 1000)).toBeUndefined();
    startTransfer();
    stats.row(0)[COUNTER.STARTED] = 0;
    expect(links.sinceStart(0, monotonicMs() + 1000)).toBeUndefined();
  });

  it('leaves out earlier stalls', () => {
    const links = watch();
    const row = stats.row(0);
    row[COUNTER.STALL_MS] = 7000;
    const [earliest, latest] = startTransfer();
    row[COUNTER.STALL_MS] = 7400;
    const nowMs = latest + 1000;
    const { stallMs, allMs } = links.sinceStart(0, nowMs) ?? { stallMs: 0, allMs: 0 };
    expect(stallMs).toBe(400);
    expect(allMs).toBeGreaterThanOrEqual(1000);
    expect(allMs).toBeLessThanOrEqual(nowMs - earliest);
    const [, again] = startTransfer();
    expect(links.sinceStart(0, again + 100)?.stallMs).toBe(0);
  });

  it('is at most 1, however many connections wait', () => {
    const links = watch();
    const [, latest] = startTransfer();
    stats.row(0)[COUNTER.STALL_MS] = 90_000;
    const since = links.sinceStart(0, latest + 1000);
    expect(since?.stallMs).toBe(since?.allMs);
  });

  it('counts from the creation of the watch if data transfer was started before', () => {
    stats.row(0)[COUNTER.STARTED] = 1;
    stats.row(0)[COUNTER.STALL_MS] = 600;
    const links = watch();
    stats.row(0)[COUNTER.STALL_MS] = 650;
    expect(links.sinceStart(0, monotonicMs() + 1000)?.stallMs).toBe(50);
    links.close();
    expect(listeners.size).toBe(0);
  });
});

/** When a thread stood still: by its beat, and by octets that it takes before the beat that is late. */
import { beforeEach, describe, expect, it } from 'vitest';
import { BEAT_MS, type PauseRow, PauseTable, REST_BEAT_MS } from '../../src/channel/pause-table.js';
import { PauseWatch } from '../../src/channel/pause-watch.js';

let row: PauseRow;
let watch: PauseWatch;

/** The thread comes round, at work: it will again within 50 ms. */
const beatAt = (ms: number): void => watch.beat(ms, BEAT_MS);
const noteAt = (ms: number): void => watch.note(ms);

beforeEach(() => {
  row = PauseTable.allocate(1).shard(0);
  watch = new PauseWatch(row);
  watch.begin(900);
  beatAt(1_000);
});

describe('a beat', () => {
  it('that comes 249 ms after the one before is no pause', () => {
    beatAt(1_050);
    beatAt(1_299);
    expect([row.count, row.longestMs]).toEqual([0, 0]);
  });

  it('that comes 250 ms after the one before is one', () => {
    beatAt(1_050);
    beatAt(1_300);
    expect(row.since(0)).toEqual([{ fromMs: 1_050, toMs: 1_300 }]);
    expect([row.count, row.longestMs, row.totalMs]).toEqual([1, 250, 250]);
  });

  it('is in the table for other threads to see', () => {
    expect(row.beatMs).toBe(1_000);
    beatAt(1_050);
    expect(row.beatMs).toBe(1_050);
    watch.close();
    expect(row.beatMs).toBe(0);
  });

  it('that is late twice makes two pauses, because the thread came round in between', () => {
    beatAt(1_400);
    beatAt(1_900);
    expect(row.since(0)).toEqual([
      { fromMs: 1_000, toMs: 1_400 },
      { fromMs: 1_400, toMs: 1_900 },
    ]);
    expect([row.count, row.longestMs, row.totalMs]).toEqual([2, 500, 900]);
  });
});

describe('a thread at rest', () => {
  beforeEach(() => watch.beat(1_050, REST_BEAT_MS));

  it('comes round every 250 ms, which is no pause', () => {
    watch.beat(1_300, REST_BEAT_MS);
    watch.beat(1_749, REST_BEAT_MS);
    expect(row.count).toBe(0);
  });

  it('pauses from 50 ms before the beat that was due', () => {
    watch.beat(1_500, REST_BEAT_MS);
    expect(row.since(0)).toEqual([{ fromMs: 1_250, toMs: 1_500 }]);
  });

  it('is one that did nothing for a second', () => {
    expect(watch.isActive(1_899)).toBe(true);
    expect(watch.isActive(1_900)).toBe(false);
    noteAt(2_100);
    expect(watch.isActive(3_099)).toBe(true);
    expect(watch.isActive(3_100)).toBe(false);
  });
});

describe('octets that are taken before the late beat', () => {
  it('find the pause entered', () => {
    noteAt(21_000);
    expect(row.since(0)).toEqual([{ fromMs: 1_000, toMs: 21_000 }]);
    beatAt(21_002);
    expect(row.count).toBe(1);
  });

  it('of a turn that goes on for long make one pause with it', () => {
    noteAt(1_300);
    noteAt(1_540);
    noteAt(1_560);
    expect(row.since(0)).toEqual([{ fromMs: 1_000, toMs: 1_560 }]);
    beatAt(1_900);
    expect(row.since(0)).toEqual([{ fromMs: 1_000, toMs: 1_900 }]);
    expect([row.count, row.longestMs, row.totalMs]).toEqual([1, 900, 900]);
  });

  it('in time are no pause, though they come for long', () => {
    for (let ms = 1_010; ms < 5_000; ms += 10) {
      noteAt(ms);
      if (ms % 50 === 0) beatAt(ms);
    }
    expect(row.count).toBe(0);
  });

  it('before the watch begins are none', () => {
    const early = new PauseWatch(row);
    early.note(90_000);
    early.beat(91_000, BEAT_MS);
    early.begin(92_000);
    expect(row.count).toBe(0);
  });

  it('right after the watch has begun are one, from when the first beat was due', () => {
    const table = PauseTable.allocate(1).shard(0);
    const early = new PauseWatch(table);
    early.begin(92_000);
    early.note(92_449);
    expect(table.count).toBe(0);
    early.note(99_000);
    // At rest a beat is due after 250 ms, and 50 ms of them are a beat's own.
    expect(table.since(0)).toEqual([{ fromMs: 92_200, toMs: 99_000 }]);
  });
});

describe('questions about a span of time', () => {
  beforeEach(() => {
    beatAt(2_000);
    beatAt(2_050);
    beatAt(3_000);
    beatAt(3_050);
  });

  it('overlaps: a moment in common with a pause; to touch is not enough', () => {
    expect(watch.overlaps(500, 1_000)).toBe(false);
    expect(watch.overlaps(500, 1_001)).toBe(true);
    expect(watch.overlaps(1_500, 1_600)).toBe(true);
    expect(watch.overlaps(2_000, 2_050)).toBe(false);
    expect(watch.overlaps(2_040, 2_060)).toBe(true);
    expect(watch.overlaps(2_999, 9_000)).toBe(true);
    expect(watch.overlaps(3_000, 9_000)).toBe(false);
  });

  it('pausedSince: a pause ended later', () => {
    expect(watch.pausedSince(2_999)).toBe(true);
    expect(watch.pausedSince(3_000)).toBe(false);
  });
});

describe('more pauses than are kept', () => {
  beforeEach(() => {
    for (let i = 0; i < 300; i++) beatAt(2_000 + i * 1_000);
  });

  it('are counted all; the latest 256 are kept one by one', () => {
    expect([row.count, row.totalMs]).toEqual([300, 300_000]);
    expect(row.since(0)).toHaveLength(256);
    expect(row.since(0)[0]).toEqual({ fromMs: 45_000, toMs: 46_000 });
    expect(row.since(299)).toEqual([{ fromMs: 300_000, toMs: 301_000 }]);
    expect(row.since(300)).toEqual([]);
  });

  it('a span before the oldest one kept is not known to overlap', () => {
    expect(watch.overlaps(45_100, 45_200)).toBe(true);
    expect(watch.overlaps(44_100, 44_200)).toBe(false);
  });
});

describe('the table', () => {
  it('keeps the rows of the shards and of the coordinator apart', () => {
    const table = PauseTable.allocate(2);
    table.shard(0).enter({ fromMs: 1, toMs: 301 });
    table.coordinator.enter({ fromMs: 5, toMs: 505 });
    const again = new PauseTable(table.memory, 2);
    expect([again.shard(0), again.shard(1), again.coordinator].map(({ longestMs }) => longestMs)).toEqual([
      300, 0, 500,
    ]);
  });
});

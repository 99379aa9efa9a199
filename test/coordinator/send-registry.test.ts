/** How the registry combines the shards' reports: steps, totals, times, dead shards, and which sends it keeps. */
import { beforeEach, describe, expect, it } from 'vitest';
import { SendTable } from '../../src/channel/send-table.js';
import { noTotals, type SendTotals } from '../../src/channel/shard-protocol.js';
import type { SendStatus } from '../../src/coordinator/api.js';
import { SendRegistry } from '../../src/coordinator/send-registry.js';

const SHARDS = 3;

let wallMs = 0;
let reports: string[] = [];
let registry: SendRegistry;
let table: SendTable;
/** RTUs that a send names. */
let named: number;

beforeEach(() => {
  table = SendTable.allocate(SHARDS);
  wallMs = 1_000;
  named = 0;
  reports = [];
  registry = new SendRegistry(
    SHARDS,
    { wallMs: () => wallMs, monotonicMs: () => wallMs - 400 },
    (what, { id, state }) => reports.push(`${id} ${what} ${state}`),
    {
      table,
      rtusOf: (shard, { rtuNumbers }) => (rtuNumbers === undefined ? 10 + shard : rtuNumbers.length),
      rtusNamed: () => named,
    },
  );
});

/** Orders a send that was requested at monotonic 500 ms. */
const open = (index = 1) =>
  registry.open({ work: { index, durationMs: 0, startMs: 500 }, requestedMs: 500, startedAt: 900 });

const totals = (more: Partial<SendTotals> = {}): SendTotals => ({ ...noTotals(), ...more });

/** The send, if it is kept. */
function find(id: number): SendStatus | undefined {
  const send = registry.find(id);
  return send === 'gone' ? undefined : send;
}

function started(
  shard: number,
  id: number,
  firstWriteMs: number,
  lastWriteMs: number,
  more: Partial<SendTotals> = {},
): void {
  registry.take(shard, { kind: 'send-started', id, totals: totals(more), firstWriteMs, lastWriteMs });
}
function finished(shard: number, id: number, more: Partial<SendTotals> = {}): void {
  registry.take(shard, { kind: 'send-finished', id, totals: totals(more) });
}
function settled(shard: number, id: number, more: Partial<SendTotals> = {}): void {
  registry.take(shard, { kind: 'send-settled', id, totals: totals(more) });
}
/** A send that runs to its end on every shard. */
function play(id: number): void {
  for (let shard = 0; shard < SHARDS; shard++) {
    started(shard, id, 501, 502);
    finished(shard, id);
    settled(shard, id);
  }
}

describe('a send', () => {
  it('has its order and a unique number', () => {
    const work = { index: 7, durationMs: 250, startMs: 502, ratePerRtu: 0.5, rtuNumbers: [3, 9] };
    const first = registry.open({ work, requestedMs: 500, startedAt: 900 });
    expect(first).toMatchObject({ id: 1, ...work, startedAt: 900, state: 'running', totals: noTotals() });
    expect(first).toMatchObject({ finishedAt: Number.NaN, settledAt: Number.NaN, stopped: false });
    expect(open().id).toBe(2);
    expect(registry.list().map(({ id }) => id)).toEqual([1, 2]);
  });

  it('reaches each step when the last shard has', () => {
    const { id } = open();
    started(0, id, 502, 503);
    started(1, id, 502, 503);
    expect(reports).toEqual([]);
    started(2, id, 502, 503);
    expect(reports).toEqual(['1 started running']);
    for (const shard of [2, 0]) finished(shard, id);
    wallMs = 1_100;
    finished(1, id);
    expect(find(id)).toMatchObject({ state: 'finished', finishedAt: 1_100, settledAt: Number.NaN });
    for (const shard of [1, 0]) settled(shard, id);
    expect(registry.anyOpen).toBe(true);
    wallMs = 1_200;
    settled(2, id);
    expect(find(id)).toMatchObject({
      state: 'settled',
      finishedAt: 1_100,
      settledAt: 1_200,
      finishedMs: 700,
      settledMs: 800,
    });
    expect(reports).toEqual(['1 started running', '1 finished finished', '1 settled settled']);
    expect(registry.anyOpen).toBe(false);
  });

  it('has the sum of what each shard reported last', () => {
    const { id } = open();
    finished(0, id, { running: 2, offered: 10, sent: 9, unsentEnded: 1 });
    finished(1, id, { running: 1, offered: 7, sent: 5, acknowledged: 1, held: 2 });
    settled(0, id, { running: 2, offered: 10, sent: 9, acknowledged: 7, unsentEnded: 1, unsentLink: 2 });
    settled(2, id, { missing: 3, notStarted: 4, unsentFilter: 6 });
    expect(find(id)?.totals).toEqual({
      running: 3,
      missing: 3,
      notStarted: 4,
      offered: 17,
      sent: 14,
      acknowledged: 8,
      unsentLink: 2,
      unsentEnded: 1,
      unsentFilter: 6,
      unsentBuffer: 0,
      spoiled: 0,
      held: 2,
    });
  });

  it('measures the first frames of the first and of the last RTU from its request', () => {
    const { id } = open();
    started(0, id, 503, 509);
    // No RTU of this shard runs the send.
    started(1, id, Number.NaN, Number.NaN);
    started(2, id, 502.5, 506);
    expect(find(id)).toMatchObject({ firstFrameMs: 2.5, lastFirstFrameMs: 9 });
  });

  it('resolves waits that began before and after its end, but not waits for other sends', async () => {
    const { id } = open();
    const early = registry.settled(id);
    play(id);
    expect((await early).id).toBe(id);
    expect((await registry.settled(id)).state).toBe('settled');
    await expect(registry.settled(99)).rejects.toThrow(new RangeError('no send 99'));
  });

  it('shows that it was stopped; one that could not be ordered is removed', () => {
    const { id } = open();
    registry.noteStopped(id);
    expect(find(id)?.stopped).toBe(true);
    registry.drop(id);
    expect([registry.list(), registry.anyOpen]).toEqual([[], false]);
    // A late report about a removed send changes nothing.
    play(id);
    expect(reports).toEqual([]);
  });
});

describe('a shard that dies', () => {
  it('delays no send, and is named in sends that it had not settled', () => {
    const over = open().id;
    play(over);
    const { id } = open();
    for (const shard of [0, 2]) {
      started(shard, id, 501, 501);
      settled(shard, id, { offered: 4, acknowledged: 4 });
    }
    finished(0, id, { offered: 4, acknowledged: 4 });
    finished(2, id, { offered: 4, acknowledged: 4 });
    started(1, id, 501, 501);
    finished(1, id, { offered: 5, acknowledged: 1 });
    expect(find(id)?.state).toBe('finished');
    registry.shardDied(1);
    expect(find(id)).toMatchObject({ state: 'settled', shardsLost: [1] });
    expect(find(id)?.totals).toMatchObject({ offered: 13, acknowledged: 9 });
    expect(find(over)?.shardsLost).toEqual([]);
    expect(reports.slice(3)).toEqual(['2 started running', '2 finished finished', '2 settled settled']);
  });

  it('leaves the counts that are in shared memory; what was under way is unsent, because the links are gone', () => {
    const { id } = open();
    const row = table.begin(1, id);
    row.count('running');
    row.count('missing');
    row.runs.set([20, 15, 9, 1, 2, 3, 1, 3]);
    started(1, id, 501, 501);
    // While it runs, the counts up to now.
    expect(registry.list()[0].totals).toMatchObject({
      running: 1,
      offered: 20,
      acknowledged: 9,
      unsentLink: 1,
    });
    registry.shardDied(1);
    expect(find(id)?.totals).toEqual({
      running: 1,
      missing: 1,
      notStarted: 0,
      offered: 20,
      sent: 15,
      acknowledged: 9,
      // 1, and the 4 of which nothing is known; 3 of them were held.
      unsentLink: 5,
      unsentEnded: 2,
      unsentFilter: 3,
      unsentBuffer: 1,
      spoiled: 0,
      held: 0,
    });
    expect(table.find(1, id)).toBeUndefined();
  });

  it('before a send began on it counts its RTUs as not started', () => {
    const all = open().id;
    const work = { index: 1, durationMs: 0, startMs: 500, rtuNumbers: [3, 9] };
    const named = registry.open({ work, requestedMs: 500, startedAt: 900 }).id;
    registry.shardDied(2);
    expect(find(all)?.totals).toMatchObject({ notStarted: 12, offered: 0 });
    expect(find(named)?.totals).toMatchObject({ notStarted: 2, offered: 0 });
  });

  it('twice is named once', () => {
    const { id } = open();
    registry.shardDied(1);
    registry.shardDied(1);
    expect(find(id)?.shardsLost).toEqual([1]);
  });
});

describe('an RTU that is being restarted', () => {
  it('when a send begins is on no shard: it counts as not started', () => {
    named = 7;
    const { id } = open();
    for (const shard of [0, 1]) started(shard, id, 501, 502, { running: 1, missing: 1 });
    // As long as a shard has not begun, nobody knows.
    expect(find(id)?.totals.notStarted).toBe(0);
    started(2, id, 501, 502, { running: 1, notStarted: 1 });
    expect(find(id)?.totals).toMatchObject({ running: 3, missing: 2, notStarted: 2, offered: 0 });
    // Also when it is over.
    for (const shard of [0, 1, 2]) settled(shard, id, { running: 3 });
    expect(find(id)?.totals).toMatchObject({ running: 9, notStarted: 1 });
  });
});

describe('the registry, after thousands of sends', () => {
  it('lists the last 100 ended ones and every open one, and keeps the last 1,000 however old they are', () => {
    const stays = open().id;
    for (let i = 0; i < 3_000; i++) {
      wallMs += 3_600_000;
      play(open(i).id);
    }
    expect(registry.list().map(({ id }) => id)).toEqual([
      stays,
      ...Array.from({ length: 100 }, (_, i) => 2_902 + i),
    ]);
    expect([registry.find(2_001), registry.find(2)]).toEqual(['gone', 'gone']);
    expect([find(2_002)?.id, find(stays)?.id]).toEqual([2_002, stays]);
    expect([0, -1, 1.5, 3_002].map((id) => registry.find(id))).toEqual(new Array(4).fill(undefined));
  });

  it('keeps all of the last hour, up to 10,000', () => {
    for (let i = 0; i < 4_000; i++) {
      wallMs += 1_000;
      play(open(i).id);
    }
    // Ended 3,600 s before the last one: kept; one second more: gone.
    expect([registry.find(399), find(400)?.id]).toEqual(['gone', 400]);
    for (let i = 0; i < 12_000; i++) play(open(i).id);
    expect([registry.find(6_000), find(6_001)?.id]).toEqual(['gone', 6_001]);
  });

  it('keeps fewer of those that name many RTUs, but always 1,000', () => {
    const rtuNumbers = Array.from({ length: 500 }, (_, i) => i + 1);
    const work = { index: 1, durationMs: 0, startMs: 500, rtuNumbers };
    for (let i = 0; i < 2_500; i++) play(registry.open({ work, requestedMs: 500, startedAt: 900 }).id);
    // 2,000 × 500 numbers.
    expect([registry.find(500), find(501)?.id]).toEqual(['gone', 501]);
  });

  it('gives the number of a send that was refused to the next', () => {
    const { id } = open();
    registry.drop(id);
    expect(registry.find(id)).toBeUndefined();
    expect(open().id).toBe(id);
  });
});

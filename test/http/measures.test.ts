/** Measurements over HTTP: figures calculated by hand from the records in `measured.ts`. */
import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../src/channel/clock.js';
import { SHARD_COUNTER } from '../../src/channel/shard-table.js';
import type { CounterName } from '../../src/station/measures/counters.js';
import { HALF_STEP, setCells, startMeasured } from './measured.js';
import { serve } from './support.js';

const NONE = { count: 0, meanMs: null, p50Ms: null, p90Ms: null, p99Ms: null, p999Ms: null, maxMs: null };

describe('measurements', () => {
  const served = serve(startMeasured, 'all');

  it('the acknowledgement latency of an RTU has a short form in the list', async () => {
    const { headers, json } = await served.http.get('/api/rtus');
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(json.map(({ ackLatency }: { ackLatency: object }) => ackLatency)).toEqual([
      { count: 100, p50Ms: 1 + HALF_STEP, p99Ms: 7 + HALF_STEP, maxMs: 100 },
      // Half of 3 times are 2; from 8 to 16 ms a step is 1/64 ms.
      { count: 3, p50Ms: 12.5 + 1 / 128, p99Ms: 100_000, maxMs: 100_000 },
      { count: 0, p50Ms: null, p99Ms: null, maxMs: null },
    ]);
  });

  it('it is unknown before the first one', async () => {
    const { json } = await served.http.get('/api/rtus/3');
    expect(json.ackLatency).toEqual(NONE);
    expect(json.runAckLatency).toEqual(NONE);
    expect(json.commandRoundTrip).toEqual({ count: 0, meanMs: null, maxMs: null });
    expect(json.counters).toMatchObject({
      effectiveW: null,
      stallShare: null,
      stallMs: 0,
      oldestUnackedMs: 0,
    });
  });

  it('GET /api/status describes the shards', async () => {
    const { shards } = (await served.http.get('/api/status')).json;
    const { engine } = served.simulator;
    expect(shards.map((one: { shard: number; rtus: number }) => [one.shard, one.rtus])).toEqual(
      engine.placement.map((rtus, shard) => [shard, rtus.length]),
    );
    for (const { shard, busyMs, loopDelay } of shards) {
      expect(busyMs).toBeGreaterThan(0);
      expect(busyMs).toBeLessThanOrEqual(engine.shardCounters.row(shard)[SHARD_COUNTER.BUSY_MS]);
      expect(Object.keys(loopDelay)).toEqual(Object.keys(NONE));
    }
  });
});

describe('measurements of a simulator that goes on', () => {
  const served = serve(startMeasured, 'each');

  const set = (slot: number, cells: Partial<Record<CounterName, number>>) =>
    setCells(served.simulator, slot, cells);

  it('the acknowledgement latency of an RTU is given since the start and since the run began', async () => {
    const { json } = await served.http.get('/api/rtus/1');
    // Of 100 times the 50th is the last of 1 ms, the 90th the last of 3 ms, the 99th the last of 7 ms.
    const expected = {
      count: 100,
      meanMs: 3.33,
      p50Ms: 1 + HALF_STEP,
      p90Ms: 3 + HALF_STEP,
      p99Ms: 7 + HALF_STEP,
      p999Ms: 100,
      maxMs: 100,
    };
    expect(json.ackLatency).toEqual(expected);
    // No run yet: everything counts since the program's start. The sum is unknown for a run: from 64 to 128 ms a step is 1/8 ms.
    expect(json.runAckLatency).toEqual({
      ...expected,
      meanMs: (50 * (1 + HALF_STEP) + 40 * (3 + HALF_STEP) + 9 * (7 + HALF_STEP) + 100.0625) / 100,
    });
    const fromMs = Date.now();
    served.simulator.engine.markRun();
    served.simulator.engine.latencies.rtu(0).record(2, 10);
    const { json: later } = await served.http.get('/api/rtus/1');
    expect(later.runAckLatency).toEqual({
      count: 10,
      meanMs: 2 + HALF_STEP,
      p50Ms: 2 + HALF_STEP,
      p90Ms: 2 + HALF_STEP,
      p99Ms: 2 + HALF_STEP,
      p999Ms: 2 + HALF_STEP,
      maxMs: 2 + 2 * HALF_STEP,
    });
    expect(later.ackLatency.count).toBe(110);
    const since = Date.parse(later.runSince);
    expect(since).toBeGreaterThan(fromMs - 100);
    expect(since).toBeLessThan(Date.now() + 100);
  });

  it('other figures of an RTU are given as times of the clock, not as raw counters', async () => {
    const nowMs = monotonicMs();
    set(0, { OLDEST_SENT_AT_MS: nowMs - 5000, STALLED_SINCE_MS: nowMs - 2000, STALL_MS: 1000 });
    const { json } = await served.http.get('/api/rtus/1');
    const elapsedMs = monotonicMs() - nowMs;
    const { counters, timings } = json;
    expect(counters.effectiveW).toBe(4);
    expect(counters.oldestUnackedMs).toBeGreaterThanOrEqual(5000);
    expect(counters.oldestUnackedMs).toBeLessThanOrEqual(5000 + elapsedMs);
    expect(counters.stallMs).toBeGreaterThanOrEqual(3000);
    expect(counters.stallMs).toBeLessThanOrEqual(3000 + elapsedMs);
    expect(timings).toMatchObject({ oldestUnackedMs: counters.oldestUnackedMs, t1Ms: 30_000 });
    const { json: status } = await served.http.get('/api/status');
    expect(status.totals.oldestUnackedMs).toBeGreaterThanOrEqual(5000);
    expect(status.totals.stallMs).toBeGreaterThanOrEqual(counters.stallMs);
    const shown = JSON.stringify([json, status]);
    expect(shown).not.toContain(String(nowMs - 5000));
    expect(shown).not.toContain(String(nowMs - 2000));
  });

  it('they include octets and times of the link', async () => {
    const { json: none } = await served.http.get('/api/rtus/2');
    expect(none.timings).toEqual({
      oldestUnackedMs: 0,
      t1Ms: 15_000,
      unackedMaxMs: 0,
      connectToStartMs: null,
      startToInterrogationMs: null,
      interrogationMs: null,
      interrogationMaxMs: null,
      testFramePeriodMs: null,
    });
    set(1, {
      UNACKED_MAX_MS: 14_999,
      CONNECT_TO_START_MS: 11,
      START_TO_INTERROGATION_MS: 22,
      INTERROGATIONS: 2,
      INTERROGATION_MS: 0,
      INTERROGATION_MAX_MS: 44,
      TEST_FRAME_PERIOD_MS: 20_001,
      DISCONNECTS: 3,
      RECONNECTS: 2,
      SIGNALS_INTERROGATED: 800,
      SENT_LIST_LOST: 6,
    });
    set(2, { TEST_FRAME_PERIOD_MS: 10_001, CONNECT_TO_START_MS: 5, DISCONNECTS: 1 });
    const { json } = await served.http.get('/api/rtus/2');
    expect(json.timings).toMatchObject({
      unackedMaxMs: 14_999,
      connectToStartMs: 11,
      startToInterrogationMs: 22,
      interrogationMs: 0,
      interrogationMaxMs: 44,
      testFramePeriodMs: 20_001,
    });
    expect(json.commandRoundTrip).toEqual({ count: 4, meanMs: 50_003.7425, maxMs: 200_000 });
    expect(json.counters).toMatchObject({
      disconnects: 3,
      reconnects: 2,
      signalsInterrogated: 800,
      sentListLinesLost: 6,
      framesAcknowledged: 3,
      acknowledgements: 3,
    });
    expect((await served.http.get('/api/status')).json.totals).toMatchObject({
      disconnects: 4,
      connectToStartMs: 11,
      testFramePeriodMs: 10_001,
      framesAcknowledged: 103,
      ackMaxMs: 100_000,
    });
  });

  it('GET /api/status merges the measurements of the shards', async () => {
    const { totals } = (await served.http.get('/api/status')).json;
    // 103 times in order: 0.3; 50 of 1, 40 of 3, 9 of 7; 12.5; 100; 100,000. The 52nd is of 3 ms, the 93rd of 7 ms.
    expect(totals.ackLatency).toEqual({
      count: 103,
      meanMs: (333 + 100_012.8) / 103,
      p50Ms: 3 + HALF_STEP,
      p90Ms: 7 + HALF_STEP,
      p99Ms: 100.0625,
      p999Ms: 100_000,
      maxMs: 100_000,
    });
    expect(totals.commandRoundTrip).toEqual({
      count: 4,
      meanMs: 50_003.7425,
      // 4.99 ms are 638.72 steps: the bucket goes from 638 to 639.
      p50Ms: 638.5 / 128,
      p90Ms: 200_000,
      p99Ms: 200_000,
      p999Ms: 200_000,
      maxMs: 200_000,
    });
    expect(totals.effectiveW).toBe(103 / 28);
    served.simulator.engine.markRun();
    served.simulator.engine.latencies.shard(0, 'acknowledgement').record(2, 1);
    served.simulator.engine.latencies.shard(1, 'acknowledgement').record(5, 1);
    const { totals: later } = (await served.http.get('/api/status')).json;
    expect(later.runAckLatency).toMatchObject({ count: 2, p50Ms: 2 + HALF_STEP, p90Ms: 5 + HALF_STEP });
    expect(later.runCommandRoundTrip).toEqual(NONE);
  });
});

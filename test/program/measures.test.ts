/** Compares what the engine measures and counts with masters that measure and count independently. */
import { describe, expect, it } from 'vitest';
import type { CounterName } from '../../src/channel/stats-table.js';
import { percentileOf } from '../../src/figures/latency-histogram.js';
import type { LatencyRow } from '../../src/station/measures/latency-row.js';
import { TestEngine } from '../support/test-engine.js';
import { pointRows } from '../support/workspace.js';
import { NotingPeer } from './noting-peer.js';

const K = 12;
const OPTIONS = ['objects=1', 'eoi=never'];

/** Starts an engine whose RTUs have `points` signals of index 1. */
function engineOf(points: number, options: readonly string[] = [], rtus = 1): Promise<TestEngine> {
  return TestEngine.start({
    rtus: Array.from({ length: rtus }, () => ({ k: K, options: [...OPTIONS, ...options] })),
    databases: { 'd.csv': pointRows(1, points) },
  });
}

const counters = ({ engine }: TestEngine, ...names: readonly CounterName[]): number[] =>
  names.map((name) => engine.stats.get(0, name));

function framesIn(row: LatencyRow): number {
  let frames = 0;
  for (let bucket = row.span.from; bucket < row.span.end; bucket++) frames += row.count(bucket);
  return frames;
}

/** Number of frames in the first RTU's histogram. */
const total = ({ engine }: TestEngine): number => framesIn(engine.latencies.rtu(0));

const median = (sorted: readonly number[]): number => sorted[Math.ceil(sorted.length / 2) - 1];

/** Greatest width of a bucket: this, or a thousandth of its time, ms. */
const BUCKET_MS = 1;

describe('acknowledgement latency', () => {
  // `build/ack-latency.js` measures how exact it is. The test requires only that it is not below the masters' and not above
  // the duration of the whole send.
  it('is not below that of masters that wait 5 and 40 ms with each frame', async () => {
    const delays = [5, 40];
    const test = await engineOf(50, [], delays.length);
    const { engine } = test;
    const peers = await Promise.all(delays.map((ms, slot) => NotingPeer.start(test.port(slot), ms)));
    const fromMs = performance.now();
    const { totals } = await engine.settled(engine.send(1, 0).id);
    const elapsedMs = performance.now() - fromMs;
    expect(totals).toMatchObject({ offered: 100, sent: 100, acknowledged: 100 });
    for (const [slot, peer] of peers.entries()) {
      const known = median(peer.waits);
      expect(known).toBeGreaterThanOrEqual(delays[slot] - 1);
      const latencies = engine.latencies.rtu(slot);
      expect(percentileOf(latencies, 0.5), `RTU ${slot}`).toBeGreaterThan(known - BUCKET_MS);
      expect(percentileOf(latencies, 1), `RTU ${slot}`).toBeLessThan(elapsedMs * 1.001 + BUCKET_MS);
      // On a busy machine this program itself may pause; what was acknowledged over a pause is in no histogram.
      const measured = framesIn(latencies) + engine.stats.get(slot, 'ACKS_PAUSED');
      expect([measured, engine.stats.get(slot, 'ACK_COUNT')]).toEqual([50, 50]);
    }
    const inAll = framesIn(engine.latencies.shard(0, 'acknowledgement')) + engine.stats.total('ACKS_PAUSED');
    expect(inAll).toBe(100);
  });

  it('of a run does not include frames from before the run', async () => {
    const test = await engineOf(K);
    const { engine } = test;
    const peer = await NotingPeer.start(test.port(0), 'when told');
    /** Returns the duration, ms. */
    const send = async (frames: number, heldMs: number): Promise<number> => {
      const fromMs = performance.now();
      const { id } = engine.send(1, 0);
      await peer.received(frames);
      await new Promise((resolve) => setTimeout(resolve, heldMs));
      peer.acknowledge();
      await engine.settled(id);
      return performance.now() - fromMs;
    };
    await send(K, 200);
    const elapsedMs = await send(2 * K, 0);
    const row = engine.latencies.rtu(0);
    expect(total(test)).toBe(2 * K);
    expect(percentileOf(row, 1)).toBeGreaterThan(198);
    // The run began with the second send: its frames can't have waited longer than that send lasted.
    expect(percentileOf(row, 1, engine.runMark.rtu(0))).toBeLessThan(elapsedMs * 1.001 + BUCKET_MS);
  });
});

describe('the counts are exact', () => {
  it('when all ends in order: everything sent was received and is acknowledged', async () => {
    const test = await engineOf(500);
    const peer = await NotingPeer.start(test.port(0), 0);
    const { totals } = await test.engine.settled(test.engine.send(1, 0).id);
    expect(peer.objects.map(({ ioa }) => ioa)).toEqual(Array.from({ length: 500 }, (_, i) => 1000 + i));
    expect(totals).toMatchObject({
      offered: 500,
      sent: 500,
      acknowledged: 500,
      unsentLink: 0,
      unsentEnded: 0,
    });
    expect(counters(test, 'SIGNALS_OFFERED', 'SIGNALS_SENT', 'SIGNALS_ACKNOWLEDGED', 'I_SENT')).toEqual([
      500, 500, 500, 500,
    ]);
    // The peer sends at most one acknowledgement per frame, fewer if it reads several frames at once.
    expect([total(test), ...counters(test, 'ACK_COUNT', 'OUTSTANDING')]).toEqual([500, 500, 0]);
    await expect.poll(() => counters(test, 'OLDEST_SENT_AT_MS', 'STALLED_SINCE_MS')).toEqual([0, 0]);
    expect(counters(test, 'ACKS')[0]).toBeLessThanOrEqual(500);
  });

  it('when a master dies during a send: only what it acknowledged counts as acknowledged', async () => {
    const test = await engineOf(200);
    const peer = await NotingPeer.start(test.port(0), 'when told');
    const { id } = test.engine.send(1, 0);
    await peer.received(K);
    peer.acknowledge(7);
    await peer.received(K + 7);
    peer.acknowledge(K);
    await peer.received(2 * K + 7);
    peer.die();
    const { totals } = await test.engine.settled(id);
    expect(totals).toMatchObject({
      offered: 200,
      sent: peer.objects.length,
      acknowledged: peer.acknowledgedObjects.length,
      unsentLink: 200 - (K + 7),
      unsentEnded: 0,
    });
    expect([totals.sent, totals.acknowledged]).toEqual([2 * K + 7, K + 7]);
    expect([total(test), ...counters(test, 'OUTSTANDING', 'STALLED_SINCE_MS')]).toEqual([K + 7, 0, 0]);
    await expect.poll(() => counters(test, 'OLDEST_SENT_AT_MS')).toEqual([0]);
    expect(counters(test, 'UNACKED_MAX_MS')[0]).toBeGreaterThan(0);
  });

  it('when a master acknowledges late: what the window held back counts as unsent', async () => {
    const test = await engineOf(100);
    const { engine } = test;
    const peer = await NotingPeer.start(test.port(0), 150);
    const fromMs = performance.now();
    const { totals } = await engine.settled(engine.send(1, 520, { ratePerRtu: 200 }).id);
    const elapsedMs = performance.now() - fromMs;
    // 104 signals are due in 520 ms; a window of 12 opens three times.
    expect(totals).toMatchObject({
      offered: 104,
      sent: peer.objects.length,
      acknowledged: peer.acknowledgedObjects.length,
      unsentLink: 0,
      unsentEnded: 104 - peer.objects.length,
    });
    expect(totals.acknowledged).toBe(totals.sent);
    expect(totals.unsentEnded).toBeGreaterThan(0);
    expect(total(test)).toBe(peer.frames.length);
    const [stalls, stalledMs, since] = counters(test, 'STALLS', 'STALL_MS', 'STALLED_SINCE_MS');
    expect([stalls > 0, since]).toEqual([true, 0]);
    // No time counts as a stall before the send or after it.
    expect(stalledMs).toBeLessThanOrEqual(elapsedMs);
  });

  it('when a master never acknowledges: one window is sent, nothing is acknowledged', async () => {
    const test = await engineOf(50, ['t1=2', 't2=1']);
    const peer = await NotingPeer.start(test.port(0), 'when told');
    const fromMs = performance.now();
    const { totals } = await test.engine.settled(test.engine.send(1, 0).id);
    await peer.ended;
    const elapsedMs = performance.now() - fromMs;
    expect(peer.objects).toHaveLength(K);
    expect(totals).toMatchObject({ offered: 50, sent: K, acknowledged: 0, unsentLink: 50 });
    const [outstanding, unackedMs] = counters(test, 'OUTSTANDING', 'UNACKED_MAX_MS');
    expect([outstanding, total(test)]).toEqual([0, 0]);
    expect(unackedMs).toBeGreaterThanOrEqual(2_000);
    expect(unackedMs).toBeLessThanOrEqual(elapsedMs);
  });
});

describe('a shard', () => {
  it('reports how long it was busy, on a processor and late', async () => {
    const test = await engineOf(10);
    const { latencies, shardCounters } = test.engine;
    const before = shardCounters.get(0, 'AT_MS');
    await expect.poll(() => shardCounters.get(0, 'AT_MS')).toBeGreaterThan(before);
    expect(shardCounters.get(0, 'BUSY_MS')).toBeGreaterThan(0);
    if (process.platform === 'linux') expect(shardCounters.get(0, 'CPU_MS')).toBeGreaterThan(0);
    const delays = latencies.shard(0, 'loop-delay');
    expect(percentileOf(delays, 1)).toBeLessThanOrEqual(
      shardCounters.get(0, 'LOOP_DELAY_MAX_MS') * 1.001 + 0.01,
    );
  });
});

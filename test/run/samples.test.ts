/** Samples of a run: when nearly all was acknowledged, the best second, what is left when there are many, charts, who was the limit. */
import { describe, expect, it } from 'vitest';
import type { LatencyNote } from '../../src/figures/latency-histogram.js';
import type { ShardReport } from '../../src/report/run-report.js';
import { findRunBottleneck } from '../../src/run/run-bottleneck.js';
import { acknowledgedAfterMs, type RunSample, RunSamples } from '../../src/run/run-samples.js';
import { makeSeries } from '../../src/run/run-series.js';
import { latencyBucket } from '../../src/station/measures/latency-row.js';

const note = (...times: [ms: number, count: number][]): LatencyNote => ({
  buckets: Uint16Array.from(times, ([ms]) => latencyBucket(ms)),
  counts: Uint32Array.from(times, ([, count]) => count),
});

/** One shard, three connections; nothing happened. */
function sample(atMs: number, more: Partial<RunSample> = {}): RunSample {
  return {
    atMs,
    signalsSent: 0,
    signalsAcknowledged: 0,
    framesSent: 0,
    stallMs: 0,
    outstanding: 0,
    online: 3,
    started: 3,
    latencies: [note()],
    runs: 3,
    shards: [{ atMs, busyMs: 0, cpuMs: 0, waitedMs: 0 }],
    processors: { allMs: atMs * 2, idleMs: atMs * 2, ownMs: 0 },
    ...more,
  };
}

const acknowledged = (atMs: number, signals: number): RunSample =>
  sample(atMs, { signalsAcknowledged: signals, signalsSent: signals });

describe('the time that rates are taken over', () => {
  it('ends when 99 % were acknowledged, not when the master has taken its t2 for the rest', () => {
    // 100 signals a second for 10 s, and 8 of them acknowledged after another 10 s.
    const list = Array.from({ length: 11 }, (_, i) => acknowledged(i * 1000, i * 99.2));
    list.push(acknowledged(20_000, 1000));
    // 990 of 1000 lie between 9 s (892.8) and 10 s (992): at 9 s + (990 − 892.8) / 99.2 s.
    expect(acknowledgedAfterMs(list, 0)).toBeCloseTo(9979.8, 1);
  });

  it('counts from the start of the sends, not from the first sample', () => {
    expect(acknowledgedAfterMs([acknowledged(0, 0), acknowledged(1000, 100)], 500)).toBeCloseTo(490, 6);
  });

  it('does not exist if nothing was acknowledged', () => {
    expect(acknowledgedAfterMs([acknowledged(0, 5), acknowledged(1000, 5)], 0)).toBe(0);
  });
});

describe('samples', () => {
  it('keep first and last, and the sums between, when every second one goes', () => {
    const samples = new RunSamples(acknowledged(0, 0));
    for (let i = 1; i <= 5000; i++) samples.add(acknowledged(i * 100, i));
    const { kept } = samples;
    expect(kept.length).toBeLessThanOrEqual(402);
    expect(kept.length).toBeGreaterThan(190);
    expect(kept[0].atMs).toBe(0);
    expect(kept.at(-1)?.atMs).toBe(500_000);
    const series = makeSeries(kept, 0);
    expect(new Set(series.acknowledgedPerSecond)).toEqual(new Set([10]));
  });

  it('know the best second, and the busiest of a shard', () => {
    const samples = new RunSamples(acknowledged(0, 0));
    let signals = 0;
    let busyMs = 0;
    for (let i = 1; i <= 40; i++) {
      const inTheMiddle = i > 10 && i <= 20;
      signals += inTheMiddle ? 50 : 10;
      busyMs += inTheMiddle ? 80 : 5;
      const shards = [{ atMs: i * 100, busyMs, cpuMs: 0, waitedMs: 0 }];
      samples.add(sample(i * 100, { signalsAcknowledged: signals, shards }));
    }
    expect(samples.peakRate).toBe(500);
    expect(samples.busiest[0]).toBeCloseTo(0.8, 9);
  });

  it('do not call a burst in a short run a rate', () => {
    const samples = new RunSamples(acknowledged(0, 0));
    samples.add(acknowledged(100, 60));
    expect(samples.peakRate).toBe(60);
  });
});

describe('the charts', () => {
  it('are differences: rates, shares and the latencies of the interval', () => {
    const first = sample(1000, { latencies: [note([5, 100])] });
    const second = sample(1500, {
      signalsSent: 700,
      signalsAcknowledged: 600,
      framesSent: 50,
      stallMs: 750,
      outstanding: 12,
      latencies: [note([5, 101], [40, 99])],
      shards: [{ atMs: 1500, busyMs: 250, cpuMs: 0, waitedMs: 0 }],
    });
    const series = makeSeries([first, second], 900);
    expect(series.atMs).toEqual([600]);
    expect(series.signalsPerSecond).toEqual([1400]);
    expect(series.acknowledgedPerSecond).toEqual([1200]);
    expect(series.framesPerSecond).toEqual([100]);
    // 750 ms of three connections in 500 ms.
    expect(series.stallShare[0]).toBeCloseTo(0.5, 9);
    expect(series.ackP50Ms[0]).toBeCloseTo(40, 0);
    expect(series.shardBusy).toEqual([0.5]);
    expect(series.outstanding).toEqual([12]);
  });

  it('have no latency if nothing was acknowledged', () => {
    const { ackP50Ms, ackP99Ms } = makeSeries([sample(0), sample(100)], 0);
    expect([ackP50Ms, ackP99Ms]).toEqual([[null], [null]]);
  });
});

describe('who was the limit', () => {
  const shards = [{ loopDelay: { p99Ms: 1 } } as ShardReport];

  /** A second at a time: share of it that the shard worked, and that the windows were closed; `undefined`: nothing was sent. */
  function run(...seconds: ([busy: number, stalled: number] | undefined)[]) {
    const list = [sample(0, { runs: seconds[0] === undefined ? 0 : 3 })];
    for (const second of seconds) {
      const before = list[list.length - 1];
      const [busy, stalled] = second ?? [0, 0];
      const atMs = before.atMs + 1000;
      const [{ busyMs, cpuMs }] = before.shards;
      list.push(
        sample(atMs, {
          runs: second === undefined ? 0 : 3,
          stallMs: before.stallMs + stalled * 3000,
          shards: [{ atMs, busyMs: busyMs + busy * 1000, cpuMs: cpuMs + busy * 1000, waitedMs: 0 }],
        }),
      );
    }
    return findRunBottleneck(list, shards, () => 0);
  }

  it('is the masters if windows are closed and the shard is idle', () => {
    expect(run([0.1, 0.9], [0.1, 0.9], [0.1, 0.9]).who).toBe('master');
  });

  it('is the simulator where a shard works all the time, closed windows or not', () => {
    expect(run([0.99, 0.8], [0.99, 0.8]).who).toBe('simulator');
  });

  it('is the simulator also for a part of the run, and the sentence says for how long', () => {
    const { who, text } = run(
      ...Array.from({ length: 8 }, (): [number, number] => [0.1, 0.9]),
      [1, 0.8],
      [1, 0.8],
    );
    expect(who).toBe('simulator');
    expect(text).toContain('2.0 of 10 s');
  });

  it('is the masters also in a short avalanche of a long quiet run', () => {
    const quiet = Array.from({ length: 8 }, (): [number, number] => [0.05, 0]);
    const { who, text } = run(...quiet, [0.1, 0.9], [0.1, 0.9]);
    expect(who).toBe('master');
    expect(text).toContain('2.0 of 10 s');
    expect(run(...quiet, ...quiet, ...quiet, [0.1, 0.9]).who).toBe('ask');
  });

  it('counts only the time in which something was sent', () => {
    expect(run(...Array.from({ length: 30 }, () => undefined), [1, 0.8], [1, 0.8]).who).toBe('simulator');
  });

  it('is the requested load if windows are open and shards idle; unknown if nothing was sent', () => {
    expect(run([0.1, 0.05], [0.1, 0.05]).who).toBe('ask');
    expect(run(undefined, undefined).who).toBe('unknown');
  });

  it('takes several sends on one connection for one window', () => {
    const list = [0, 1000, 2000].map((atMs) =>
      sample(atMs, {
        runs: 6,
        stallMs: atMs * 3 * 0.9,
        shards: [{ atMs, busyMs: atMs / 10, cpuMs: 0, waitedMs: 0 }],
      }),
    );
    expect(findRunBottleneck(list, shards, () => 0).who).toBe('master');
  });
});

/** Samples of a run: its counters ten times a second, thinned out as the run gets long. */

import { type ShardTimes, shardShares } from '../channel/shard-table.js';
import type { Engine } from '../coordinator/api.js';
import { type LatencyNote, noteLatencies } from '../figures/latency-histogram.js';
import { type ProcessorTimes, processorTimes } from '../figures/processor-load.js';

/** Time between two samples. */
export const SAMPLE_MS = 100;
/** Most samples that are kept; beyond that every second one is dropped. */
const MOST_SAMPLES = 400;
/** The best second is searched over this many samples. */
const BEST_SAMPLES = 10;

/**
 * The counters at one instant. Growing counters are sums since the program's start, so that an interval is the difference of
 * two samples, and dropping a sample loses only detail.
 */
export interface RunSample {
  /** Monotonic ms. */
  readonly atMs: number;
  readonly signalsSent: number;
  readonly signalsAcknowledged: number;
  readonly framesSent: number;
  /** Time that signals waited behind closed windows, over all connections, including waits that still run. */
  readonly stallMs: number;
  /** Present values. */
  readonly outstanding: number;
  readonly online: number;
  /** Connections with data transfer started. */
  readonly started: number;
  /** Acknowledgement latencies by shard. */
  readonly latencies: readonly LatencyNote[];
  /** Index sends under way, by connection. */
  readonly runs: number;
  readonly shards: readonly ShardTimes[];
  readonly processors: ProcessorTimes;
}

/** Rates are taken until this share of the acknowledged signals was acknowledged: the rest may wait for the master's t2. */
export const RATED_SHARE = 0.99;

/** When `RATED_SHARE` of the signals acknowledged between first and last sample was reached, ms after `startMs` (monotonic). */
export function acknowledgedAfterMs(samples: readonly RunSample[], startMs: number): number {
  const first = samples[0].signalsAcknowledged;
  const wanted = first + (samples[samples.length - 1].signalsAcknowledged - first) * RATED_SHARE;
  const at = samples.findIndex(({ signalsAcknowledged }) => signalsAcknowledged >= wanted);
  if (at <= 0) return 0;
  const before = samples[at - 1];
  const after = samples[at];
  const part =
    (wanted - before.signalsAcknowledged) / (after.signalsAcknowledged - before.signalsAcknowledged);
  return Math.max(0, before.atMs + part * (after.atMs - before.atMs) - startMs);
}

/** Takes a sample. */
export function takeSample(engine: Engine, nowMs: number): RunSample {
  const { stats, latencies, shardCounters } = engine;
  const shards = Array.from({ length: engine.shards }, (_, shard) => shard);
  return {
    atMs: nowMs,
    signalsSent: stats.total('SIGNALS_SENT'),
    signalsAcknowledged: stats.total('SIGNALS_ACKNOWLEDGED'),
    framesSent: stats.total('I_SENT'),
    stallMs: engine.rtus.reduce((sum, { slot }) => sum + stats.stallMs(slot, nowMs), 0),
    outstanding: stats.total('OUTSTANDING'),
    online: stats.countNonZero('STARTED'),
    started: stats.total('STARTED'),
    latencies: shards.map((shard) => noteLatencies(latencies.shard(shard, 'acknowledgement'))),
    shards: shards.map((shard) => shardCounters.times(shard)),
    runs: stats.total('RUNS'),
    processors: processorTimes(),
  };
}

/** The samples of a run. */
export class RunSamples {
  private list: RunSample[] = [];
  private readonly lately: RunSample[] = [];
  private every = 1;
  private taken = 0;
  /** Acknowledged signals in the best second, and the largest share of a second that an event loop worked, by shard. */
  peakRate = 0;
  readonly busiest: number[];

  constructor(readonly first: RunSample) {
    this.list.push(first);
    this.lately.push(first);
    this.busiest = first.shards.map(() => Number.NaN);
  }

  /** Adds the newest sample. */
  add(sample: RunSample): void {
    this.lately.push(sample);
    if (this.lately.length > BEST_SAMPLES + 1) this.lately.shift();
    this.noteBest(sample);
    if (++this.taken % this.every !== 0) return;
    this.list.push(sample);
    if (this.list.length <= MOST_SAMPLES) return;
    this.list = this.list.filter((_, i) => i % 2 === 0);
    this.every *= 2;
  }

  /** The samples kept, the newest last. */
  get kept(): readonly RunSample[] {
    const last = this.lately.at(-1) ?? this.first;
    return this.list.at(-1) === last ? this.list : [...this.list, last];
  }

  private noteBest(sample: RunSample): void {
    const [oldest] = this.lately;
    // A run shorter than a second counts as one second.
    const spanMs = Math.max(sample.atMs - oldest.atMs, SAMPLE_MS * BEST_SAMPLES);
    const acknowledged = sample.signalsAcknowledged - oldest.signalsAcknowledged;
    this.peakRate = Math.max(this.peakRate, (acknowledged * 1000) / spanMs);
    sample.shards.forEach((shard, i) => {
      const before = oldest.shards[i];
      const { busy } = shardShares(before, shard);
      if (!Number.isNaN(busy) && !(busy <= this.busiest[i])) this.busiest[i] = busy;
    });
  }
}

/** `part` as a share of `whole`, 0…1; 0 if there is no whole. */
export function shareOf(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0;
}

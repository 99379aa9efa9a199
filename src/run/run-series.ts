/** The series of the charts of a report. */

import { shardShares } from '../channel/shard-table.js';
import { LatencyHistogram } from '../figures/latency-histogram.js';
import { known } from '../figures/summary.js';
import type { RunSeries } from '../report/run-report.js';
import { type RunSample, shareOf } from './run-samples.js';

/** One entry per interval between two samples; times count from `startMs` (monotonic). */
export function makeSeries(samples: readonly RunSample[], startMs: number): RunSeries {
  const intervals = samples.slice(1).map((sample, i) => intervalOf(samples[i], sample));
  return {
    atMs: samples.slice(1).map(({ atMs }) => Math.round(atMs - startMs)),
    signalsPerSecond: intervals.map(({ signals }) => signals),
    acknowledgedPerSecond: intervals.map(({ acknowledged }) => acknowledged),
    framesPerSecond: intervals.map(({ frames }) => frames),
    stallShare: intervals.map(({ stall }) => stall),
    online: samples.slice(1).map(({ online }) => online),
    outstanding: samples.slice(1).map(({ outstanding }) => outstanding),
    ackP50Ms: intervals.map(({ p50Ms }) => p50Ms),
    ackP99Ms: intervals.map(({ p99Ms }) => p99Ms),
    shardBusy: intervals.map(({ busy }) => busy),
  };
}

function intervalOf(before: RunSample, after: RunSample) {
  const spanMs = Math.max(after.atMs - before.atMs, 1e-3);
  const perSecond = (of: (sample: RunSample) => number): number =>
    Math.round(((of(after) - of(before)) * 1000) / spanMs);
  const latencies = new LatencyHistogram();
  after.latencies.forEach((note, shard) => {
    latencies.addNote(note).addNote(before.latencies[shard], -1);
  });
  const started = (before.started + after.started) / 2;
  const shares = after.shards
    .map((shard, i) => shardShares(before.shards[i], shard).busy)
    .filter((share) => !Number.isNaN(share));
  return {
    signals: perSecond(({ signalsSent }) => signalsSent),
    acknowledged: perSecond(({ signalsAcknowledged }) => signalsAcknowledged),
    frames: perSecond(({ framesSent }) => framesSent),
    stall: shareOf(after.stallMs - before.stallMs, spanMs * started),
    p50Ms: known(latencies.percentile(0.5)),
    p99Ms: known(latencies.percentile(0.99)),
    busy: shares.length > 0 ? Math.max(...shares) : null,
  };
}

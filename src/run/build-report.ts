/** Builds the report of a run from the counts at its start and end, its samples and its sends. */

import type { Engine, SendStatus } from '../coordinator/api.js';
import { summaryOf } from '../figures/summary.js';
import { judgeLimits, type Limit, verdictOf } from '../report/limits.js';
import type { RunReport } from '../report/run-report.js';
import { COUNTER, type CounterName } from '../station/measures/counters.js';
import type { ProfileStep } from './profile/profile.js';
import { reportRtus, trafficOf } from './rtu-reports.js';
import { findRunBottleneck } from './run-bottleneck.js';
import { deltaOfAll, type RunBounds, type RunInstant, shardLatenciesOf, stallMsIn } from './run-instant.js';
import type { RunRecorder } from './run-recorder.js';
import { acknowledgedAfterMs, shareOf } from './run-samples.js';
import { makeSeries } from './run-series.js';
import { reportSends } from './send-reports.js';
import { figuresWithMost, reportShards } from './shard-reports.js';

/** Contents of the report besides the counts. */
export interface RunFacts {
  readonly program: RunReport['program'];
  readonly machine: RunReport['machine'];
  readonly configuration: RunReport['configuration'];
  readonly ending: RunReport['ending'];
  /** Profile rows by the numbers of their sends. */
  readonly steps: ReadonlyMap<number, ProfileStep>;
  readonly possible: readonly string[];
  readonly limits: readonly Limit[];
  /** Whether a sent list is written. */
  readonly sentList: 'written' | 'none';
}

/** Builds the report of a run that has ended; `bounds` is what `recorder.end()` returned. */
export function buildReport(
  engine: Engine,
  recorder: RunRecorder,
  bounds: RunBounds,
  facts: RunFacts,
): RunReport {
  const { samples } = recorder;
  const { start, end } = bounds;
  const shardNumbers = engine.placement.map((_, shard) => shard);
  const sends = reportSends([...recorder.sends, ...unsettledOf(engine, bounds, facts.ending)], facts.steps);
  const startedAt = sends.length > 0 ? Math.min(...sends.map((send) => send.startedAt)) : start.wallMs;
  const endedAt =
    facts.ending === 'complete' && sends.length > 0
      ? Math.max(...sends.map((send) => send.endedAt))
      : end.wallMs;
  const durationMs = Math.max(0, endedAt - startedAt);
  const finishedAt = Math.max(startedAt, ...sends.map((send) => send.finishedAt).filter(Number.isFinite));
  const { kept } = samples;
  const startMs = start.atMs + (startedAt - start.wallMs);
  const rateOverMs = Math.min(durationMs, acknowledgedAfterMs(kept, startMs));
  const acknowledgements = shardLatenciesOf(bounds, shardNumbers, 'acknowledgement');
  const rtus = reportRtus(engine.rtus, bounds, { rateOverMs, durationMs });
  const shards = reportShards(engine, bounds, samples.busiest);
  const { limits, program, machine, configuration, ending, possible } = facts;
  const record: Omit<RunReport, 'limits' | 'verdict'> = {
    program,
    machine,
    configuration,
    ending,
    possible,
    startedAt,
    endedAt,
    durationMs,
    sendingMs: facts.ending === 'complete' ? finishedAt - startedAt : durationMs,
    rateOverMs,
    sends,
    shardsLost: recorder.shardsLost,
    changes: recorder.changes,
    totals: totalsOf(bounds, recorder, facts, { rateOverMs, rtus }),
    latency: summaryOf(figuresWithMost(acknowledgements, columnOf(end, 'ACK_MAX_MS'))),
    latencyBuckets: acknowledgements.buckets(),
    commandRoundTrip: summaryOf(
      figuresWithMost(shardLatenciesOf(bounds, shardNumbers, 'command'), columnOf(end, 'COMMAND_MAX_MS')),
    ),
    series: makeSeries(kept, startMs),
    rtus,
    links: recorder.links,
    linksLeftOut: recorder.linksLeftOut,
    shards,
    limiter: findRunBottleneck(samples.kept, shards),
  };
  const verdicts = judgeLimits(limits, record);
  return { ...record, limits: verdicts, verdict: verdictOf(verdicts) };
}

/** The sends that an interrupted run leaves unsettled, with their counts so far. */
function unsettledOf(engine: Engine, { start, end }: RunBounds, ending: RunFacts['ending']): SendStatus[] {
  if (ending !== 'interrupted') return [];
  return engine
    .sends()
    .filter(({ state, startedAt }) => state !== 'settled' && startedAt >= start.wallMs)
    .map((send) => ({
      ...send,
      finishedAt: Number.isFinite(send.finishedAt) ? send.finishedAt : end.wallMs,
      settledAt: end.wallMs,
    }));
}

function columnOf({ rows }: RunInstant, column: CounterName): number[] {
  return rows.map((row) => row[COUNTER[column]]);
}

function totalsOf(
  bounds: RunBounds,
  { samples, onlineLeast }: RunRecorder,
  { sentList }: RunFacts,
  { rateOverMs, rtus }: { rateOverMs: number; rtus: RunReport['rtus'] },
): RunReport['totals'] {
  const { start, end } = bounds;
  const all = deltaOfAll(bounds);
  const slots = [...end.rows.keys()];
  const oldestMs = Math.max(0, ...rtus.map(({ oldestUnackedMs }) => oldestUnackedMs ?? 0));
  const stallMs = slots.reduce((sum, slot) => sum + stallMsIn(bounds, slot), 0);
  const { kept } = samples;
  const started = kept.reduce((sum, sample) => sum + sample.started, 0) / kept.length;
  return {
    ...trafficOf(all, rateOverMs),
    peakRate: samples.peakRate,
    stallShare: shareOf(stallMs, (end.atMs - start.atMs) * started),
    oldestUnackedMs: oldestMs > 0 ? oldestMs : null,
    onlineAtStart: samples.first.online,
    onlineLeast,
    sentListLost: sentList === 'written' ? all.grew('SENT_LIST_LOST') : null,
  };
}

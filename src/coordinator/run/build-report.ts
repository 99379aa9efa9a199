/** A run's record, once it is over: from the counts at its start and now, its samples, its sends. */
import { monotonicMs } from '../../channel/clock.js';
import type { CounterName } from '../../station/counters.js';
import type { Engine } from '../interface.js';
import type { StepPlans } from '../profile/profile-runner.js';
import { judgeLimits, type Limit } from '../report/limits.js';
import type { RunReport } from '../report/run-report.js';
import { findRunLimiter } from './limiter.js';
import {
  type Delta,
  deltaOf,
  oldestUnackedMs,
  rateOf,
  reportRtus,
  signalsOf,
  summaryOf,
} from './rtu-reports.js';
import type { RunRecorder } from './run-recorder.js';
import { acknowledgedAfterMs, shareOf, stallMsOf } from './run-samples.js';
import { makeSeries } from './run-series.js';
import { reportSends } from './send-reports.js';
import { figuresWithMost, mergeShards, reportShards } from './shard-reports.js';

/** What is known of a run besides its counts. */
export interface RunFacts {
  readonly program: RunReport['program'];
  readonly machine: RunReport['machine'];
  readonly configuration: RunReport['configuration'];
  readonly ending: RunReport['ending'];
  readonly plans: StepPlans;
  readonly possible: readonly string[];
  readonly limits: readonly Limit[];
  /** Whether a sent list is written. */
  readonly sentList: 'written' | 'none';
}

/** Builds the record of a run that has just ended; `recorder.end()` was called. */
export function buildReport(engine: Engine, recorder: RunRecorder, facts: RunFacts): RunReport {
  const { start, samples } = recorder;
  const nowMs = monotonicMs();
  const sends = reportSends(recorder.sends, facts.plans);
  const startedAt = sends.length > 0 ? Math.min(...sends.map((send) => send.startedAt)) : start.wallMs;
  const endedAt =
    facts.ending === 'complete' && sends.length > 0
      ? Math.max(...sends.map((send) => send.endedAt))
      : engine.wallNow();
  const durationMs = Math.max(0, endedAt - startedAt);
  const finishedAt = Math.max(startedAt, ...sends.map((send) => send.finishedAt).filter(Number.isFinite));
  const { kept } = samples;
  const startMs = start.atMs + (startedAt - start.wallMs);
  const rateOverMs = Math.min(durationMs, acknowledgedAfterMs(kept, startMs));
  const acknowledgements = mergeShards(engine, start, 'acknowledgement');
  const shards = reportShards(engine, start, samples.busiest);
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
    totals: totalsOf(engine, recorder, facts, { rateOverMs, nowMs }),
    latency: summaryOf(figuresWithMost(acknowledgements, columnOf(engine, 'ACK_MAX_MS'))),
    latencyBuckets: acknowledgements.buckets(),
    commandRoundTrip: summaryOf(
      figuresWithMost(mergeShards(engine, start, 'command'), columnOf(engine, 'COMMAND_MAX_MS')),
    ),
    series: makeSeries(kept, startMs),
    rtus: reportRtus(engine, start, { rateOverMs, durationMs, nowMs }),
    links: recorder.links,
    linksLeftOut: recorder.linksLeftOut,
    shards,
    limiter: findRunLimiter(samples.kept, shards),
  };
  const verdicts = judgeLimits(limits, record);
  const failed = verdicts.some(({ verdict }) => verdict === 'FAIL');
  const verdict = verdicts.length === 0 ? 'NONE' : failed ? 'FAIL' : 'PASS';
  return { ...record, limits: verdicts, verdict };
}

function columnOf(engine: Engine, column: CounterName): number[] {
  return engine.rtus.map(({ slot }) => engine.stats.get(slot, column));
}

function totalsOf(
  engine: Engine,
  { start, samples, onlineLeast }: RunRecorder,
  { sentList }: RunFacts,
  { rateOverMs, nowMs }: { rateOverMs: number; nowMs: number },
): RunReport['totals'] {
  const deltas = engine.rtus.map(({ slot }) => deltaOf(engine, start, slot));
  const all: Delta = {
    grew: (column) => deltas.reduce((sum, { grew }) => sum + grew(column), 0),
    now: (column) => engine.stats.total(column),
  };
  const { grew } = all;
  const signals = signalsOf(all);
  const acks = grew('ACKS');
  const oldestMs = Math.max(0, ...deltas.map((delta) => oldestUnackedMs(delta, nowMs)));
  const stallMs = engine.rtus.reduce(
    (sum, { slot }) =>
      sum + stallMsOf(engine.stats.row(slot), nowMs) - stallMsOf(start.rows[slot], start.atMs),
    0,
  );
  const { kept } = samples;
  const started = kept.reduce((sum, sample) => sum + sample.started, 0) / kept.length;
  return {
    signals,
    interrogated: grew('SIGNALS_INTERROGATED'),
    resent: grew('SIGNALS_RESENT'),
    framesSent: grew('I_SENT'),
    framesReceived: grew('I_RECEIVED'),
    octetsSent: grew('OCTETS_SENT'),
    octetsReceived: grew('OCTETS_RECEIVED'),
    rate: rateOf(signals.acknowledged, rateOverMs),
    peakRate: samples.peakRate,
    stallShare: shareOf(stallMs, (nowMs - start.atMs) * started),
    effectiveW: acks > 0 ? grew('ACK_COUNT') / acks : null,
    oldestUnackedMs: oldestMs > 0 ? oldestMs : null,
    interrogations: grew('INTERROGATIONS'),
    testFrames: grew('TEST_FRAMES'),
    disconnects: grew('DISCONNECTS'),
    reconnects: grew('RECONNECTS'),
    onlineAtStart: samples.first.online,
    onlineLeast,
    logLinesLost: grew('LOG_LOST'),
    sentListLost: sentList === 'written' ? grew('SENT_LIST_LOST') : null,
  };
}

/** Builds the report of a run from the counts at its start and end, its samples and its sends. */

import type { Engine, SendStatus } from '../coordinator/api.js';
import { imbalanceOf } from '../figures/books.js';
import { summaryOf } from '../figures/summary.js';
import { caveatOf } from '../report/caveats.js';
import type { ReportCover } from '../report/cover.js';
import type { FaultCollateral } from '../report/fault-report.js';
import { judgeLimits, type Limit, verdictOf } from '../report/limits.js';
import type { UnjudgedReport } from '../report/report-checks.js';
import { REPORT_SCHEMA, type RunReport } from '../report/run-report.js';
import { COUNTER, type CounterName } from '../station/measures/counters.js';
import { reportExpectations } from './expectation-reports.js';
import { reportFaults } from './fault-reports.js';
import type { PlannedFault, ProfileStep } from './profile/profile.js';
import { reportRtus, trafficOf } from './rtu-reports.js';
import { findRunBottleneck } from './run-bottleneck.js';
import {
  deltaOfAll,
  type RunBounds,
  type RunInstant,
  shardLatenciesOf,
  stallMsIn,
  wallOf,
} from './run-instant.js';
import { linesOf } from './run-lines.js';
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
  /** Texts for the title page. */
  readonly cover?: ReportCover;
  readonly ending: RunReport['ending'];
  /** Why nothing was sent; not there: the run began. */
  readonly notBegun?: string;
  /** Profile rows by the numbers of their sends. */
  readonly steps: ReadonlyMap<number, ProfileStep>;
  /** Profile rows by the numbers of their faults; what RTUs felt that none hit. */
  readonly faultRows?: ReadonlyMap<number, PlannedFault>;
  readonly collateral?: (fault: PlannedFault) => FaultCollateral | undefined;
  readonly possible: readonly string[];
  /** Nothing happened from then on, but signals waited for masters that were not there, monotonic ms; NaN: everything was settled. */
  readonly quietSinceMs?: number;
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
  const toWall = (atMs: number): number => wallOf(bounds, atMs);
  const open = recorder.openSends();
  const { quietSinceMs = Number.NaN } = facts;
  const cutMs = Number.isNaN(quietSinceMs) ? end.atMs : quietSinceMs;
  const unsettled = open
    .filter((send) => facts.ending === 'interrupted' || isWaiting(send))
    .map((send) => cutAt(send, cutMs));
  const sends = reportSends([...recorder.sends, ...unsettled], facts.steps, toWall);
  const startedAt = sends.length > 0 ? Math.min(...sends.map((send) => send.startedAt)) : start.wallMs;
  const endedAt =
    facts.ending === 'complete' && sends.length > 0
      ? Math.max(...sends.map((send) => send.endedAt))
      : toWall(end.atMs);
  const durationMs = Math.max(0, endedAt - startedAt);
  const finishedAt = Math.max(startedAt, ...sends.map((send) => send.finishedAt).filter(Number.isFinite));
  const startMs = start.atMs + (startedAt - start.wallMs);
  const rateOverMs = Math.min(durationMs, acknowledgedAfterMs(samples.kept, startMs));
  const acknowledgements = shardLatenciesOf(bounds, shardNumbers, 'acknowledgement');
  const pauses = recorder.pauses.report(toWall);
  const rtus = reportRtus(engine.rtus, bounds, {
    rateOverMs,
    durationMs,
    shardPauseMs: pausesBySlot(engine, pauses),
    clockOverdue: recorder.clocks.counts(end.atMs),
    ackCourse: recorder.acks?.course(startMs)?.of,
  });
  const shards = reportShards(engine, bounds, samples.busiest);
  const record: UnjudgedReport = {
    ...headOf(facts),
    startedAt,
    endedAt,
    durationMs,
    sendingMs: facts.ending === 'complete' ? finishedAt - startedAt : durationMs,
    rateOverMs,
    sends,
    otherSends: otherSendsOf(
      recorder,
      facts.ending === 'complete' ? open.filter((send) => !isWaiting(send)) : [],
    ),
    shardsLost: recorder.shardsLost,
    shardLosses: recorder.shardLosses,
    changes: recorder.changes,
    totals: { ...totalsOf(bounds, recorder, { rateOverMs, rtus }), ...lineTotals(engine, bounds, facts) },
    latency: summaryOf(figuresWithMost(acknowledgements, columnOf(end, 'ACK_MAX_MS'))),
    latencyBuckets: acknowledgements.buckets(),
    commandRoundTrip: summaryOf(
      figuresWithMost(shardLatenciesOf(bounds, shardNumbers, 'command'), columnOf(end, 'COMMAND_MAX_MS')),
    ),
    ...chartsOf(recorder, startMs),
    rtus,
    ...plannedOf(engine, bounds, facts),
    links: recorder.links,
    linksLeftOut: recorder.linksLeftOut,
    shards,
    pauses,
    limiter: findRunBottleneck(samples.kept, shards, (fromMs, toMs) =>
      recorder.pauses.longestIn(fromMs, toMs),
    ),
  };
  const verdicts = judgeLimits(facts.limits, record);
  const report = { ...record, limits: verdicts, verdict: verdictOf(verdicts, record) };
  const caveat = caveatOf(report);
  return caveat === undefined ? report : { ...report, caveat };
}

/** What was known before the first count. */
function headOf({ program, cover = {}, machine, configuration, ending, notBegun, possible }: RunFacts) {
  return {
    schema: REPORT_SCHEMA,
    program,
    ...(Object.keys(cover).length === 0 ? {} : { cover }),
    machine,
    configuration,
    ending,
    ...(notBegun === undefined ? {} : { notBegun }),
    possible,
  };
}

/** The data of the charts over time, which begin at `startMs` (monotonic). */
function chartsOf(
  { samples, courses, acks }: RunRecorder,
  startMs: number,
): Pick<RunReport, 'series' | 'clockSyncCourse' | 'commandTagCourse' | 'ackCourse'> {
  const ackCourse = acks?.course(startMs)?.times;
  const [syncs, tags] = [courses.syncs.course(), courses.tags.course()];
  return {
    series: makeSeries(samples.kept, startMs),
    ...(syncs === undefined ? {} : { clockSyncCourse: syncs }),
    ...(tags === undefined ? {} : { commandTagCourse: tags }),
    ...(ackCourse === undefined ? {} : { ackCourse }),
  };
}

/** The faults that began in the run, and what was expected of it; nothing if there was none. */
function plannedOf(
  engine: Engine,
  { start, end }: RunBounds,
  { faultRows = new Map(), collateral = () => undefined }: RunFacts,
): Pick<RunReport, 'faults' | 'expectations'> {
  const expected = reportExpectations(engine.reactions.expectations.results());
  const expectations = expected.length === 0 ? {} : { expectations: expected };
  const faults = engine.faults.list().filter(({ startMs }) => startMs >= start.atMs && startMs <= end.atMs);
  if (faults.length === 0) return expectations;
  return {
    ...expectations,
    faults: reportFaults(faults, { rtus: engine.rtus, rows: faultRows, endMs: end.atMs, collateral }),
  };
}

/** The longest pause of each RTU's shard, by slot. */
function pausesBySlot(
  { placement }: Engine,
  { threads }: NonNullable<RunReport['pauses']>,
): Map<number, number> {
  return new Map(
    placement.flatMap((rtus, shard) =>
      rtus.map(({ slot }): [number, number] => [slot, threads[shard]?.longestMs ?? 0]),
    ),
  );
}

/** Whether everything that is left of a send waits in event buffers. */
function isWaiting({ state, totals }: SendStatus): boolean {
  return state === 'finished' && totals.held > 0 && imbalanceOf(totals) === 0;
}

/** A send that the run leaves unsettled, with its counts so far. */
function cutAt(send: SendStatus, atMs: number): SendStatus {
  return {
    ...send,
    finishedMs: Number.isFinite(send.finishedMs) ? Math.min(send.finishedMs, atMs) : atMs,
    settledMs: atMs,
  };
}

/** The sends that were under way at the start or at the end of the run: they are not the run's. */
function otherSendsOf(
  { before }: RunRecorder,
  after: readonly SendStatus[],
): NonNullable<RunReport['otherSends']> {
  const named = (sends: readonly SendStatus[], when: 'before' | 'after') =>
    sends.map(({ id, index }) => ({ send: id, index, when }));
  return [...named(before, 'before'), ...named(after, 'after')];
}

function lineTotals(
  engine: Engine,
  bounds: RunBounds,
  { sentList }: RunFacts,
): Pick<RunReport['totals'], 'logLinesLost' | 'sentListLost' | 'logLinesWaiting' | 'sentListWaiting'> {
  const lines = linesOf(engine, bounds);
  return { ...lines, sentListLost: sentList === 'written' ? lines.sentListLost : null };
}

function listenDropsOf({
  start: { listenDrops: before },
  end: { listenDrops: after },
}: RunBounds): Pick<RunReport['totals'], 'listenOverflows' | 'listenDrops'> {
  if (before === undefined || after === undefined) return { listenOverflows: null, listenDrops: null };
  return { listenOverflows: after.overflows - before.overflows, listenDrops: after.drops - before.drops };
}

function columnOf({ rows }: RunInstant, column: CounterName): number[] {
  return rows.map((row) => row[COUNTER[column]]);
}

function totalsOf(
  bounds: RunBounds,
  { samples, onlineLeast }: RunRecorder,
  { rateOverMs, rtus }: { rateOverMs: number; rtus: RunReport['rtus'] },
): Omit<RunReport['totals'], 'sentListLost'> {
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
    ...listenDropsOf(bounds),
  };
}

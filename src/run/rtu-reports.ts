/** The part of a run's report about each RTU. */
import type { RtuDefinition } from '../channel/definitions.js';
import { openSignals } from '../channel/stats-table.js';
import { rtuFields, signalFields, trafficFields } from '../figures/counter-rules.js';
import { type LatencyFigures, LatencyHistogram } from '../figures/latency-histogram.js';
import { summaryOf } from '../figures/summary.js';
import type { RtuReport, SignalCounts, TrafficCounts } from '../report/run-report.js';
import { clockOf, commandTagsOf, switchoversOf, unlessZero } from './rtu-times.js';
import { type Delta, deltaOf, latenciesOf, type RunBounds, stallMsIn } from './run-instant.js';
import { RATED_SHARE, shareOf } from './run-samples.js';

/**
 * The account of signals. Signals open at the start count as offered in the run, because the run settles them, and as sent where
 * they were in frames without acknowledgement: so no more are acknowledged than sent.
 */
function signalsOf({ grew, before, now }: Delta): SignalCounts & { open: number; held: number } {
  const counts = signalFields(({ name }) => grew(name));
  return {
    ...counts,
    offered: counts.offered + openSignals(before),
    sent: counts.sent + before('SIGNALS_OUTSTANDING'),
    open: openSignals(now) - now('HELD'),
    held: now('HELD'),
  };
}

/**
 * Longest time that an I frame was without acknowledgement in the run, ms; 0: there was none. Includes the oldest that still
 * waits and those whose link was lost; `ackMaxMs` is the longest of those that were acknowledged in the run.
 */
function oldestUnackedMs({ grew, now }: Delta, ackMaxMs: number, nowMs: number): number {
  const since = now('OLDEST_SENT_AT_MS');
  const lostMs = grew('UNACKED_MAX_MS') > 0 ? now('UNACKED_MAX_MS') : 0;
  return Math.max(ackMaxMs || 0, lostMs, since > 0 ? nowMs - since : 0);
}

/** Counts and rates of an RTU, or of all RTUs. */
export function trafficOf(delta: Delta, rateOverMs: number): TrafficCounts {
  const { grew } = delta;
  const signals = signalsOf(delta);
  const acks = grew('ACKS');
  return {
    signals,
    ...trafficFields(grew),
    rate: rateOf(signals.acknowledged, rateOverMs),
    effectiveW: acks > 0 ? grew('ACK_COUNT') / acks : null,
  };
}

/** Acknowledged signals per second: `RATED_SHARE` of them were acknowledged within `rateOverMs`. */
function rateOf(acknowledged: number, rateOverMs: number): number {
  return rateOverMs > 0 ? (acknowledged * RATED_SHARE * 1000) / rateOverMs : 0;
}

/** The time over which rates are taken, the duration of the run, and the pauses in it, ms. */
export interface RunSpan {
  rateOverMs: number;
  durationMs: number;
  /** Longest pause of each RTU's shard, ms, by slot. */
  shardPauseMs: ReadonlyMap<number, number>;
  /** How often each RTU was without a clock sync for longer than the limit, by slot; `undefined`: there is no limit. */
  clockOverdue?: ReadonlyMap<number, number> | undefined;
  /** Latency of an RTU in the course of the run, by slot; `undefined`: it was not recorded. */
  ackCourse?: ((slot: number) => string) | undefined;
}

/** Every RTU of a run, slowest first. */
export function reportRtus(rtus: readonly RtuDefinition[], bounds: RunBounds, span: RunSpan): RtuReport[] {
  const histogram = new LatencyHistogram();
  return rtus
    .map((rtu) => {
      const delta = deltaOf(bounds, rtu.slot);
      const latency = latenciesOf(bounds, rtu.slot, histogram).figures(delta.now('ACK_MAX_MS'));
      const stallMs = stallMsIn(bounds, rtu.slot);
      return reportRtu(rtu, delta, latency, { ...span, stallMs, nowMs: bounds.end.atMs });
    })
    .sort(slowestFirst);
}

function reportRtu(
  rtu: RtuDefinition,
  delta: Delta,
  latency: LatencyFigures,
  {
    rateOverMs,
    durationMs,
    shardPauseMs,
    clockOverdue,
    ackCourse,
    nowMs,
    stallMs,
  }: RunSpan & { stallMs: number; nowMs: number },
): RtuReport {
  const { grew, now } = delta;
  const { no, name, rtuNumber: ca, port, bind, ioFile, k, t1Ms, w, t2Ms, t3Ms } = rtu;
  const commands = grew('COMMANDS');
  return {
    no,
    name,
    ca,
    port,
    bind,
    ioFile,
    k,
    t1Ms,
    w,
    t2Ms,
    t3Ms,
    ...trafficOf(delta, rateOverMs),
    ...rtuFields(grew, now),
    latency: summaryOf(latency),
    stallShare: shareOf(stallMs, durationMs * Math.max(1, now('STARTED'))),
    oldestUnackedMs: unlessZero(oldestUnackedMs(delta, latency.maxMs, nowMs)),
    commandMeanMs: commands > 0 ? grew('COMMAND_SUM_MS') / commands : null,
    // The column holds the maximum since the program's start: if it did not grow, it is from before this run.
    commandMaxMs: grew('COMMAND_MAX_MS') > 0 ? now('COMMAND_MAX_MS') : null,
    shardPauseMs: shardPauseMs.get(rtu.slot) ?? 0,
    switchovers: switchoversOf(delta),
    commandTags: commandTagsOf(delta),
    clock: {
      ...clockOf(delta, rtu.clock, nowMs),
      ...(clockOverdue === undefined ? {} : { overdue: clockOverdue.get(rtu.slot) ?? 0 }),
    },
    ...(ackCourse === undefined ? {} : { ackCourse: ackCourse(rtu.slot) }),
  };
}

/** First those with the smallest share of signals acknowledged, then those with the highest p99. */
function slowestFirst(a: RtuReport, b: RtuReport): number {
  const share = ({ signals }: RtuReport): number =>
    signals.offered > 0 ? signals.acknowledged / signals.offered : 1;
  return share(a) - share(b) || (b.latency.p99Ms ?? -1) - (a.latency.p99Ms ?? -1) || a.no - b.no;
}

/** What a run's counts and histograms say of each RTU. */
import type { RtuDefinition } from '../channel/definitions.js';
import { openSignals } from '../channel/stats-table.js';
import { rtuFields, signalFields, trafficFields } from '../figures/counter-rules.js';
import { type LatencyFigures, LatencyHistogram } from '../figures/latency-histogram.js';
import { summaryOf } from '../figures/summary.js';
import type { RtuReport, SignalCounts, TrafficCounts } from '../report/run-report.js';
import { type Delta, deltaOf, latenciesOf, type RunBounds, stallMsIn } from './run-instant.js';
import { RATED_SHARE, shareOf } from './run-samples.js';

/** The account of signals. What was open at the start counts as offered in the run, because it is settled there. */
function signalsOf({ grew, before, now }: Delta): SignalCounts & { open: number } {
  const counts = signalFields(({ name }) => grew(name));
  return { ...counts, offered: counts.offered + openSignals(before), open: openSignals(now) };
}

/** Zero says that nothing was measured. */
const unlessZero = (value: number): number | null => (value > 0 ? value : null);

/**
 * Longest that an I frame was without acknowledgement in the run, the oldest that waits now included, ms; 0: none did.
 * `ackMaxMs`: of those that were acknowledged. The columns of maxima count from the program's start.
 */
function oldestUnackedMs({ grew, now }: Delta, ackMaxMs: number, nowMs: number): number {
  const since = now('OLDEST_SENT_AT_MS');
  const lostMs = grew('UNACKED_MAX_MS') > 0 ? now('UNACKED_MAX_MS') : 0;
  return Math.max(ackMaxMs || 0, lostMs, since > 0 ? nowMs - since : 0);
}

/** What went to and fro, of an RTU or of all. */
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

/** Acknowledged signals a second, where nearly all were acknowledged within `rateOverMs`. */
function rateOf(acknowledged: number, rateOverMs: number): number {
  return rateOverMs > 0 ? (acknowledged * RATED_SHARE * 1000) / rateOverMs : 0;
}

/** What rates are taken over, and all of the run, ms. */
export interface RunSpan {
  rateOverMs: number;
  durationMs: number;
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
  { rateOverMs, durationMs, nowMs, stallMs }: RunSpan & { stallMs: number; nowMs: number },
): RtuReport {
  const { grew, now } = delta;
  const { no, name, rtuNumber: ca, port, bind, ioFile, k, t1Ms } = rtu;
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
    ...trafficOf(delta, rateOverMs),
    ...rtuFields(grew, now),
    latency: summaryOf(latency),
    stallShare: shareOf(stallMs, durationMs * Math.max(1, now('STARTED'))),
    oldestUnackedMs: unlessZero(oldestUnackedMs(delta, latency.maxMs, nowMs)),
    commandMeanMs: commands > 0 ? grew('COMMAND_SUM_MS') / commands : null,
    // An older maximum says nothing of this run.
    commandMaxMs: grew('COMMAND_MAX_MS') > 0 ? now('COMMAND_MAX_MS') : null,
  };
}

/** Those that got the smallest part of their signals through, then those that waited longest for acknowledgements. */
function slowestFirst(a: RtuReport, b: RtuReport): number {
  const share = ({ signals }: RtuReport): number =>
    signals.offered > 0 ? signals.acknowledged / signals.offered : 1;
  return share(a) - share(b) || (b.latency.p99Ms ?? -1) - (a.latency.p99Ms ?? -1) || a.no - b.no;
}

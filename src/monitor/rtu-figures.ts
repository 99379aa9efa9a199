/** The figures of one RTU in the dashboard. */
import { type CounterName, RUN_STATE, type StatsTable } from '../channel/stats-table.js';
import { UNSENT_REASONS } from '../figures/counter-rules.js';
import type { AckPercentiles } from './ack-percentiles.js';
import type { MonitoredEngine } from './monitored-engine.js';
import type { Sampler } from './sampler.js';

/** One RTU at one instant. Rates are those of the last second. */
export interface RtuFigures {
  readonly slot: number;
  /** Connections that are open, and those with data transfer started. */
  readonly connections: number;
  readonly started: number;
  readonly listening: boolean;
  /** Wall time of the newest STARTDT, ms; 0: none. */
  readonly connectedAt: number;
  readonly interrogating: boolean;
  /** Index of the last send; −1: none. */
  readonly lastIndex: number;
  readonly run: 'none' | 'sending' | 'done' | 'missing';
  readonly signalsPerSecond: number;
  /** I frames without acknowledgement. */
  readonly outstanding: number;
  /** k times the number of started connections, at least k. */
  readonly window: number;
  /** 99th percentile of acknowledgement latency, ms: since the run began, else since the start; NaN: no acknowledgement, or not read. */
  readonly ackP99Ms: number;
  /** Rank by `ackP99Ms`: higher is later; −1: no acknowledgement. */
  readonly ackRank: number;
  /** Share of the last second in which signals waited behind a closed window, 0…1. */
  readonly stalled: number;
  /** Age of the oldest unacknowledged I frame, ms; 0: there is none. */
  readonly oldestMs: number;
  /** I frames per acknowledgement: mean of the last second, else since the start; NaN: no acknowledgement. */
  readonly effectiveW: number;
  /** Mean time from a command to the acknowledgement of its last confirmation, ms; NaN: there was none. */
  readonly commandMs: number;
  /** Another percentile of the acknowledgement latency, ms; `share` 0…1. */
  ackAtMs(share: number): number;
  /** Signals that were offered and not sent, or sent and lost, for any reason. */
  readonly unsent: number;
  /** Any other counter of the stats table. */
  counter(name: CounterName): number;
}

/** Sources of the figures. */
export interface FigureSource {
  readonly engine: MonitoredEngine;
  readonly sampler: Sampler;
  readonly percentiles: AckPercentiles;
  /** Monotonic time of the shown state, ms. */
  readonly nowMs: number;
}

/** Reads one RTU. `to` sort thousands of RTUs, their percentiles in ms are left out, because reading them takes long. */
export function readFigures(
  { engine, sampler, percentiles, nowMs }: FigureSource,
  slot: number,
  to: 'show' | 'sort' = 'show',
): RtuFigures {
  const { stats } = engine;
  const started = stats.get(slot, 'STARTED');
  return {
    slot,
    connections: stats.get(slot, 'CONNECTIONS'),
    started,
    listening: stats.get(slot, 'LISTENING') !== 0,
    connectedAt: stats.get(slot, 'CONNECTED_AT'),
    interrogating: stats.get(slot, 'INTERROGATING') > 0,
    lastIndex: stats.get(slot, 'LAST_INDEX'),
    run: runOf(stats.get(slot, 'RUN_STATE')),
    signalsPerSecond: sampler.perSecond(slot, 'SIGNALS_SENT'),
    outstanding: stats.get(slot, 'OUTSTANDING'),
    window: (engine.rtus[slot]?.k ?? 0) * Math.max(1, started),
    ackP99Ms: to === 'show' ? percentiles.read(slot) : Number.NaN,
    ackAtMs: (share) => percentiles.read(slot, share),
    ackRank: percentiles.rank(slot),
    stalled: readStalled(sampler, slot),
    oldestMs: stats.oldestUnackedMs(slot, nowMs),
    effectiveW: readEffectiveW(stats, sampler, slot),
    commandMs: stats.get(slot, 'COMMAND_SUM_MS') / stats.get(slot, 'COMMANDS'),
    unsent: UNSENT_REASONS.reduce((sum, { name }) => sum + stats.get(slot, name), 0),
    counter: (name) => stats.get(slot, name),
  };
}

/** Share of the last second in which an RTU's signals waited behind a closed window, 0…1. */
export function readStalled(sampler: Sampler, slot: number): number {
  const { windowMs } = sampler;
  return windowMs === 0 ? 0 : Math.min(1, sampler.moved(slot, 'STALL_MS') / windowMs);
}

function runOf(state: number): RtuFigures['run'] {
  if (state === RUN_STATE.SENDING) return 'sending';
  if (state === RUN_STATE.DONE) return 'done';
  return state === RUN_STATE.MISSING ? 'missing' : 'none';
}

function readEffectiveW(stats: StatsTable, sampler: Sampler, slot: number): number {
  const lately = sampler.moved(slot, 'ACKS');
  if (lately > 0) return sampler.moved(slot, 'ACK_COUNT') / lately;
  return stats.get(slot, 'ACK_COUNT') / stats.get(slot, 'ACKS');
}

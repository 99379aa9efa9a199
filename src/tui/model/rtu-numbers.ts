/** What the list shows of one RTU, read from the stats table at one instant. */
import { RUN_STATE, type StatsTable } from '../../channel/stats-table.js';
import type { AckPercentiles } from './ack-percentiles.js';
import type { EnginePort } from './engine-port.js';
import type { Sampler } from './sampler.js';

/** See the file's head. Rates are those of the last second. */
export interface RtuNumbers {
  readonly slot: number;
  /** Connections that are open, and those with data transfer started. */
  readonly connections: number;
  readonly started: number;
  readonly listening: boolean;
  /** Wall time of the newest STARTDT, ms; 0: none. */
  readonly connectedAt: number;
  readonly interrogating: boolean;
  readonly interrogations: number;
  /** −1: none. */
  readonly lastIndex: number;
  readonly run: 'none' | 'sending' | 'done' | 'missing';
  readonly signalsPerSecond: number;
  readonly unacked: number;
  /** k, times the connections that are started. */
  readonly window: number;
  /** 99 % of acknowledgements came within this, ms: since the run began, else since the start; NaN: none came, or not read. */
  readonly ackP99Ms: number;
  /** The same to sort by: higher is later; −1: none came. */
  readonly ackRank: number;
  readonly ackMostMs: number;
  /** Share of the last second in which signals waited behind a closed window, 0…1. */
  readonly stalled: number;
  /** How long the oldest I frame has been without acknowledgement, ms; 0: all are acknowledged. */
  readonly oldestMs: number;
  /** I frames that one acknowledgement covered: mean of the last second, else since the start; NaN: none came. */
  readonly effectiveW: number;
  /** Shortest TESTFR period of a master, ms; 0: none. */
  readonly testFrameMs: number;
  /** Duration of the last interrogation, ms; 0: none. */
  readonly interrogationMs: number;
  /** Mean time from a command to the acknowledgement of its last confirmation, ms; NaN: there was none. */
  readonly commandMs: number;
  readonly reconnects: number;
  /** Signals since the program's start. */
  readonly offered: number;
  readonly sent: number;
  readonly acknowledged: number;
  /** Of the newest connection, ms; 0: not yet. */
  readonly connectToStartMs: number;
  readonly startToInterrogationMs: number;
  /** Another percentile of the acknowledgement latency, ms; `share` 0…1. */
  ackAtMs(share: number): number;
  /** Signals that were offered and not sent, or sent and lost: all, and by reason. */
  readonly unsent: number;
  readonly unsentLink: number;
  readonly unsentEnded: number;
  readonly unsentFilter: number;
}

/** Where the numbers come from. */
export interface NumberSource {
  readonly engine: EnginePort;
  readonly sampler: Sampler;
  readonly percentiles: AckPercentiles;
  /** Monotonic time of what is shown, ms. */
  readonly nowMs: number;
}

/** Reads one RTU `to` show it, or to `sort` by what it shows: thousands are sorted at once, without their percentiles in ms. */
export function readNumbers(
  { engine, sampler, percentiles, nowMs }: NumberSource,
  slot: number,
  to: 'show' | 'sort' = 'show',
): RtuNumbers {
  const { stats } = engine;
  const started = stats.get(slot, 'STARTED');
  const unsentLink = stats.get(slot, 'UNSENT_LINK');
  const unsentEnded = stats.get(slot, 'UNSENT_ENDED');
  const unsentFilter = stats.get(slot, 'UNSENT_FILTER');
  return {
    slot,
    connections: stats.get(slot, 'CONNECTIONS'),
    started,
    listening: stats.get(slot, 'LISTENING') !== 0,
    connectedAt: stats.get(slot, 'CONNECTED_AT'),
    interrogating: stats.get(slot, 'INTERROGATING') > 0,
    interrogations: stats.get(slot, 'INTERROGATIONS'),
    lastIndex: stats.get(slot, 'LAST_INDEX'),
    run: runOf(stats.get(slot, 'RUN_STATE')),
    signalsPerSecond: sampler.perSecond(slot, 'SIGNALS_SENT'),
    unacked: stats.get(slot, 'OUTSTANDING'),
    window: (engine.rtus[slot]?.k ?? 0) * Math.max(1, started),
    ackP99Ms: to === 'show' ? percentiles.read(slot) : Number.NaN,
    ackAtMs: (share) => percentiles.read(slot, share),
    ackRank: percentiles.rank(slot),
    ackMostMs: stats.get(slot, 'ACK_MAX_MS'),
    stalled: readStalled(sampler, slot),
    oldestMs: stats.oldestUnackedMs(slot, nowMs),
    effectiveW: readEffectiveW(stats, sampler, slot),
    testFrameMs: stats.get(slot, 'TEST_FRAME_PERIOD_MS'),
    interrogationMs: stats.get(slot, 'INTERROGATION_MS'),
    commandMs: stats.get(slot, 'COMMAND_SUM_MS') / stats.get(slot, 'COMMANDS'),
    reconnects: stats.get(slot, 'RECONNECTS'),
    offered: stats.get(slot, 'SIGNALS_OFFERED'),
    sent: stats.get(slot, 'SIGNALS_SENT'),
    acknowledged: stats.get(slot, 'SIGNALS_ACKNOWLEDGED'),
    connectToStartMs: stats.get(slot, 'CONNECT_TO_START_MS'),
    startToInterrogationMs: stats.get(slot, 'START_TO_INTERROGATION_MS'),
    unsent: unsentLink + unsentEnded + unsentFilter,
    unsentLink,
    unsentEnded,
    unsentFilter,
  };
}

/** Share of the last second in which an RTU's signals waited behind a closed window, 0…1. */
export function readStalled(sampler: Sampler, slot: number): number {
  const { windowMs } = sampler;
  return windowMs === 0 ? 0 : Math.min(1, sampler.moved(slot, 'STALL_MS') / windowMs);
}

function runOf(state: number): RtuNumbers['run'] {
  if (state === RUN_STATE.SENDING) return 'sending';
  if (state === RUN_STATE.DONE) return 'done';
  return state === RUN_STATE.MISSING ? 'missing' : 'none';
}

function readEffectiveW(stats: StatsTable, sampler: Sampler, slot: number): number {
  const lately = sampler.moved(slot, 'ACKS');
  if (lately > 0) return sampler.moved(slot, 'ACK_COUNT') / lately;
  return stats.get(slot, 'ACK_COUNT') / stats.get(slot, 'ACKS');
}

/** What the list shows of one RTU, read from the stats table at one instant. */
import { RUN_STATE, type StatsTable } from '../../channel/stats-table.js';
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
  /** Mean acknowledgement latency, ms: of the last second, else since the start; NaN: never measured. */
  readonly ackMs: number;
  readonly ackMostMs: number;
  /** Share of the last second in which signals waited behind a closed window, 0…1. */
  readonly stalled: number;
  /** Shortest TESTFR period of a master, ms; 0: none. */
  readonly testFrameMs: number;
  /** Signals that were offered and not sent, or sent and lost. */
  readonly unsent: number;
}

/** Reads one RTU. */
export function readNumbers(engine: EnginePort, sampler: Sampler, slot: number): RtuNumbers {
  const { stats } = engine;
  const started = stats.get(slot, 'STARTED');
  const unacked = stats.get(slot, 'OUTSTANDING');
  const run = runOf(stats.get(slot, 'RUN_STATE'));
  const window = (engine.rtus[slot]?.k ?? 0) * Math.max(1, started);
  return {
    slot,
    connections: stats.get(slot, 'CONNECTIONS'),
    started,
    listening: stats.get(slot, 'LISTENING') !== 0,
    connectedAt: stats.get(slot, 'CONNECTED_AT'),
    interrogating: stats.get(slot, 'INTERROGATING') > 0,
    interrogations: stats.get(slot, 'INTERROGATIONS'),
    lastIndex: stats.get(slot, 'LAST_INDEX'),
    run,
    signalsPerSecond: sampler.perSecond(slot, 'SIGNALS_SENT'),
    unacked,
    window,
    ackMs: readAckMs(stats, sampler, slot),
    ackMostMs: stats.get(slot, 'ACK_MAX_MS'),
    stalled: readStalled(sampler, slot, run === 'sending' && unacked >= window),
    testFrameMs: stats.get(slot, 'TEST_FRAME_PERIOD_MS'),
    unsent: readUnsent(stats, slot),
  };
}

function runOf(state: number): RtuNumbers['run'] {
  if (state === RUN_STATE.SENDING) return 'sending';
  if (state === RUN_STATE.DONE) return 'done';
  return state === RUN_STATE.MISSING ? 'missing' : 'none';
}

function readAckMs(stats: StatsTable, sampler: Sampler, slot: number): number {
  const lately = sampler.moved(slot, 'ACK_COUNT');
  if (lately > 0) return sampler.moved(slot, 'ACK_SUM_MS') / lately;
  return stats.get(slot, 'ACK_SUM_MS') / stats.get(slot, 'ACK_COUNT');
}

/** A stall is counted when it ends: one that lasts longer than the window shows as a full window in which nothing moves. */
function readStalled(sampler: Sampler, slot: number, full: boolean): number {
  const { windowMs } = sampler;
  if (windowMs === 0) return 0;
  if (full && sampler.moved(slot, 'I_SENT') === 0) return 1;
  return Math.min(1, sampler.moved(slot, 'STALL_MS') / windowMs);
}

function readUnsent(stats: StatsTable, slot: number): number {
  return stats.get(slot, 'UNSENT_LINK') + stats.get(slot, 'UNSENT_ENDED') + stats.get(slot, 'UNSENT_FILTER');
}

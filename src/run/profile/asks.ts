/** What sends and profiles ask of single RTUs. */
import type { RtuDefinition } from '../../channel/definitions.js';
import type { SignalTable } from '../../station/points/signal-table.js';
import { createPassMeter, type Pass } from './capability.js';
import type { Profile, ProfileStep } from './profile.js';

/** What is asked of one RTU. */
export interface Ask {
  readonly rtu: RtuDefinition;
  readonly table: SignalTable;
  /** 0: every row. */
  readonly index: number;
  /** Signals per second; Infinity: as fast as the window lets. */
  readonly ratePerRtu: number;
  /** Time within which one pass must be acknowledged, ms; Infinity: none. */
  readonly passLimitMs: number;
  /** From the start of the run, ms: when it is asked. `untilMs` may be Infinity. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Loaded RTUs and tables by file name, as `loadConfiguration` gives them. */
export interface Loaded {
  readonly rtus: readonly RtuDefinition[];
  readonly tables: ReadonlyMap<string, SignalTable>;
}

/** A send of the command line or the API: `passLimitMs` is the stated limit of one pass, Infinity where there is none. */
export interface AskedSend {
  readonly index: number;
  readonly ratePerRtu: number;
  readonly passLimitMs: number;
}

/** What a send asks of every RTU that has rows of its index. */
export function asksOfSend({ index, ratePerRtu, passLimitMs }: AskedSend, { rtus, tables }: Loaded): Ask[] {
  const ask = { index, ratePerRtu, passLimitMs, fromMs: 0, untilMs: Number.POSITIVE_INFINITY };
  return forRtus(rtus, [], tables, index, () => ask);
}

/**
 * What a profile asks, one entry per step and RTU that has rows of its index. A single pass that is repeated has to be
 * acknowledged when the next one starts; a step as fast as the window lets that isn't repeated asks for nothing.
 */
export function asksOfProfile(profile: Profile, { rtus, tables }: Loaded): Ask[] {
  return profile.steps.flatMap((step) =>
    forRtus(rtus, step.rtuNumbers, tables, step.index, (pass) => askOfStep(step, pass)),
  );
}

function askOfStep(step: ProfileStep, pass: Pass): Omit<Ask, 'rtu' | 'table'> {
  const { index, ratePerRtu, times, everyMs, startMs, durationMs } = step;
  const repeated = times > 1 && durationMs === 0 && ratePerRtu === Number.POSITIVE_INFINITY;
  // At Infinity signals/s a single pass is an instant, but a repeated one has its interval.
  const passMs = repeated ? everyMs : (pass.signals * 1000) / ratePerRtu;
  return {
    index,
    ratePerRtu,
    passLimitMs: repeated ? everyMs : Number.POSITIVE_INFINITY,
    fromMs: startMs,
    untilMs: startMs + (times - 1) * everyMs + (durationMs === 0 ? passMs : durationMs),
  };
}

function forRtus(
  rtus: readonly RtuDefinition[],
  numbers: readonly number[],
  tables: ReadonlyMap<string, SignalTable>,
  index: number,
  askOf: (pass: Pass) => Omit<Ask, 'rtu' | 'table'>,
): Ask[] {
  const wanted = new Set(numbers);
  const meter = createPassMeter();
  const asks: Ask[] = [];
  for (const rtu of rtus) {
    if (wanted.size > 0 && !wanted.has(rtu.rtuNumber)) continue;
    const table = tables.get(rtu.ioFile);
    const pass = table === undefined ? undefined : meter(table, index, rtu);
    if (table === undefined || pass === undefined || pass.signals === 0) continue;
    asks.push({ rtu, table, ...askOf(pass) });
  }
  return asks;
}

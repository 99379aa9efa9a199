/** The loads of a run: the index that every RTU sends, its rate, start and end. */
import type { RtuDefinition } from '../../channel/definitions.js';
import type { SignalTable } from '../../station/points/signal-table.js';
import { createPassMeter, type Pass } from './capability.js';
import type { Profile, ProfileStep } from './profile.js';

/** A load: one index that one RTU has to send. */
export interface Load {
  readonly rtu: RtuDefinition;
  readonly table: SignalTable;
  /** 0: every row. */
  readonly index: number;
  /** Signals per second; Infinity: as fast as the window lets. */
  readonly ratePerRtu: number;
  /** Time within which one pass must be acknowledged, ms; Infinity: none. */
  readonly passLimitMs: number;
  /** When it is sent, ms from the start of the run. `untilMs` may be Infinity. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Loaded RTUs, and tables by file name, as `loadConfiguration` returns them. */
export interface Loaded {
  readonly rtus: readonly RtuDefinition[];
  readonly tables: ReadonlyMap<string, SignalTable>;
}

/** A send of the command line. `passLimitMs`: the stated limit of one pass; Infinity: none. */
export interface RequestedSend {
  readonly index: number;
  readonly ratePerRtu: number;
  readonly passLimitMs: number;
}

/** The load of every RTU that has rows of the index of a send. */
export function loadsOfSend(
  { index, ratePerRtu, passLimitMs }: RequestedSend,
  { rtus, tables }: Loaded,
): Load[] {
  const load = { index, ratePerRtu, passLimitMs, fromMs: 0, untilMs: Number.POSITIVE_INFINITY };
  return forRtus(rtus, [], tables, index, () => load);
}

/**
 * The loads of a profile, one per step and RTU that has rows of the step's index. A repeated single pass must be acknowledged
 * when the next one starts. A step without a rate that is not repeated has neither rate nor limit.
 */
export function loadsOfProfile(profile: Profile, { rtus, tables }: Loaded): Load[] {
  return profile.steps.flatMap((step) =>
    forRtus(rtus, step.rtuNumbers, tables, step.index, (pass) => loadOfStep(step, pass)),
  );
}

function loadOfStep(step: ProfileStep, pass: Pass): Omit<Load, 'rtu' | 'table'> {
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
  loadOf: (pass: Pass) => Omit<Load, 'rtu' | 'table'>,
): Load[] {
  const wanted = new Set(numbers);
  const meter = createPassMeter();
  const loads: Load[] = [];
  for (const rtu of rtus) {
    if (wanted.size > 0 && !wanted.has(rtu.rtuNumber)) continue;
    const table = tables.get(rtu.ioFile);
    const pass = table === undefined ? undefined : meter(table, index, rtu);
    if (table === undefined || pass === undefined || pass.signals === 0) continue;
    loads.push({ rtu, table, ...loadOf(pass) });
  }
  return loads;
}

/** Shares of this machine's processors used by all programs, and by this program. */
import { cpus } from 'node:os';

/** Times of all processors together since the machine's start, ms: total and idle; and this program's since its own start. */
export interface ProcessorTimes {
  readonly allMs: number;
  readonly idleMs: number;
  readonly ownMs: number;
}

/** Shares of all processors, 0…1; NaN: unknown. */
export interface ProcessorLoad {
  readonly machine: number;
  readonly program: number;
}

/** Reads the times. */
export function processorTimes(): ProcessorTimes {
  let allMs = 0;
  let idleMs = 0;
  for (const { times } of cpus()) {
    idleMs += times.idle;
    allMs += times.idle + times.user + times.nice + times.sys + times.irq;
  }
  const { user, system } = process.cpuUsage();
  return { allMs, idleMs, ownMs: (user + system) / 1000 };
}

/** Measures the load between two calls. */
export class LoadMeter {
  private before: ProcessorTimes | undefined;

  /** The load since the previous call; NaN at the first call. */
  measure(): ProcessorLoad {
    const now = processorTimes();
    const load = processorLoad(this.before ?? now, now);
    this.before = now;
    return load;
  }
}

/** The shares between two readings. */
export function processorLoad(before: ProcessorTimes, after: ProcessorTimes): ProcessorLoad {
  const allMs = after.allMs - before.allMs;
  if (allMs <= 0) return { machine: Number.NaN, program: Number.NaN };
  return {
    machine: 1 - (after.idleMs - before.idleMs) / allMs,
    program: Math.min(1, (after.ownMs - before.ownMs) / allMs),
  };
}

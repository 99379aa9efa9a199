/** The state of an RTU as one letter, for a mosaic of all of them. */
import type { RtuDefinition } from '../channel/definitions.js';
import { readStalled } from '../monitor/rtu-figures.js';
import type { RtuSign } from './messages.js';

/** From this share of the last second on an RTU counts as one that waits. */
const WAITS = 0.5;

/** What a letter is made of. */
export interface SignSource {
  readonly engine: {
    readonly rtus: readonly RtuDefinition[];
    readonly stats: { get(slot: number, name: 'FAULTS' | 'LISTENING' | 'CONNECTIONS' | 'STARTED'): number };
  };
  readonly sampler: Parameters<typeof readStalled>[0];
  /** 99th percentile of the RTU's acknowledgement latency in the run, ms; read only where there is a limit. */
  readonly ackP99Ms: (slot: number) => number;
}

/** A letter for each slot. `ackLimitMs`: later acknowledgements are told; `undefined`: there is no limit. */
export function signsOf(source: SignSource, ackLimitMs: number | undefined): string {
  let signs = '';
  for (const rtu of source.engine.rtus) signs += signOf(source, rtu, ackLimitMs);
  return signs;
}

function signOf(
  { engine: { stats }, sampler, ackP99Ms }: SignSource,
  { slot, removed }: RtuDefinition,
  ackLimitMs: number | undefined,
): RtuSign {
  if (removed === true) return 'g';
  if (stats.get(slot, 'FAULTS') > 0) return 'f';
  if (stats.get(slot, 'STARTED') === 0) {
    if (stats.get(slot, 'CONNECTIONS') > 0) return 'l';
    return stats.get(slot, 'LISTENING') === 0 ? 'd' : 'x';
  }
  if (ackLimitMs !== undefined && ackP99Ms(slot) > ackLimitMs) return '!';
  return readStalled(sampler, slot) > WAITS ? 's' : 'o';
}

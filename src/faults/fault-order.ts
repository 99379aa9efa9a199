/** One fault as every shard gets it. */
import type { FaultWord } from './fault-catalog.js';

export interface FaultOrder {
  /** Number of the fault, from 1, unique while the program runs. */
  id: number;
  word: FaultWord;
  /** Common instant, monotonic ms. */
  startMs: number;
  /** How long it lasts, ms; 0: it happens once. */
  durationMs: number;
  /** In the unit of its kind; 0 if the kind has no value. */
  value: number;
  /** Share of the points of each RTU, percent, more than 0…100. */
  share: number;
  /** Draws the points, 0…4294967295. */
  seed: number;
  /** Slots of the RTUs that it hits, ascending. */
  slots: readonly number[];
}

/** Bits of `quality`, as in QDS (`docs/protocol.md` §4). */
export const QUALITY_BITS = { OV: 0x01, BL: 0x10, SB: 0x20, NT: 0x40, IV: 0x80 } as const;

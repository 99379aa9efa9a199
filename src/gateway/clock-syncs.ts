/** Whose clock sync reaches the RTU, and how far the masters' clocks are apart (`docs/gateway.md` §5, clock). */
import { ASDU_HEADER_OCTETS, IOA_OCTETS } from '../codec/asdu.js';
import {
  CP56_OCTETS,
  cp56DifferenceMs,
  cp56FromWallMs,
  readCp56,
  wallMsFromCp56,
  writeCp56,
} from '../codec/cp56.js';
import type { GroupSettings } from './definition.js';
import type { Master } from './parties.js';

const TIME_AT = ASDU_HEADER_OCTETS + IOA_OCTETS;
/** Two clocks that differ by more than this are worth a warning, ms. */
const APART_MS = 1000;

/** A clock sync that came. */
export interface ClockReading {
  /** Time received minus own time, ms; NaN: the time is impossible. */
  readonly errorMs: number;
  /** The other master whose clock is more than a second away, and by how much, ms; absent: there is none. */
  readonly apart?: { readonly peer: string; readonly byMs: number };
}

/** The clock syncs of a group. */
export class ClockSyncs {
  /** Newest difference of each master that is connected. */
  private readonly errors = new Map<Master, number>();
  /** With `first`: whose syncs pass. */
  private chosen: Master | undefined;

  constructor(private readonly rule: GroupSettings['clock']) {}

  /** Whether the sync of this master goes to the RTU. */
  passes(master: Master): boolean {
    switch (this.rule) {
      case 'all':
        return true;
      case 'none':
        return false;
      case 'first':
        this.chosen ??= master;
        return this.chosen === master;
      default:
        return this.rule.address === master.address;
    }
  }

  /** Reads a sync, which came when the own wall clock (ms since 1970) showed `wallMs`. */
  read(master: Master, asdu: Uint8Array, wallMs: number): ClockReading {
    if (asdu.length < TIME_AT + CP56_OCTETS) return { errorMs: Number.NaN };
    const errorMs = cp56DifferenceMs(readCp56(asdu, TIME_AT), cp56FromWallMs(wallMs, 'local'));
    if (Number.isNaN(errorMs)) return { errorMs };
    this.errors.set(master, errorMs);
    for (const [other, otherMs] of this.errors) {
      const byMs = Math.abs(errorMs - otherMs);
      if (byMs > APART_MS) return { errorMs, apart: { peer: other.peer, byMs } };
    }
    return { errorMs };
  }

  leave(master: Master): void {
    this.errors.delete(master);
    if (this.chosen === master) this.chosen = undefined;
  }
}

/** Lets the time of a sync go on by what it has waited here, ms. */
export function advanceClock(asdu: Uint8Array, waitedMs: number): void {
  const byMs = Math.round(waitedMs);
  if (byMs === 0 || asdu.length < TIME_AT + CP56_OCTETS) return;
  const time = readCp56(asdu, TIME_AT);
  const wallMs = wallMsFromCp56(time, 'utc');
  if (Number.isNaN(wallMs)) return;
  const later = cp56FromWallMs(wallMs + byMs, 'utc');
  const { invalid, summer, substituted } = time;
  const dayOfWeek = time.dayOfWeek === 0 ? 0 : later.dayOfWeek;
  writeCp56(asdu, TIME_AT, { ...later, dayOfWeek, invalid, summer, substituted });
}

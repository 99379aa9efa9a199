/** The order of the list of RTUs, and the search in it. */
import type { RtuDefinition } from '../../channel/definitions.js';

/** The key by which rows are sorted. */
export interface SortKey {
  /** Name of the column. */
  readonly column: string;
  readonly direction: 'up' | 'down';
  /** The values change by themselves, so that rows are sorted again from time to time. */
  readonly live: boolean;
  value(slot: number): number | string;
}

/** After this time rows are sorted again by a live column. */
const LIVE_MS = 1000;

/** The order of the rows, cached until it no longer holds, and the search for an RTU. */
export class RowOrder {
  private slots: number[] = [];
  private rowOf: number[] = [];
  private sortedBy = '';
  private sortedAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly rtus: readonly RtuDefinition[]) {}

  /** Forgets the order, because definitions have changed. */
  forget(): void {
    this.sortedBy = '';
  }

  /** Slots in the order of the rows. */
  sorted(key: SortKey, nowMs: number): readonly number[] {
    const by = `${key.column} ${key.direction}`;
    const isWhole = this.slots.length === this.rtus.length;
    const holds = by === this.sortedBy && isWhole && (!key.live || nowMs - this.sortedAtMs < LIVE_MS);
    if (holds) return this.slots;
    this.sortedBy = by;
    this.sortedAtMs = nowMs;
    const values = this.rtus.map((_, slot) => key.value(slot));
    const sign = key.direction === 'up' ? 1 : -1;
    // Equal rows stay in the order of the ini file in both directions.
    this.slots = values.map((_, slot) => slot).sort((a, b) => sign * compare(values[a], values[b]) || a - b);
    this.rowOf = [];
    this.slots.forEach((slot, row) => {
      this.rowOf[slot] = row;
    });
    return this.slots;
  }

  /** The row of a slot in the last order. */
  row(slot: number): number {
    return this.rowOf[slot] ?? 0;
  }

  /** The best match of a text: by No., else port, RTU number, beginning of a name, part of a name. `undefined`: there is none. */
  best(text: string): number | undefined {
    let best: number | undefined;
    let bestRank = Number.POSITIVE_INFINITY;
    for (const slot of this.slots) {
      const rank = rankOf(this.rtus[slot], text);
      if (rank >= bestRank) continue;
      best = slot;
      bestRank = rank;
    }
    return best;
  }

  /** The slot of the next row from `row` on that matches the text; after the last row comes the first. */
  find(text: string, row: number, step: 1 | -1): number | undefined {
    const { length } = this.slots;
    for (let i = 0; i < length; i++) {
      const slot = this.slots[(((row + i * step) % length) + length) % length];
      if (finds(this.rtus[slot], text)) return slot;
    }
    return undefined;
  }
}

/** Made once, because a key press compares thousands of names. */
const NAMES = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return NAMES.compare(String(a), String(b));
}

/** How well a text matches an RTU: 0 is best; Infinity: not at all. */
function rankOf(rtu: RtuDefinition | undefined, text: string): number {
  const wanted = text.trim().toLowerCase();
  if (rtu === undefined || wanted === '') return Number.POSITIVE_INFINITY;
  const numbers = [rtu.no, rtu.port, rtu.rtuNumber].map(String);
  if (numbers.includes(wanted)) return numbers.indexOf(wanted);
  const at = rtu.name.toLowerCase().indexOf(wanted);
  if (at < 0) return Number.POSITIVE_INFINITY;
  return at === 0 ? 3 : 4;
}

/** Whether a text is part of an RTU's name, or one of its numbers: No., RTU number, port. */
export function finds(rtu: RtuDefinition | undefined, text: string): boolean {
  return rankOf(rtu, text) < Number.POSITIVE_INFINITY;
}

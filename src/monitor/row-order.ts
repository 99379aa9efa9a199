/** The order of a list of rows, and the search in it. */

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

/** What a row is found by. */
export interface RowNames {
  /** Whole numbers, the likeliest first. */
  readonly numbers: readonly number[];
  /** A part of one of these is enough; the beginning of the first is the likeliest. */
  readonly texts: readonly string[];
}

/** The order of the rows, cached until it no longer holds, and the search for a row. `rows` gives them by slot; they may become more. */
export class RowOrder<Row> {
  private slots: number[] = [];
  private rowOf: number[] = [];
  private sortedBy = '';
  private sortedAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly rows: () => readonly Row[],
    private readonly namesOf: (row: Row) => RowNames,
  ) {}

  /** Forgets the order, because definitions have changed. */
  forget(): void {
    this.sortedBy = '';
  }

  /** Slots in the order of the rows. */
  sorted(key: SortKey, nowMs: number): readonly number[] {
    const by = `${key.column} ${key.direction}`;
    const rows = this.rows();
    const isWhole = this.slots.length === rows.length;
    const holds = by === this.sortedBy && isWhole && (!key.live || nowMs - this.sortedAtMs < LIVE_MS);
    if (holds) return this.slots;
    this.sortedBy = by;
    this.sortedAtMs = nowMs;
    const values = rows.map((_, slot) => key.value(slot));
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

  /** The best match of a text: by a number, else by the beginning of the first text, else by a part of one. `undefined`: there is none. */
  best(text: string): number | undefined {
    const wanted = wantedOf(text);
    let best: number | undefined;
    let bestRank = Number.POSITIVE_INFINITY;
    for (const slot of this.slots) {
      const rank = this.rank(slot, wanted);
      if (rank >= bestRank) continue;
      best = slot;
      bestRank = rank;
    }
    return best;
  }

  /** The slot of the next row from `row` on that matches the text; after the last row comes the first. */
  find(text: string, row: number, step: 1 | -1): number | undefined {
    const wanted = wantedOf(text);
    const { length } = this.slots;
    for (let i = 0; i < length; i++) {
      const slot = this.slots[(((row + i * step) % length) + length) % length];
      if (this.rank(slot, wanted) < Number.POSITIVE_INFINITY) return slot;
    }
    return undefined;
  }

  /** Whether a text is one of a row's numbers, or a part of one of its texts. */
  finds(slot: number, text: string): boolean {
    return this.rank(slot, wantedOf(text)) < Number.POSITIVE_INFINITY;
  }

  private rank(slot: number, wanted: string): number {
    const row = this.rows()[slot];
    return row === undefined || wanted === '' ? Number.POSITIVE_INFINITY : rankOf(this.namesOf(row), wanted);
  }
}

/** Made once, because a key press compares thousands of names. */
const NAMES = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return NAMES.compare(String(a), String(b));
}

const wantedOf = (text: string): string => text.trim().toLowerCase();

/** How well a text in lower case matches: 0 is best; Infinity: not at all. */
function rankOf({ numbers, texts }: RowNames, wanted: string): number {
  const at = numbers.findIndex((number) => String(number) === wanted);
  if (at >= 0) return at;
  const places = texts.map((each) => each.toLowerCase().indexOf(wanted));
  if (places.every((place) => place < 0)) return Number.POSITIVE_INFINITY;
  return places[0] === 0 ? numbers.length : numbers.length + 1;
}

/**
 * What must happen in a run, and what became of it (`docs/behaviour.md` §14): counts occurrences from an instant on and says which expectations
 * are met. No clock: the time comes with the news.
 */
import { holds, OccurrenceIndex } from './occurrences.js';
import {
  type CommandOccurrence,
  type Condition,
  type Occurrence,
  pointKey,
  type ReactionNews,
  type WatchedPlace,
  type WatchedPoint,
} from './plan.js';
import type { PointValue } from './point-value.js';

/** What must be so. */
export type Demanded =
  /** An occurrence comes `least` to `most` times, the first one within `withinMs` and before any of `before`. */
  | {
      readonly kind: 'happens';
      readonly what: readonly Occurrence[];
      readonly least: number;
      /** Infinity: any number. */
      readonly most: number;
      readonly before: readonly Occurrence[];
      /** From the begin of the run; Infinity: any time. */
      readonly withinMs: number;
    }
  /** At the end of the run all of these hold. */
  | { readonly kind: 'ends'; readonly conditions: readonly Condition[] };

/** A row of a file of expectations. */
export interface Expectation {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  /** The row in words. */
  readonly words: string;
  readonly comment: string;
  readonly demanded: Demanded;
}

/** All expectations of a run; the points that they name. */
export interface ExpectationPlan {
  readonly rows: readonly Expectation[];
  readonly points: readonly WatchedPoint[];
}

/** What became of an expectation. Times are ms from the begin of the run. */
export interface ExpectationResult {
  readonly row: Expectation;
  readonly isMet: boolean;
  /** How often it happened; of a state at the end 1 or 0. */
  readonly times: number;
  /** When it happened first; NaN: never, or a state at the end. */
  readonly firstMs: number;
  /** When what it must come before happened first; NaN: never. */
  readonly beforeMs: number;
}

export const NO_EXPECTATIONS: ExpectationPlan = { rows: [], points: [] };

/** How often something came, and when first. */
interface Tally {
  times: number;
  firstMs: number;
}

export class Expectations {
  /** By place. */
  private readonly states: PointValue[];
  private readonly places: ReadonlyMap<string, number>;
  private readonly index: OccurrenceIndex<Tally>;
  private readonly whats = new Map<Expectation, Tally>();
  private readonly befores = new Map<Expectation, Tally>();
  private beganMs = Number.POSITIVE_INFINITY;

  constructor(private readonly plan: ExpectationPlan) {
    const { rows, points } = plan;
    this.states = points.map(({ first }) => first);
    this.places = new Map(points.map((point, place) => [pointKey(point), place]));
    this.index = new OccurrenceIndex(
      rows.flatMap((row) => {
        if (row.demanded.kind === 'ends') return [];
        const { what, before } = row.demanded;
        const [whats, befores] = [noTally(), noTally()];
        this.whats.set(row, whats);
        this.befores.set(row, befores);
        return [[whats, what] as const, [befores, before] as const];
      }),
    );
  }

  /** What the shards must watch for them. */
  get watched(): readonly WatchedPlace[] {
    const { rows, points } = this.plan;
    const commands = rows.flatMap(({ demanded }) =>
      demanded.kind === 'ends' ? [] : [...demanded.what, ...demanded.before].filter(isCommand),
    );
    return [
      ...points.map(({ rtuNumber, ioa, pointType }) => ({ rtuNumber, ioa, pointType })),
      ...commands.map(({ rtuNumber, ioa }) => ({ rtuNumber, ioa, pointType: 0 })),
    ];
  }

  /** The run begins: what happens from then on counts, monotonic ms. */
  begin(atMs: number): void {
    this.beganMs = atMs;
    for (const tally of [...this.whats.values(), ...this.befores.values()]) Object.assign(tally, noTally());
  }

  /** What a shard tells. */
  take(news: ReactionNews): void {
    if (news.kind === 'command') this.count(this.index.ofCommand(news), news.atMs);
    if (news.kind !== 'known' && news.kind !== 'changed') return;
    const place = this.places.get(pointKey(news));
    if (place === undefined) return;
    const before = this.states[place];
    this.states[place] = news.state;
    if (news.kind === 'changed') this.count(this.index.ofChange(place, before, news.state), news.atMs);
  }

  /** Until when the first of what must come may come, or must not, monotonic ms; −Infinity: nothing that is open has a time. */
  dueMs(): number {
    const open = this.plan.rows.flatMap((row) => {
      const { demanded } = row;
      if (demanded.kind === 'ends' || demanded.withinMs === Number.POSITIVE_INFINITY) return [];
      const isOpen = Number.isNaN((this.whats.get(row) ?? noTally()).firstMs);
      return isOpen ? [this.beganMs + demanded.withinMs] : [];
    });
    return Math.max(Number.NEGATIVE_INFINITY, ...open);
  }

  /** What became of each until now, in the order of the files. */
  results(): ExpectationResult[] {
    return this.plan.rows.map((row) => this.resultOf(row));
  }

  private count(tallies: ReadonlySet<Tally>, atMs: number): void {
    if (atMs < this.beganMs) return;
    for (const tally of tallies) {
      tally.times++;
      // News of several shards need not come in the order of time.
      tally.firstMs = Number.isNaN(tally.firstMs) ? atMs : Math.min(tally.firstMs, atMs);
    }
  }

  private resultOf(row: Expectation): ExpectationResult {
    const { demanded } = row;
    if (demanded.kind === 'ends') {
      const isMet = demanded.conditions.every((one) => holds(one, this.states[one.point]));
      return { row, isMet, times: isMet ? 1 : 0, firstMs: Number.NaN, beforeMs: Number.NaN };
    }
    const { least, most, withinMs } = demanded;
    const { times, firstMs: atMs } = this.whats.get(row) ?? noTally();
    const firstMs = atMs - this.beganMs;
    const beforeMs = (this.befores.get(row)?.firstMs ?? Number.NaN) - this.beganMs;
    const isOften = times >= least && times <= most;
    const isSoon = Number.isNaN(firstMs) || firstMs <= withinMs;
    // What never came is no earlier than anything.
    const isFirst = !(beforeMs < (Number.isNaN(firstMs) ? Number.POSITIVE_INFINITY : firstMs));
    return { row, isMet: isOften && isSoon && isFirst, times, firstMs, beforeMs };
  }
}

function isCommand(occurrence: Occurrence): occurrence is CommandOccurrence {
  return occurrence.on === 'command';
}

function noTally(): Tally {
  return { times: 0, firstMs: Number.NaN };
}

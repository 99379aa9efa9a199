/** What reactions do, as data: the rows of their files with every RTU number filled in (`docs/behaviour.md` §14). */
import type { PointValue } from './point-value.js';

/** A point that reactions read or set. */
export interface WatchedPoint {
  readonly rtuNumber: number;
  /** 0…16777215. */
  readonly ioa: number;
  /** Untimed type. */
  readonly pointType: number;
  /** What the IOA file says. */
  readonly first: PointValue;
}

/** What a point can be. `above` and `below` do not hold for the number itself; `marked`: has one of these bits of quality. */
export type StateTest =
  | { readonly is: 'value' | 'above' | 'below'; readonly value: number }
  | { readonly is: 'marked'; readonly bits: number }
  | { readonly is: 'good' };

/** A point, by its place in `points`, is in a state, or is not. */
export interface Condition {
  readonly point: number;
  readonly test: StateTest;
  readonly negated: boolean;
}

/** What begins or stops a reaction. `becomes`: the point was not so before; `changes`: it has another value. */
export type Occurrence =
  | { readonly on: 'becomes'; readonly condition: Condition }
  | { readonly on: 'changes'; readonly point: number }
  | CommandOccurrence;

/** A command of a master was carried out. */
export interface CommandOccurrence {
  readonly on: 'command';
  readonly rtuNumber: number;
  readonly ioa: number;
  /** As in the telegram. */
  readonly typeId: number;
  /** The commanded value (of a normalized set-point its fraction); `undefined`: any. */
  readonly value: number | undefined;
}

/** A number of the file, or a point's value. */
export type Operand = { readonly number: number } | { readonly point: number };

/** A step of a calculation. */
export interface Step {
  readonly by: 'plus' | 'minus' | 'times' | 'at least' | 'at most';
  readonly operand: Operand;
}

/** What a calculation begins with. `point`: for the row's own target its present value. */
export type Source =
  | { readonly from: 'number'; readonly number: number }
  | { readonly from: 'command'; readonly opposite: boolean }
  | { readonly from: 'point'; readonly point: number; readonly opposite: boolean };

/** The new value of a point. */
export interface NewValue {
  readonly source: Source;
  readonly steps: readonly Step[];
}

/** The new quality of a point: as it is, that of the point which is the source, or these bits. */
export type NewQuality = 'kept' | 'copied' | number;

/** How often a row reacts: `restart`: a trigger that comes again begins the delay anew. */
export type HowOften = 'every time' | 'once' | 'restart';

/** A row for one RTU number. */
export interface ReactionInstance {
  /** The RTU number that the row is for; 0: the row names every RTU itself. */
  readonly own: number;
  readonly when: readonly Occurrence[];
  readonly conditions: readonly Condition[];
  readonly unless: readonly Occurrence[];
  /** Place of the point that changes. */
  readonly target: number;
  readonly value: NewValue;
}

/** A row of a reaction file. */
export interface ReactionRow {
  readonly file: string;
  readonly line: number;
  /** Name of its rule, which several rows may share. */
  readonly rule: string;
  /** The row in words. */
  readonly words: string;
  /** What it changes, in words. */
  readonly change: string;
  readonly comment: string;
  readonly delayMs: number;
  readonly quality: NewQuality;
  readonly howOften: HowOften;
  readonly instances: readonly ReactionInstance[];
}

/** All reactions of the program. */
export interface ReactionPlan {
  readonly rows: readonly ReactionRow[];
  readonly points: readonly WatchedPoint[];
}

/** A place of a command or of a point, as a shard watches for it. */
export interface WatchedPlace {
  readonly rtuNumber: number;
  readonly ioa: number;
  /** Untimed type; 0: commands of any type. */
  readonly pointType: number;
}

/** What the shards know of the plan: plain data. */
export interface WatchList {
  readonly places: readonly WatchedPlace[];
  /** Names of the rules, by row, for the logs. */
  readonly rules: readonly string[];
}

/** A watched point has changed; `known`: it is only told what it is, as at the start. */
export interface PointNews {
  readonly kind: 'changed' | 'known';
  readonly rtuNumber: number;
  readonly ioa: number;
  readonly pointType: number;
  readonly state: PointValue;
  /** Number of the order that changed it; 0: something else. */
  readonly cause: number;
  /** Monotonic ms. */
  readonly atMs: number;
}

/** A watched command was carried out. */
export interface CommandNews {
  readonly kind: 'command';
  readonly rtuNumber: number;
  readonly ioa: number;
  readonly typeId: number;
  readonly value: number;
  readonly atMs: number;
}

/** An order was carried out on so many connections; `missing`: the RTU has no such point any more. */
export interface OrderNews {
  readonly kind: 'done' | 'missing';
  readonly id: number;
  readonly atMs: number;
}

/** What shards tell, in the order in which it happened there. */
export type ReactionNews = PointNews | CommandNews | OrderNews;

/** One text for each point. */
export function pointKey({ rtuNumber, ioa, pointType }: WatchedPlace): string {
  return `${rtuNumber} ${ioa} ${pointType}`;
}

/** What the shards must watch. */
export function watchListOf({ rows, points }: ReactionPlan): WatchList {
  const commands = new Map<string, WatchedPlace>();
  for (const { instances } of rows) {
    for (const { when, unless } of instances) {
      for (const one of [...when, ...unless]) {
        if (one.on !== 'command') continue;
        const { rtuNumber, ioa } = one;
        commands.set(`${rtuNumber} ${ioa}`, { rtuNumber, ioa, pointType: 0 });
      }
    }
  }
  const places = points.map(({ rtuNumber, ioa, pointType }) => ({ rtuNumber, ioa, pointType }));
  return { places: [...places, ...commands.values()], rules: rows.map(({ rule }) => rule) };
}

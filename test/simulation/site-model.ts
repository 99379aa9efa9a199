/** What the points of one RTU number are, as their changes went over the wire, for judging interrogations. */
import { type Database, effectOf, pointKey } from './definitions.js';

export class SiteModel {
  /** What a point may be now: after a row that was sent one thing, after commands perhaps several. */
  private readonly states = new Map<string, string[]>();
  /** Every effect that a command may have had, by point. */
  private readonly effects = new Map<string, Set<string>>();
  /** Counters were frozen: their readings are no longer those of their points. */
  wasFrozen = false;

  /** Every version of the file, the first one first. */
  readonly versions: Database[];

  constructor(public database: Database) {
    this.versions = [database];
    for (const [key, point] of database.points) this.states.set(key, [point.first]);
  }

  /** The file was edited: a point whose first value is the same keeps its state. */
  edit(database: Database): void {
    for (const [key, point] of database.points) {
      if (this.database.points.get(key)?.first === point.first) continue;
      this.states.set(key, [point.first]);
    }
    this.database = database;
    this.versions.push(database);
  }

  /** A row was sent for the first time. */
  sent(plain: number, ioa: number, elements: string): void {
    this.states.set(pointKey(plain, ioa), [elements]);
  }

  /** An execute came that may move the point. */
  mayMove(plainCommand: number, commandElements: string, plain: number, ioa: number): void {
    const states = this.states.get(pointKey(plain, ioa));
    if (states === undefined) return;
    const effects = states.map((elements) => effectOf(plainCommand, commandElements, plain, elements));
    for (const elements of new Set(effects)) states.push(elements);
    const key = pointKey(plain, ioa);
    const all = this.effects.get(key) ?? new Set();
    this.effects.set(key, all);
    for (const elements of effects) all.add(elements);
    if (states.length > 64) states.splice(1, states.length - 64);
  }

  /** A command's effect was told: what was before it is over. Returns whether any command could have had it. */
  happened(plain: number, ioa: number, elements: string): boolean {
    const states = this.states.get(pointKey(plain, ioa));
    if (states === undefined) return true;
    const at = states.indexOf(elements);
    // A connection behind a closed window tells it when another has sent a row since.
    if (at < 0) return this.effects.get(pointKey(plain, ioa))?.has(elements) === true;
    states.splice(0, at);
    return true;
  }

  /** Whether the point may be so now. */
  canBe(plain: number, ioa: number, elements: string): boolean {
    const states = this.states.get(pointKey(plain, ioa));
    if (states === undefined || !this.database.points.has(pointKey(plain, ioa))) return true;
    return states.includes(elements);
  }

  describe(plain: number, ioa: number): string {
    return (this.states.get(pointKey(plain, ioa)) ?? []).join(' or ');
  }
}

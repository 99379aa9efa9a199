/** The states of the points of one RTU number, derived from what went over the wire. */
import { type Database, effectOf, pointKey } from './definitions.js';
import { SelectionModel } from './selection-model.js';

/** Types of points that a command of a type sets. */
const SET_BY: Readonly<Record<number, readonly number[]>> = { 45: [1, 3], 46: [3, 1], 49: [11], 50: [13] };

export class SiteModel {
  /** Elements of each point, hex. */
  private readonly states = new Map<string, string>();
  readonly selections = new SelectionModel();
  /** Counters were frozen: their readings are no longer those of their points. */
  wasFrozen = false;
  /** Sends may set points without anything on the wire: events outlive connections. */
  isVague = false;

  /** Every version of the file, the first one first. */
  readonly versions: Database[];

  constructor(public database: Database) {
    this.versions = [database];
    for (const [key, point] of database.points) this.states.set(key, point.first);
  }

  /** The file was edited: a point whose first value did not change keeps its state. */
  edit(database: Database): void {
    for (const [key, point] of database.points) {
      if (this.database.points.get(key)?.first === point.first) continue;
      this.states.set(key, point.first);
    }
    this.database = database;
    this.versions.push(database);
  }

  /** A row was sent for the first time. */
  sent(plain: number, ioa: number, elements: string): void {
    this.states.set(pointKey(plain, ioa), elements);
  }

  /** A command is carried out. Returns the new state of its point; `undefined`: the command has no point. */
  move(
    plainCommand: number,
    commandElements: string,
    ioa: number,
  ): { plain: number; elements: string } | undefined {
    for (const plain of SET_BY[plainCommand] ?? []) {
      const key = pointKey(plain, ioa);
      const now = this.states.get(key);
      if (now === undefined || !this.database.points.has(key)) continue;
      const elements = effectOf(plainCommand, commandElements, plain, now);
      this.states.set(key, elements);
      return { plain, elements: this.isVague ? '' : elements };
    }
    return undefined;
  }

  /** Elements of a point, hex; empty if there is no such point. */
  stateOf(plain: number, ioa: number): string {
    return this.isVague ? '' : (this.states.get(pointKey(plain, ioa)) ?? '');
  }

  /** Whether the point has these elements now. */
  canBe(plain: number, ioa: number, elements: string): boolean {
    if (this.isVague || !this.database.points.has(pointKey(plain, ioa))) return true;
    return this.stateOf(plain, ioa) === elements;
  }
}

/** The state of every point. Source: `docs/behaviour.md` §2 (points) and §3 (status). */
import { IOA_OCTETS } from '../../codec/asdu.js';
import type { SignalTable } from './signal-table.js';
import { PLAIN_OCTETS } from './type-sizes.js';

/** In `rowOf`: the point has a state that no row has. */
export const NO_ROW = 0xffffffff;

/** Sees every change of some points of an image. */
export interface ImageWatch {
  /** By point: 1, it is seen. */
  readonly seen: Uint8Array;
  /** A point that is seen was written, perhaps with what it was. */
  written(image: Image, point: number): void;
}

/** The reading of a counter when it was frozen, and how many times it was frozen. */
interface FrozenCounter {
  elements: Uint8Array;
  sequence: number;
}

/**
 * The state of every point of one table, shared by all RTUs of a number. A point has the state of the row sent last;
 * after a command or a row of another table it has octets of its own.
 */
export class Image {
  /** By point: row whose elements are its state; `NO_ROW` if it has octets of its own. */
  readonly rowOf: Uint32Array;
  /** Images of the same RTU number on other tables: they take every change made here. */
  readonly siblings: Image[] = [];
  /** `undefined`: nobody sees the points. */
  watch: ImageWatch | undefined;
  private readonly own = new Map<number, Uint8Array>();
  private readonly frozen = new Map<number, FrozenCounter>();
  private pointsByIoa: Map<number, number[]> | undefined;

  constructor(readonly table: SignalTable) {
    this.rowOf = table.pointFirst.slice();
  }

  /** Points with this IOA (one per kind of element), in file order; empty when there is none. */
  pointsAt(ioa: number): readonly number[] {
    this.pointsByIoa ??= indexPoints(this.table);
    return this.pointsByIoa.get(ioa) ?? [];
  }

  /** The point with this IOA and untimed type, or −1. */
  findPoint(ioa: number, untimedId: number): number {
    return this.pointsAt(ioa).find((point) => this.table.pointType[point] === untimedId) ?? -1;
  }

  /** Rows `firstRow`…`firstRow+count−1` of `table` were sent: their points take the state of these rows. */
  take(table: SignalTable, firstRow: number, count: number): void {
    if (table === this.table && this.siblings.length === 0) {
      for (let row = firstRow; row < firstRow + count; row++) this.rowOf[table.point[row]] = row;
      if (this.watch !== undefined) this.tellRows(firstRow, count);
      return;
    }
    for (let row = firstRow; row < firstRow + count; row++) this.takeRow(table, row);
  }

  /** Row `row` of `table` was sent with these elements: its point takes them. */
  takeElements(table: SignalTable, row: number, elements: Uint8Array): void {
    const point = table.point[row];
    if (table === this.table) this.set(point, elements);
    else {
      const untimedId = table.pointType[point];
      this.setByAddress(table.ioa[row], untimedId, elements);
      for (const sibling of this.siblings) sibling.setByAddress(table.ioa[row], untimedId, elements);
    }
  }

  /** Elements (no IOA, no time tag) of a point's state, a copy. */
  elements(point: number): Uint8Array {
    const elements = new Uint8Array(PLAIN_OCTETS[this.table.pointType[point]] - IOA_OCTETS);
    this.writeElements(point, elements, 0);
    return elements;
  }

  /** Writes the elements of a point's state to `to` at `at`. */
  writeElements(point: number, to: Uint8Array, at: number): void {
    const { table } = this;
    const row = this.rowOf[point];
    const length = PLAIN_OCTETS[table.pointType[point]] - IOA_OCTETS;
    if (row === NO_ROW) {
      const own = this.own.get(point);
      if (own !== undefined) to.set(own, at);
      return;
    }
    const from = table.objectAt[row] + IOA_OCTETS;
    for (let i = 0; i < length; i++) to[at + i] = table.objects[from + i];
  }

  /** Sets the state of a point, here and on the siblings. */
  set(point: number, elements: Uint8Array): void {
    this.setHere(point, elements);
    const { pointIoa, pointType } = this.table;
    for (const sibling of this.siblings) sibling.setByAddress(pointIoa[point], pointType[point], elements);
  }

  /** Sets the state of the point with this address, if there is one here. */
  setByAddress(ioa: number, untimedId: number, elements: Uint8Array): void {
    const point = this.findPoint(ioa, untimedId);
    if (point >= 0) this.setHere(point, elements);
  }

  /** Takes the states from the image of an older table version. A point whose first value was edited begins with the new value. */
  carryOver(before: Image): void {
    const { table } = this;
    for (let point = 0; point < table.points; point++) {
      const old = before.findPoint(table.pointIoa[point], table.pointType[point]);
      if (old < 0 || before.rowOf[old] === before.table.pointFirst[old]) continue;
      if (sameFirst(this, point, before, old)) this.setHere(point, before.elements(old));
    }
    for (const [old, counter] of before.frozen) {
      const point = this.findPoint(before.table.pointIoa[old], before.table.pointType[old]);
      if (point >= 0) this.frozen.set(point, counter);
    }
  }

  /** BCR octets of a counter for an interrogation: the frozen reading, or the live one before the first freeze. */
  counterReading(point: number): Uint8Array {
    return this.frozen.get(point)?.elements ?? this.elements(point);
  }

  /** Freezes a counter; with `reset` counting starts again at 0. Source: `docs/protocol.md` §5, counter interrogation. */
  freezeCounter(point: number, reset: 'keep' | 'reset'): void {
    const sequence = ((this.frozen.get(point)?.sequence ?? 0) + 1) & 0x1f;
    const elements = this.elements(point);
    elements[4] = (elements[4] & 0xe0) | sequence;
    const counter = { elements, sequence };
    this.frozen.set(point, counter);
    const { pointIoa, pointType } = this.table;
    for (const sibling of this.siblings) {
      const other = sibling.findPoint(pointIoa[point], pointType[point]);
      if (other >= 0) sibling.frozen.set(other, counter);
    }
    if (reset === 'reset') this.resetCounter(point);
  }

  /** Sets a counter's live value to 0. */
  resetCounter(point: number): void {
    this.set(point, new Uint8Array(5));
  }

  private setHere(point: number, elements: Uint8Array): void {
    this.own.set(point, elements.slice());
    this.rowOf[point] = NO_ROW;
    if (this.watch?.seen[point] === 1) this.watch.written(this, point);
  }

  /** Points of rows of the own table took their states. */
  private tellRows(firstRow: number, count: number): void {
    const { watch, table } = this;
    for (let row = firstRow; row < firstRow + count; row++) {
      const point = table.point[row];
      if (watch?.seen[point] === 1) watch.written(this, point);
    }
  }

  private takeRow(table: SignalTable, row: number): void {
    const point = table.point[row];
    const from = table.objectAt[row] + IOA_OCTETS;
    const untimedId = table.pointType[point];
    const elements = table.objects.slice(from, from + PLAIN_OCTETS[untimedId] - IOA_OCTETS);
    if (table === this.table) {
      this.rowOf[point] = row;
      if (this.watch !== undefined) this.tellRows(row, 1);
    } else this.setByAddress(table.ioa[row], untimedId, elements);
    for (const sibling of this.siblings) sibling.setByAddress(table.ioa[row], untimedId, elements);
  }
}

function sameFirst(image: Image, point: number, before: Image, old: number): boolean {
  const { table } = image;
  const length = PLAIN_OCTETS[table.pointType[point]];
  const from = table.objectAt[table.pointFirst[point]];
  const oldFrom = before.table.objectAt[before.table.pointFirst[old]];
  for (let i = IOA_OCTETS; i < length; i++) {
    if (table.objects[from + i] !== before.table.objects[oldFrom + i]) return false;
  }
  return true;
}

function indexPoints(table: SignalTable): Map<number, number[]> {
  const byIoa = new Map<number, number[]>();
  for (let point = 0; point < table.points; point++) {
    const ioa = table.pointIoa[point];
    const at = byIoa.get(ioa);
    if (at === undefined) byIoa.set(ioa, [point]);
    else at.push(point);
  }
  return byIoa;
}

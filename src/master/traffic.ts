/** Received traffic of one link, or of all together. Counters only grow; rates are differences of two readings. */

/** ASDUs of one type with one cause. */
export interface TrafficCell {
  typeId: number;
  cot: number;
  asdus: number;
  objects: number;
}

/** Received traffic. Times are on the monotonic clock in ms, with the resolution of a read; Infinity: nothing yet. */
export class Traffic {
  /** Received I frames. */
  apdus = 0;
  /** Objects of process information types in monitor direction. */
  signals = 0;
  sFrames = 0;
  uFrames = 0;
  /** Octets of whole TCP payload. */
  octets = 0;
  /** Arrival of the first and the last I frame. */
  firstMs = Number.POSITIVE_INFINITY;
  lastMs = Number.NEGATIVE_INFINITY;
  /** Longest time between two reads that brought I frames. */
  maxGapMs = 0;
  private readonly byPair = new Map<number, TrafficCell>();
  /** Cell of the ASDU before: neighbouring ASDUs mostly have the same type and cause. */
  private last: TrafficCell = { typeId: -1, cot: -1, asdus: 0, objects: 0 };

  /** Counts one I frame's ASDU. */
  count(typeId: number, cot: number, objects: number): void {
    let cell = this.last;
    if (cell.typeId !== typeId || cell.cot !== cot) {
      cell = this.cellOf(typeId, cot);
      this.last = cell;
    }
    cell.asdus++;
    cell.objects += objects;
  }

  /** Notes that a read at `nowMs` brought I frames. */
  arrived(nowMs: number): void {
    if (this.lastMs === Number.NEGATIVE_INFINITY) this.firstMs = nowMs;
    else if (nowMs - this.lastMs > this.maxGapMs) this.maxGapMs = nowMs - this.lastMs;
    this.lastMs = nowMs;
  }

  /** Adds another link's traffic; first, last and gap become those of both. */
  add(other: Traffic): void {
    this.apdus += other.apdus;
    this.signals += other.signals;
    this.sFrames += other.sFrames;
    this.uFrames += other.uFrames;
    this.octets += other.octets;
    this.firstMs = Math.min(this.firstMs, other.firstMs);
    this.lastMs = Math.max(this.lastMs, other.lastMs);
    this.maxGapMs = Math.max(this.maxGapMs, other.maxGapMs);
    for (const from of other.byPair.values()) {
      const cell = this.cellOf(from.typeId, from.cot);
      cell.asdus += from.asdus;
      cell.objects += from.objects;
    }
  }

  /** Type and cause pairs seen, ascending by type, then cause. */
  cells(): TrafficCell[] {
    return [...this.byPair.values()].sort((a, b) => a.typeId - b.typeId || a.cot - b.cot);
  }

  /** Objects by type id. */
  objectsByType(): Map<number, number> {
    return sumBy(this.byPair.values(), (cell) => cell.typeId);
  }

  /** Objects by cause. */
  objectsByCot(): Map<number, number> {
    return sumBy(this.byPair.values(), (cell) => cell.cot);
  }

  private cellOf(typeId: number, cot: number): TrafficCell {
    const key = typeId * 64 + cot;
    let cell = this.byPair.get(key);
    if (cell === undefined) {
      cell = { typeId, cot, asdus: 0, objects: 0 };
      this.byPair.set(key, cell);
    }
    return cell;
  }
}

function sumBy(cells: Iterable<TrafficCell>, keyOf: (cell: TrafficCell) => number): Map<number, number> {
  const sums = new Map<number, number>();
  for (const cell of cells) sums.set(keyOf(cell), (sums.get(keyOf(cell)) ?? 0) + cell.objects);
  return sums;
}

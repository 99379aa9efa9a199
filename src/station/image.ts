/** The image: what every point of an RTU number is now, as the row of the table that was sent last. */
import type { SignalTable } from './signal-table.js';

/** One per RTU number and table; RTUs of the same number share it. */
export class Image {
  /** Row whose elements are the point's state, by point. */
  readonly rowOf: Uint32Array;
  private pointByIoa: Map<number, number[]> | undefined;

  constructor(readonly table: SignalTable) {
    this.rowOf = table.pointFirst.slice();
  }

  /** Rows `firstRow`…`firstRow+count−1` were sent: their points are now what these rows say. */
  take(table: SignalTable, firstRow: number, count: number): void {
    for (let row = firstRow; row < firstRow + count; row++) this.rowOf[table.point[row]] = row;
  }

  /** Points with this IOA (one per kind of element), in file order; empty when there is none. */
  pointsAt(ioa: number): readonly number[] {
    this.pointByIoa ??= indexPoints(this.table);
    return this.pointByIoa.get(ioa) ?? [];
  }
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

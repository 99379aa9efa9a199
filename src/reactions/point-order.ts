/** Points that change because of a reaction. */

/** The same point of several RTU numbers changes, as an order for their shards. */
export interface PointOrder {
  /** Counts the points of all orders of the program from 1: number of the first one, the others follow. */
  readonly id: number;
  /** Place of its row in the plan. */
  readonly row: number;
  /** 1…65535, ascending. */
  readonly rtuNumbers: readonly number[];
  readonly ioa: number;
  /** Untimed type. */
  readonly pointType: number;
  /** As in `PointValue`. */
  readonly value: number;
  /** `undefined`: as it is. */
  readonly quality: number | undefined;
  /** When it changes, monotonic ms. */
  readonly startMs: number;
}

/** A point of one RTU number changes. */
export interface PointChange extends Omit<PointOrder, 'rtuNumbers'> {
  readonly rtuNumber: number;
}

/** Joins changes that follow each other and differ in their RTU number alone. The sequence stays. */
export function joinChanges(changes: readonly PointChange[]): PointOrder[] {
  const orders: (PointOrder & { readonly rtuNumbers: number[] })[] = [];
  for (const { rtuNumber, ...change } of changes) {
    const last = orders.at(-1);
    if (last !== undefined && goesOn(last, { rtuNumber, ...change })) last.rtuNumbers.push(rtuNumber);
    else orders.push({ ...change, rtuNumbers: [rtuNumber] });
  }
  return orders;
}

function goesOn(order: PointOrder, change: PointChange): boolean {
  const { rtuNumbers } = order;
  return (
    change.id === order.id + rtuNumbers.length &&
    change.rtuNumber > rtuNumbers[rtuNumbers.length - 1] &&
    change.row === order.row &&
    change.ioa === order.ioa &&
    change.pointType === order.pointType &&
    change.value === order.value &&
    change.quality === order.quality &&
    change.startMs === order.startMs
  );
}

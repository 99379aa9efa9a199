/** A point that changes because of a reaction, as an order for the shard of its RTU number. */
export interface PointOrder {
  /** Counts the orders of the program from 1. */
  readonly id: number;
  /** Place of its row in the plan. */
  readonly row: number;
  readonly rtuNumber: number;
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

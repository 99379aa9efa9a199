/** Tables of millions of rows, one typed array a column: rows as objects would take ten times the memory. */

/** The arrays that a column can be. */
export type Numbers = Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

/** A typed array that grows while a file is read. */
export class NumberColumn<A extends Numbers> {
  private values: A;
  private used = 0;

  /** `make` returns an array of `length` zeros. */
  constructor(private readonly make: (length: number) => A) {
    this.values = make(1024);
  }

  push(value: number): void {
    if (this.used === this.values.length) {
      const grown = this.make(this.used * 2);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.used++] = value;
  }

  get(row: number): number {
    return this.values[row];
  }

  set(row: number, value: number): void {
    this.values[row] = value;
  }

  /** The numbers pushed so far, without a copy. */
  take(): A {
    return this.values.subarray(0, this.used) as A;
  }
}

export const float64 = (length: number): Float64Array => new Float64Array(length);
export const int32 = (length: number): Int32Array => new Int32Array(length);
export const uint32 = (length: number): Uint32Array => new Uint32Array(length);
export const uint16 = (length: number): Uint16Array => new Uint16Array(length);
export const uint8 = (length: number): Uint8Array => new Uint8Array(length);

/** Makers of the columns of a table, by name. */
export type ColumnMakers = Readonly<Record<string, (length: number) => Numbers>>;

/** Growing columns by name; all get one number a row. */
export type NumberColumns<M extends ColumnMakers> = {
  readonly [K in keyof M]: NumberColumn<ReturnType<M[K]>>;
};

/** The arrays of the columns by name. */
export type NumberArrays<M extends ColumnMakers> = { readonly [K in keyof M]: ReturnType<M[K]> };

/** Empty columns. */
export function makeColumns<M extends ColumnMakers>(makers: M): NumberColumns<M> {
  const entries = Object.entries(makers).map(([name, make]) => [name, new NumberColumn(make)]);
  return Object.fromEntries(entries) as NumberColumns<M>;
}

/** The numbers pushed to each column so far, without a copy. */
export function takeColumns<M extends ColumnMakers>(columns: NumberColumns<M>): NumberArrays<M> {
  const entries = Object.entries(columns).map(([name, column]) => [
    name,
    (column as NumberColumn<Numbers>).take(),
  ]);
  return Object.fromEntries(entries) as NumberArrays<M>;
}

/** Rows by a key of each: `order` holds the rows of key k from `start[k]` to `start[k + 1]`, in the order of the rows. */
export interface Grouping {
  start: Int32Array;
  order: Int32Array;
}

/** Sorts rows by `keys` (0…count − 1), keeping their order within a key. */
export function groupRows(keys: Int32Array, count: number): Grouping {
  const start = new Int32Array(count + 1);
  for (const key of keys) start[key + 1]++;
  for (let key = 0; key < count; key++) start[key + 1] += start[key];
  const next = start.slice(0, count);
  const order = new Int32Array(keys.length);
  for (let row = 0; row < keys.length; row++) order[next[keys[row]]++] = row;
  return { start, order };
}

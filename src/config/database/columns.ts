/** Typed columns side by side in one SharedArrayBuffer. */

type Column =
  | Uint8ArrayConstructor
  | Uint16ArrayConstructor
  | Int16ArrayConstructor
  | Uint32ArrayConstructor
  | Int32ArrayConstructor
  | Float64ArrayConstructor;

type ViewConstructor = new (memory: SharedArrayBuffer, start: number, entries: number) => ArrayBufferView;

/** Columns by name: element type and number of entries. */
export type ColumnPlan = Readonly<Record<string, readonly [Column, number]>>;
/** The views of a plan. */
export type Columns<P extends ColumnPlan> = { readonly [K in keyof P]: InstanceType<P[K][0]> };

/** Every column starts at a multiple of this number of octets, which suits all element types. */
const ALIGNMENT = 8;

/** Allocates one SharedArrayBuffer for all columns of the plan, in its order, each at a multiple of 8 octets, zeroed. */
export function allocateColumns<const P extends ColumnPlan>(plan: P): Columns<P> {
  let octets = 0;
  const starts = Object.entries(plan).map(([name, [type, entries]]) => {
    const start = octets;
    octets += Math.ceil((entries * type.BYTES_PER_ELEMENT) / ALIGNMENT) * ALIGNMENT;
    return [name, type, start, entries] as const;
  });
  const memory = new SharedArrayBuffer(octets);
  return Object.fromEntries(
    starts.map(([name, type, start, entries]) => [
      name,
      new (type as ViewConstructor)(memory, start, entries),
    ]),
  ) as Columns<P>;
}

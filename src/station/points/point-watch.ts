/** Watches some points of a station, on all its ports, and tells what changes. */
import type { Image } from './image.js';

/** An untimed type fits into the lowest octet, an IOA above it. */
const TYPES = 256;

/** A watched point has other elements than before; `known`: it is only told what they are. */
export type TellPoint = (
  kind: 'changed' | 'known',
  ioa: number,
  pointType: number,
  elements: Uint8Array,
) => void;

/** A point's place in a station. */
export interface PointPlace {
  readonly ioa: number;
  /** Untimed type. */
  readonly pointType: number;
}

export class PointWatch {
  private readonly keys: ReadonlySet<number>;
  /** The elements told last. */
  private readonly last = new Map<number, Uint8Array>();

  constructor(
    places: readonly PointPlace[],
    private readonly tell: TellPoint,
  ) {
    this.keys = new Set(places.map(keyOf));
  }

  /** Watches an image from now on, and tells what its watched points are. */
  attach(image: Image): void {
    const { points, pointIoa, pointType } = image.table;
    const seen = new Uint8Array(points);
    for (let point = 0; point < points; point++) {
      if (!this.keys.has(keyOf({ ioa: pointIoa[point], pointType: pointType[point] }))) continue;
      seen[point] = 1;
      this.look('known', image, point);
    }
    image.watch = { seen, written: (from, point) => this.look('changed', from, point) };
  }

  /** Several images may have the point: what was told already is not told again. */
  private look(kind: 'changed' | 'known', image: Image, point: number): void {
    const ioa = image.table.pointIoa[point];
    const pointType = image.table.pointType[point];
    const key = keyOf({ ioa, pointType });
    const elements = image.elements(point);
    const before = this.last.get(key);
    if (before?.every((octet, i) => octet === elements[i])) return;
    this.last.set(key, elements);
    this.tell(kind, ioa, pointType, elements);
  }
}

function keyOf({ ioa, pointType }: PointPlace): number {
  return ioa * TYPES + pointType;
}

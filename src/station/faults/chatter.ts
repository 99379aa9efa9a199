/** Points that change again and again (fault `chatter`). */
import type { FaultOrder } from '../../faults/fault-order.js';
import type { Image } from '../points/image.js';
import { isHit } from './point-share.js';

const SINGLE_POINT = 1;
const DOUBLE_POINT = 3;

/** A new state of a point. */
export interface ChatterChange {
  readonly ioa: number;
  /** Untimed type. */
  readonly pointType: number;
  readonly elements: Uint8Array;
}

interface ChatterPoint {
  readonly point: number;
  readonly before: Uint8Array;
}

/** Changes the single and double points that the fault hits in turn, at its rate. */
export class Chatter {
  private readonly points: readonly ChatterPoint[];
  private changes = 0;

  /** `image`: of the RTU, as it is when the fault begins. */
  constructor(
    private readonly order: FaultOrder,
    private readonly image: Image,
    private readonly publish: (change: ChatterChange) => void,
  ) {
    const { table } = image;
    const able: number[] = [];
    for (let point = 0; point < table.points; point++)
      if (table.pointType[point] === SINGLE_POINT || table.pointType[point] === DOUBLE_POINT)
        able.push(point);
    const hit = able.filter((point) => isHit(order, table.pointIoa[point]));
    // A small share of few points may be none.
    const chosen = hit.length > 0 ? hit : able.slice(0, 1);
    this.points = chosen.map((point) => ({ point, before: image.elements(point) }));
  }

  /** When the next change is due, monotonic ms; Infinity: no point can change. */
  get nextMs(): number {
    if (this.points.length === 0) return Number.POSITIVE_INFINITY;
    return this.order.startMs + (this.changes * 1000) / this.order.value;
  }

  /** Makes the changes that are due; returns how many. */
  tick(nowMs: number): number {
    let made = 0;
    for (; this.nextMs <= nowMs; made++) {
      const { point } = this.points[this.changes % this.points.length];
      this.changes++;
      this.change(point, toggled(this.image, point));
    }
    return made;
  }

  /** The points have their states of before again. */
  end(): void {
    for (const { point, before } of this.points) {
      const now = this.image.elements(point);
      if (now.some((octet, i) => octet !== before[i])) this.change(point, before);
    }
  }

  private change(point: number, elements: Uint8Array): void {
    const { pointIoa, pointType } = this.image.table;
    this.publish({ ioa: pointIoa[point], pointType: pointType[point], elements });
  }
}

/** The other state: of a single point SPI, of a double point ON (2) for OFF (1), and OFF for all others. */
function toggled(image: Image, point: number): Uint8Array {
  const elements = image.elements(point);
  const isSingle = image.table.pointType[point] === SINGLE_POINT;
  elements[0] = isSingle ? elements[0] ^ 1 : (elements[0] & 0xfc) | ((elements[0] & 3) === 1 ? 2 : 1);
  return elements;
}

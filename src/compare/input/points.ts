/** The points of both lists. A point is a CA and an IOA. */
import { int32, NumberColumn, uint8, uint32 } from './number-column.js';
import { kindOfType } from './values.js';

const IOA_RANGE = 2 ** 24;

/** Numbers points, and CAs, from 0 in the order of their first rows. */
export class Points {
  private readonly ids = new Map<number, number>();
  private readonly caIds = new Map<number, number>();
  private readonly caColumn = new NumberColumn(int32);
  private readonly ioaColumn = new NumberColumn(uint32);
  private readonly typeColumn = new NumberColumn(uint8);
  private readonly kindsColumn = new NumberColumn(uint8);
  /** The CA of each CA number. */
  readonly cas: number[] = [];
  /** Points of the sent list; points with higher numbers are in the event list only. */
  sent = 0;

  get count(): number {
    return this.ids.size;
  }

  /** The number of a point; a new point gets the next one, and `type` as its type. */
  idOf(ca: number, ioa: number, type: number): number {
    const key = ca * IOA_RANGE + ioa;
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.ids.size;
      this.ids.set(key, id);
      this.caColumn.push(this.caIdOf(ca));
      this.ioaColumn.push(ioa);
      this.typeColumn.push(type);
      this.kindsColumn.push(0);
    }
    return id;
  }

  /** Notes that the sent list has this point with this type. */
  addType(id: number, type: number): void {
    this.kindsColumn.set(id, this.kindsColumn.get(id) | kindOfType(type));
  }

  /** The CA number of a point. */
  caIdOfPoint(id: number): number {
    return this.caColumn.get(id);
  }

  /** The number of a CA; −1 if no row had it. */
  findCa(ca: number): number {
    return this.caIds.get(ca) ?? -1;
  }

  caOf(id: number): number {
    return this.cas[this.caIdOfPoint(id)];
  }

  ioaOf(id: number): number {
    return this.ioaColumn.get(id);
  }

  /** The type that the point was first sent with; 0 if it is in the event list only. */
  typeOf(id: number): number {
    return this.typeColumn.get(id);
  }

  /** Bits of `VALUE_KIND` of all types that the point was sent with. */
  kindsOf(id: number): number {
    return this.kindsColumn.get(id);
  }

  private caIdOf(ca: number): number {
    let id = this.caIds.get(ca);
    if (id === undefined) {
      id = this.cas.length;
      this.caIds.set(ca, id);
      this.cas.push(ca);
    }
    return id;
  }
}

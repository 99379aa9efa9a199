/** Random walks of measurands (`docs/behaviour.md` §4). */
import { ASDU_HEADER_OCTETS, copyOctets, IOA_OCTETS, writeAsduHeader } from '../../codec/asdu.js';
import { typeOf } from '../../codec/types.js';
import { writeRows } from '../points/row-octets.js';
import type { SignalTable } from '../points/signal-table.js';
import { OBJECT_OCTETS, PLAIN_OCTETS } from '../points/type-sizes.js';
import type { RowsAccount, RtuPort, SendPort } from '../ports.js';
import type { TagClock } from '../time-tag.js';
import type { WalkPlan } from './send-order.js';

/** How far a value may move from the value of the file, in largest steps. */
const REACH = 10;
const NVA_UNITS = 32768;
/** The largest binary32. */
const R32_MOST = (2 - 2 ** -23) * 2 ** 127;

/** The rows of a frame, and its cause. */
interface FrameRows {
  readonly row: number;
  readonly count: number;
  readonly cot: number;
}

/** Elements whose values walk. */
type WalkingElement = 'NVA' | 'SVA' | 'R32';

function elementOf(typeId: number): WalkingElement | undefined {
  const element = typeOf(typeId).elements[0];
  return element === 'NVA' || element === 'SVA' || element === 'R32' ? element : undefined;
}

/**
 * The walking values of one RTU's rows: each time a row is sent its value moves by a random step, within ten steps of the file's value.
 * Equal seeds and RTU numbers give equal values, so that all ports of a station send the same.
 */
export class ValueWalk {
  /** By row; NaN: not sent yet. */
  private readonly values: Float64Array;
  private readonly random: () => number;

  constructor(
    readonly table: SignalTable,
    private readonly plan: WalkPlan,
    rtuNumber: number,
  ) {
    this.values = new Float64Array(table.rows).fill(Number.NaN);
    this.random = randomNumbers(plan.seed, rtuNumber);
  }

  /**
   * Moves a row's value and writes it over the old one in `octets`, where the row's object begins at `at`; false if values
   * of the type do not walk.
   */
  write(row: number, octets: Uint8Array, at: number): boolean {
    const element = elementOf(this.table.typeId[row]);
    if (element === undefined) return false;
    const view = new DataView(octets.buffer, octets.byteOffset + at + IOA_OCTETS, element === 'R32' ? 4 : 2);
    const first = element === 'R32' ? view.getFloat32(0, true) : view.getInt16(0, true);
    const value = this.next(row, first, element);
    if (element === 'R32') view.setFloat32(0, value, true);
    else view.setInt16(0, Math.round(value), true);
    return true;
  }

  /** Like `writeRows`, with walking values. They go into frame, image and log, and are kept for a connection that takes over. */
  writeRows(link: SendPort, account: RowsAccount, rows: FrameRows, nowMs: number): void {
    const { table } = this;
    const { row, count, cot } = rows;
    const { writer, sent } = link;
    const { image, journal } = link.rtu;
    const typeId = table.typeId[row];
    const at = writeRows(writer, table, row, count, cot, nowMs);
    sent.rows(account, row, count);
    image.take(table, row, count);
    if (elementOf(typeId) === undefined) {
      journal.sent(link, table, row, count, cot);
      return;
    }
    const { octets, length } = writer.outbox;
    const plain = PLAIN_OCTETS[typeId];
    for (let i = 0; i < count; i++) {
      const object = at + ASDU_HEADER_OCTETS + i * OBJECT_OCTETS[typeId];
      this.write(row + i, octets, object);
      image.takeElements(table, row + i, copyOctets(octets, object + IOA_OCTETS, object + plain));
    }
    const asdu = copyOctets(octets, at, length);
    sent.keep(asdu);
    journal.sentAsdu(link, table, row, asdu);
  }

  /**
   * The rows as one ASDU with the time tag of a clock, for a connection to come; the image takes the values. `undefined`: none of them
   * walks.
   */
  asduOf(rtu: RtuPort, rows: FrameRows, clock: TagClock, wallMs: number): Uint8Array | undefined {
    const { table } = this;
    const { row, count, cot } = rows;
    const typeId = table.typeId[row];
    if (elementOf(typeId) === undefined) return undefined;
    const size = OBJECT_OCTETS[typeId];
    const plain = PLAIN_OCTETS[typeId];
    const asdu = new Uint8Array(ASDU_HEADER_OCTETS + count * size);
    const head = { typeId, sequence: false, count, cot, negative: false, test: false, oa: 0, ca: rtu.ca };
    writeAsduHeader(asdu, 0, head);
    clock.tag.set(wallMs + clock.leadMs);
    for (let i = 0; i < count; i++) {
      const at = ASDU_HEADER_OCTETS + i * size;
      asdu.set(table.objects.subarray(table.objectAt[row + i], table.objectAt[row + i] + plain), at);
      this.write(row + i, asdu, at);
      rtu.image.takeElements(table, row + i, copyOctets(asdu, at + IOA_OCTETS, at + plain));
      if (size > plain) asdu.set(clock.tag.octets, at + plain);
    }
    return asdu;
  }

  /** NaN and infinite values of the file stay as they are. */
  private next(row: number, first: number, element: WalkingElement): number {
    if (!Number.isFinite(first)) return first;
    const step = (this.plan.percent / 100) * spanOf(first, element);
    const before = Number.isNaN(this.values[row]) ? first : this.values[row];
    let value = before + (this.random() * 2 - 1) * step;
    const low = Math.max(first - REACH * step, element === 'R32' ? -R32_MOST : -NVA_UNITS);
    const high = Math.min(first + REACH * step, element === 'R32' ? R32_MOST : NVA_UNITS - 1);
    // Reflected at the bounds.
    if (value > high) value = 2 * high - value;
    if (value < low) value = 2 * low - value;
    value = Math.min(high, Math.max(low, value));
    this.values[row] = value;
    return value;
  }
}

/** The 100 % of a step: the full scale of a normalized value, else the size of the file's value, at least 1 (scaled: 100). */
function spanOf(first: number, element: WalkingElement): number {
  if (element === 'NVA') return NVA_UNITS;
  return Math.max(Math.abs(first), element === 'SVA' ? 100 : 1);
}

/** Random numbers 0…1, the same for equal seeds (a 32-bit counter through a mixing function). */
function randomNumbers(seed: number, rtuNumber: number): () => number {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(rtuNumber, 0xc2b2ae35)) >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4294967296;
  };
}

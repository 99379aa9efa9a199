/**
 * Random walks of measurands: each time a row is sent its value moves by a random step, within ten steps of the file's value.
 * Equal seeds and RTU numbers give equal values, so that all ports of a station say the same.
 */
import { ASDU_HEADER_OCTETS, copyOctets, IOA_OCTETS } from '../../codec/asdu.js';
import { COT } from '../../codec/causes.js';
import { typeOf } from '../../codec/types.js';
import type { Link } from '../link.js';
import { writeRows } from '../points/row-octets.js';
import type { SignalTable } from '../points/signal-table.js';
import { OBJECT_OCTETS, PLAIN_OCTETS } from '../points/type-sizes.js';
import type { IndexRun } from './index-run.js';
import type { WalkPlan } from './send-order.js';

/** How far a value goes from where it began, in largest steps. */
const REACH = 10;
const NVA_UNITS = 32768;
/** The largest binary32. */
const R32_MOST = (2 - 2 ** -23) * 2 ** 127;

/** Element that a type's value is in, where it walks. */
type WalkingElement = 'NVA' | 'SVA' | 'R32';

function elementOf(typeId: number): WalkingElement | undefined {
  const element = typeOf(typeId).elements[0];
  return element === 'NVA' || element === 'SVA' || element === 'R32' ? element : undefined;
}

/** The values of one RTU number's rows, as they walk. */
export class ValueWalk {
  /** NaN where the row was not sent yet. */
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

  /** Moves a row's value and writes it over the one in `octets`, where the row's object starts at `at`; false where the type has none that walks. */
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

  /** NaN and infinite values of the file stay as they are. */
  private next(row: number, first: number, element: WalkingElement): number {
    if (!Number.isFinite(first)) return first;
    const step = (this.plan.percent / 100) * spanOf(first, element);
    const before = Number.isNaN(this.values[row]) ? first : this.values[row];
    let value = before + (this.random() * 2 - 1) * step;
    const low = Math.max(first - REACH * step, element === 'R32' ? -R32_MOST : -NVA_UNITS);
    const high = Math.min(first + REACH * step, element === 'R32' ? R32_MOST : NVA_UNITS - 1);
    // Turned back at the edge.
    if (value > high) value = 2 * high - value;
    if (value < low) value = 2 * low - value;
    value = Math.min(high, Math.max(low, value));
    this.values[row] = value;
    return value;
  }
}

/** What a step's percent are of: the full scale of a normalized value, else the size of the file's value, at least 1 (scaled: 100). */
function spanOf(first: number, element: WalkingElement): number {
  if (element === 'NVA') return NVA_UNITS;
  return Math.max(Math.abs(first), element === 'SVA' ? 100 : 1);
}

/** Numbers 0…1 that equal seeds repeat (a 32-bit counter through a mixing function). */
function randomNumbers(seed: number, rtuNumber: number): () => number {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(rtuNumber, 0xc2b2ae35)) >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4294967296;
  };
}

/** As `writeRows`, with values that walk: into the frame, the image, the log, and kept for a connection that takes over. */
export function writeWalkedRows(
  link: Link,
  run: IndexRun,
  walk: ValueWalk,
  row: number,
  count: number,
  tag: Uint8Array,
  nowMs: number,
): void {
  const { table } = run;
  const { image, journal } = link.rtu;
  const typeId = table.typeId[row];
  const at = writeRows(link, table, row, count, tag, nowMs);
  link.sentRows(run, row, count);
  image.take(table, row, count);
  if (elementOf(typeId) === undefined) {
    journal.sent(link, table, row, count, COT.SPONTANEOUS, link.tagWallMs);
    return;
  }
  const { octets, length } = link.outbox;
  const plain = PLAIN_OCTETS[typeId];
  for (let i = 0; i < count; i++) {
    const object = at + ASDU_HEADER_OCTETS + i * OBJECT_OCTETS[typeId];
    walk.write(row + i, octets, object);
    image.takeElements(table, row + i, copyOctets(octets, object + IOA_OCTETS, object + plain));
  }
  const asdu = copyOctets(octets, at, length);
  link.keepAsdu(asdu);
  journal.sentAsdu(link, asdu, link.tagWallMs);
}

/** Sends an ASDU with walked values again, on the connection that took over. */
export function writeAgain(
  link: Link,
  run: IndexRun,
  row: number,
  count: number,
  asdu: Uint8Array,
  nowMs: number,
): void {
  const at = link.session.beginI(asdu.length, nowMs);
  link.outbox.octets.set(asdu, at);
  link.sentRows(run, row, count);
  link.keepAsdu(asdu);
  link.rtu.journal.sentAsdu(link, asdu, link.tagWallMs);
}

/** The simulation's own decoder of frames and ASDUs, written from `docs/protocol.md` §1 to §4, independent of `src/codec`. */

/** One APDU. */
export type Frame =
  | { kind: 'I'; ns: number; nr: number; asdu: Uint8Array }
  | { kind: 'S'; nr: number }
  | { kind: 'U'; control: number }
  /** Not an APDU of this protocol. */
  | { kind: 'fault' };

/** U frames (`docs/protocol.md` §1). */
export const STARTDT_ACT = 0x07;
export const STARTDT_CON = 0x0b;
export const STOPDT_ACT = 0x13;
export const STOPDT_CON = 0x23;
export const TESTFR_ACT = 0x43;
export const TESTFR_CON = 0x83;

/** Element octets without time tag, by untimed type (`docs/protocol.md` §3). */
const PLAIN: Readonly<Record<number, number>> = {
  1: 1,
  3: 1,
  5: 2,
  7: 5,
  9: 3,
  11: 3,
  13: 5,
  15: 5,
  45: 1,
  46: 1,
  49: 3,
  50: 5,
  70: 1,
  100: 1,
  101: 1,
  102: 0,
  103: 7,
  107: 9,
};

/** The corresponding type without time tag, and whether this one has a tag. */
export function plainType(type: number): { plain: number; timed: boolean } {
  if (type >= 30 && type <= 37) return { plain: 2 * (type - 30) + 1, timed: true };
  if (type >= 58 && type <= 64) return { plain: type - 13, timed: true };
  return { plain: type, timed: false };
}

/** The type with time tag that corresponds to an untimed monitored type. */
export function timedType(plain: number): number {
  return (plain - 1) / 2 + 30;
}

/** Splits a stream into APDUs. */
export class Framer {
  private held: number[] = [];
  private broken = false;

  push(octets: Uint8Array): Frame[] {
    for (const octet of octets) this.held.push(octet);
    const frames: Frame[] = [];
    while (!this.broken && this.held.length > 0) {
      const { held } = this;
      const badLength = held.length > 1 && (held[1] < 4 || held[1] > 253);
      if (held[0] !== 0x68 || badLength) {
        this.broken = true;
        frames.push({ kind: 'fault' });
        break;
      }
      if (held.length < 2 || held.length < held[1] + 2) break;
      frames.push(readFrame(held.splice(0, held[1] + 2)));
    }
    return frames;
  }

  /** Octets of an incomplete APDU. */
  get rest(): number {
    return this.held.length;
  }
}

function readFrame(octets: number[]): Frame {
  const nr = (octets[4] >> 1) | (octets[5] << 7);
  if ((octets[2] & 1) === 0)
    return { kind: 'I', ns: (octets[2] >> 1) | (octets[3] << 7), nr, asdu: Uint8Array.from(octets.slice(6)) };
  if (octets.length !== 6) return { kind: 'fault' };
  return (octets[2] & 3) === 1 ? { kind: 'S', nr } : { kind: 'U', control: octets[2] };
}

export function iFrame(ns: number, nr: number, asdu: readonly number[]): Uint8Array {
  return Uint8Array.of(0x68, asdu.length + 4, (ns << 1) & 0xff, ns >> 7, (nr << 1) & 0xff, nr >> 7, ...asdu);
}

export function sFrame(nr: number): Uint8Array {
  return Uint8Array.of(0x68, 4, 1, 0, (nr << 1) & 0xff, nr >> 7);
}

export function uFrame(control: number): Uint8Array {
  return Uint8Array.of(0x68, 4, control, 0, 0, 0);
}

/** One information object. */
export interface WireObject {
  ioa: number;
  /** Hex of the elements without time tag. */
  elements: string;
  /** Hex of the time tag; empty: none. */
  tag: string;
}

export interface WireAsdu {
  type: number;
  cot: number;
  negative: boolean;
  test: boolean;
  oa: number;
  ca: number;
  objects: WireObject[];
}

/** Reads an ASDU; `undefined` if the type is unknown or an object is incomplete. */
export function readAsdu(octets: Uint8Array): WireAsdu | undefined {
  if (octets.length < 6) return undefined;
  const [type, vsq, cause, oa, caLow, caHigh] = octets;
  const { plain, timed } = plainType(type);
  const size = PLAIN[plain];
  const count = vsq & 0x7f;
  if (size === undefined || count === 0) return undefined;
  // SQ 1: the first address only.
  const isSequence = vsq > 127;
  const address = isSequence ? 0 : 3;
  const step = address + size + (timed ? 7 : 0);
  if (octets.length !== 6 + count * step + 3 - address) return undefined;
  const ioaAt = (at: number): number => octets[at] | (octets[at + 1] << 8) | (octets[at + 2] << 16);
  const objects: WireObject[] = [];
  for (let i = 0; i < count; i++) {
    const from = 9 + i * step;
    objects.push({
      ioa: isSequence ? ioaAt(6) + i : ioaAt(from - 3),
      elements: hex(octets, from, from + size),
      tag: timed ? hex(octets, from + size, from + size + 7) : '',
    });
  }
  return {
    type,
    cot: cause & 0x3f,
    negative: (cause & 0x40) !== 0,
    test: (cause & 0x80) !== 0,
    oa,
    ca: caLow | (caHigh << 8),
    objects,
  };
}

export function hex(octets: ArrayLike<number>, from = 0, end = octets.length): string {
  let text = '';
  for (let i = from; i < end; i++) text += (octets[i] >> 4).toString(16) + (octets[i] & 15).toString(16);
  return text;
}

export function fromHex(text: string): number[] {
  const octets: number[] = [];
  for (let i = 0; i < text.length; i += 2) octets.push(Number.parseInt(text.slice(i, i + 2), 16));
  return octets;
}

/** Whether objects of this type are signals (monitored process information). */
export function isSignal(type: number): boolean {
  return type >= 1 && type <= 40;
}

/** Whether an I frame is an answer to a request, other than data of an interrogation. */
export function isReply({ type, cot }: WireAsdu): boolean {
  return isSignal(type) ? cot === 5 : type !== 70;
}

/** Whether an I frame has events: it is sent again on the connection that takes over. */
export function isEvent({ type, cot }: WireAsdu): boolean {
  return isSignal(type) && (cot <= 3 || cot === 11);
}

/** Whether two ASDUs have the same objects. */
export function sameObjects(a: WireAsdu, b: WireAsdu): boolean {
  return (
    a.objects.length === b.objects.length &&
    a.objects.every(({ ioa, elements, tag }, i) => {
      const other = b.objects[i];
      return ioa === other.ioa && elements === other.elements && tag === other.tag;
    })
  );
}

/** Value and quality octet of elements; `quality` of a counter is its fifth octet. */
export function readElements(plain: number, elements: string): { value: number; quality: number } {
  const octets = fromHex(elements);
  const view = new DataView(Uint8Array.from(octets).buffer);
  const last = octets[octets.length - 1];
  switch (plain) {
    case 1:
      return { value: octets[0] & 1, quality: octets[0] & 0xf0 };
    case 3:
      return { value: octets[0] & 3, quality: octets[0] & 0xf0 };
    case 5:
      return { value: ((octets[0] & 0x7f) << 25) >> 25, quality: last };
    case 7:
      return { value: view.getUint32(0, true), quality: last };
    case 9:
      return { value: view.getInt16(0, true) / 32768, quality: last };
    case 11:
      return { value: view.getInt16(0, true), quality: last };
    case 13:
      return { value: view.getFloat32(0, true), quality: last };
    default:
      return { value: view.getInt32(0, true), quality: last };
  }
}

/** Elements of a value and a quality octet, hex. */
export function writeElements(plain: number, value: number, quality: number): string {
  const view = new DataView(new ArrayBuffer(5));
  switch (plain) {
    case 1:
    case 3:
      return hex([value | quality]);
    case 5:
      return hex([value & 0x7f, quality]);
    case 7:
      view.setUint32(0, value, true);
      break;
    case 9:
      view.setInt16(0, value * 32768, true);
      return hex([view.getUint8(0), view.getUint8(1), quality]);
    case 11:
      view.setInt16(0, value, true);
      return hex([view.getUint8(0), view.getUint8(1), quality]);
    case 13:
      view.setFloat32(0, value, true);
      break;
    default:
      view.setInt32(0, value, true);
  }
  view.setUint8(4, quality);
  return hex(new Uint8Array(view.buffer));
}

/** CP56Time2a of a time in UTC, ms since 1970, no day of the week (`docs/protocol.md` §4): hex, without the octet of the day's upper bits. */
export function readTag(tag: string): number {
  const [low, high, minute, hour, day, month, year] = fromHex(tag);
  return Date.UTC(
    2000 + (year & 0x7f),
    (month & 0x0f) - 1,
    day & 0x1f,
    hour & 0x1f,
    minute & 0x3f,
    0,
    low | (high << 8),
  );
}

/** CP56Time2a in UTC of ms since 1970. */
export function writeTag(wallMs: number): number[] {
  const date = new Date(wallMs);
  const ms = date.getUTCSeconds() * 1000 + date.getUTCMilliseconds();
  return [
    ms & 0xff,
    ms >> 8,
    date.getUTCMinutes(),
    date.getUTCHours(),
    date.getUTCDate(),
    date.getUTCMonth() + 1,
    date.getUTCFullYear() - 2000,
  ];
}

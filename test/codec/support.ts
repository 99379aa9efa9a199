/** Helpers of the wire tests. None of them uses the code under test to make octets. */
import { expect } from 'vitest';
import type { Asdu, InformationObject } from '../../src/codec/asdu.js';
import { decodeAsdu, isMalformed } from '../../src/codec/asdu.js';
import type { Cp56 } from '../../src/codec/cp56.js';
import { Deframer, type FramingFault } from '../../src/codec/deframer.js';

/** One ASDU with the octets somebody derived by hand and the values they stand for. */
export interface WireCase {
  name: string;
  /** The ASDU from its type octet on, as hex; blanks and bars are only for the eye. */
  asdu: string;
  value: Asdu;
}

/** `68 04 | 01` → octets. */
export function hex(text: string): Uint8Array {
  const digits = text.replace(/[\s|]/g, '');
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new Error(`not hex: ${text}`);
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Octets → `68 04 01`, so that a failing comparison can be read. */
export function show(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0').toUpperCase()).join(' ');
}

/** Octets of several arrays behind each other. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)));
}

/** An I frame with N(S) = N(R) = 0 around an ASDU. */
export function iFrame(asdu: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(0x68, asdu.length + 4, 0, 0, 0, 0), asdu);
}

/** The record that decoding must give: CA 1, OA 0, P/N = T = 0, SQ = 0 unless told otherwise. */
export function asduOf(
  typeId: number,
  cot: number,
  objects: InformationObject[],
  rest: Partial<Asdu> = {},
): Asdu {
  return {
    typeId,
    sequence: false,
    count: objects.length,
    cot,
    negative: false,
    test: false,
    oa: 0,
    ca: 1,
    objects,
    trailingOctets: 0,
    ...rest,
  };
}

/** A time with every flag off and the day of week not used, unless told otherwise. */
export function timeOf(fields: Partial<Cp56>): Cp56 {
  return {
    ms: 0,
    minute: 0,
    hour: 0,
    day: 0,
    dayOfWeek: 0,
    month: 0,
    year: 0,
    invalid: false,
    summer: false,
    substituted: false,
    ...fields,
  };
}

/** Decodes octets that must be an ASDU. */
export function decodeWhole(octets: Uint8Array): Asdu {
  const result = decodeAsdu(octets, 0, octets.length);
  if (isMalformed(result)) throw new Error(`${result.fault}: ${result.detail}`);
  return result;
}

/** What a deframer made of a stream. */
export interface Deframed {
  frames: string[];
  fault: FramingFault | undefined;
  held: number;
}

/** Feeds `pieces` to one deframer. The pieces are overwritten afterwards: octets are only lent. */
export function deframe(pieces: readonly Uint8Array[], deframer = new Deframer()): Deframed {
  const frames: string[] = [];
  let fault: FramingFault | undefined;
  for (const piece of pieces) {
    const lent = piece.slice();
    const found = deframer.push(lent, lent.length, (octets, at, end) => {
      frames.push(show(octets.subarray(at, end)));
      return true;
    });
    fault ??= found;
    lent.fill(0xa5);
  }
  return { frames, fault, held: deframer.heldOctets };
}

/** One piece per octet. */
export function octetByOctet(octets: Uint8Array): Uint8Array[] {
  return Array.from(octets, (octet) => Uint8Array.of(octet));
}

/** The frame comes out of the deframer whole: alone, octet by octet, and glued between neighbours. */
export function expectDeframed(frame: Uint8Array): void {
  const whole = show(frame);
  const before = hex('68 04 01 00 0A 00');
  const after = hex('68 04 43 00 00 00');
  expect(deframe([frame])).toEqual({ frames: [whole], fault: undefined, held: 0 });
  expect(deframe(octetByOctet(frame))).toEqual({ frames: [whole], fault: undefined, held: 0 });
  const glued = { frames: [show(before), whole, show(after)], fault: undefined, held: 0 };
  expect(deframe([concat(before, frame, after)])).toEqual(glued);
  expect(deframe(octetByOctet(concat(before, frame, after)))).toEqual(glued);
}

/** Octets of which reading or writing any outside `0…length)` throws, as typed arrays themselves don't. */
export function guarded(octets: Uint8Array): Uint8Array {
  const check = (key: string | symbol): void => {
    if (typeof key === 'string' && /^-?\d+$/.test(key) && !(key in octets)) {
      throw new RangeError(`octet ${key} of ${octets.length}`);
    }
  };
  return new Proxy(octets, {
    get(target, key) {
      check(key);
      const member = Reflect.get(target, key, target) as unknown;
      return typeof member === 'function' ? (member as () => unknown).bind(target) : member;
    },
    set(target, key, value) {
      check(key);
      return Reflect.set(target, key, value, target);
    },
  });
}

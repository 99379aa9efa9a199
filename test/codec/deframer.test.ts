/** Cutting a stream into APDUs: every cut, every fault, random streams. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Deframer } from '../../src/codec/deframer.js';
import { concat, deframe, guarded, hex, octetByOctet, show } from './support.js';

const TESTFR = hex('68 04 43 00 00 00');
const STARTDT = hex('68 04 07 00 00 00');
/** A GI whose elements are start octets, so that a search for 68 would be misled. */
const TRAP = hex('68 0E 68 68 68 68 68 01 68 68 68 68 68 68 68 68');

const never = () => {
  throw new Error('no APDU expected');
};

describe('cuts', () => {
  it('keeps a lone 0x68 until the rest comes', () => {
    const deframer = new Deframer();
    expect(deframer.push(hex('68'), 1, never)).toBeUndefined();
    expect(deframer.heldOctets).toBe(1);
    expect(deframe([TESTFR.subarray(1)], deframer)).toEqual({
      frames: [show(TESTFR)],
      fault: undefined,
      held: 0,
    });
  });

  it('joins two pieces at every cut, with neighbours in both', () => {
    const stream = concat(TESTFR, TRAP, STARTDT);
    const frames = [TESTFR, TRAP, STARTDT].map(show);
    for (let cut = 0; cut <= stream.length; cut++) {
      const pieces = [stream.subarray(0, cut), stream.subarray(cut)];
      expect(deframe(pieces), `cut at ${cut}`).toEqual({ frames, fault: undefined, held: 0 });
    }
  });

  it('joins three pieces at every pair of cuts', () => {
    const stream = concat(TRAP, TESTFR);
    const frames = [TRAP, TESTFR].map(show);
    for (let first = 0; first <= stream.length; first++) {
      for (let second = first; second <= stream.length; second++) {
        const pieces = [stream.subarray(0, first), stream.subarray(first, second), stream.subarray(second)];
        expect(deframe(pieces), `cuts at ${first}, ${second}`).toEqual({ frames, fault: undefined, held: 0 });
      }
    }
  });

  it('reports what it holds', () => {
    const deframer = new Deframer();
    deframer.push(TRAP, 15, never);
    expect(deframer.heldOctets).toBe(15);
    const longest = concat(hex('68 FD'), new Uint8Array(252));
    const other = new Deframer();
    other.push(longest, longest.length, never);
    expect(other.heldOctets).toBe(254);
  });

  it('reads only the octets that were received, not the whole buffer', () => {
    const buffer = concat(TESTFR, hex('FF FF FF'));
    const deframer = new Deframer();
    let calls = 0;
    const count = () => ++calls > 0;
    expect(deframer.push(buffer, 6, count)).toBeUndefined();
    expect(deframer.push(buffer, 0, count)).toBeUndefined();
    expect([calls, deframer.heldOctets]).toEqual([1, 0]);
  });

  it('gives the handler the place of the APDU', () => {
    const stream = concat(TESTFR, TRAP);
    const places: [number, number][] = [];
    new Deframer().push(stream, stream.length, (_octets, at, end) => places.push([at, end]) > 0);
    expect(places).toEqual([
      [0, 6],
      [6, 22],
    ]);
  });
});

describe('lengths', () => {
  it.each([4, 5, 14, 104, 252, 253])('takes %i', (length) => {
    const frame = concat(Uint8Array.of(0x68, length), new Uint8Array(length).fill(0x68));
    const whole = { frames: [show(frame)], fault: undefined, held: 0 };
    expect(deframe([frame])).toEqual(whole);
    expect(deframe(octetByOctet(frame))).toEqual(whole);
  });

  it.each([0, 1, 2, 3, 254, 255])('refuses %i as soon as it is read', (length) => {
    const fault = { code: 'BAD_LENGTH', octet: length };
    const rest = new Uint8Array(300).fill(0x68);
    const stream = concat(TESTFR, Uint8Array.of(0x68, length), rest);
    expect(deframe([stream])).toMatchObject({ frames: [show(TESTFR)], fault });
    expect(deframe(octetByOctet(stream))).toMatchObject({ frames: [show(TESTFR)], fault });
    expect(deframe([Uint8Array.of(0x68, length)])).toMatchObject({ frames: [], fault });
    expect(deframe([Uint8Array.of(0x68), Uint8Array.of(length)])).toMatchObject({ frames: [], fault });
  });
});

describe('faults are final', () => {
  it.each([0x00, 0x04, 0x67, 0x69, 0x16, 0xff])('refuses %i as start octet', (octet) => {
    const fault = { code: 'BAD_START', octet };
    expect(deframe([Uint8Array.of(octet)])).toMatchObject({ frames: [], fault });
    const stream = concat(TESTFR, STARTDT, Uint8Array.of(octet), TESTFR);
    const frames = [TESTFR, STARTDT].map(show);
    expect(deframe([stream])).toMatchObject({ frames, fault });
    expect(deframe(octetByOctet(stream))).toMatchObject({ frames, fault });
  });

  it('hands over the frames before the fault, none after it, and reports the fault once', () => {
    const deframer = new Deframer();
    expect(deframe([concat(TESTFR, hex('00'))], deframer).fault).toEqual({ code: 'BAD_START', octet: 0 });
    expect(deframer.push(TESTFR, 6, never)).toBeUndefined();
    const other = new Deframer();
    expect(deframe([hex('68'), hex('FE')], other).fault).toEqual({ code: 'BAD_LENGTH', octet: 254 });
    expect(other.push(TESTFR, 6, never)).toBeUndefined();
  });

  it.each([
    ['a start octet', concat(TESTFR, hex('69 04 43')), 0, 7],
    ['a length octet', concat(TESTFR, hex('68 FE 43')), 0, 8],
    ['a length octet behind a start octet that came before', hex('68 FE 43'), 1, 1],
  ])('has taken up to the wrong octet: %s', (_name, stream, cut, taken) => {
    const deframer = new Deframer();
    deframer.push(stream, cut, never);
    deframer.push(stream.subarray(cut), stream.length - cut, () => true);
    expect(deframer.taken).toBe(taken);
  });
});

describe('a handler that returns false', () => {
  it.each([
    ['glued', [concat(TESTFR, STARTDT, TRAP)]],
    ['octet by octet', octetByOctet(concat(TESTFR, STARTDT, TRAP))],
    ['cut inside the second', [concat(TESTFR, STARTDT).subarray(0, 9), concat(STARTDT.subarray(3), TRAP)]],
  ])('ends the reading: %s', (_name, pieces) => {
    const deframer = new Deframer();
    const seen: string[] = [];
    const stopAtSecond = (octets: Uint8Array, at: number, end: number) => {
      seen.push(show(octets.subarray(at, end)));
      return seen.length < 2;
    };
    for (const piece of pieces) expect(deframer.push(piece, piece.length, stopAtSecond)).toBeUndefined();
    expect(seen).toEqual([TESTFR, STARTDT].map(show));
    expect(deframer.push(hex('FF'), 1, stopAtSecond)).toBeUndefined();
    expect(seen).toHaveLength(2);
  });
});

describe('a handler that says later', () => {
  it('leaves what follows, at every APDU, however the stream is cut', () => {
    const stream = concat(TESTFR, TRAP, STARTDT, TESTFR);
    for (let cut = 1; cut <= stream.length; cut++) {
      const deframer = new Deframer();
      const seen: string[] = [];
      const oneByOne = (octets: Uint8Array, at: number, end: number) => {
        seen.push(show(octets.subarray(at, end)));
        return 'later' as const;
      };
      for (let piece of [stream.subarray(0, cut), stream.subarray(cut)]) {
        while (piece.length > 0) {
          const before = seen.length;
          expect(deframer.push(piece, piece.length, oneByOne)).toBeUndefined();
          expect(seen.length - before).toBeLessThanOrEqual(1);
          expect(deframer.taken).toBeGreaterThan(0);
          piece = piece.subarray(deframer.taken);
        }
      }
      expect(seen, `cut at ${cut}`).toEqual([TESTFR, TRAP, STARTDT, TESTFR].map(show));
    }
  });

  it('has taken everything where none follows', () => {
    const deframer = new Deframer();
    deframer.push(TESTFR, 6, () => 'later');
    expect(deframer.taken).toBe(6);
    deframer.push(concat(TESTFR, hex('68 04')), 8, () => 'later');
    expect(deframer.taken).toBe(6);
    deframer.push(hex('68 04'), 2, never);
    expect([deframer.taken, deframer.heldOctets]).toEqual([2, 2]);
  });
});

describe('random streams', () => {
  const apdu = fc
    .uint8Array({ minLength: 4, maxLength: 253 })
    .map((rest) => concat(Uint8Array.of(0x68, rest.length), rest));

  /** Cuts a stream at fractions of its length; fractions that fall together make empty pieces. */
  const cutAt = (stream: Uint8Array, fractions: readonly number[]): Uint8Array[] => {
    const cuts = fractions.map((fraction) => Math.floor(fraction * stream.length)).sort((a, b) => a - b);
    return [0, ...cuts].map((cut, i) => stream.subarray(cut, cuts[i] ?? stream.length));
  };
  const fraction = fc.double({ min: 0, max: 1, noNaN: true });

  it('any list of APDUs, cut anywhere, comes out identical', () => {
    fc.assert(
      fc.property(
        fc.array(apdu, { maxLength: 12 }),
        fc.array(fraction, { maxLength: 40 }),
        (apdus, fractions) => {
          const result = deframe(cutAt(concat(...apdus), fractions));
          expect(result).toEqual({ frames: apdus.map(show), fault: undefined, held: 0 });
        },
      ),
    );
  });

  it('an APDU that stops early is held, not handed over', () => {
    fc.assert(
      fc.property(fc.array(apdu, { maxLength: 4 }), apdu, fc.nat(), (apdus, last, n) => {
        const keep = n % last.length;
        const result = deframe([concat(...apdus, last.subarray(0, keep))]);
        expect(result).toEqual({ frames: apdus.map(show), fault: undefined, held: keep });
      }),
    );
  });

  it('random octets, cut anywhere, never throw, never read outside, and end alike', () => {
    const octet = fc.oneof(
      fc.constant(0x68),
      fc.integer({ min: 0, max: 8 }),
      fc.integer({ min: 0, max: 255 }),
    );
    const noise = fc.array(octet, { maxLength: 600 }).map((octets) => Uint8Array.from(octets));
    fc.assert(
      fc.property(noise, fc.array(fraction, { maxLength: 10 }), (stream, fractions) => {
        const run = (pieces: readonly Uint8Array[]) => {
          const deframer = new Deframer();
          const frames: string[] = [];
          let fault: unknown;
          for (const piece of pieces) {
            fault ??= deframer.push(guarded(piece), piece.length, (octets, at, end) => {
              expect(at).toBeGreaterThanOrEqual(0);
              expect(end).toBeLessThanOrEqual(octets.length);
              expect(octets[at]).toBe(0x68);
              expect(octets[at + 1]).toBe(end - at - 2);
              frames.push(show(octets.slice(at, end)));
              return true;
            });
          }
          expect(deframer.heldOctets).toBeLessThan(255);
          return { frames, fault };
        };
        expect(run(cutAt(stream, fractions))).toEqual(run([stream]));
      }),
      { numRuns: 300 },
    );
  });
});

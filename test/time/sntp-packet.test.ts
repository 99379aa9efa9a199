/** Octets derived by hand: seconds since 1900 = seconds since 1970 + 2208988800 (83AA7E80h), fractions in 2⁻³² s. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeAnswer,
  encodeRequest,
  measure,
  readNtpTime,
  SNTP_OCTETS,
  writeNtpTime,
} from '../../src/coordinator/time/sntp-packet.js';

const octetsOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hexOf = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');

describe('time stamps', () => {
  it.each([
    ['1970', 0, '83aa7e80 00000000'],
    ['a half second', 500, '83aa7e80 80000000'],
    ['2023-11-14 22:13:21', 1_700_000_001_000, 'e8fe6f81 00000000'],
    ['the last 1/4 s of era 0', Date.UTC(2036, 1, 7, 6, 28, 15, 750), 'ffffffff c0000000'],
    ['the first second of era 1', Date.UTC(2036, 1, 7, 6, 28, 16), '00000000 00000000'],
    ['1/8 s into era 1', Date.UTC(2036, 1, 7, 6, 28, 16, 125), '00000000 20000000'],
    ['the oldest that is read so', Date.UTC(1968, 0, 20, 3, 14, 8), '80000000 00000000'],
    ['the youngest that is read so', Date.UTC(2104, 1, 26, 9, 42, 23), '7fffffff 00000000'],
  ])('%s', (_name, wallMs, hex) => {
    const octets = new Uint8Array(10);
    writeNtpTime(octets, 1, wallMs);
    expect(hexOf(octets)).toBe(`00${hex.replace(' ', '')}00`);
    expect(readNtpTime(octets, 1)).toBe(wallMs);
  });

  it('keep a wall time to the µs', () => {
    const inMicros = fc.integer({ min: 0, max: Date.UTC(2100, 0) * 1000 });
    fc.assert(
      fc.property(inMicros, fc.integer({ min: 0, max: 4095 }), (micros, fuzz) => {
        const octets = new Uint8Array(8);
        writeNtpTime(octets, 0, micros / 1000, fuzz);
        expect(Math.abs(readNtpTime(octets, 0) - micros / 1000)).toBeLessThan(0.0015);
      }),
    );
  });
});

describe('a request', () => {
  it('is version 4, mode 3, and holds T1 alone', () => {
    const hex = hexOf(encodeRequest(1_700_000_001_500));
    expect(hex).toHaveLength(2 * SNTP_OCTETS);
    expect(hex.slice(0, 80)).toBe(`23${'00'.repeat(39)}`);
    expect(hex.slice(80, 93)).toBe('e8fe6f8180000');
  });

  it('differs from the next one, even at the same time', () => {
    const stamps = new Set(Array.from({ length: 50 }, () => hexOf(encodeRequest(1000)).slice(80)));
    expect(stamps.size).toBeGreaterThan(40);
  });
});

describe('an answer', () => {
  const request = octetsOf(`23${'00'.repeat(39)} e8fe6f81 00000abc`);
  const good = octetsOf(
    '24 02 06 ec 00000010 00000020 54455354 e8fe6f00 00000000' +
      'e8fe6f81 00000abc e8fe6f8b 08000000 e8fe6f8b 0c000000',
  );
  const changed = (change: (octets: Uint8Array) => void): Uint8Array => {
    const octets = good.slice();
    change(octets);
    return octets;
  };

  it('gives T2 and T3', () => {
    const times = {
      kind: 'times',
      receiveMs: 1_700_000_011_031.25,
      transmitMs: 1_700_000_011_046.875,
      stratum: 2,
    };
    expect(decodeAnswer(good, request)).toEqual(times);
    // An authenticator or extension behind it is ignored.
    expect(decodeAnswer(octetsOf(hexOf(good) + '11'.repeat(20)), request)).toEqual(times);
  });

  it.each([1, 15])('of stratum %i is accepted', (stratum) => {
    const octets = changed((o) => {
      o[1] = stratum;
    });
    expect(decodeAnswer(octets, request)).toMatchObject({ kind: 'times', stratum });
  });

  it.each([
    ['leap second ahead', 0x64],
    ['version 3', 0x1c],
  ])('with %s is accepted', (_name, head) => {
    const octets = changed((o) => {
      o[0] = head;
    });
    expect(decodeAnswer(octets, request).kind).toBe('times');
  });

  it.each<[string, (octets: Uint8Array) => void, string]>([
    ['mode 3', (o) => o.set([0x23]), 'mode'],
    ['mode 5, broadcast', (o) => o.set([0x25]), 'mode'],
    ['leap indicator 3', (o) => o.set([0xe4]), 'unsynchronised'],
    ['stratum 16', (o) => o.set([16], 1), 'unsynchronised'],
    ['stratum 17', (o) => o.set([17], 1), 'stratum'],
    ['stratum 255', (o) => o.set([255], 1), 'stratum'],
    ['no receive time stamp', (o) => o.fill(0, 32, 40), 'times'],
    ['no transmit time stamp', (o) => o.fill(0, 40, 48), 'times'],
    ['T3 before T2', (o) => o.set([0x07], 44), 'times'],
  ])('with %s is refused: %s', (_name, change, fault) => {
    expect(decodeAnswer(changed(change), request)).toMatchObject({ kind: 'refused', fault });
  });

  it.each([
    ['RATE', '52415445'],
    ['DENY', '44454e59'],
    ['X', '58000000'],
    ['?ab', '01616200'],
    ['no code', '00000000'],
  ])("of stratum 0 is a kiss-o'-death: %s", (kiss, refid) => {
    // Such packets say leap indicator 3 and leave the time stamps out.
    const octets = changed((o) => {
      o.fill(0, 32, 48).set([0xe4, 0], 0);
      o.set(octetsOf(refid), 12);
    });
    const detail = `sent a kiss-o'-death: ${kiss}`;
    expect(decodeAnswer(octets, request)).toEqual({ kind: 'refused', fault: 'kiss', detail, kiss });
  });

  it.each<[string, Uint8Array]>([
    ['another origin time stamp', changed((o) => o.set([0xbd], 31))],
    ['a kiss with another origin time stamp', changed((o) => o.set([0xbd], 31)).fill(0, 1, 2)],
    ['47 octets', good.subarray(0, 47)],
    ['no octet', new Uint8Array(0)],
  ])('with %s is ignored', (_name, octets) => {
    expect(decodeAnswer(octets, request)).toEqual({ kind: 'foreign' });
  });

  it('of random octets never makes the decoder throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (octets) => {
        if (octets.length >= SNTP_OCTETS) octets.set(request.subarray(40, 48), 24);
        const answer = decodeAnswer(octets, request);
        if (answer.kind === 'times') {
          expect(answer.transmitMs).toBeGreaterThanOrEqual(answer.receiveMs);
          expect(answer.stratum).toBeGreaterThan(0);
          expect(answer.stratum).toBeLessThan(16);
        }
      }),
    );
  });
});

describe('four time stamps', () => {
  it.each([
    // [name, T1, T2, T3, T4, offset, round trip]
    ['server 100 ahead, 10 each way', 0, 110, 110, 20, 100, 20],
    ['server 100 behind, 10 each way, held 5', 1000, 910, 915, 1025, -100, 20],
    ['30 there, 50 back, held 20, 10000 ahead: wrong by 10', 1000, 11030, 11050, 1100, 9990, 80],
    ['no time at all', 5, 5, 5, 5, 0, 0],
    ['a server clock that ticks between T2 and T3', 0, 0, 15.625, 1, 7.3125, 0],
  ])('%s', (_name, t1, t2, t3, t4, offsetMs, roundTripMs) => {
    expect(measure(t1, t2, t3, t4)).toEqual({ offsetMs, roundTripMs });
  });

  it('give no result if the server held the request longer than the whole exchange', () => {
    expect(measure(0, 1000, 1120, 99)).toBeUndefined();
  });
});

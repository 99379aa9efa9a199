/** Octets of a connection: framing, malformed ASDUs, replies and the window (`docs/protocol.md` §1, `docs/behaviour.md` §3). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iFrame, toHex } from '../support/raw-peer.js';
import { expectBalanced, expectList, openStation, type Station, tableOf } from './station-kit.js';

const FILE = '1,Y,1,1,1\n1,Y,1,2,0\n';
const STARTDT = '68 04 07 00 00 00';
const TESTFR = '68 04 43 00 00 00';
const CON = 'M < 68 04 0B 00 00 00';
const TEST_CON = 'M < 68 04 83 00 00 00';
/** 102 read of IOA 1 and its answer, COT 5. */
const READ = '66 01 05 00 01 00 | 01 00 00';
const VALUE = 'M < 01 01 05 00 01 00 | 01 00 00 01';

describe('framing', () => {
  it.each([
    ['octet 1 is not 68', '69 04 43 00 00 00', 'BAD_START'],
    ['octet 1 is 00', '00', 'BAD_START'],
    ['L is 0', '68 00', 'BAD_LENGTH'],
    ['L is 3', '68 03 43 00 00', 'BAD_LENGTH'],
    ['L is 254', '68 FE', 'BAD_LENGTH'],
    ['L is 255', '68 FF 00', 'BAD_LENGTH'],
  ])('%s: closes, no resynchronisation', (_, octets, code) => {
    const station = openStation(FILE);
    const master = station.connect('M');
    master.raw(octets);
    master.raw(STARTDT);
    expectList(station.take(), [`M ! ${code}`]);
  });

  it('frames before the fault count, frames after it do not', () => {
    const station = openStation(FILE);
    const master = station.connect('M');
    master.raw(`${TESTFR} ${STARTDT} 00 ${TESTFR}`);
    expectList(station.take(), [TEST_CON, CON, 'M ! BAD_START']);
  });

  it('frames after a frame that closes do not count either', () => {
    const station = openStation(FILE);
    const master = station.connect('M');
    master.raw(`68 04 01 00 00 00 ${TESTFR}`);
    expectList(station.take(), ['M ! S_WHILE_STOPPED']);
  });

  it('octets may arrive one by one or in one piece', () => {
    const station = openStation(FILE);
    const master = station.connect('M');
    const octets = `${STARTDT} ${iFrame(0, 0, READ.replaceAll('|', ''))} ${TESTFR}`;
    master.sent = 1;
    for (const octet of octets.split(' ')) if (octet !== '') master.raw(octet);
    expectList(station.take(), [CON, VALUE, TEST_CON]);
    const glued = openStation(FILE);
    const other = glued.connect('M');
    other.sent = 1;
    other.raw(octets);
    // Confirmations of U frames are written at once, I frames when the window is filled.
    expectList(glued.take(), [CON, TEST_CON, VALUE]);
  });

  it('STARTDT con precedes the first I frame, glued or not', () => {
    const station = openStation(FILE, { eoi: 'start' });
    const master = station.connect('M');
    master.sent = 1;
    master.raw(`${STARTDT} ${iFrame(0, 0, READ.replaceAll('|', ''))}`);
    expectList(station.take(), [CON, 'M < 46 01 04 00 01 00 | 00 00 00 | 00', VALUE]);
  });
});

describe('ASDUs that are none', () => {
  it.each([
    ['nothing', ''],
    ['five octets', '64 01 06 00 01'],
    ['a header alone', '64 01 06 00 01 00'],
    ['an element cut off', '64 01 06 00 01 00 | 00 00 00'],
    ['an IOA cut off', '66 01 05 00 01 00 | 01 00'],
    ['N of 2 with one object', '2D 02 06 00 01 00 | 01 00 00 01'],
    ['N of 127', '64 7F 06 00 01 00 | 00 00 00 14'],
    ['N of 0', '64 00 06 00 01 00 | 00 00 00 14'],
    ['N of 0 with SQ', '01 80 03 00 01 00 | 00 00 00 14'],
    ['SQ with too few elements', '01 83 03 00 01 00 | 01 00 00 01 01'],
  ])('%s: closes, nothing is answered', (_, asdu) => {
    const station = openStation(FILE);
    const master = station.started();
    master.request(asdu);
    expectList(station.take(), ['M ! MALFORMED_ASDU']);
  });

  it('earlier requests are not answered any more', () => {
    const station = openStation(FILE);
    const master = station.started();
    master.request(READ, '64 01');
    expectList(station.take(), ['M ! MALFORMED_ASDU']);
    expectBalanced(station);
  });

  it('octets behind the last object are accepted, and mirrored', () => {
    const station = openStation(FILE);
    const master = station.started();
    master.request(`${READ} | AA BB`, '6B 01 06 00 01 00 | 00 00 00 | 05 00 | 00 00 00 00 00 00 00 | CC');
    expectList(station.take(), [
      VALUE,
      'M < 6B 01 07 00 01 00 | 00 00 00 | 05 00 | 00 00 00 00 00 00 00 | CC',
    ]);
  });

  it('the largest APDU is taken whole', () => {
    const station = openStation(FILE);
    const master = station.started();
    // 249 octets of a private type: 6 of header and 243
    const body = Array.from({ length: 243 }, () => '5A').join(' ');
    master.request(`C8 01 06 00 01 00 ${body}`);
    // 44 = 2C with P/N 40
    expectList(station.take(), [`M < C8 01 6C 00 01 00 ${body}`]);
  });
});

describe('replies and the window', () => {
  it('wait for the window, in order, before the next frames of sends', () => {
    const station = openStation('1,,1,1,1\n1,,1,2,1\n1,,1,3,1\n', { k: 1, objects: 1 });
    const master = station.started();
    station.send(1);
    master.request(READ, '66 01 05 00 01 00 | 02 00 00');
    expectList(station.take(), ['M < 01 01 03 00 01 00 | 01 00 00 01']);
    for (let i = 0; i < 5; i++) master.acknowledge();
    expectList(station.take(), [
      VALUE,
      'M < 01 01 05 00 01 00 | 02 00 00 01',
      'M < 01 01 03 00 01 00 | 02 00 00 01',
      'M < 01 01 03 00 01 00 | 03 00 00 01',
      'finished 1 complete',
      'settled 1 complete',
    ]);
    expectBalanced(station);
  });

  it('acknowledge received frames: S only if no reply did, after w or t2', () => {
    const station = openStation(FILE, { w: 2, k: 1 });
    const master = station.started();
    master.request(READ);
    expectList(station.take(), [VALUE]);
    master.request(READ);
    master.request(READ);
    // N(R) = 3
    expectList(station.take(), ['M < 68 04 01 00 06 00']);
    master.request(READ);
    station.until(10_000);
    expectList(station.take(), ['@10000', 'M < 68 04 01 00 08 00']);
  });

  it('too many of them close the link', () => {
    const station = openStation(FILE, { k: 1, w: 32767 });
    const master = station.started();
    for (let i = 0; i < 10_100 && master.link.closeReason === undefined; i++) master.request(READ);
    expect(master.link.closeReason).toEqual({
      code: 'REPLIES_OVERFLOW',
      detail: '10000 replies wait for the window',
    });
    expectBalanced(station);
  });
});

/** What a random master sends: often sound frames, so that some of them go deep. */
const types = fc.constantFrom(
  1,
  45,
  46,
  47,
  48,
  50,
  51,
  58,
  64,
  70,
  100,
  101,
  102,
  103,
  104,
  105,
  107,
  110,
  120,
  200,
);
const asdu = fc
  .tuple(
    types,
    fc.constantFrom(1, 1, 1, 2, 0x81, 0),
    fc.integer({ min: 0, max: 255 }),
    fc.uint8Array({ maxLength: 24 }),
  )
  .map(([type, vsq, cot, rest]) => {
    const ca = rest.length % 3 === 0 ? [0xff, 0xff] : [1, 0];
    return Uint8Array.of(type, vsq, cot % 2 === 0 ? 6 : cot, 0, ...ca, 0, 0, 0, ...rest);
  });
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.record({ frame: asdu }) },
  { weight: 2, arbitrary: fc.record({ u: fc.constantFrom(0x07, 0x07, 0x13, 0x43, 0x83) }) },
  { weight: 1, arbitrary: fc.record({ octets: fc.uint8Array({ minLength: 1, maxLength: 40 }) }) },
);

describe('random octets', () => {
  it('through a link may only close it', () => {
    const table =
      '1,Y,1,1,1\n1,Y,36,2,1.5\n1,,5,3,1\n1,,45,1,1\n1,,46,2,1\n1,,47,3,3\n1,,50,4,2\n1,,58,5,1\n';
    tableOf(table);
    const codes = new Set<string>();
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 25 }), (pieces) => {
        const station = openStation(table, { eoi: 'every' });
        let master = begin(station);
        for (const each of pieces) {
          if ('frame' in each) {
            const frame = iFrame(master.sent++, master.received, toHex(each.frame));
            master.raw(frame);
          } else if ('u' in each) master.raw(`68 04 ${toHex(Uint8Array.of(each.u))} 00 00 00`);
          else master.raw(toHex(each.octets));
          if (master.link.closeReason === undefined) continue;
          codes.add(master.link.closeReason.code);
          expect(master.link.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
          station.take();
          master.raw(STARTDT);
          expect(station.take()).toEqual([]);
          master = begin(station);
        }
        master.leave();
        expectBalanced(station);
      }),
      { numRuns: 300, seed: 104 },
    );
    expect([...codes]).toEqual(expect.arrayContaining(['MALFORMED_ASDU', 'BAD_START', 'I_WHILE_STOPPED']));
  });
});

function begin(station: Station) {
  const master = station.connect('M');
  master.start();
  return master;
}

describe('a con that nobody asked for', () => {
  it('is in the log', () => {
    const station = openStation(FILE);
    const master = station.started();
    station.log.length = 0;
    master.raw('68 04 23 00 00 00');
    expect(station.log).toEqual([
      { event: 'unexpected', direction: 'rx', detail: 'STOPDT CON, not expected' },
    ]);
  });
});

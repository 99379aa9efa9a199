/** Where a tolerant link reads on behind a wrong octet, however TCP joined and cut the stream. */
import { expect, it } from 'vitest';
import { ViolationLog } from '../../src/controlling/violations.js';
import { conductOf } from '../../src/master/conduct.js';
import { Framing } from '../../src/master/framing.js';

const TESTFR = '68 04 43 00 00 00';
const STARTDT = '68 04 07 00 00 00';
const octetsOf = (text: string) => Uint8Array.from(text.split(' '), (octet) => Number.parseInt(octet, 16));

/** What such a link makes of these reads. */
function take(conduct: 'tolerant' | 'standard', ...reads: string[]) {
  const violations = new ViolationLog();
  const framing = new Framing(violations, conductOf(conduct));
  const frames: string[] = [];
  const ends = reads.map((read) => {
    const octets = octetsOf(read);
    const handler = (from: Uint8Array, at: number, end: number) =>
      frames.push([...from.subarray(at, end)].map((o) => o.toString(16).padStart(2, '0')).join(' ')) > 0;
    return framing.push(octets, octets.length, handler, 7);
  });
  return { frames, ends, wrong: violations.details.map(({ detail }) => detail) };
}

it.each([
  ['a start octet', '69 04 43 00 00 00', 'start octet 0x69'],
  ['a length octet that is too large', '68 ff 43 00 00 00', 'length octet 0xff'],
  ['a length octet that is too small', '68 03 43 00 00 00', 'length octet 0x03'],
  ['start octets that begin nothing', '00 68 02 68 fe', 'start octet 0x00'],
])('%s: the APDUs around it are taken, and it is counted once', (_name, spoiled, detail) => {
  const stream = [TESTFR, spoiled, TESTFR, STARTDT].join(' ');
  expect(take('tolerant', stream)).toEqual({
    frames: [TESTFR, TESTFR, STARTDT],
    ends: ['sound'],
    wrong: [detail],
  });
  const alone = take('tolerant', TESTFR, spoiled, TESTFR, STARTDT);
  expect(alone).toMatchObject({ frames: [TESTFR, TESTFR, STARTDT], wrong: [detail] });
});

it('an APDU that is cut behind the wrong octet is joined', () => {
  for (let cut = 1; cut <= 6; cut++) {
    const next = TESTFR.split(' ');
    const reads = [
      `69 04 43 ${next.slice(0, cut).join(' ')}`,
      [...next.slice(cut), '68 04 07 00 00 00'].join(' '),
    ];
    expect(take('tolerant', ...reads), `cut at ${cut}`).toMatchObject({ frames: [TESTFR, STARTDT] });
  }
});

it('wrong octets with an APDU between are counted each', () => {
  const { frames, wrong } = take('tolerant', `68 00 ${TESTFR} 16 16 16 ${STARTDT} 68`, `fe ${TESTFR}`);
  expect(frames).toEqual([TESTFR, STARTDT, TESTFR]);
  expect(wrong).toEqual(['length octet 0x00', 'start octet 0x16', 'length octet 0xfe']);
});

it('another link ends with the first wrong octet', () => {
  const { frames, ends, wrong } = take('standard', `${TESTFR} 69 04 43 00 00 00 ${TESTFR}`);
  expect(frames).toEqual([TESTFR]);
  expect(ends).toEqual(['fault']);
  expect(wrong).toEqual(['start octet 0x69']);
});

/** Faults behind the session (`docs/behaviour.md` §13): octets in, octets out, derived by hand from `docs/protocol.md` §1, §2 and §4. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { FaultOrder } from '../../src/faults/fault-order.js';
import { FrameEditor } from '../../src/station/faults/frame-editor.js';
import { RtuFaults } from '../../src/station/faults/rtu-faults.js';
import { fromHex, toHex } from '../support/raw-peer.js';

const STARTDT_CON = '68 04 0B 00 00 00';
const TESTFR_CON = '68 04 83 00 00 00';
/** N(S) 5, N(R) 2: M_SP_NA_1, cause 3, CA 7, IOA 100, ON. */
const SINGLE = '68 0E 0A 00 04 00 01 01 03 00 07 00 64 00 00 01';
/** N(S) 5, N(R) 2: two M_SP_TB_1, cause 3, CA 7, IOA 100 OFF and IOA 101 ON, 2026-11-27 20:30:15.500, Friday, no summer time. */
const TIMED =
  '68 20 0A 00 04 00 1E 02 03 00 07 00 64 00 00 00 8C 3C 1E 14 BB 0B 1A 65 00 00 01 8C 3C 1E 14 BB 0B 1A';

let faults: RtuFaults;
let applied: string[];
let spoiled: number[];
let editor: FrameEditor;
let state: 'started' | 'stopped';

beforeEach(() => {
  faults = new RtuFaults();
  applied = [];
  spoiled = [];
  state = 'started';
  const session = {
    get state() {
      return state;
    },
    receiveState: 2,
  };
  const image = { table: { points: 1, pointIoa: [100], pointType: [1] }, elements: () => Uint8Array.of(1) };
  const links = [
    { rtu: { ca: 7, faults, image: image as never }, sent: { spoil: (n: number) => spoiled.push(n) } },
  ];
  editor = new FrameEditor({ session, links });
});

/** Begins a fault; returns what goes out because of it. */
function begin(
  order: Partial<FaultOrder> & Pick<FaultOrder, 'word'>,
  when: 'open' | 'opened' = 'open',
): string {
  const whole = {
    id: 1,
    startMs: 0,
    durationMs: 60_000,
    value: 0,
    share: 100,
    seed: 1,
    slots: [0],
    ...order,
  };
  faults.add(whole, { applied: ({ word }, nowMs) => applied.push(`${word} at ${nowMs}`) });
  return toHex(editor.begun(whole, when, 0));
}

/** Ends a fault; returns what goes out because of it. */
function end(id: number, nowMs: number): string {
  const order = faults.remove(id);
  if (order === undefined) throw new Error('no such fault');
  return toHex(editor.ended(order, nowMs));
}

function edit(nowMs: number, ...frames: string[]): string {
  const octets = fromHex(frames.join(''));
  return toHex(editor.edit(octets, octets.length, nowMs));
}

describe('without a fault', () => {
  it('everything goes out as it is', () => {
    expect(edit(0, SINGLE, TESTFR_CON)).toBe(`${SINGLE} ${TESTFR_CON}`);
    expect(editor.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('confirmations', () => {
  it('of STARTDT that do not come hold back what follows, until the fault ends', () => {
    begin({ word: 'no-startdt' });
    expect(edit(5, STARTDT_CON, SINGLE)).toBe('');
    expect([editor.isHolding, applied]).toEqual([true, ['no-startdt at 5']]);
    expect(end(1, 900)).toBe(`${STARTDT_CON} ${SINGLE}`);
    expect(editor.isIdle).toBe(true);
  });

  it('of STARTDT that come late come first', () => {
    begin({ word: 'late-startdt', value: 2.5 });
    expect(edit(100, STARTDT_CON, SINGLE)).toBe('');
    expect(editor.nextDeadline()).toBe(2600);
    expect(toHex(editor.tick(2599))).toBe('');
    expect(toHex(editor.tick(2600))).toBe(`${STARTDT_CON} ${SINGLE}`);
  });

  it('of TESTFR that come late hold nothing back', () => {
    begin({ word: 'late-testfr', value: 12 });
    expect(edit(100, TESTFR_CON, SINGLE)).toBe(SINGLE);
    expect(editor.nextDeadline()).toBe(12_100);
    expect(toHex(editor.tick(12_100))).toBe(TESTFR_CON);
  });

  it('of TESTFR that do not come are not made up for', () => {
    begin({ word: 'no-testfr' });
    expect(edit(100, TESTFR_CON)).toBe('');
    expect(end(1, 9000)).toBe('');
  });
});

describe('N(R)', () => {
  it('stands still, in I frames and without S frames, and is said at the end', () => {
    begin({ word: 'no-ack' });
    // N(R) 2 was said before; N(R) 3 is new.
    expect(edit(10, '68 04 01 00 06 00')).toBe('');
    expect(edit(20, '68 0E 0A 00 06 00 01 01 03 00 07 00 64 00 00 01')).toBe(SINGLE);
    expect(applied).toEqual(['no-ack at 10', 'no-ack at 20']);
    expect(end(1, 30)).toBe('');
  });

  it('is said late, by an S frame if nothing else goes out', () => {
    begin({ word: 'late-ack', value: 8 });
    expect(edit(10, '68 04 01 00 06 00')).toBe('');
    expect(edit(20, '68 04 01 00 08 00')).toBe('');
    expect(editor.nextDeadline()).toBe(8010);
    expect(toHex(editor.tick(8010))).toBe('68 04 01 00 06 00');
    expect(toHex(editor.tick(8020))).toBe('68 04 01 00 08 00');
  });

  it('is ahead or behind of what was received, in an S frame of its own, once', () => {
    expect(begin({ word: 'nr-ahead', value: 3, durationMs: 0 })).toBe('68 04 01 00 0A 00');
    expect(editor.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
    // 2 − 3 modulo 32768 is 32767: control octets FE FF.
    expect(begin({ id: 2, word: 'nr-behind', value: 3, durationMs: 0 })).toBe('68 04 01 00 FE FF');
  });

  it('waits for a started connection', () => {
    state = 'stopped';
    expect(begin({ word: 'nr-ahead', value: 1, durationMs: 0 })).toBe('');
    state = 'started';
    expect(editor.nextDeadline()).toBe(1000);
    expect(toHex(editor.tick(1000))).toBe('68 04 01 00 06 00');
  });
});

describe('several holds', () => {
  it('the halves of a frame stay together under another hold', () => {
    begin({ word: 'late-startdt', value: 9, id: 1 });
    edit(0, STARTDT_CON);
    begin({ word: 'half-frame', id: 2 });
    edit(1, SINGLE);
    expect(end(2, 100)).toBe('');
    expect(toHex(editor.tick(9000))).toBe(`${STARTDT_CON} 68 04 43 00 00 00 ${SINGLE}`);
  });

  it('a half that is out already is made whole at once', () => {
    begin({ word: 'half-frame', id: 1 });
    begin({ word: 'no-startdt', id: 2 });
    edit(0, STARTDT_CON);
    expect(end(1, 100)).toBe('00 00 00');
    expect(end(2, 200)).toBe(STARTDT_CON);
  });

  it('the end of one that suppresses TESTFR con lets go of none that is late', () => {
    begin({ word: 'late-testfr', value: 12, id: 1 });
    edit(0, TESTFR_CON);
    begin({ word: 'no-testfr', id: 2 });
    expect(end(2, 100)).toBe('');
    expect(toHex(editor.tick(12_000))).toBe(TESTFR_CON);
  });

  it('a number that is due is said by the next S frame, though that has a newer one', () => {
    begin({ word: 'late-ack', value: 2 });
    edit(0, '68 04 01 00 08 00');
    expect(edit(2000, '68 04 01 00 10 00')).toBe('68 04 01 00 08 00');
    expect(toHex(editor.tick(4000))).toBe('68 04 01 00 10 00');
  });

  it('the end of one says nothing while another keeps N(R)', () => {
    begin({ word: 'no-ack', id: 1 });
    begin({ word: 'late-ack', value: 2, id: 2 });
    edit(0, '68 04 01 00 08 00');
    expect(end(2, 100)).toBe('');
  });
});

describe('N(S)', () => {
  it('one is left out, once: the signals of that frame are spoiled', () => {
    begin({ word: 'ns-gap', durationMs: 0 });
    expect(edit(7, SINGLE)).toBe(`68 0E 0C 00 04 00 ${SINGLE.slice(18)}`);
    expect([spoiled, applied]).toEqual([[5], ['ns-gap at 7']]);
    expect(edit(8, SINGLE)).toBe(SINGLE);
  });

  it('that of the frame before again, across the wrap', () => {
    begin({ word: 'ns-repeat', durationMs: 0 });
    const first = `68 0E 00 00 04 00 ${SINGLE.slice(18)}`;
    expect(edit(7, first)).toBe(`68 0E FE FF 04 00 ${SINGLE.slice(18)}`);
    expect(spoiled).toEqual([0]);
  });
});

describe('octets of its own', () => {
  it('have a wrong start, a wrong length, or a control octet that is none', () => {
    expect(begin({ word: 'bad-start', value: 0x69, durationMs: 0 })).toBe('69 04 43 00 00 00');
    expect(begin({ id: 2, word: 'bad-length', value: 3, durationMs: 0 })).toBe('68 03 43 00 00 00');
    expect(begin({ id: 3, word: 'unknown-u', value: 3, durationMs: 0 })).toBe('68 04 03 00 00 00');
    expect(applied).toEqual(['bad-start at 0', 'bad-length at 0', 'unknown-u at 0']);
  });

  it('come again each second while the fault lasts', () => {
    expect(begin({ word: 'unknown-u', value: 3 })).toBe('68 04 03 00 00 00');
    expect(editor.nextDeadline()).toBe(1000);
    expect(toHex(editor.tick(1000))).toBe('68 04 03 00 00 00');
    end(1, 1500);
    expect(editor.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });

  it('half a frame, then nothing; the other half and all that waited at the end', () => {
    expect(begin({ word: 'half-frame' })).toBe('68 04 43');
    expect(edit(5, SINGLE)).toBe('');
    expect(end(1, 4000)).toBe(`00 00 00 ${SINGLE}`);
  });

  it('an I frame before STARTDT on connections that begin, and on no other', () => {
    expect(begin({ word: 'early-i' })).toBe('');
    // M_EI_NA_1, cause 4, CA 7, COI 0.
    expect(begin({ id: 2, word: 'early-i' }, 'opened')).toBe(
      '68 0E 00 00 00 00 46 01 04 00 07 00 00 00 00 00',
    );
  });
});

describe('heads of ASDUs', () => {
  it.each([
    ['unknown-type', 200, '68 0E 0A 00 04 00 C8 01 03 00 07 00 64 00 00 01'],
    ['unknown-cot', 50, '68 0E 0A 00 04 00 01 01 32 00 07 00 64 00 00 01'],
    ['other-ca', 999, '68 0E 0A 00 04 00 01 01 03 00 E7 03 64 00 00 01'],
    ['unknown-ioa', 0x123456, '68 0E 0A 00 04 00 01 01 03 00 07 00 56 34 12 01'],
    ['vsq', 60, '68 0E 0A 00 04 00 01 3C 03 00 07 00 64 00 00 01'],
    ['short', 1, '68 0D 0A 00 04 00 01 01 03 00 07 00 64 00 00'],
    ['short', 240, '68 0A 0A 00 04 00 01 01 03 00 07 00'],
  ] as const)('%s %d', (word, value, frame) => {
    begin({ word, value, durationMs: 0 });
    expect(edit(3, SINGLE)).toBe(frame);
    expect([spoiled, applied]).toEqual([[5], [`${word} at 3`]]);
    expect(edit(4, SINGLE)).toBe(SINGLE);
  });

  it('of another RTU of the connection, and answers to requests, are left alone', () => {
    begin({ word: 'unknown-type', value: 200 });
    const other = SINGLE.replace('07 00 64', '08 00 64');
    const actcon = '68 0E 0A 00 04 00 64 01 07 00 07 00 00 00 00 14';
    expect(edit(3, other, actcon)).toBe(`${other} ${actcon}`);
    expect(spoiled).toEqual([]);
  });
});

describe('objects', () => {
  it('have quality flags besides their own', () => {
    begin({ word: 'quality', value: 0xc0 });
    expect(edit(0, SINGLE)).toBe(SINGLE.replace(/01$/, 'C1'));
    expect(edit(0, TIMED)).toBe(
      TIMED.replace('64 00 00 00', '64 00 00 C0').replace('65 00 00 01', '65 00 00 C1'),
    );
    expect(spoiled).toEqual([]);
  });

  it('have OV only where the type has it: M_SP has not, M_ME_NB_1 has', () => {
    begin({ word: 'quality', value: 0x01 });
    expect(edit(0, SINGLE)).toBe(SINGLE);
    // M_ME_NB_1, IOA 100, 1000, QDS 0.
    const scaled = '68 10 0A 00 04 00 0B 01 03 00 07 00 64 00 00 E8 03 00';
    expect(edit(0, scaled)).toBe(scaled.replace(/00$/, '01'));
  });

  it('have the values of the begin', () => {
    begin({ word: 'frozen' });
    expect(edit(0, TIMED)).toBe(TIMED.replace('64 00 00 00', '64 00 00 01'));
  });

  it('have time tags of the past: one hour earlier', () => {
    begin({ word: 'old-time', value: 3600 });
    expect(edit(0, TIMED)).toBe(TIMED.replaceAll('8C 3C 1E 14', '8C 3C 1E 13'));
  });

  it('have time tags of ones, or with the other summer bit', () => {
    begin({ word: 'no-summer' });
    expect(edit(0, TIMED)).toBe(TIMED.replaceAll('1E 14 BB', '1E 94 BB'));
    end(1, 0);
    begin({ id: 2, word: 'bad-time' });
    expect(edit(0, TIMED)).toBe(TIMED.replaceAll('8C 3C 1E 14 BB 0B 1A', 'FF FF FF FF FF FF FF'));
    expect(edit(0, SINGLE)).toBe(SINGLE);
  });
});

it('several faults act together: the objects, the head, then the numbers', () => {
  begin({ word: 'quality', value: 0x80, id: 1 });
  begin({ word: 'other-ca', value: 999, id: 2 });
  begin({ word: 'ns-gap', id: 3 });
  expect(edit(0, SINGLE)).toBe('68 0E 0C 00 04 00 01 01 03 00 E7 03 64 00 00 81');
});

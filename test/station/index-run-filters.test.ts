/** Filters of an index send: telegrams of the master that a row waits for (`docs/behaviour.md` §2). */
import { describe, expect, it } from 'vitest';
import {
  countsOf,
  expectBalanced,
  expectList,
  type Master,
  openStation,
  type Station,
} from './station-kit.js';

/** 107 test command: TSC in two octets, low first, and seven octets of time; its value is TSC. */
const test107 = (tsc: string, ioa = '00 00 00') =>
  `6B 01 06 00 01 00 | ${ioa} | ${tsc} | 00 00 00 00 00 00 00`;
/** 100 with a QOI that is no interrogation: refused with a negative actcon; its value is QOI. */
const qoi = (octet: string) => `64 01 06 00 01 00 | 00 00 00 | ${octet}`;
/** 102 read; it has no value. */
const read = (ioa: string) => `66 01 05 00 01 00 | ${ioa}`;

const FILTERED = 'M < 01 01 03 00 01 00 | 01 00 00 01';
const AFTER = 'M < 01 01 03 00 01 00 | 02 00 00 01';

/** One row with this filter (type id, IOA, value, time-out), then a row without; the send has begun. Every telegram counts. */
function waiting(filter: string): { station: Station; master: Master } {
  const station = openStation(`1,,1,1,1,,,${filter}\n1,,1,2,1\n`, { filter: 'received' });
  const master = station.started();
  station.send(1);
  expect(station.take()).toEqual([]);
  return { station, master };
}

/** Whether the row is sent after this telegram. */
function isMet(filter: string, telegram: string): boolean {
  const { station, master } = waiting(filter);
  master.request(telegram);
  const sent = station.take().filter((entry) => entry.startsWith('M < 01 '));
  expectList(sent, sent.length === 0 ? [] : [FILTERED, AFTER]);
  return sent.length > 0;
}

describe('conditions', () => {
  it('type id alone', () => {
    expect(isMet('107,,', test107('05 00'))).toBe(true);
    expect(isMet('107,,', qoi('05'))).toBe(false);
  });

  it('IOA alone', () => {
    expect(isMet(',9999,', read('0F 27 00'))).toBe(true);
    expect(isMet(',9999,', read('10 27 00'))).toBe(false);
    expect(isMet(',0,', test107('05 00'))).toBe(true);
  });

  it('value alone', () => {
    // TSC 0102h = 258
    expect(isMet(',,258', test107('02 01'))).toBe(true);
    expect(isMet(',,258', test107('03 01'))).toBe(false);
    expect(isMet(',,5', qoi('05'))).toBe(true);
    expect(isMet(',,0', test107('00 00'))).toBe(true);
  });

  it('a telegram without a value does not meet a condition on the value', () => {
    expect(isMet(',,0', read('00 00 00'))).toBe(false);
  });

  it('all together: each of them must be met by the same telegram', () => {
    const filter = '107,0,5';
    expect(isMet(filter, test107('05 00'))).toBe(true);
    expect(isMet(filter, qoi('05'))).toBe(false);
    expect(isMet(filter, test107('05 00', '01 00 00'))).toBe(false);
    expect(isMet(filter, test107('06 00'))).toBe(false);
    const { station, master } = waiting(filter);
    master.request(qoi('05'), test107('06 00'), test107('05 00', '01 00 00'));
    expect(station.take().filter((entry) => entry.startsWith('M < 01 '))).toEqual([]);
  });

  it('a value with decimals is met at the precision of the element', () => {
    // 48 set-point normalized, IOA 9999: 0.1 · 32768 = 3276.8 → 3277 = 0CCD; 3278 is another value
    const setPoint = (nva: string) => `30 01 06 00 01 00 | 0F 27 00 | ${nva} 00`;
    expect(isMet('48,9999,0.1', setPoint('CD 0C'))).toBe(true);
    expect(isMet('48,9999,0.1', setPoint('CF 0C'))).toBe(false);
    // 50 set-point float: 0.1 = 3DCCCCCD
    expect(isMet('50,9999,0.1', '32 01 06 00 01 00 | 0F 27 00 | CD CC CC 3D 00')).toBe(true);
    expect(isMet('50,9999,0.2', '32 01 06 00 01 00 | 0F 27 00 | CD CC CC 3D 00')).toBe(false);
  });

  it('a negative value', () => {
    // 49 set-point scaled −2 = FFFE
    expect(isMet(',,-2', '31 01 06 00 01 00 | 0F 27 00 | FE FF 00')).toBe(true);
    expect(isMet(',,2', '31 01 06 00 01 00 | 0F 27 00 | FE FF 00')).toBe(false);
  });

  it('any object of a telegram', () => {
    // a refused 107 with two objects: TSC 1 and TSC 7
    const two =
      '6B 02 06 00 01 00 | 00 00 00 01 00 00 00 00 00 00 00 00 | 00 00 00 07 00 00 00 00 00 00 00 00';
    expect(isMet('107,0,7', two)).toBe(true);
  });

  it('the answer to the telegram goes before the row', () => {
    const { station, master } = waiting('107,,');
    master.request(test107('05 00'));
    expectList(station.take(), [
      'M < 6B 01 07 00 01 00 | 00 00 00 | 05 00 | 00 00 00 00 00 00 00',
      FILTERED,
      AFTER,
      'finished 1 complete',
    ]);
  });
});

describe('when a telegram counts', () => {
  it('not before the send', () => {
    const station = openStation('1,,1,1,1,,,107,,,1000\n');
    const master = station.started();
    master.request(test107('05 00'));
    station.take();
    station.send(1);
    expect(station.take()).toEqual([]);
  });

  it('not before the row was reached, for instance during the wait before it', () => {
    const station = openStation('1,,1,2,1,1\n1,,1,1,1,,,107,,\n');
    const master = station.started();
    station.send(1);
    station.until(999);
    master.request(test107('05 00'));
    station.until(1_500);
    expect(station.take().filter((entry) => entry.startsWith('M < 01 '))).toHaveLength(1);
    master.request(test107('05 00'));
    expect(station.take().at(-2)).toBe('M < 01 01 03 00 01 00 01 00 00 01');
  });

  it('not while the row before it waits for the window', () => {
    const station = openStation('1,,1,8,1\n1,,1,2,1\n1,,1,1,1,,,107,,\n', { k: 1, objects: 1 });
    const master = station.started();
    station.send(1);
    master.request(test107('05 00'));
    for (let i = 0; i < 4; i++) master.acknowledge();
    const rows = () => station.take().filter((entry) => entry.startsWith('M < 01 '));
    expectList(rows(), ['M < 01 01 03 00 01 00 | 08 00 00 01', AFTER]);
    master.request(test107('05 00'));
    master.acknowledge();
    expectList(rows(), [FILTERED]);
  });

  it('for one row only: the next row needs another telegram, even after a telegram with two objects', () => {
    const station = openStation('1,,1,1,1,,,107,,\n1,,1,2,1,,,107,,\n', { filter: 'received' });
    const master = station.started();
    station.send(1);
    const rows = () => station.take().filter((entry) => entry.startsWith('M < 01 '));
    master.request(
      '6B 02 06 00 01 00 | 00 00 00 01 00 00 00 00 00 00 00 00 | 00 00 00 07 00 00 00 00 00 00 00 00',
    );
    expectList(rows(), [FILTERED]);
    master.request(test107('05 00'));
    expectList(rows(), [AFTER]);
  });

  it('again in every pass', () => {
    const station = openStation('1,,1,1,1,,,107,,\n');
    const master = station.started();
    station.send(1, 10_000);
    const rows = () => station.take().filter((entry) => entry.startsWith('M < 01 '));
    master.request(test107('05 00'));
    expectList(rows(), [FILTERED]);
    master.request(test107('05 00'));
    expectList(rows(), [FILTERED]);
  });

  it('for every send that waits', () => {
    const station = openStation('1,,1,1,1,,,107,,\n2,,1,2,1,,,107,,\n');
    const master = station.started();
    station.sendTogether(1, 2);
    master.request(test107('05 00'));
    const rows = station.take().filter((entry) => entry.startsWith('M < 01 '));
    expectList(rows.sort(), [FILTERED, AFTER]);
  });

  it('on any connection of the RTU', () => {
    const station = openStation('1,,1,1,1,,,107,,\n', { group: 'each' });
    station.started('A');
    const b = station.started('B');
    station.send(1);
    b.request(test107('05 00'));
    expect(station.take().filter((entry) => entry.includes('< 01 '))).toHaveLength(2);
  });
});

describe('the time-out', () => {
  it('passes the row: not sent, counted, logged with its conditions; the next row follows', () => {
    const { station, master } = waiting('107,0,5,2500');
    station.until(2_499);
    expect(station.take()).toEqual([]);
    station.until(2_500);
    expectList(station.take(), ['@2500', AFTER, 'finished 1 complete']);
    master.acknowledge();
    expect(countsOf(station, 1)).toEqual({
      offered: 2,
      sent: 1,
      acknowledged: 1,
      unsentLink: 0,
      unsentEnded: 0,
      unsentFilter: 1,
      unsentBuffer: 0,
      spoiled: 0,
      held: 0,
    });
    expectBalanced(station);
    const entry = station.log.find(({ event }) => event === 'filter');
    expect(entry).toMatchObject({ typeId: 1, ioa: 1 });
    for (const part of ['type 107', 'IOA 0', 'value 5', '2500 ms']) expect(entry?.detail).toContain(part);
  });

  it('runs from when the row was reached', () => {
    const station = openStation('1,,1,2,1,1\n1,,1,1,1,,,107,,,500\n');
    station.started();
    station.send(1);
    station.until(10_000);
    expectList(station.take(), [AFTER, '@1500', 'finished 1 complete']);
  });

  it('a telegram in its last millisecond is in time', () => {
    const { station, master } = waiting('107,,,2500');
    station.until(2_499);
    master.request(test107('05 00'));
    expect(station.take().slice(-3)).toEqual([
      FILTERED.replaceAll(' |', ''),
      AFTER.replaceAll(' |', ''),
      'finished 1 complete',
    ]);
  });

  it('of 0 skips the row at once', () => {
    const { station } = waiting('107,,,0');
    station.until(0);
    expectList(station.take(), [AFTER, 'finished 1 complete']);
  });

  it('none: waits until the send is stopped', () => {
    const { station } = waiting('107,,');
    station.until(3_600_000);
    expect(station.take()).toEqual([]);
    station.stopSend(1);
    expectList(station.take(), ['@3600000', 'finished 1 stopped', 'settled 1 stopped']);
    // the row that waited and the one behind it
    expect(countsOf(station, 1)).toMatchObject({ offered: 2, sent: 0, unsentEnded: 2, unsentFilter: 0 });
    expectBalanced(station);
  });

  it('none: waits until the duration is over', () => {
    const station = openStation('1,,1,1,1,,,107,,\n1,,1,2,1\n');
    station.started();
    station.send(1, 5_000);
    station.until(60_000);
    expectList(station.take(), ['@5000', 'finished 1 complete', 'settled 1 complete']);
    expect(countsOf(station, 1)).toMatchObject({ offered: 1, sent: 0, unsentEnded: 1 });
    expectBalanced(station);
  });

  it('of several rows one after the other, pass after pass', () => {
    const station = openStation('1,,1,1,1,,,107,,,100\n1,,1,2,1,,,107,,,200\n');
    station.started();
    station.send(1, 1_000);
    station.until(5_000);
    expectList(station.take(), ['@1000', 'finished 1 complete', 'settled 1 complete']);
    // time-outs at 100 300 400 600 700 900; the row reached at 900 still waits at 1000, where time-out and end meet
    expect(countsOf(station, 1)).toMatchObject({ offered: 7, sent: 0, unsentFilter: 6, unsentEnded: 1 });
    expectBalanced(station);
  });
});

describe('with an RTU number', () => {
  it('RTUs of that number wait, the others pass over the row', () => {
    const file = '1,,1,1,1,,1,107,,\n1,,1,2,1\n';
    const own = openStation(file);
    const master = own.started();
    own.send(1);
    expect(own.take()).toEqual([]);
    master.request(test107('05 00'));
    expectList(own.take().slice(1), [FILTERED, AFTER, 'finished 1 complete']);
    const other = openStation(file, { rtuNumber: 2 });
    other.started();
    other.send(1);
    expectList(other.take(), ['M < 01 01 03 00 02 00 | 02 00 00 01', 'finished 1 complete']);
  });
});

describe('with a wait', () => {
  it('the wait begins only after the row was sent', () => {
    const file = '1,,1,1,1,2,,107,,,300\n1,,1,2,1\n';
    const passed = openStation(file);
    passed.started();
    passed.send(1);
    passed.until(10_000);
    expectList(passed.take(), ['@300', AFTER, 'finished 1 complete']);
    const met = openStation(file);
    const master = met.started();
    met.send(1);
    met.until(100);
    master.request(test107('05 00'));
    met.until(9_000);
    expectList(met.take().slice(2), [FILTERED, '@2100', AFTER, 'finished 1 complete']);
  });
});

describe('after a pause of this thread', () => {
  it.each([
    ['may have come in time: the row is sent', 3_900, true],
    ['came too late in any case: the row is not sent', 4_000, false],
  ])('a telegram that %s', (_, arrivedMs, isSent) => {
    const { station, master } = waiting('107,,,4000');
    station.nowMs = 9_000;
    station.arrivedMs = arrivedMs;
    master.request(test107('05 00'));
    const sent = station.take().filter((entry) => entry.includes('< 01 01 03'));
    expectList(sent, isSent ? [FILTERED, AFTER] : []);
  });
});

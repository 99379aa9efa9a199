/** Bursts, thousands of equal events, and constant time shifts. */
import { describe, expect, it } from 'vitest';
import { compare, event, found, listText, type SentRow } from './lists.js';

const START = Date.UTC(2026, 10, 22, 10, 4, 2);

/** `2026-11-22 10:04:02.118`: this many ms after 10:04:02. */
function at(ms: number): string {
  return new Date(START + ms).toISOString().slice(0, 23).replace('T', ' ');
}

function without<T>(items: readonly T[], ...gone: number[]): T[] {
  return items.filter((_, i) => !gone.includes(i));
}

describe('the same event thousands of times', () => {
  const times = Array.from({ length: 6000 }, (_, i) => at(Math.floor(i / 4)));
  const sent: SentRow[] = times.map((time) => ({ time }));
  const list = times.map((time) => event(2001, 1, time));

  it('matches', async () => {
    expect((await compare(sent, listText(list))).matched).toBe(6000);
  });

  it('missing in the middle are found', async () => {
    const report = await compare(sent, listText(without(list, 3001, 3002, 4100)));
    expect(found(report)).toEqual({ missing: 3 });
    expect(report.examples.missing.map((each) => each.timeSent)).toEqual([at(750), at(750), at(1025)]);
  });

  it('all of one value and one millisecond: the surplus is found, with linear effort', async () => {
    const many: SentRow[] = Array.from({ length: 20_000 }, () => ({ time: '10:04:02.118' }));
    const heard = Array.from({ length: 20_007 }, () => event(2001, 1, '10:04:02.118'));
    expect(found(await compare(many, listText(heard)))).toEqual({ duplicate: 7 });
  });

  it('without time tags too', async () => {
    const many: SentRow[] = Array.from({ length: 20_000 }, () => ({ type: 1 }));
    const heard = Array.from({ length: 19_993 }, () => event(2001, 1, ''));
    expect(found(await compare(many, listText(heard)))).toEqual({ missing: 7 });
  });

  it('sequences that have almost nothing in common are compared in bounded time', async () => {
    const values = (seed: number): number[] => Array.from({ length: 5000 }, (_, i) => (i * i * seed) % 251);
    const many: SentRow[] = values(7).map((value) => ({ type: 11, value }));
    const heard = values(13).map((value) => event(2001, value, ''));
    const report = await compare(many, listText(heard));
    expect(report.matched).toBeGreaterThan(0);
    expect(report.notes).toEqual([expect.stringContaining('differs too much to be judged')]);
  });
});

describe('a burst that is not on time', () => {
  const sent: SentRow[] = Array.from({ length: 40 }, (_, i) => ({ value: i % 2, time: at(i * 10) }));

  it('one missing and the others late by different times: one is missing', async () => {
    const late = Array.from({ length: 40 }, (_, i) => event(2001, i % 2, at(i * 10 + ((i * 7) % 3) + 1)));
    const report = await compare(sent, listText(without(late, 17)));
    expect(found(report)).toEqual({ missing: 1, wrongTime: 39 });
    expect(report.wrongTime.largestMs).toBe(3);
    expect(report.examples.missing[0].timeSent).toBe(at(170));
  });

  it('is equal within a tolerance', async () => {
    const late = Array.from({ length: 40 }, (_, i) => event(2001, i % 2, at(i * 10 + (i % 3))));
    const report = await compare(sent, listText(without(late, 17)), ['--tolerance', '2']);
    expect(found(report)).toEqual({ missing: 1 });
  });

  it('one every millisecond, each a millisecond late: all within a tolerance of one', async () => {
    const dense: SentRow[] = Array.from({ length: 100 }, (_, i) => ({ time: at(i) }));
    const late = Array.from({ length: 100 }, (_, i) => event(2001, 1, at(i + 1)));
    expect((await compare(dense, listText(late), ['--tolerance', '1'])).matched).toBe(100);
  });

  it('swapped values are wrong values when the times lie apart, a shift of all times gives wrong times', async () => {
    const swap = async (ms: number): Promise<Record<string, number>> => {
      const pair: SentRow[] = [
        { value: 1, time: at(0) },
        { value: 0, time: at(ms) },
      ];
      return found(await compare(pair, listText([event(2001, 0, at(0)), event(2001, 1, at(ms))])));
    };
    expect([await swap(500), await swap(10)]).toEqual([{ wrongValue: 2 }, { wrongTime: 2 }]);
    const swung = sent.map(({ value }, i) => event(2001, Number(value), at(i * 10 + 10)));
    expect(found(await compare(sent, listText(swung)))).toEqual({ wrongTime: 40 });
  });

  it('late by different times up to the next ones: all are wrong times, none a wrong value', async () => {
    const few = sent.slice(0, 4);
    const late = [10, 20, 29, 41].map((ms, i) => event(2001, i % 2, at(ms)));
    const report = await compare(few, listText(late));
    expect(found(report)).toEqual({ wrongTime: 4 });
    expect(report.wrongTime.largestMs).toBe(11);
  });

  it('a wrong value, and a later missing event with that value: still a wrong value', async () => {
    const few: SentRow[] = [
      { value: 0, time: at(0) },
      { value: 1, time: at(900) },
    ];
    expect(found(await compare(few, listText([event(2001, 1, at(0))])))).toEqual({
      missing: 1,
      wrongValue: 1,
    });
  });

  it('a late event between an acknowledged and an unacknowledged one matches the acknowledged one', async () => {
    const few: SentRow[] = [{ time: at(0), acknowledged: 'no' }, { time: at(100) }];
    const report = await compare(few, listText([event(2001, 1, at(40))]));
    expect({ ...found(report), inList: report.unacknowledged.inList }).toEqual({ wrongTime: 1, inList: 0 });
  });
});

describe('times that are all off by a constant', () => {
  /** Three RTUs, 400 events each, a point toggles every 5 ms. */
  const sent: SentRow[] = Array.from({ length: 1200 }, (_, i) => ({
    ca: 101 + (i % 3),
    ioa: 2001 + (i % 5),
    value: (i >> 4) % 2,
    time: at(i * 5),
  }));
  const heard = (offMs: (ca: number) => number): (string | number)[][] =>
    sent.map((row, i) => [row.ca ?? 0, row.ioa ?? 0, row.value ?? 0, at(i * 5 + offMs(row.ca ?? 0))]);

  it('are reported as a shift, and missing events as missing', async () => {
    const list = heard(() => 3_600_000);
    list.push(list[600]);
    const report = await compare(sent, listText(without(list, 0, 500, 501)));
    expect(found(report)).toEqual({ missing: 3, duplicate: 1, wrongTime: 1197 });
    expect(report.notes[0]).toBe(
      'all 1,197 times in the event list are 3600 s off, late: a time zone, or summer time? --time-offset -01:00 makes up for it',
    );
  });

  it('match with the offset', async () => {
    const list = listText(heard(() => -7_200_000));
    expect((await compare(sent, list, ['--time-offset', '+02:00'])).matches).toBe(true);
    expect((await compare(sent, list, ['--time-offset', '7200000'])).matches).toBe(true);
  });

  it('by a day or more get an offset in ms, because the form in hours and minutes is limited', async () => {
    const list = listText(heard(() => 90_000_000));
    const report = await compare(sent, list);
    expect(report.notes[0]).toContain('--time-offset -90000000 makes up for it');
    expect((await compare(sent, list, ['--time-offset', '-90000000'])).matches).toBe(true);
  });

  it('of one RTU are reported for that RTU', async () => {
    const report = await compare(sent, listText(heard((ca) => (ca === 102 ? 3_600_000 : 0))));
    expect(found(report)).toEqual({ wrongTime: 400 });
    expect(report.shifts).toEqual([{ ca: 102, ms: 3_600_000, events: 400 }]);
    expect(report.notes[0]).toContain('400 of 1,200 times in the event list are 3600 s off, late (CA 102)');
  });

  it('by a wrong clock, far beyond the reach, still match', async () => {
    const report = await compare(sent, listText(heard(() => -123_457)));
    expect(found(report)).toEqual({ wrongTime: 1200 });
    expect(report.notes[0]).toContain(
      '123.457 s off, early: a clock that is set wrong? --time-offset 123457',
    );
  });

  it('a list of whole seconds is recognised', async () => {
    const list = listText(
      sent.map((row, i) => [row.ca ?? 0, row.ioa ?? 0, row.value ?? 0, at(i * 5).slice(0, 19)]),
    );
    const report = await compare(sent, list);
    expect(report.notes[0]).toContain('whole seconds: compare with --tolerance 999');
    expect(found(await compare(sent, list, ['--tolerance', '999']))).toEqual({});
  });

  it('whole seconds and an hour off: the hour is found within the tolerance', async () => {
    const list = listText(
      sent.map((row, i) => [row.ca ?? 0, row.ioa ?? 0, row.value ?? 0, at(i * 5 + 3_600_000).slice(0, 19)]),
    );
    const report = await compare(sent, list, ['--tolerance', '999']);
    expect(found(report)).toEqual({ wrongTime: 1200 });
    expect(report.shifts.map(({ ca, ms, events }) => [ca, ms, events])).toEqual([
      [101, 3_600_000, 400],
      [102, 3_600_000, 400],
      [103, 3_600_000, 400],
    ]);
  });

  it('and the first of the burst missing: the constant is found, not the distance between events', async () => {
    const uneven: SentRow[] = Array.from({ length: 20 }, (_, i) => ({ time: at(i * i * 3) }));
    const list = Array.from({ length: 20 }, (_, i) => event(2001, 1, at(i * i * 3 + 123_457)));
    const report = await compare(uneven, listText(list.slice(1)));
    expect(found(report)).toEqual({ missing: 1, wrongTime: 19 });
    expect(report.wrongTime).toMatchObject({ medianMs: 123_457, largestMs: 123_457 });
    expect(report.examples.missing[0].sentRow).toBe(2);
  });
});

/** Random lists with rows removed, doubled and moved: the reported counts must be exactly these. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, listText, type SentRow } from './lists.js';

const START = Date.UTC(2026, 10, 22, 10, 4, 2);

function at(ms: number): string {
  return new Date(START + ms).toISOString().slice(0, 23).replace('T', ' ');
}

/** Changes to a row of the list. */
const FORTUNES = ['kept', 'kept', 'kept', 'lost', 'doubled', 'late'] as const;

const row = fc.record({
  ca: fc.integer({ min: 101, max: 102 }),
  ioa: fc.integer({ min: 1, max: 3 }),
  value: fc.integer({ min: 0, max: 1 }),
  fortune: fc.constantFrom(...FORTUNES),
  lateMs: fc.integer({ min: 1, max: 400 }),
  acknowledged: fc.constantFrom('yes' as const, 'yes' as const, 'yes' as const, 'no' as const),
});

const acknowledged = row.map((each) => ({ ...each, acknowledged: 'yes' as const }));
const SIZE = { minLength: 1, maxLength: 60 };

describe('random lists', () => {
  it('a second apart: lost, doubled and late rows are counted and found', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.array(row, SIZE), fc.array(acknowledged, SIZE)), async (rows) => {
        const sent: SentRow[] = rows.map((each, i) => ({
          ca: each.ca,
          ioa: each.ioa,
          value: each.value,
          time: at(i * 1000),
          acknowledged: each.acknowledged,
        }));
        const list = rows.flatMap(({ ca, ioa, value, fortune, lateMs }, i) => {
          const event = [ca, ioa, value, at(i * 1000 + (fortune === 'late' ? lateMs : 0))];
          if (fortune === 'lost') return [];
          return fortune === 'doubled' ? [event, event] : [event];
        });
        const report = await compare(sent, listText(list), ['--details', '100']);
        const of = (fortune: string, acknowledged?: string): number[] =>
          rows.flatMap((each, i) => {
            const fits = acknowledged === undefined || each.acknowledged === acknowledged;
            return each.fortune === fortune && fits ? [i + 2] : [];
          });
        const reported = (kind: string): unknown[] =>
          (report.examples[kind] ?? []).map((each) => each.sentRow);
        const late = of('late').length;
        // A late row that was never acknowledged may be reported as an acknowledged one that was lost: neither was in its place.
        expect(report.differences).toEqual({
          missing: report.differences.missing,
          duplicate: of('doubled').length,
          unexpected: 0,
          unknownPoint: 0,
          wrongTime: late,
          wrongValue: 0,
          wrongQuality: 0,
          wrongType: 0,
          outOfOrder: 0,
          outOfOrderInRtu: 0,
        });
        expect(reported('duplicate')).toEqual(of('doubled'));
        const isPlain = rows.every((each) => each.acknowledged === 'yes');
        if (isPlain) {
          expect(reported('missing')).toEqual(of('lost'));
          expect(reported('wrongTime')).toEqual(of('late'));
        } else expect(report.differences.missing).toBeLessThanOrEqual(of('lost', 'yes').length);
        const { missing, duplicate, ...others } = report.differences;
        const pairs = report.matched + others.wrongTime;
        expect(report.sent.acknowledged + report.unacknowledged.inList).toBe(pairs + missing);
        expect(report.list.rows).toBe(pairs + duplicate);
      }),
      { numRuns: 80 },
    );
  });

  it('crowded in a few milliseconds: exactly the difference of the multisets is reported', async () => {
    const crowded = fc.record({
      ioa: fc.integer({ min: 1, max: 2 }),
      value: fc.integer({ min: 0, max: 1 }),
      ms: fc.integer({ min: 0, max: 2 }),
      copies: fc.constantFrom(0, 1, 1, 1, 2),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(crowded, { minLength: 1, maxLength: 60 }), async (unsorted) => {
        const rows = unsorted.sort((a, b) => a.ms - b.ms);
        const sent: SentRow[] = rows.map(({ ioa, value, ms }) => ({ ioa, value, time: at(ms) }));
        const list = rows.flatMap(({ ioa, value, ms, copies }) =>
          Array.from({ length: copies }, () => [101, ioa, value, at(ms)]),
        );
        const surplus = new Map<string, number>();
        for (const { ioa, value, ms, copies } of rows) {
          const key = `${ioa} ${value} ${ms}`;
          surplus.set(key, (surplus.get(key) ?? 0) + copies - 1);
        }
        const amounts = [...surplus.values()];
        const sum = (list: number[]): number => list.reduce((all, each) => all + each, 0);
        const report = await compare(sent, listText(list));
        const { missing, duplicate } = report.differences;
        expect(duplicate).toBe(sum(amounts.filter((each) => each > 0)));
        expect(missing).toBe(sum(amounts.filter((each) => each < 0).map((each) => -each)));
        expect(report.matched).toBe(sent.length - missing);
      }),
      { numRuns: 80 },
    );
  });

  it('shuffled: everything matches but for the order', async () => {
    const order = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat()), {
      minLength: 2,
      maxLength: 50,
    });
    await fc.assert(
      fc.asyncProperty(order, async (rows) => {
        const sent: SentRow[] = rows.map(([ioa], i) => ({ ioa, value: i % 2, time: at(i) }));
        const list = rows.map(([ioa], i) => ({ row: [101, ioa, i % 2, at(i)], key: rows[i][1] }));
        list.sort((a, b) => a.key - b.key);
        const report = await compare(sent, listText(list.map((each) => each.row)));
        const { outOfOrder, outOfOrderInRtu, ...others } = report.differences;
        expect(outOfOrder + outOfOrderInRtu).toBeLessThan(rows.length);
        expect(Object.values(others).every((count) => count === 0)).toBe(true);
        expect(report.matched).toBe(rows.length);
      }),
      { numRuns: 60 },
    );
  });
});

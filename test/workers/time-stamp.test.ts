/** Times in logs and names of log files (`docs/behaviour.md` §8). */
import { describe, expect, it } from 'vitest';
import { formatStamp, STAMP_OCTETS, TimeStamp } from '../../src/workers/time-stamp.js';

/** Wall time of a local time, so that the test holds in every zone. */
const local = (...parts: [number, number, number, number, number, number, number]): number =>
  new Date(...parts).getTime();

const CASES: [wallMs: number, text: string][] = [
  [local(2026, 10, 22, 10, 3, 11, 123), '2026-11-22 10:03:11.123000'],
  [local(2026, 10, 22, 10, 3, 11, 123) + 0.456, '2026-11-22 10:03:11.123456'],
  [local(2026, 0, 1, 0, 0, 0, 0), '2026-01-01 00:00:00.000000'],
  [local(2026, 11, 31, 23, 59, 59, 999) + 0.999, '2026-12-31 23:59:59.999999'],
  [local(2026, 1, 3, 4, 5, 6, 7) + 0.008, '2026-02-03 04:05:06.007008'],
];

// Wall times carry about a quarter of a microsecond: the last digit may be one less.
const near = (text: string, expected: string): void => {
  expect(text.slice(0, 20)).toBe(expected.slice(0, 20));
  const difference = Number(expected.slice(20)) - Number(text.slice(20));
  expect([0, 1]).toContain(difference);
};

describe('a stamp', () => {
  it.each(CASES)('of %d is %s', (wallMs, expected) => near(formatStamp(wallMs), expected));

  it('is the same as octets, whatever was stamped before', () => {
    const stamp = new TimeStamp();
    const text = () => String.fromCharCode(...stamp.octets);
    for (const [wallMs] of [...CASES, ...CASES].reverse()) {
      stamp.set(wallMs);
      expect(text()).toBe(formatStamp(wallMs));
      expect(text()).toHaveLength(STAMP_OCTETS);
    }
  });

  it('never runs back within a second', () => {
    const stamp = new TimeStamp();
    const from = local(2026, 2, 4, 5, 6, 7, 0);
    let before = '';
    for (let micros = 0; micros < 2_000_000; micros += 997) {
      stamp.set(from + micros / 1000);
      const text = String.fromCharCode(...stamp.octets);
      expect(text > before).toBe(true);
      before = text;
    }
  });
});

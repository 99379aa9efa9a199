/** Wall times in local time. Expected texts are those of `Date`'s own local fields. */
import { expect, it } from 'vitest';
import {
  formatClock,
  formatDateTime,
  formatDay,
  formatOffset,
  formatTimeOfDay,
  twoDigits,
} from '../../src/text/local-time.js';

const early = new Date(2026, 0, 2, 3, 4, 5, 6).getTime();
const late = new Date(2026, 10, 22, 23, 59, 58, 999).getTime();

it('every field has all its digits', () => {
  expect([early, late].map(formatDay)).toEqual(['2026-01-02', '2026-11-22']);
  expect([early, late].map(formatTimeOfDay)).toEqual(['03:04:05', '23:59:58']);
  expect([early, late].map(formatClock)).toEqual(['03:04:05.006', '23:59:58.999']);
  expect([early, late].map(formatDateTime)).toEqual(['2026-01-02 03:04:05', '2026-11-22 23:59:58']);
  expect([0, 9, 10].map(twoDigits)).toEqual(['00', '09', '10']);
});

it('the distance from UTC has a sign, hours and minutes', () => {
  expect([0, 60, -210, 845].map(formatOffset)).toEqual(['+00:00', '+01:00', '-03:30', '+14:05']);
});

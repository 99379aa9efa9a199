/** Which known name a misspelt one is near to. */
import { expect, it } from 'vitest';
import { nearestName } from '../../src/text/nearest-name.js';

const NAMES = ['t1', 't2', 'time', 'clock', 'time_valid', 'time_hold'];

it.each([
  ['a letter wrong', 'clack', 'clock'],
  ['a letter missing', 'tme', 'time'],
  ['a letter too many', 'clocks', 'clock'],
  ['two letters swapped', 'colck', 'clock'],
  ['in capitals', 'TIME_VAILD', 'time_valid'],
  ['two slips in a long name', 'tim_vaild', 'time_valid'],
  ['the nearer one', 'time_hild', 'time_hold'],
])('%s: %s', (_, found, name) => {
  expect(nearestName(found, NAMES)).toBe(name);
});

it.each([
  ['a name itself', 'time'],
  ['a name itself, in capitals', 'CLOCK'],
  ['a short name, which is near to too much', 't9'],
  ['two slips in a short name', 'cluk'],
  ['three slips in a long name', 'tim_vailt'],
  ['another word', 'station'],
  ['nothing', ''],
])('%s: none', (_, found) => {
  expect(nearestName(found, NAMES)).toBeUndefined();
});

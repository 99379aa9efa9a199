import { expect, it } from 'vitest';
import { checkProfile } from '../../src/run/profile/check-profile.js';
import { complaints, loadedOf, profileOf, singlePoints } from './profile-kit.js';

const CSV = [singlePoints(1, 11), '2,Y,13,100,1.5', '3,Y,30,1,0,1.5', '3,Y,30,2,0,1', '4,Y,30,1,1,,103'].join(
  '\n',
);

const check = (...rows: string[]) => {
  const { rtus, tables } = loadedOf(CSV, [101, 102]);
  return checkProfile(profileOf(...rows), rtus, tables);
};

it('finds nothing wrong with a profile that fits', () => {
  expect(check('0,1,,,2,3', '0,0,5', '0,2,,,,,101-102,5', '0,0,,,,,,5', '0,3,,,2.5,9')).toEqual([]);
});

it('warns of RTU numbers without an RTU', () => {
  const found = check('0,1,,,,,101;7;103-105', '0,99,,,,,7');
  expect(complaints(found)).toEqual([
    ['warning', 1, '7 (RTU numbers)', '7;103-105'],
    ['warning', 2, '7 (RTU numbers)', '7'],
  ]);
});

it('warns of an index without rows on any RTU of the step', () => {
  // Only RTU number 103 has rows of index 4.
  expect(complaints(check('0,9', '0,4,,,,,101'))).toEqual([
    ['warning', 1, '2 (index)', '9'],
    ['warning', 2, '2 (index)', '4'],
  ]);
});

it('warns of a walk without measurands', () => {
  expect(complaints(check('0,1,,,,,,2', '0,2,,,,,,2'))).toEqual([['warning', 1, '8 (walk %)', '2']]);
});

it('warns of a pass that takes longer than its repetition', () => {
  // 11 signals at 5/s: 2 s from the first to the last. The waits of index 3: 2.5 s.
  const found = check('0,1,,5,2,3', '0,1,,5,1.9,3', '0,3,,,2.4,3', '0,1,,5,1.9,1');
  expect(complaints(found)).toEqual([
    ['warning', 2, '5 (every)', '1.9'],
    ['warning', 3, '5 (every)', '2.4'],
  ]);
  expect(found.map(({ expected }) => expected)).toEqual([
    'at least 2 s, a pass of RTU 1 R1 (11 signals at that rate); they overlap',
    'at least 2.5 s, a pass of RTU 1 R1 (its waits); they overlap',
  ]);
});

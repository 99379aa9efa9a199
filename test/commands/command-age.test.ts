/** Commands with a time tag that is too old or too new: option `command_age` (`docs/behaviour.md` §1). */
import { describe, expect, it } from 'vitest';
import { expectList, openStation } from '../station/station-kit.js';

/** 2027-12-31 23:59:45.678; ms 45678 = B26Eh. */
const TAG = '6E B2 3B 17 BF 0C 1B';
const TAG_MS = Date.UTC(2027, 11, 31, 23, 59, 45, 678);

/** What a command of type 58 with this tag gets when the RTU's clock shows `nowMs`. */
function answered(nowMs: number, tag = TAG, commandAgeMs = 2000) {
  const station = openStation('2,,58,101,0\n2,,45,102,0\n', { commandAgeMs });
  station.host.wallOffsetMs = nowMs;
  const master = station.started();
  master.request(`3A 01 06 00 01 00 | 65 00 00 | 01 | ${tag}`);
  const negative = station.log.find(({ event }) => event === 'negative');
  return { list: station.take(), why: negative?.detail };
}

const con = (tag = TAG) => `M < 3A 01 07 00 01 00 | 65 00 00 | 01 | ${tag}`;
const term = `M < 3A 01 0A 00 01 00 | 65 00 00 | 01 | ${TAG}`;
const refused = (tag = TAG) => `M < 3A 01 47 00 01 00 | 65 00 00 | 01 | ${tag}`;

describe('command_age=2', () => {
  it.each([0, 2000, -2000])('a command %i ms old is carried out', (ageMs) => {
    expectList(answered(TAG_MS + ageMs).list, [con(), term]);
  });

  it.each([
    [2001, 'age 2.001 s, and command_age is 2 s'],
    [-2001, 'age -2.001 s, and command_age is 2 s'],
  ])('a command %i ms old is confirmed negatively', (ageMs, why) => {
    const { list, why: told } = answered(TAG_MS + ageMs);
    expectList(list, [refused()]);
    expect(told).toBe(why);
  });

  it.each(['6E B2 BB 17 BF 0C 1B', '6E B2 3B 17 BF 0D 1B'])(
    'a tag with IV or an impossible date: %s',
    (tag) => {
      const { list, why } = answered(TAG_MS, tag);
      expectList(list, [refused(tag)]);
      expect(why).toBe('no valid time tag, and command_age is 2 s');
    },
  );

  it('does not judge commands without a time tag', () => {
    const station = openStation('2,,45,102,0\n', { commandAgeMs: 2000 });
    const master = station.started();
    master.request('2D 01 06 00 01 00 | 66 00 00 | 01');
    expect(station.take()[0]).toBe('M < 2D 01 07 00 01 00 66 00 00 01');
  });
});

it('command_age=0 judges nothing', () => {
  expectList(answered(TAG_MS + 1e9, TAG, 0).list, [con(), term]);
});

/** `time_valid=synced`: time tags have IV (80h in the octet of the minute) until a clock sync, and when it is too old (`docs/behaviour.md` §1). */
import { describe, expect, it } from 'vitest';
import { openStation } from './station-kit.js';

/** 2027-07-15 14:00:30.000: 30 s = 7530h ms, DOW 4 and day 15 = 8Fh, July, 27 = 1Bh. */
const SYNC = '67 01 06 00 01 00 | 00 00 00 | 30 75 00 0E 8F 07 1B';
/** The same in month 0. */
const IMPOSSIBLE = '67 01 06 00 01 00 | 00 00 00 | 30 75 00 0E 8F 00 1B';
/** The same with IV. */
const DOUBTED = '67 01 06 00 01 00 | 00 00 00 | 30 75 80 0E 8F 07 1B';

function open(more: Parameters<typeof openStation>[1] = {}) {
  const station = openStation('1,,30,2,1\n2,,30,3,1\n3,,45,100,2\n', {
    timeValid: 'synced',
    time: 'utc',
    ...more,
  });
  const master = station.started();
  /** The tag of an event that is sent at `nowMs`; the simulator's own wall time begins with 1970, a Thursday: 81h, 1, 70 = 46h. */
  const tagAt = (nowMs: number): string | undefined => {
    station.until(nowMs);
    station.take();
    station.send(1);
    const event = station.take().find((entry) => entry.includes('< 1E'));
    master.acknowledge();
    return event?.slice(-20);
  };
  return { station, master, tagAt };
}

describe('time tags', () => {
  it('are invalid until a clock sync came, which is confirmed with the time that was not valid', () => {
    const { station, master, tagAt } = open();
    expect(tagAt(1000)).toBe('E8 03 80 00 81 01 46');
    master.request(SYNC);
    expect(station.take().at(-1)).toMatch(/67 01 07.* E8 03 80 00 81 01 46$/);
    expect(tagAt(2000)).toBe('D0 07 00 00 81 01 46');
    // 2,000 s = 33 min 20 s; 20 s = 4E20h ms. Without time_hold a clock sync holds for ever.
    expect(tagAt(2_000_000)).toBe('20 4E 21 00 81 01 46');
  });

  it.each([
    ['of an impossible date', IMPOSSIBLE],
    ['that says itself that it is invalid', DOUBTED],
  ])('stay invalid after a clock sync %s', (_, request) => {
    const { master, tagAt } = open();
    master.request(request);
    expect(tagAt(1000)).toBe('E8 03 80 00 81 01 46');
  });

  it('are invalid again when the last clock sync is time_hold old', () => {
    const { master, tagAt } = open({ timeHoldMs: 2000 });
    master.request(SYNC);
    expect(tagAt(1000)).toBe('E8 03 00 00 81 01 46');
    master.request(SYNC);
    // 2,999 = 0BB7h, 3,000 = 0BB8h.
    expect(tagAt(2999)).toBe('B7 0B 00 00 81 01 46');
    expect(tagAt(3000)).toBe('B8 0B 80 00 81 01 46');
    master.request(SYNC);
    expect(tagAt(3001)).toBe('B9 0B 00 00 81 01 46');
  });

  it('of a clock that follows keep its time when they become invalid', () => {
    const { master, tagAt } = open({ timeHoldMs: 2000, clock: 'follow' });
    master.request(SYNC);
    // 31 s = 7918h ms, 32 s = 7D00h ms.
    expect(tagAt(1000)).toBe('18 79 00 0E 8F 07 1B');
    expect(tagAt(2000)).toBe('00 7D 80 0E 8F 07 1B');
  });

  it('have no IV with time_valid=always, whatever time_hold is', () => {
    const { master, tagAt } = open({ timeValid: 'always', timeHoldMs: 1 });
    expect(tagAt(1000)).toBe('E8 03 00 00 81 01 46');
    master.request(SYNC);
    expect(tagAt(2000)).toBe('D0 07 00 00 81 01 46');
  });
});

/** `clock=follow` beside the summer bit: time tags tell the master's own hour with the SU bit that it gave (`docs/behaviour.md` §3). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStation } from './station-kit.js';

const CONNECT = { clock: 'follow', time: 'local' } as const;
/** 2027-07-15 (a Thursday), 13:00:00 UTC: 15:00 in Berlin, SU 1. */
const OWN_MS = Date.UTC(2027, 6, 15, 13);

let zone: string | undefined;
beforeEach(() => {
  zone = process.env.TZ;
  process.env.TZ = 'Europe/Berlin';
});
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

/** A clock sync whose hour octet is `hour` (SU is 80h), at 30 s = 7530h ms; DOW 4 and day 15 = 8Fh, July, 27 = 1Bh. */
const sync = (hour: string): string => `67 01 06 00 01 00 | 00 00 00 | 30 75 00 ${hour} 8F 07 1B`;

function synced(hour: string) {
  const station = openStation('1,,30,2,1\n', CONNECT);
  station.host.wallOffsetMs = OWN_MS;
  const master = station.started();
  master.request(sync(hour));
  return { station, master };
}

/** The last seven octets of the next event. */
function nextTag(station: ReturnType<typeof openStation>): string {
  station.take();
  station.send(1);
  return station.take()[0].slice(-20);
}

describe('after a clock sync', () => {
  it('in standard time while the zone has summer time: tags tell standard time too', () => {
    const { station } = synced('0E');
    expect(nextTag(station)).toBe('30 75 00 0E 8F 07 1B');
    const entry = station.log.find(({ event }) => event === 'clock');
    // 14:00:30 without summer time is 15:00:30 with it: 30 s ahead of 15:00:00 SU.
    expect(entry?.detail).toBe('own 2027-07-15 15:00:00.000 SU, difference 30000 ms');
  });

  it('of a master that never sets SU but tells the summer hour: tags tell what it told', () => {
    const { station } = synced('0F');
    expect(nextTag(station)).toBe('30 75 00 0F 8F 07 1B');
    const entry = station.log.find(({ event }) => event === 'clock');
    expect(entry?.detail).toBe('own 2027-07-15 15:00:00.000 SU, difference 3630000 ms');
  });

  it('in summer time: tags have SU', () => {
    const { station } = synced('8F');
    expect(nextTag(station)).toBe('30 75 00 8F 8F 07 1B');
    const entry = station.log.find(({ event }) => event === 'clock');
    expect(entry?.detail).toBe('own 2027-07-15 15:00:00.000 SU, difference 30000 ms');
  });

  it('the next confirmation tells the followed time, and the log the difference to it', () => {
    const { station, master } = synced('0E');
    station.take();
    master.request(sync('0E'));
    expect(station.take()).toEqual([expect.stringMatching(/67 01 07.* 30 75 00 0E 8F 07 1B$/)]);
    const entries = station.log.filter(({ event }) => event === 'clock');
    expect(entries[1].detail).toBe('own 2027-07-15 14:00:30.000, difference 0 ms');
  });
});

describe('a frame that is sent again after a takeover', () => {
  it('keeps the tag that it had, whatever clock the RTU follows meanwhile', () => {
    const station = openStation('1,,30,2,1\n', CONNECT);
    station.host.wallOffsetMs = OWN_MS;
    const a = station.started('A');
    station.send(1);
    // 15:00:00.000 with SU: hour 8F.
    expect(station.take()[0]).toContain('00 00 00 8F 8F 07 1B');
    a.request(sync('0E'));
    station.take();
    station.connect('B').start();
    expect(station.take().filter((entry) => entry.startsWith('B < 1E'))).toEqual([
      'B < 1E 01 03 00 01 00 02 00 00 01 00 00 00 8F 8F 07 1B',
    ]);
  });
});

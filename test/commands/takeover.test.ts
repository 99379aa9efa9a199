/**
 * Another connection of the redundancy group takes over: unacknowledged frames are sent again in order with their old time
 * tags, then the waiting frames, then the sends continue; every signal is counted once (`docs/protocol.md` §1, several
 * connections).
 */
import { describe, expect, it } from 'vitest';
import { countsOf, expectBalanced, expectList, openStation, type Station } from '../station/station-kit.js';

const STARTED = '68 04 0B 00 00 00';
/** Single points 1…5 with time tag; a double point that commands change, a counter, a command. */
const FILE = `
1,Y,30,1,1
1,Y,30,2,1
1,Y,30,3,1
1,Y,30,4,1
1,Y,30,5,1
2,Y,3,9,1
3,Y,1,6,1,,,100
3,Y,1,7,1
4,Y,1,8,1,0.5
4,Y,1,6,0
9,,46,102,9
`;
const OPTIONS = { k: 3, w: 1, objects: 1 } as const;

/** Row `ioa` of index 1, sent `ms` after 1970-01-01 (a Thursday) 00:00:00 UTC; only for less than 65.536 s. */
function row(name: string, ioa: number, ms: number): string {
  const tag = [ms % 256, Math.floor(ms / 256), 0, 0, 0x81, 1, 70];
  const hex = tag.map((octet) => octet.toString(16).toUpperCase().padStart(2, '0')).join(' ');
  return `${name} < 1E 01 03 00 01 00 | 0${ioa} 00 00 | 01 | ${hex}`;
}

/** The entries without S frames. */
function withoutS(station: Station): string[] {
  return station.take().filter((entry) => !entry.includes('< 68 04 01'));
}

/** Final counts: signals offered, sent for the first time, sent again, acknowledged, unsent with the link. */
function totals({ counter }: Station): number[] {
  return [
    counter('SIGNALS_OFFERED'),
    counter('SIGNALS_SENT'),
    counter('SIGNALS_RESENT'),
    counter('SIGNALS_ACKNOWLEDGED'),
    counter('UNSENT_LINK'),
  ];
}

describe('STARTDT on a second connection', () => {
  it('closes the first, sends its rows again with their time tags, then continues', () => {
    const station = openStation(FILE, OPTIONS);
    const a = station.started('A');
    station.send(1);
    station.until(200);
    a.acknowledge(1);
    station.until(500);
    const b = station.connect('B');
    station.take();
    b.start();
    expectList(station.take(), [
      '@500',
      `B < ${STARTED}`,
      'A ! REPLACED',
      row('B', 2, 0),
      row('B', 3, 0),
      row('B', 4, 200),
    ]);
    station.until(700);
    b.acknowledge(2);
    expectList(station.take(), ['@700', row('B', 5, 700), 'finished 1 complete']);
    b.acknowledge();
    expectList(station.take(), ['settled 1 complete']);
    expect(countsOf(station, 1)).toEqual({
      offered: 5,
      sent: 5,
      acknowledged: 5,
      unsentLink: 0,
      unsentEnded: 0,
      unsentFilter: 0,
      unsentBuffer: 0,
      spoiled: 0,
      held: 0,
    });
    expect(totals(station)).toEqual([5, 5, 3, 5, 0]);
    expectBalanced(station);
    expect(station.log.filter(({ event }) => event === 'takeover')).toEqual([
      { event: 'takeover', detail: 'from 10.0.0.1:A: 3 frames to send again, 1 sends go on' },
    ]);
  });

  it('sends events again in their places between the rows, then the waiting ones', () => {
    const station = openStation(FILE, OPTIONS);
    const a = station.started('A');
    const port = station.add({ k: 12 });
    const c = station.connect('C', port);
    c.start();
    // A: event, row 1, row 2, then two events that wait for the window
    c.request('2E 01 06 00 01 00 | 66 00 00 | 02');
    station.send(1);
    c.request('2E 01 06 00 01 00 | 66 00 00 | 01', '2E 01 06 00 01 00 | 66 00 00 | 02');
    expect(station.counter('SIGNALS_SENT')).toBe(3);
    const b = station.connect('B');
    station.take();
    b.start();
    b.acknowledge();
    b.acknowledge();
    b.acknowledge();
    const event = (dpi: string): string => `B < 03 01 03 00 01 00 | 09 00 00 ${dpi}`;
    expectList(withoutS(station), [
      `B < ${STARTED}`,
      'A ! REPLACED',
      event('02'),
      row('B', 1, 0),
      row('B', 2, 0),
      event('01'),
      event('02'),
      row('B', 3, 0),
      row('B', 4, 0),
      row('B', 5, 0),
      'finished 1 complete',
      'settled 1 complete',
    ]);
    expect(a.link.closeReason?.code).toBe('REPLACED');
    // only the first three were sent twice
    expect(totals(station)).toEqual([8, 8, 3, 8, 0]);
    expectBalanced(station);
  });

  it('of a finished, unacknowledged send: its rows are acknowledged on the second connection', () => {
    const station = openStation(FILE, { ...OPTIONS, k: 12 });
    station.started('A');
    station.send(1);
    station.until(300);
    const b = station.connect('B');
    station.take();
    b.start();
    const again = [1, 2, 3, 4, 5].map((ioa) => row('B', ioa, 0));
    expectList(station.take(), ['@300', `B < ${STARTED}`, 'A ! REPLACED', ...again]);
    expect(station.settled.size).toBe(0);
    b.acknowledge(4);
    expect(station.settled.size).toBe(0);
    b.acknowledge();
    expectList(station.take(), ['settled 1 complete']);
    expect(totals(station)).toEqual([5, 5, 5, 5, 0]);
    expectBalanced(station);
  });

  it('carries over a wait and a filter', () => {
    const station = openStation(FILE, { ...OPTIONS, k: 12 });
    station.started('A');
    station.sendTogether(3, 4);
    station.until(100);
    const b = station.connect('B');
    station.take();
    b.start();
    // row 8 again; row 6 waits for a telegram, the next row of index 4 for its time
    expectList(station.take(), [
      '@100',
      `B < ${STARTED}`,
      'A ! REPLACED',
      'B < 01 01 03 00 01 00 | 08 00 00 01',
    ]);
    station.until(499);
    expectList(station.take(), []);
    station.until(500);
    expectList(station.take(), ['@500', 'B < 01 01 03 00 01 00 | 06 00 00 00', 'finished 2 complete']);
    b.request('64 01 06 00 01 00 | 00 00 00 | 15');
    const rows = withoutS(station).filter((entry) => !entry.startsWith('B < 64'));
    expectList(rows, [
      'B < 01 01 03 00 01 00 | 06 00 00 01',
      'B < 01 01 03 00 01 00 | 07 00 00 01',
      'finished 1 complete',
    ]);
  });

  it('does not send confirmations and answers to reads again: the new master did not ask for them', () => {
    const station = openStation(FILE, { ...OPTIONS, k: 2 });
    const a = station.started('A');
    const read = '66 01 05 00 01 00 | 09 00 00';
    a.request(read, '2E 01 06 07 01 00 | 66 00 00 | 02', read);
    const b = station.connect('B');
    expectList(withoutS(station), [
      'A < 03 01 05 00 01 00 | 09 00 00 01',
      'A < 2E 01 07 07 01 00 | 66 00 00 | 02',
    ]);
    b.start();
    // The return information waited and was never sent; B sent no command, so it is spontaneous with OA 0.
    // One read answer was sent, one waited.
    expectList(station.take(), [`B < ${STARTED}`, 'A ! REPLACED', 'B < 03 01 03 00 01 00 | 09 00 00 02']);
    b.acknowledge();
    expectList(station.take(), []);
    expect(totals(station)).toEqual([3, 2, 0, 1, 2]);
    expectBalanced(station);
  });

  it('end of initialization comes first, then the inherited frames', () => {
    const station = openStation(FILE, { ...OPTIONS, eoi: 'every' });
    const a = station.started('A');
    a.acknowledge();
    station.send(2);
    const b = station.connect('B');
    station.take();
    b.start();
    expectList(station.take(), [
      `B < ${STARTED}`,
      'A ! REPLACED',
      'B < 46 01 04 00 01 00 | 00 00 00 | 00',
      'B < 03 01 03 00 01 00 | 09 00 00 01',
    ]);
    b.acknowledge();
    expectBalanced(station);
  });

  it('of a connection without frames to inherit only closes it', () => {
    const station = openStation(FILE, OPTIONS);
    station.started('A');
    const b = station.connect('B');
    b.start();
    expectList(station.take(), [`B < ${STARTED}`, 'A ! REPLACED']);
    expect(station.counter('STARTED')).toBe(1);
    expect(station.counter('CONNECTIONS')).toBe(1);
  });
});

describe('a takeover while an interrogation runs', () => {
  it.each([
    ['station', '64 01 06 00 01 00 | 00 00 00 | 14', 9],
    ['group, empty', '64 01 06 00 01 00 | 00 00 00 | 15', 0],
  ])('(%s) ends it; the new master interrogates again', (_, request, points) => {
    const station = openStation(FILE, { ...OPTIONS, k: 4 });
    const a = station.started('A');
    a.request(request);
    const b = station.connect('B');
    station.take();
    b.start();
    expectList(station.take(), [`B < ${STARTED}`, 'A ! REPLACED']);
    expect(totals(station)).toEqual([points, Math.min(points, 3), 0, 0, points]);
    expectBalanced(station);
    b.request(request);
    expect(withoutS(station)[0]).toBe(`B < ${request.replace('06', '07').replaceAll(' |', '')}`);
  });

  it('keeps the rows of a send that ran at the same time, in order', () => {
    const station = openStation(FILE, { ...OPTIONS, k: 4 });
    const a = station.started('A');
    a.request('64 01 06 00 01 00 | 00 00 00 | 14');
    a.acknowledge();
    station.send(1);
    a.acknowledge(2);
    const b = station.connect('B');
    const before = withoutS(station).filter((entry) => entry.startsWith('A < 1E'));
    b.start();
    b.acknowledge();
    b.acknowledge();
    const after = station.take().filter((entry) => entry.startsWith('B < 1E'));
    const [offered, sent, resent, acknowledged, unsent] = totals(station);
    expect(resent).toBeGreaterThan(0);
    expect(after.length).toBe(5 - before.length + resent);
    expect(after.map((entry) => entry.slice(22, 24))).toEqual(
      ['01', '02', '03', '04', '05'].slice(5 - after.length),
    );
    expect(offered).toBe(acknowledged + unsent);
    expect(sent).toBeLessThan(offered);
    expect(countsOf(station, 1)).toMatchObject({ offered: 5, sent: 5, acknowledged: 5 });
    expectBalanced(station);
  });
});

/** A second STARTDT in a redundancy group: unacknowledged events go out again, in order, on the new connection (`docs/protocol.md` §1). */
import { describe, expect, it } from 'vitest';
import { countsOf, expectBalanced, expectList, openStation } from './station-kit.js';

const CON = 'B < 68 04 0B 00 00 00';
const file = (index: number, count: number) =>
  Array.from({ length: count }, (_, i) => `${index},,1,${i + 1},1\n`).join('');
/** A single point, ON, COT 3. */
const event = (name: string, ioa: number) => `${name} < 01 01 03 00 01 00 | 0${ioa} 00 00 01`;

describe('a takeover', () => {
  it('sends unacknowledged frames again, then continues; every signal is counted once', () => {
    const station = openStation(file(1, 5), { k: 3, objects: 1 });
    const a = station.started('A');
    const b = station.connect('B');
    station.send(1);
    a.acknowledge(1);
    expectList(station.take(), [event('A', 1), event('A', 2), event('A', 3), event('A', 4)]);
    b.start();
    expectList(station.take(), [CON, 'A ! REPLACED', event('B', 2), event('B', 3), event('B', 4)]);
    b.acknowledge();
    expectList(station.take(), [event('B', 5), 'finished 1 complete']);
    b.acknowledge();
    expectList(station.take(), ['settled 1 complete']);
    expect(countsOf(station, 1)).toMatchObject({ offered: 5, sent: 5, acknowledged: 5, unsentLink: 0 });
    expectBalanced(station);
  });

  it('with groups by peer address stays within the group, and every group gets everything', () => {
    const station = openStation(file(1, 2), { k: 3, objects: 1, group: [['10.0.0.1'], ['10.1.0.1']] });
    const a = station.connect('A', undefined, undefined, 0);
    const b = station.connect('B', undefined, undefined, 1);
    const c = station.connect('C', undefined, undefined, 1);
    for (const master of [a, b]) master.start();
    station.take();
    station.send(1);
    const finished = 'finished 1 complete';
    expectList(station.take(), [
      ...[event('A', 1), event('A', 2), finished],
      ...[event('B', 1), event('B', 2), finished],
    ]);
    c.start();
    expectList(station.take(), ['C < 68 04 0B 00 00 00', 'B ! REPLACED', event('C', 1), event('C', 2)]);
    a.acknowledge();
    c.acknowledge();
    expect([station.counter('SIGNALS_OFFERED'), station.counter('SIGNALS_ACKNOWLEDGED')]).toEqual([4, 4]);
    expectBalanced(station);
  });

  it('keeps the time tags that the events had', () => {
    const station = openStation('1,,30,1,1\n1,,30,2,1\n', { k: 1, objects: 1 });
    // 1970-01-01 00:00:01.000, a Thursday: 1000 = 03E8; 4 « 5 | 1 = 81; month 1; year 70 = 46
    station.nowMs = 1_000;
    station.started('A');
    station.send(1);
    station.nowMs = 3_000;
    const b = station.connect('B');
    b.start();
    // 3000 = 0BB8
    b.acknowledge();
    expectList(
      station.take().filter((entry) => entry.includes('< 1E')),
      [
        'A < 1E 01 03 00 01 00 | 01 00 00 01 | E8 03 00 00 81 01 46',
        'B < 1E 01 03 00 01 00 | 01 00 00 01 | E8 03 00 00 81 01 46',
        'B < 1E 01 03 00 01 00 | 02 00 00 01 | B8 0B 00 00 81 01 46',
      ],
    );
  });

  it('continues a wait', () => {
    const station = openStation('1,,1,1,1,2\n1,,1,2,1\n');
    const a = station.started('A');
    station.send(1);
    a.acknowledge();
    station.until(500);
    const b = station.connect('B');
    b.start();
    station.until(5_000);
    expectList(station.take(), [
      event('A', 1),
      '@500',
      CON,
      'A ! REPLACED',
      '@2000',
      event('B', 2),
      'finished 1 complete',
    ]);
  });

  it('of a send that had sent its last row', () => {
    const station = openStation(file(1, 2), { objects: 1 });
    station.started('A');
    station.send(1);
    const b = station.connect('B');
    b.start();
    b.acknowledge();
    expectList(station.take(), [
      event('A', 1),
      event('A', 2),
      'finished 1 complete',
      CON,
      'A ! REPLACED',
      event('B', 1),
      event('B', 2),
      'settled 1 complete',
    ]);
    expectBalanced(station);
  });

  it('that is lost in its turn leaves everything unsent', () => {
    const station = openStation(file(1, 5), { k: 3, objects: 1 });
    station.started('A');
    station.send(1);
    const b = station.connect('B');
    b.start();
    b.acknowledge(1);
    b.leave();
    expect(countsOf(station, 1)).toMatchObject({ offered: 5, acknowledged: 1, unsentLink: 4 });
    expectBalanced(station);
  });

  it('twice in a row, before anything was acknowledged', () => {
    const station = openStation(file(1, 4), { k: 2, objects: 1 });
    station.started('A');
    station.send(1);
    station.connect('B').start();
    const c = station.connect('C');
    c.start();
    c.acknowledge();
    c.acknowledge();
    const sent = station.take().filter((entry) => entry.startsWith('C < 01'));
    expectList(sent, [event('C', 1), event('C', 2), event('C', 3), event('C', 4)]);
    expect(countsOf(station, 1)).toMatchObject({ offered: 4, acknowledged: 4 });
    expectBalanced(station);
  });

  it('leaves answers behind: they belong to the connection that asked', () => {
    const station = openStation('1,Y,1,1,1\n');
    const a = station.started('A');
    a.request('66 01 05 00 01 00 | 01 00 00', '64 01 06 00 01 00 | 00 00 00 | 14');
    station.take();
    const b = station.connect('B');
    b.start();
    expectList(station.take(), [CON, 'A ! REPLACED']);
    expectBalanced(station);
  });

  it('the end of initialization is the first I frame here too', () => {
    const station = openStation(file(1, 1), { eoi: 'every' });
    const a = station.connect('A');
    a.start();
    station.send(1);
    station.take();
    const b = station.connect('B');
    b.start();
    expectList(station.take(), [CON, 'A ! REPLACED', 'B < 46 01 04 00 01 00 | 00 00 00 | 00', event('B', 1)]);
  });

  it('does not happen if each connection is a group of its own', () => {
    const station = openStation(file(1, 2), { group: 'each', objects: 1 });
    const a = station.started('A');
    station.send(1);
    station.take();
    station.connect('B').start();
    expectList(station.take(), [CON]);
    expect(a.link.isStarted).toBe(true);
  });
});

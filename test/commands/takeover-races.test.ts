/** A takeover together with a stop, a loss, another takeover or an edit: counts stay right, nothing goes twice to one link. */
import { describe, expect, it } from 'vitest';
import {
  countsOf,
  expectBalanced,
  expectList,
  openStation,
  type Station,
  tableOf,
} from '../station/station-kit.js';

const STARTED = '68 04 0B 00 00 00';
const STOPPED = '68 04 23 00 00 00';
const FILE = '1,Y,1,1,1\n1,Y,1,2,1\n1,Y,1,3,1\n1,Y,1,4,1\n1,Y,1,5,1\n2,Y,3,9,1\n9,,46,102,9\n';
const OPTIONS = { k: 3, w: 1, objects: 1 } as const;
const row = (name: string, ioa: number): string => `${name} < 01 01 03 00 01 00 | 0${ioa} 00 00 01`;
/** The first frames of B when it takes over from A: its confirmation, A's end, then these rows. */
const takenOver = (...ioas: number[]): string[] => [
  `B < ${STARTED}`,
  'A ! REPLACED',
  ...ioas.map((ioa) => row('B', ioa)),
];
const COMMAND = '2E 01 06 00 01 00 | 66 00 00 | 02';

function totals({ counter }: Station): number[] {
  return [
    counter('SIGNALS_OFFERED'),
    counter('SIGNALS_SENT'),
    counter('SIGNALS_RESENT'),
    counter('SIGNALS_ACKNOWLEDGED'),
    counter('UNSENT_LINK'),
    counter('UNSENT_ENDED'),
  ];
}

/** A has sent rows 1…3 of five; none is acknowledged. */
function openSending(options: Parameters<typeof openStation>[1] = {}) {
  const station = openStation(FILE, { ...OPTIONS, ...options });
  const a = station.started('A');
  station.send(1);
  const b = station.connect('B');
  station.take();
  return { station, a, b };
}

describe('the new connection is lost', () => {
  it('before all inherited frames were sent: the rest counts as unsent', () => {
    const { station, a, b } = openSending();
    const c = station.connect('C', station.add({ k: 12 }));
    c.start();
    // two events wait for A's window
    c.request(COMMAND, COMMAND);
    b.start();
    expect(a.link.closeReason?.code).toBe('REPLACED');
    b.acknowledge(1);
    station.take();
    b.leave();
    expectList(station.take(), ['finished 1 link', 'settled 1 link', 'B ! PEER_CLOSED']);
    // rows 1…3 were sent twice, one event once, the other never; rows 4 and 5 were never sent
    expect(countsOf(station, 1)).toMatchObject({ offered: 5, sent: 3, acknowledged: 1, unsentLink: 4 });
    expect(totals(station)).toEqual([7, 4, 3, 1, 6, 0]);
    expectBalanced(station);
  });

  it('after the send was done: unsent and settled once', () => {
    const { station, b } = openSending({ k: 5 });
    b.start();
    b.acknowledge(2);
    station.take();
    b.leave();
    expectList(station.take(), ['settled 1 complete', 'B ! PEER_CLOSED']);
    expect(countsOf(station, 1)).toMatchObject({ offered: 5, sent: 5, acknowledged: 2, unsentLink: 3 });
    expect(totals(station)).toEqual([5, 5, 5, 2, 3, 0]);
    expectBalanced(station);
  });

  it('by t1 of the frames that were sent again, counted from the second sending', () => {
    const { station, b } = openSending();
    station.until(14_000);
    b.start();
    station.take();
    station.until(28_999);
    expectList(station.take(), []);
    station.until(29_000);
    expectList(station.take(), ['@29000', 'finished 1 link', 'settled 1 link', 'B ! T1_I_FRAME']);
    expect(totals(station)).toEqual([5, 3, 3, 0, 5, 0]);
    expectBalanced(station);
  });
});

describe('STOPDT', () => {
  it('on the first before the takeover: its frames stay its own, nothing is inherited', () => {
    const { station, a, b } = openSending();
    a.stop();
    b.start();
    expectList(station.take(), ['finished 1 link', `B < ${STARTED}`]);
    expect(a.link.closeReason).toBeUndefined();
    a.acknowledge();
    expectList(station.take(), ['settled 1 link', `A < ${STOPPED}`]);
    expect(countsOf(station, 1)).toMatchObject({ offered: 5, acknowledged: 3, unsentLink: 2 });
    expect(totals(station)).toEqual([5, 3, 0, 3, 2, 0]);
    expectBalanced(station);
  });

  it('on the first, and STARTDT again while unconfirmed: it takes over from the second and continues its N(S)', () => {
    const { station, a, b } = openSending();
    a.stop();
    b.start();
    const order = station.send(2);
    station.take();
    a.start();
    expectList(station.take(), [`A < ${STARTED}`, 'B ! REPLACED']);
    // A's window is still full of its own rows 1…3
    a.acknowledge();
    expectList(station.take(), ['settled 1 link', 'A < 03 01 03 00 01 00 | 09 00 00 01']);
    a.acknowledge();
    expectList(station.take(), [`settled ${order.id} complete`]);
    expect(totals(station)).toEqual([6, 4, 1, 4, 2, 0]);
    expectBalanced(station);
  });

  it('on the second in one piece with its STARTDT: nothing is sent, everything counts as unsent', () => {
    const { station, b } = openSending();
    b.raw('68 04 07 00 00 00 68 04 13 00 00 00');
    expectList(station.take(), [
      `B < ${STARTED}`,
      'finished 1 link',
      'settled 1 link',
      `B < ${STOPPED}`,
      'A ! REPLACED',
    ]);
    expect(countsOf(station, 1)).toMatchObject({ offered: 5, sent: 3, acknowledged: 0, unsentLink: 5 });
    expect(totals(station)).toEqual([5, 3, 0, 0, 5, 0]);
    expectBalanced(station);
  });

  it('on the second later: the frames it has sent again may still be acknowledged', () => {
    const { station, b } = openSending();
    b.start();
    b.stop();
    b.acknowledge();
    expect(station.take().slice(-3)).toEqual(['finished 1 link', 'settled 1 link', `B < ${STOPPED}`]);
    expect(countsOf(station, 1)).toMatchObject({ offered: 5, acknowledged: 3, unsentLink: 2 });
    expectBalanced(station);
  });
});

describe('the send is stopped', () => {
  it('before the takeover: its frames are sent again all the same', () => {
    const { station, b } = openSending();
    station.stopSend(1);
    expectList(station.take(), ['finished 1 stopped']);
    b.start();
    b.acknowledge();
    expectList(station.take(), [...takenOver(1, 2, 3), 'settled 1 stopped']);
    expect(totals(station)).toEqual([5, 3, 3, 3, 0, 2]);
    expectBalanced(station);
  });

  it('after the takeover, while frames are being sent again', () => {
    const { station, b } = openSending();
    const c = station.connect('C', station.add({ k: 12 }));
    c.start();
    c.request(COMMAND);
    b.start();
    station.stopSend(1);
    b.acknowledge(2);
    station.take();
    b.acknowledge();
    expectList(station.take(), ['settled 1 stopped']);
    expect(countsOf(station, 1)).toMatchObject({ offered: 5, sent: 3, acknowledged: 3, unsentEnded: 2 });
    expectBalanced(station);
  });
});

describe('takeovers one after the other', () => {
  it('keep the order: first the unacknowledged, then the inherited unsent, then the waiting frames', () => {
    const { station, a, b } = openSending();
    const other = station.add({ k: 12 });
    const x = station.connect('X', other);
    x.start();
    x.request(COMMAND);
    b.start();
    b.acknowledge(1);
    // B has rows 2, 3 and the event open; rows 4, 5 of the send follow
    x.request('2E 01 06 00 01 00 | 66 00 00 | 01');
    const c = station.connect('C');
    station.take();
    c.start();
    c.acknowledge();
    c.acknowledge();
    c.acknowledge();
    expectList(station.take(), [
      `C < ${STARTED}`,
      'B ! REPLACED',
      row('C', 2),
      row('C', 3),
      'C < 03 01 03 00 01 00 | 09 00 00 02',
      'C < 03 01 03 00 01 00 | 09 00 00 01',
      row('C', 4),
      row('C', 5),
      'finished 1 complete',
      'settled 1 complete',
    ]);
    expect(a.link.closeReason?.code).toBe('REPLACED');
    // sent again: rows 1…3 on B, rows 2, 3 and an event on C
    expect(totals(station)).toEqual([7, 7, 6, 7, 0, 0]);
    expectBalanced(station);
  });

  it('before the second has sent anything', () => {
    const { station, b } = openSending();
    const c = station.connect('C');
    // C takes over before B's frames are pumped: B's window is never used
    const octets = Uint8Array.of(0x68, 4, 7, 0, 0, 0);
    b.link.receive(octets, octets.length, station.nowMs);
    station.host.outbox.clear();
    c.start();
    c.acknowledge();
    c.acknowledge();
    expectList(
      station.take().filter((entry) => entry.startsWith('C < 01')),
      [1, 2, 3, 4, 5].map((ioa) => row('C', ioa)),
    );
    expect(totals(station)).toEqual([5, 5, 3, 5, 0, 0]);
    expectBalanced(station);
  });

  it('back to the first master, as a new connection', () => {
    const { station, b } = openSending();
    b.start();
    const again = station.connect('A');
    again.start();
    again.acknowledge();
    again.acknowledge();
    expect(totals(station)).toEqual([5, 5, 6, 5, 0, 0]);
    expect(countsOf(station, 1)).toMatchObject({ sent: 5, acknowledged: 5 });
    expectBalanced(station);
  });
});

it('an IOA file edited in between: rows that are sent again are the old ones', () => {
  const { station, b } = openSending();
  station.rtu.replaceTable({ ...tableOf('1,Y,1,7,0\n'), version: 2 });
  b.start();
  b.acknowledge();
  b.acknowledge();
  expectList(station.take(), [...takenOver(1, 2, 3, 4, 5), 'finished 1 complete', 'settled 1 complete']);
  expectBalanced(station);
});

it('a window closed by frames that are sent again counts as a stall', () => {
  const { station, b } = openSending();
  const c = station.connect('C', station.add({ k: 12 }));
  c.start();
  c.request(COMMAND);
  station.stopSend(0);
  const before = station.counter('STALLS');
  b.start();
  expect(station.counter('STALLS')).toBe(before + 1);
});

/** Events that outlive their connection: for which group they are kept, and what arises besides sends (`docs/behaviour.md` §3). */
import { describe, expect, it } from 'vitest';
import { MOST_PEERS } from '../../src/station/events/event-groups.js';
import { countsOf, expectBalanced, expectList, openStation, type Station } from './station-kit.js';

/** Two single points with time tag, a command on the first, a float with time tag, a single point without. */
const CSV =
  '1,Y,30,1,0\n1,Y,30,2,1\n9,,45,100,1\n2,Y,36,3,1.5\n3,Y,1,4,0\n4,,30,5,1,0,,45,100,1,2000\n5,Y,30,6,0\n';

/** CP56Time2a of ms `ms` (below a minute) of 1970-01-01 00:00 UTC, a Thursday (`docs/protocol.md` §4). */
function tag(ms: number): string {
  const hex = (octet: number) => octet.toString(16).padStart(2, '0').toUpperCase();
  return `${hex(ms & 0xff)} ${hex(ms >> 8)} 00 00 81 01 46`;
}

const ONE_AND_TWO = (ms: number) => `1E 02 03 00 01 00 | 01 00 00 00 ${tag(ms)} 02 00 00 01 ${tag(ms)}`;

function open(more: Parameters<typeof openStation>[1] = {}): Station {
  return openStation(CSV, { eoi: 'never', time: 'utc', events: 'keep', ...more });
}

/** What a master got, without marks of time. */
function got(station: Station, name: string): string[] {
  return station.take().filter((entry) => entry.startsWith(`${name} < `) && !entry.includes('< 68 04'));
}

describe('a connection that was stopped', () => {
  it('keeps its frames until another one of the group is started', () => {
    const station = open();
    const first = station.started('A');
    station.send(1);
    first.stop();
    expect(station.counter('HELD')).toBe(0);
    station.take();
    const second = station.connect('B');
    second.start();
    expectList(got(station, 'B'), [`B < ${ONE_AND_TWO(0)}`]);
    // Late, but no contradiction: the signals are accounted for on the other connection.
    first.acknowledge();
    expect(station.counter('SIGNALS_ACKNOWLEDGED')).toBe(0);
    second.acknowledge();
    expect(countsOf(station, 1)).toMatchObject({ offered: 2, sent: 2, acknowledged: 2 });
    expectBalanced(station);
  });

  it('may still acknowledge them', () => {
    const station = open();
    const first = station.started('A');
    station.send(1);
    first.stop();
    first.acknowledge();
    expect(countsOf(station, 1)).toMatchObject({ acknowledged: 2 });
    first.leave();
    expect(station.counter('HELD')).toBe(0);
  });
});

describe('with group=each', () => {
  it('events are kept for every address that was started once, and for no other', () => {
    const station = open({ group: 'each' });
    for (const name of ['10.0.0.1:A', '10.0.0.2:B']) station.started(name).leave();
    station.connect('10.0.0.3:C').leave();
    station.nowMs = 500;
    expect(station.begin({ id: 1, index: 1, startMs: 500, durationMs: 0 })).toEqual({
      outcome: 'running',
      runs: 2,
    });
    station.until(500);
    expect(station.counter('HELD')).toBe(4);
    station.nowMs = 900;
    for (const [name, frames] of [
      ['10.0.0.2:D', [ONE_AND_TWO(500)]],
      ['10.0.0.3:E', []],
      ['10.0.0.1:F', [ONE_AND_TWO(500)]],
    ] as const) {
      const master = station.connect(name);
      master.start();
      expectList(
        got(station, name),
        frames.map((frame) => `${name} < ${frame}`),
      );
      if (frames.length > 0) master.acknowledge();
    }
    expect(station.counter('HELD')).toBe(0);
    expectBalanced(station);
  });

  it('the second connection of an address changes nothing; it goes on for the address', () => {
    const station = open({ group: 'each' });
    const first = station.started('A');
    const second = station.started('B');
    station.send(1);
    first.leave();
    // The other one got the same events.
    expect(station.counter('HELD')).toBe(0);
    expect(station.counter('UNSENT_LINK')).toBe(2);
    second.leave();
    expect(station.counter('HELD')).toBe(2);
  });

  it(`of more than ${MOST_PEERS} addresses the one that was started longest ago is forgotten`, () => {
    const station = open({ group: 'each', connections: 100 });
    for (let i = 0; i < MOST_PEERS; i++) station.started(`10.0.1.${i}:A`).leave();
    station.started('10.0.1.0:B').leave();
    station.send(1);
    station.until(0);
    expect(station.counter('HELD')).toBe(2 * MOST_PEERS);
    station.started('10.0.2.1:C');
    expect(station.counter('PEERS_FORGOTTEN')).toBe(1);
    expect(station.counter('HELD')).toBe(2 * (MOST_PEERS - 1));
    expect(station.counter('UNSENT_BUFFER')).toBe(2);
    expect(station.log.filter(({ event }) => event === 'warning').map(({ detail }) => detail)).toEqual([
      'peer 10.0.1.1 is forgotten, the one of 16 that was seen longest ago: 2 signals that waited for it are dropped',
    ]);
  });

  it('an address for which there is no place is told', () => {
    const station = open({ group: 'each', connections: 100 });
    for (let i = 0; i < MOST_PEERS; i++) station.started(`10.0.1.${i}:A`);
    const last = station.started('10.0.2.1:C');
    expect(station.log.filter(({ event }) => event === 'warning').map(({ detail }) => detail)).toEqual([
      'events for this peer are not kept: 16 peers are connected',
    ]);
    station.send(1);
    last.leave();
    expect(station.counter('UNSENT_LINK')).toBe(2);
  });
});

it('groups by address keep events from the start, the group of all other peers from its first STARTDT', () => {
  const station = open({ group: [['10.0.0.1'], ['10.0.0.2']] });
  station.send(1);
  station.until(0);
  expect(station.counter('HELD')).toBe(4);
  const other = station.connect('10.0.0.9:X', undefined, undefined, 2);
  other.start();
  other.leave();
  station.send(1);
  station.until(0);
  expect(station.counter('HELD')).toBe(10);
});

describe('what arises without a send', () => {
  it('a status after a command on another port waits with the time of the command', () => {
    const station = open();
    const sister = station.add({ port: 2405, eoi: 'never', events: 'keep' } as never);
    const master = station.started('A');
    station.nowMs = 700;
    master.request('2D 01 06 00 01 00 | 64 00 00 01');
    expect(station.counter('HELD', sister)).toBe(1);
    station.nowMs = 2000;
    station.take();
    const second = station.connect('B', sister);
    second.start();
    expectList(got(station, 'B'), [`B < 1E 01 03 00 01 00 | 01 00 00 01 ${tag(700)}`]);
    second.acknowledge();
    expectBalanced(station, sister);
  });

  it('a point set by hand waits if its type has a time tag, and is not offered if it has none', () => {
    const station = open();
    const order = { rest: 'zero', who: 'somebody' } as const;
    station.setPoint({ ioa: 2, pointType: 1, value: { spi: 0, quality: 0 }, ...order });
    station.setPoint({ ioa: 4, pointType: 1, value: { spi: 1, quality: 0 }, ...order });
    expect(station.counter('SIGNALS_OFFERED')).toBe(1);
    expect(station.counter('HELD')).toBe(1);
    expect(station.log.map(({ detail }) => detail)).toEqual([
      'set by hand: somebody; waits for a connection',
      'set by hand: somebody; no connection is started',
    ]);
  });

  it('a row that waits for a telegram is met by one on another port, or times out', () => {
    const station = open();
    const sister = station.add({ port: 2405, eoi: 'never', events: 'keep' } as never);
    const master = station.connect('A', sister);
    master.start();
    station.send(4);
    station.until(100);
    expect(station.counter('HELD')).toBe(0);
    master.request('2D 01 06 00 01 00 | 64 00 00 01');
    station.until(100);
    // The status of the command, and the row.
    expect(station.counter('HELD')).toBe(2);
    station.send(4);
    station.until(3000);
    expect(station.counter('UNSENT_FILTER')).toBe(1);
  });
});

it('values that walk are kept as they were, and interrogations report them', () => {
  const station = open({ objects: 1 });
  const walk = { seed: 7, percent: 10 };
  station.begin({ id: 1, index: 2, startMs: 0, durationMs: 3000, ratePerRtu: 1, walk });
  station.until(5000);
  expect(station.counter('HELD')).toBe(3);
  const master = station.connect('A');
  station.take();
  master.start();
  const values = got(station, 'A').map((entry) => entry.slice('A < 24 01 03 00 01 00 03 00 00 '.length));
  expect(values.map((value) => value.slice(15))).toEqual([tag(0), tag(1000), tag(2000)]);
  expect(new Set(values.map((value) => value.slice(0, 11))).size).toBe(3);
  master.acknowledge();
  master.request('64 01 06 00 01 00 | 00 00 00 14');
  const [answer] = got(station, 'A').filter((entry) => entry.startsWith('A < 0D '));
  expect(answer).toContain(values[2].slice(0, 14));
  master.acknowledge();
  expectBalanced(station);
});

it('RTUs that share a connection keep each its own', () => {
  const station = open();
  const other = station.add({ rtuNumber: 2, eoi: 'never', events: 'keep', time: 'utc' });
  const shared = station.share('S', [station.rtu, other]);
  shared.start();
  station.send(1);
  station.begin({ id: 9, index: 5, startMs: 0, durationMs: 0 }, other);
  shared.leave();
  expect([station.counter('HELD'), station.counter('HELD', other)]).toEqual([2, 1]);
  station.take();
  const again = station.share('T', [station.rtu, other]);
  again.start();
  expectList(got(station, 'T'), [`T < ${ONE_AND_TWO(0)}`, `T < 1E 01 03 00 02 00 | 06 00 00 00 ${tag(0)}`]);
  again.acknowledge();
  expectBalanced(station);
  expectBalanced(station, other);
});

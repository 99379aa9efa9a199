/** A station with its connections: end of initialization, how many, which one is started, test periods (`docs/behaviour.md` §1 and §3). */
import { describe, expect, it } from 'vitest';
import { expectBalanced, expectList, openStation } from './station-kit.js';

const FILE = '1,Y,1,1,1\n';
const STARTDT_CON = '< 68 04 0B 00 00 00';
/** 70, COT 4, OA 0, CA 1, IOA 0, COI 0. */
const INITIALIZED = '< 46 01 04 00 01 00 | 00 00 00 | 00';

describe('end of initialization', () => {
  it('start: once, after the first STARTDT, with COT 4 and OA 0', () => {
    const station = openStation(FILE, { eoi: 'start' });
    const a = station.connect('A');
    a.start();
    a.stop();
    a.acknowledge();
    a.start();
    a.leave();
    const b = station.connect('B');
    b.start();
    expectList(station.take(), [
      `A ${STARTDT_CON}`,
      `A ${INITIALIZED}`,
      'A < 68 04 23 00 00 00',
      `A ${STARTDT_CON}`,
      'A ! PEER_CLOSED',
      `B ${STARTDT_CON}`,
    ]);
    expectBalanced(station);
  });

  it('every: after the first STARTDT of each connection', () => {
    const station = openStation(FILE, { eoi: 'every', rtuNumber: 65534 });
    const a = station.connect('A');
    a.start();
    a.start();
    a.acknowledge();
    a.stop();
    a.start();
    a.leave();
    const b = station.connect('B');
    b.start();
    // CA 65534 = FFFE
    const initialized = INITIALIZED.replace('01 00 |', 'FE FF |');
    expectList(station.take(), [
      `A ${STARTDT_CON}`,
      `A ${initialized}`,
      `A ${STARTDT_CON}`,
      'A < 68 04 23 00 00 00',
      `A ${STARTDT_CON}`,
      'A ! PEER_CLOSED',
      `B ${STARTDT_CON}`,
      `B ${initialized}`,
    ]);
  });

  it('never', () => {
    const station = openStation(FILE, { eoi: 'never' });
    const a = station.connect('A');
    a.start();
    expectList(station.take(), [`A ${STARTDT_CON}`]);
  });

  it('is the first I frame, before the answer to a request that came with the STARTDT', () => {
    const station = openStation(FILE, { eoi: 'start' });
    const a = station.connect('A');
    a.sent = 1;
    a.raw('68 04 07 00 00 00 68 0E 00 00 00 00 64 01 06 00 01 00 00 00 00 14');
    expectList(station.take(), [
      `A ${STARTDT_CON}`,
      `A ${INITIALIZED}`,
      'A < 64 01 07 00 01 00 | 00 00 00 | 14',
      'A < 01 01 14 00 01 00 | 01 00 00 01',
      'A < 64 01 0A 00 01 00 | 00 00 00 | 14',
    ]);
  });

  it('start: is still due when the first master left before it could be sent', () => {
    const station = openStation(FILE, { eoi: 'start' });
    const a = station.connect('A');
    // STARTDT act and STOPDT act are received in one piece: no I frame may follow.
    a.raw('68 04 07 00 00 00 68 04 13 00 00 00');
    a.leave();
    const b = station.connect('B');
    b.start();
    expectList(station.take(), [
      `A ${STARTDT_CON}`,
      'A < 68 04 23 00 00 00',
      'A ! PEER_CLOSED',
      `B ${STARTDT_CON}`,
      `B ${INITIALIZED}`,
    ]);
  });
});

describe('connections', () => {
  it('as many as are allowed; one that ends makes room', () => {
    const station = openStation(FILE, { connections: 2 });
    const a = station.connect('A');
    station.connect('B');
    expect(() => station.connect('C')).toThrow('2 connections');
    expect([station.counter('CONNECTIONS'), station.counter('ACCEPTED'), station.counter('REFUSED')]).toEqual(
      [2, 2, 1],
    );
    a.leave();
    station.connect('C');
    expect([station.counter('CONNECTIONS'), station.counter('ACCEPTED'), station.counter('REFUSED')]).toEqual(
      [2, 3, 1],
    );
  });

  it('of one group: STARTDT on the second closes the first', () => {
    const station = openStation(FILE, { group: 'one' });
    const a = station.started('A');
    const b = station.connect('B');
    b.start();
    expect(station.take().sort()).toEqual(['A ! REPLACED', `B ${STARTDT_CON}`]);
    expect([station.counter('CONNECTIONS'), station.counter('STARTED')]).toEqual([1, 1]);
    expect([a.link.isStarted, b.link.isStarted]).toEqual([false, true]);
  });

  it('of one group: a standby connection accepts only test frames', () => {
    const station = openStation(FILE, { group: 'one' });
    station.started('A');
    const b = station.connect('B');
    b.raw('68 04 43 00 00 00');
    b.request('64 01 06 00 01 00 | 00 00 00 | 14');
    expectList(station.take(), ['B < 68 04 83 00 00 00', 'B ! I_WHILE_STOPPED']);
    expect(station.counter('STARTED')).toBe(1);
  });

  it('that are groups of their own are started side by side; an answer goes to the connection of its request', () => {
    const station = openStation(FILE, { group: 'each' });
    const a = station.started('A');
    const b = station.started('B');
    expect(station.counter('STARTED')).toBe(2);
    b.request('66 01 05 00 01 00 | 01 00 00');
    a.request('64 01 06 00 01 00 | 00 00 00 | 14');
    expectList(station.take(), [
      'B < 01 01 05 00 01 00 | 01 00 00 01',
      'A < 64 01 07 00 01 00 | 00 00 00 | 14',
      'A < 01 01 14 00 01 00 | 01 00 00 01',
      'A < 64 01 0A 00 01 00 | 00 00 00 | 14',
    ]);
  });

  it('begin with N(S) = N(R) = 0 again', () => {
    const station = openStation(FILE);
    const a = station.started('A');
    a.request('66 01 05 00 01 00 | 01 00 00');
    a.leave();
    const b = station.started('B');
    b.request('66 01 05 00 01 00 | 01 00 00');
    expectList(station.take(), ['B < 01 01 05 00 01 00 | 01 00 00 01']);
    expect([b.link.session.sendState, b.link.session.receiveState]).toEqual([1, 1]);
  });

  it('that are silent for the idle time are closed', () => {
    const station = openStation(FILE, { idleMs: 60_000 });
    const a = station.connect('A');
    station.until(30_000);
    a.start();
    station.until(100_000);
    expectList(station.take(), ['@30000', `A ${STARTDT_CON}`, '@90000', 'A ! IDLE']);
    expect([station.counter('CONNECTIONS'), station.counter('STARTED')]).toEqual([0, 0]);
  });

  it('know when data transfer was started', () => {
    const station = openStation(FILE);
    station.host.wallOffsetMs = 1_000_000;
    const a = station.connect('A');
    station.nowMs = 500;
    a.start();
    expect(station.counter('CONNECTED_AT')).toBe(1_000_500);
  });
});

describe('the period of the master’s test frames', () => {
  it('is the shortest time between two replies on one connection', () => {
    const station = openStation(FILE);
    const a = station.connect('A');
    const test = (ms: number) => {
      station.nowMs = ms;
      a.raw('68 04 43 00 00 00');
      return station.counter('TEST_FRAME_PERIOD_MS');
    };
    expect([test(5_000), test(25_000), test(40_000), test(60_000)]).toEqual([0, 20_000, 15_000, 15_000]);
    expect(station.counter('TEST_FRAMES')).toBe(4);
  });

  it('is not measured across connections', () => {
    const station = openStation(FILE);
    const a = station.connect('A');
    const b = station.connect('B');
    a.raw('68 04 43 00 00 00');
    station.nowMs = 100;
    b.raw('68 04 43 00 00 00');
    expect([station.counter('TEST_FRAMES'), station.counter('TEST_FRAME_PERIOD_MS')]).toEqual([2, 0]);
  });
});

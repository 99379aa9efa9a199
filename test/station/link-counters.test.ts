/** What a connection counts: octets and frames, stalls of the window, acknowledgement latency (`docs/behaviour.md` §3). */
import { describe, expect, it } from 'vitest';
import { openStation } from './station-kit.js';

const FILE = Array.from({ length: 6 }, (_, i) => `1,,1,${i + 1},1\n`).join('');
const READ = '66 01 05 00 01 00 | 01 00 00';

/** A test command, which one I frame answers. */
const TEST = '6B 01 06 00 01 00 | 00 00 00 | 00 00 | 8E 13 04 03 02 01 1A';

describe('frames and octets', () => {
  it('in both directions', () => {
    const station = openStation(FILE, { objects: 1, k: 4 });
    const master = station.started();
    station.send(1);
    master.acknowledge(2);
    master.request(READ);
    const { counter } = station;
    // 4, then 2 more; the answer to the read waits
    expect([counter('I_SENT'), counter('I_RECEIVED')]).toEqual([6, 1]);
    expect([counter('SEND_STATE'), counter('RECEIVE_STATE')]).toEqual([6, 1]);
    expect(counter('OUTSTANDING')).toBe(4);
    // STARTDT act 6, S 6, I 6 + 9
    expect(counter('OCTETS_RECEIVED')).toBe(27);
  });

  it('not after the connection has ended', () => {
    const station = openStation(FILE);
    const master = station.started();
    master.leave();
    master.raw('68 04 43 00 00 00');
    // STARTDT act alone
    expect(station.counter('OCTETS_RECEIVED')).toBe(6);
  });

  it('V(S) is that of the connection that sent last', () => {
    const station = openStation(FILE, { group: 'each' });
    const a = station.started('A');
    const b = station.started('B');
    a.request(TEST, TEST);
    expect([station.counter('SEND_STATE'), station.counter('I_SENT')]).toEqual([2, 2]);
    // TESTFR act: B is served, and sends no I frame.
    b.raw('68 04 43 00 00 00');
    expect([station.counter('SEND_STATE'), station.counter('I_SENT')]).toEqual([2, 2]);
    b.request(TEST);
    expect(station.counter('SEND_STATE')).toBe(1);
  });

  it('signals as they are sent and acknowledged', () => {
    const station = openStation(FILE);
    const master = station.started();
    station.send(1);
    const { counter } = station;
    expect([counter('SIGNALS_OFFERED'), counter('SIGNALS_SENT'), counter('SIGNALS_ACKNOWLEDGED')]).toEqual([
      6, 6, 0,
    ]);
    expect(counter('I_SENT')).toBe(1);
    master.acknowledge();
    expect(counter('SIGNALS_ACKNOWLEDGED')).toBe(6);
    expect([counter('LAST_INDEX'), counter('RUNS')]).toEqual([1, 0]);
  });
});

describe('stalls', () => {
  it('count each time that signals wait behind a closed window, and how long', () => {
    const station = openStation(FILE, { objects: 1, k: 2 });
    const master = station.started();
    const { counter } = station;
    station.nowMs = 1_000;
    station.send(1);
    expect([counter('STALLS'), counter('STALL_MS')]).toEqual([1, 0]);
    station.nowMs = 1_250;
    master.acknowledge();
    expect([counter('STALLS'), counter('STALL_MS')]).toEqual([2, 250]);
    station.nowMs = 2_000;
    master.acknowledge();
    // The last two frames are out: the window is closed again, but nothing waits.
    expect([counter('STALLS'), counter('STALL_MS')]).toEqual([2, 1_000]);
    station.nowMs = 9_000;
    master.acknowledge();
    expect([counter('STALLS'), counter('STALL_MS')]).toEqual([2, 1_000]);
  });

  it('none if the window is just large enough', () => {
    const station = openStation(FILE, { objects: 1, k: 6 });
    station.started();
    station.send(1);
    expect(station.counter('STALLS')).toBe(0);
  });

  it('none while a send only waits for its time', () => {
    const station = openStation('1,,1,1,1,1\n1,,1,2,1\n', { k: 1 });
    station.started();
    station.send(1);
    expect(station.counter('STALLS')).toBe(0);
    station.until(1_000);
    expect(station.counter('STALLS')).toBe(1);
  });

  it('replies that wait count too, and a loss of the link ends the stall', () => {
    const station = openStation(FILE, { k: 1 });
    const master = station.started();
    master.request(READ);
    expect(station.counter('STALLS')).toBe(0);
    station.nowMs = 500;
    master.request(READ);
    expect(station.counter('STALLS')).toBe(1);
    station.nowMs = 800;
    master.leave();
    expect(station.counter('STALL_MS')).toBe(300);
  });
});

describe('acknowledgement latency', () => {
  it('of every I frame, from its sending', () => {
    const station = openStation(FILE, { objects: 1, k: 3 });
    const master = station.started();
    const { counter } = station;
    station.send(1);
    station.nowMs = 100;
    master.acknowledge(1);
    expect([counter('ACK_COUNT'), counter('ACK_SUM_MS'), counter('ACK_MAX_MS')]).toEqual([1, 100, 100]);
    station.nowMs = 250;
    // two frames sent at 0, one sent at 100
    master.acknowledge(3);
    expect([counter('ACK_COUNT'), counter('ACK_SUM_MS'), counter('ACK_MAX_MS')]).toEqual([4, 750, 250]);
    station.nowMs = 260;
    master.acknowledge();
    // two frames sent at 250
    expect([counter('ACK_COUNT'), counter('ACK_SUM_MS'), counter('ACK_MAX_MS')]).toEqual([6, 770, 250]);
  });

  it('lost frames are not measured', () => {
    const station = openStation(FILE, { objects: 1 });
    const master = station.started();
    station.send(1);
    station.nowMs = 100;
    master.leave();
    expect([station.counter('ACK_COUNT'), station.counter('ACK_MAX_MS')]).toEqual([0, 0]);
  });
});

describe('before anything has happened', () => {
  it('no index is the last one', () => {
    expect(openStation(FILE).counter('LAST_INDEX')).toBe(-1);
  });

  it('the start of data transfer is measured from the connect', () => {
    const station = openStation(FILE);
    station.nowMs = 1_000;
    const master = station.connect('M');
    station.nowMs = 1_250;
    master.start();
    expect(station.counter('CONNECT_TO_START_MS')).toBe(250);
  });
});

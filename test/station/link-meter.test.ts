/** What a connection measures of its master: histograms, the oldest unacknowledged frame, steps of the start, command round trips. */
import { describe, expect, it } from 'vitest';
import { COUNTER, type CounterName } from '../../src/station/measures/counters.js';
import { type LatencyRow, latencyBucket } from '../../src/station/measures/latency-row.js';
import { openStation } from './station-kit.js';

const FILE = Array.from({ length: 12 }, (_, i) => `1,,1,${i + 1},1\n`).join('');
const INTERROGATION = '64 01 06 00 01 00 | 00 00 00 | 14';

/** What was counted, `ms: times`, lowest first. */
function counted(row: LatencyRow, ...times: readonly number[]): Record<string, number> {
  const { from, end } = row.span;
  const byBucket = new Map(times.map((ms) => [latencyBucket(ms), String(ms)]));
  const found: Record<string, number> = {};
  for (let bucket = from; bucket < end; bucket++) {
    const count = row.count(bucket);
    if (count > 0) found[byBucket.get(bucket) ?? `bucket ${bucket}`] = count;
  }
  return found;
}

describe('acknowledgement latency', () => {
  it('is in the histograms of the RTU and of the shard, each frame by its own time', () => {
    const station = openStation(FILE, { objects: 1, k: 3 });
    const { rtu, host, counter } = station;
    const master = station.started();
    station.send(1);
    station.nowMs = 100;
    master.acknowledge(1);
    station.nowMs = 250;
    // two frames of 0 ms, one of 100 ms
    master.acknowledge(3);
    expect(counted(rtu.ackLatency, 100, 150, 250)).toEqual({ 100: 1, 150: 1, 250: 2 });
    expect(counted(host.ackLatency, 100, 150, 250)).toEqual({ 100: 1, 150: 1, 250: 2 });
    // Frames and acknowledgements: the master's own w is 2 on the average.
    expect([counter('ACK_COUNT'), counter('ACKS')]).toEqual([4, 2]);
    expect([counter('ACK_SUM_MS'), counter('ACK_MAX_MS')]).toEqual([100 + 2 * 250 + 150, 250]);
  });

  it('is measured for each RTU alone, and for all in the shard’s histogram', () => {
    const station = openStation(FILE);
    const other = station.add({ rtuNumber: 2 });
    const [a, b] = [station.connect('A'), station.connect('B', other)];
    a.start();
    b.start();
    station.send(1);
    station.begin({ id: 2, index: 1, startMs: 0, durationMs: 0 }, other);
    station.nowMs = 20;
    a.acknowledge();
    station.nowMs = 40;
    b.acknowledge();
    expect(counted(station.rtu.ackLatency, 20, 40)).toEqual({ 20: 1 });
    expect(counted(other.ackLatency, 20, 40)).toEqual({ 40: 1 });
    expect(counted(station.host.ackLatency, 20, 40)).toEqual({ 20: 1, 40: 1 });
  });

  it('counts every frame once when N(S) wraps', () => {
    const station = openStation(FILE, { objects: 1, k: 5 });
    const master = station.started('M', { send: 32_766, receive: 0 });
    const { session } = master.link;
    station.nowMs = 100;
    station.send(1);
    station.nowMs = 110;
    // 32766, 32767, 0
    master.acknowledge(3);
    expect([session.acknowledgeState, station.counter('ACK_COUNT')]).toEqual([1, 3]);
    expect(station.counter('SIGNALS_ACKNOWLEDGED')).toBe(3);
    expect(station.counter('OLDEST_SENT_AT_MS')).toBe(100);
    station.nowMs = 130;
    // 1 and 2 of 100 ms, then 3, 4, 5 of 110 ms
    master.acknowledge();
    expect(counted(station.rtu.ackLatency, 10, 20, 30)).toEqual({ 10: 3, 20: 3, 30: 2 });
  });

  it('holds answers too, and as many frames as were acknowledged', () => {
    const station = openStation('1,Y,1,1,1\n1,Y,3,2,1\n');
    const master = station.started();
    master.request(INTERROGATION);
    station.nowMs = 5;
    master.acknowledge();
    // actcon, two frames of data, actterm
    expect(counted(station.rtu.ackLatency, 5)).toEqual({ 5: 4 });
    expect(station.counter('ACK_COUNT')).toBe(4);
  });
});

describe('the oldest frame without acknowledgement', () => {
  it('is that of the one connection, as acknowledgements come', () => {
    const station = openStation(FILE, { objects: 1, k: 2 });
    const { counter } = station;
    const master = station.started();
    expect(counter('OLDEST_SENT_AT_MS')).toBe(0);
    station.nowMs = 1_000;
    station.send(1);
    expect(counter('OLDEST_SENT_AT_MS')).toBe(1_000);
    station.nowMs = 1_500;
    master.acknowledge(1);
    expect(counter('OLDEST_SENT_AT_MS')).toBe(1_000);
    station.nowMs = 1_600;
    master.acknowledge(1);
    expect(counter('OLDEST_SENT_AT_MS')).toBe(1_500);
    for (let i = 0; i < 5; i++) master.acknowledge();
    expect([counter('SIGNALS_ACKNOWLEDGED'), counter('OLDEST_SENT_AT_MS')]).toEqual([12, 0]);
  });

  it('is the oldest of several connections, until its connection ends', () => {
    const station = openStation(FILE, { group: 'each' });
    const { counter } = station;
    const a = station.started('A');
    station.nowMs = 1_000;
    station.send(1);
    station.nowMs = 1_200;
    const b = station.started('B');
    station.send(1);
    // Both send the second one; the first frame of A is the oldest.
    expect(counter('OLDEST_SENT_AT_MS')).toBe(1_000);
    station.nowMs = 1_300;
    a.leave();
    expect(counter('OLDEST_SENT_AT_MS')).toBe(1_200);
    expect(counter('UNACKED_MAX_MS')).toBe(300);
    station.nowMs = 1_450;
    b.leave();
    expect(counter('OLDEST_SENT_AT_MS')).toBe(0);
    expect(counter('UNACKED_MAX_MS')).toBe(300);
  });

  it('was unacknowledged for t1 if the master never acknowledges', () => {
    const station = openStation(FILE, { t1Ms: 3_000 });
    station.started();
    station.nowMs = 500;
    station.send(1);
    station.until(60_000);
    expect([station.counter('UNACKED_MAX_MS'), station.counter('ACK_COUNT')]).toEqual([3_000, 0]);
    expect(station.counter('OLDEST_SENT_AT_MS')).toBe(0);
  });

  it('is not counted if the link ends with all frames acknowledged', () => {
    const station = openStation(FILE);
    const master = station.started();
    station.send(1);
    master.acknowledge();
    station.nowMs = 9_000;
    master.leave();
    expect(station.counter('UNACKED_MAX_MS')).toBe(0);
  });
});

describe('signals that wait behind a closed window', () => {
  it('wait since it closed, on the connection where that is longest', () => {
    const station = openStation(FILE, { objects: 1, k: 2, group: 'each' });
    const { counter } = station;
    const a = station.started('A');
    station.nowMs = 1_000;
    station.send(1);
    expect(counter('STALLED_SINCE_MS')).toBe(1_000);
    const b = station.started('B');
    station.nowMs = 1_400;
    station.send(1);
    expect([counter('STALLED_SINCE_MS'), counter('STALLS')]).toEqual([1_000, 2]);
    station.nowMs = 1_500;
    a.leave();
    expect([counter('STALLED_SINCE_MS'), counter('STALL_MS')]).toEqual([1_400, 500]);
    station.nowMs = 2_000;
    b.leave();
    expect([counter('STALLED_SINCE_MS'), counter('STALL_MS')]).toEqual([0, 1_100]);
  });

  it('wait again after every acknowledgement that frees too little', () => {
    const station = openStation(FILE, { objects: 1, k: 2 });
    const { counter } = station;
    const master = station.started();
    station.nowMs = 100;
    station.send(1);
    station.nowMs = 160;
    master.acknowledge(1);
    expect([counter('STALLS'), counter('STALL_MS'), counter('STALLED_SINCE_MS')]).toEqual([2, 60, 160]);
  });

  it('are those of an interrogation too', () => {
    const station = openStation('1,Y,1,1,1\n1,Y,1,2,1\n1,Y,1,3,1\n', { objects: 1, k: 2 });
    const master = station.started();
    station.nowMs = 100;
    master.request(INTERROGATION);
    expect(station.counter('STALLED_SINCE_MS')).toBe(100);
    station.nowMs = 160;
    master.acknowledge();
    station.nowMs = 190;
    // Now actterm goes out, and nothing waits any more.
    master.acknowledge();
    expect([station.counter('STALL_MS'), station.counter('STALLED_SINCE_MS')]).toEqual([90, 0]);
  });

  it('stop waiting when their send is stopped, even without acknowledgement', () => {
    const station = openStation(FILE, { objects: 1, k: 2 });
    const { counter } = station;
    station.started();
    station.nowMs = 100;
    const { id } = station.send(1);
    station.nowMs = 400;
    station.stopSend(id);
    expect([counter('STALLED_SINCE_MS'), counter('STALL_MS')]).toEqual([0, 300]);
    station.nowMs = 5_000;
    expect([counter('STALLED_SINCE_MS'), counter('STALL_MS')]).toEqual([0, 300]);
  });

  it('stop waiting when the duration of their send is over', () => {
    const station = openStation(FILE, { objects: 1, k: 2 });
    const master = station.started();
    station.nowMs = 100;
    station.send(1, 2_000);
    station.until(9_000);
    master.acknowledge();
    expect([station.counter('STALLED_SINCE_MS'), station.counter('STALL_MS')]).toEqual([0, 2_000]);
  });

  it('wait no more after STOPDT, though frames are not acknowledged yet', () => {
    const station = openStation(FILE, { objects: 1, k: 2 });
    const master = station.started();
    station.nowMs = 100;
    station.send(1);
    station.nowMs = 300;
    master.stop();
    expect([station.counter('STALLED_SINCE_MS'), station.counter('STALL_MS')]).toEqual([0, 200]);
    station.nowMs = 5_000;
    master.acknowledge();
    expect(station.counter('STALL_MS')).toBe(200);
  });

  it('wait on the connection that takes over, and no longer on the one before', () => {
    const station = openStation(FILE, { objects: 1, k: 2 });
    const { counter } = station;
    station.started('A');
    station.nowMs = 100;
    station.send(1);
    station.nowMs = 500;
    station.connect('B').start();
    expect([counter('STALLED_SINCE_MS'), counter('STALL_MS'), counter('STALLS')]).toEqual([500, 400, 2]);
  });
});

describe('the steps of a start', () => {
  it('are measured once a connection', () => {
    const station = openStation('1,Y,1,1,1\n');
    const { counter } = station;
    const master = station.connect('M');
    station.nowMs = 250;
    master.start();
    expect([counter('CONNECT_TO_START_MS'), counter('START_TO_INTERROGATION_MS')]).toEqual([250, 0]);
    station.nowMs = 300;
    master.start();
    station.nowMs = 400;
    // QOI 5 is not served, a counter interrogation is another thing.
    master.request('64 01 06 00 01 00 | 00 00 00 | 05', '65 01 06 00 01 00 | 00 00 00 | 05');
    expect(counter('START_TO_INTERROGATION_MS')).toBe(0);
    station.nowMs = 1_000;
    master.request(INTERROGATION);
    station.nowMs = 2_000;
    master.acknowledge();
    master.request(INTERROGATION);
    master.stop();
    master.acknowledge();
    station.nowMs = 3_000;
    master.start();
    expect([counter('CONNECT_TO_START_MS'), counter('START_TO_INTERROGATION_MS')]).toEqual([250, 750]);
  });

  it('count the connections that ended, and those that replaced them', () => {
    const station = openStation(FILE);
    const now = () =>
      (['ACCEPTED', 'DISCONNECTS', 'RECONNECTS'] satisfies CounterName[]).map((name) =>
        station.counter(name),
      );
    const [a, b] = [station.connect('A'), station.connect('B')];
    expect(now()).toEqual([2, 0, 0]);
    a.leave();
    b.leave();
    expect(now()).toEqual([2, 2, 0]);
    station.connect('C');
    station.connect('D');
    // Only two connections had ended before, so E is not a reconnect.
    station.connect('E');
    expect(now()).toEqual([5, 2, 2]);
  });
});

describe('a command’s round trip', () => {
  const DATABASE = '1,Y,1,10,0\n1,,45,500,10\n1,,45,501,\n';
  const EXECUTE = '2D 01 06 00 01 00 | F4 01 00 | 01';
  const SELECT = '2D 01 06 00 01 00 | F4 01 00 | 81';
  const trips = (station: ReturnType<typeof openStation>) =>
    (['COMMANDS', 'COMMAND_SUM_MS', 'COMMAND_MAX_MS'] as const).map((name) => station.counter(name));

  it('ends when actterm is acknowledged', () => {
    const station = openStation(DATABASE);
    const master = station.started();
    station.nowMs = 1_000;
    master.request(EXECUTE);
    // actcon, return information, actterm
    expect(station.take()).toHaveLength(4);
    station.nowMs = 1_100;
    master.acknowledge(2);
    expect(trips(station)).toEqual([0, 0, 0]);
    station.nowMs = 1_250;
    master.acknowledge(1);
    expect(trips(station)).toEqual([1, 250, 250]);
    expect(counted(station.host.commandTrips, 250)).toEqual({ 250: 1 });
    station.nowMs = 2_000;
    master.request(EXECUTE);
    station.nowMs = 2_050;
    master.acknowledge();
    expect(trips(station)).toEqual([2, 300, 250]);
    expect(counted(station.host.commandTrips, 50, 250)).toEqual({ 50: 1, 250: 1 });
  });

  it('is that of a select, of a cancel and of a refusal too', () => {
    const station = openStation(DATABASE);
    const master = station.started();
    master.request(SELECT);
    station.nowMs = 10;
    master.acknowledge();
    master.request(SELECT.replace(' 06', ' 08'));
    station.nowMs = 30;
    master.acknowledge();
    // SCO with S/E 0 and QU 0 where another was selected: refused
    master.request(SELECT, '2D 01 06 00 01 00 | F4 01 00 | 00');
    station.nowMs = 60;
    master.acknowledge();
    expect(trips(station)).toEqual([4, 10 + 20 + 2 * 30, 30]);
  });

  it('holds the wait for the window', () => {
    const station = openStation(DATABASE, { k: 1 });
    const master = station.started();
    master.request(EXECUTE);
    for (const ms of [100, 200, 300]) {
      station.nowMs = ms;
      master.acknowledge();
    }
    expect(trips(station)).toEqual([1, 300, 300]);
  });

  it('of two at once is measured for each', () => {
    const station = openStation(DATABASE);
    const master = station.started();
    master.request(EXECUTE);
    station.nowMs = 40;
    master.request(EXECUTE);
    station.nowMs = 100;
    master.acknowledge();
    expect(trips(station)).toEqual([2, 100 + 60, 100]);
  });

  it('is not measured if it is never acknowledged', () => {
    const station = openStation(DATABASE);
    const master = station.started();
    master.request(EXECUTE);
    station.nowMs = 100;
    master.leave();
    expect(trips(station)).toEqual([0, 0, 0]);
    expect(station.rtu.counters[COUNTER.OUTSTANDING]).toBe(0);
  });

  it('is not measured for other requests', () => {
    const station = openStation(DATABASE);
    const master = station.started();
    master.request(INTERROGATION, '66 01 05 00 01 00 | 0A 00 00', '2D 01 06 00 01 00 | 0F 27 00 | 01');
    station.nowMs = 10;
    master.acknowledge();
    expect(trips(station)).toEqual([0, 0, 0]);
  });
});

describe('over a pause of this thread', () => {
  it('an acknowledgement counts, and its latency is in no figure', () => {
    const station = openStation(FILE, { objects: 1, k: 3 });
    const { rtu, host, counter } = station;
    const master = station.started();
    station.send(1);
    station.nowMs = 3_000;
    station.pausedUntilMs = 3_000;
    master.acknowledge();
    expect([counter('ACK_COUNT'), counter('ACKS'), counter('ACKS_PAUSED')]).toEqual([3, 1, 3]);
    expect([counter('ACK_SUM_MS'), counter('ACK_MAX_MS')]).toEqual([0, 0]);
    expect([counted(rtu.ackLatency), counted(host.ackLatency)]).toEqual([{}, {}]);
    // The next three were written after it.
    station.nowMs = 3_100;
    master.acknowledge();
    expect([counter('ACK_COUNT'), counter('ACKS_PAUSED'), counter('ACK_MAX_MS')]).toEqual([6, 3, 100]);
    expect(counted(rtu.ackLatency, 100)).toEqual({ 100: 3 });
  });

  it('a command counts, and its round trip is in no figure', () => {
    const station = openStation('1,Y,1,1,0\n2,,45,101,1\n');
    const { host, counter } = station;
    const master = station.started();
    master.request('2D 01 06 00 01 00 | 65 00 00 | 01');
    station.nowMs = 3_000;
    station.pausedUntilMs = 3_000;
    master.acknowledge();
    expect([counter('COMMANDS'), counter('COMMANDS_PAUSED'), counter('COMMAND_SUM_MS')]).toEqual([1, 1, 0]);
    expect(counted(host.commandTrips)).toEqual({});
  });

  it('the end of a connection is nobody’s fault', () => {
    const station = openStation(FILE);
    const { counter } = station;
    const [a, b] = [station.connect('A'), station.connect('B')];
    station.nowMs = 20_000;
    station.arrivedMs = 1_500;
    // Its end waited behind octets of its own, and there was no pause since it came.
    station.pausedUntilMs = 1_500;
    b.leave();
    station.pausedUntilMs = 20_000;
    a.leave();
    expect([counter('DISCONNECTS'), counter('DISCONNECTS_PAUSED')]).toEqual([2, 1]);
    const details = station.log.filter(({ event }) => event === 'disconnect').map(({ detail }) => detail);
    expect(details).toEqual([
      'PEER_CLOSED: closed by the peer',
      'PEER_CLOSED: closed by the peer; this program had stood still for 18.5 s: unknown whose fault it was',
    ]);
  });
});

/** The time that a redundancy group is without a connection that works (`docs/behaviour.md` §9, switchover). */
import { describe, expect, it } from 'vitest';
import { Switchovers } from '../../src/station/events/switchovers.js';
import { COUNTER } from '../../src/station/measures/counters.js';
import { openStation, type Station } from './station-kit.js';

const CSV = '1,Y,30,1,1\n';

/** The figures of the last switchover: count, time, to STARTDT, to the end of the interrogation, gap. */
function figures(station: Station): number[] {
  const names = [
    'SWITCHOVERS',
    'SWITCHOVER_MS',
    'SWITCHOVER_START_MS',
    'SWITCHOVER_GI_MS',
    'SWITCHOVER_GAP_MS',
  ] as const;
  return names.map((name) => station.counter(name));
}

const told = (station: Station) =>
  station.log.filter(({ event }) => event === 'switchover').map(({ detail }) => detail);

/** A first connection on which something was acknowledged at 100 ms. */
function begun(more: Parameters<typeof openStation>[1] = {}) {
  const station = openStation(CSV, { eoi: 'never', ...more });
  const first = station.started('A');
  station.nowMs = 100;
  station.send(1);
  first.acknowledge();
  return { station, first };
}

describe('a switchover', () => {
  it('is from the loss to the first acknowledged frame; the gap begins before the loss', () => {
    const { station, first } = begun();
    station.nowMs = 1000;
    first.leave();
    station.nowMs = 3000;
    const second = station.connect('B');
    station.nowMs = 3200;
    second.start();
    station.nowMs = 3500;
    station.send(1);
    expect(figures(station)).toEqual([0, 0, 2200, 0, 0]);
    station.nowMs = 3700;
    second.acknowledge();
    expect(figures(station)).toEqual([1, 2700, 2200, 0, 3600]);
    expect(told(station)).toEqual([
      'from 10.0.0.1:A (PEER_CLOSED): STARTDT after 2.200 s, first acknowledgement after 2.700 s, 3.600 s after the last one before',
    ]);
    // A later acknowledgement is none.
    station.send(1);
    station.nowMs = 9000;
    second.acknowledge();
    expect(figures(station)[0]).toBe(1);
  });

  it('has the end of the interrogation, also where its frames are the first', () => {
    const { station, first } = begun();
    station.nowMs = 1000;
    first.leave();
    station.nowMs = 2000;
    const second = station.started('B');
    second.request('64 01 06 00 01 00 | 00 00 00 14');
    station.nowMs = 2500;
    second.acknowledge();
    expect(figures(station)).toEqual([1, 1500, 1000, 1000, 2400]);
    second.request('64 01 06 00 01 00 | 00 00 00 14');
    // The second interrogation is not part of it.
    expect(told(station).filter((line) => line?.includes('interrogation'))).toEqual([
      'from 10.0.0.1:A (PEER_CLOSED): the interrogation ended after 1.000 s',
    ]);
  });

  it('goes on over a connection that is lost before anything was acknowledged', () => {
    const { station, first } = begun();
    station.nowMs = 1000;
    first.leave();
    station.nowMs = 2000;
    station.started('B').leave();
    station.nowMs = 3000;
    const third = station.started('C');
    station.send(1);
    station.nowMs = 3001;
    third.acknowledge();
    expect(figures(station)).toEqual([1, 2001, 2000, 0, 2901]);
  });

  it('by a takeover begins with it', () => {
    const { station } = begun();
    station.nowMs = 5000;
    const second = station.started('B');
    station.send(1);
    station.nowMs = 5040;
    second.acknowledge();
    expect(figures(station)).toEqual([1, 40, 0, 0, 4940]);
    expect(told(station)[0]).toContain('from 10.0.0.1:A (REPLACED)');
  });

  it('begins with STOPDT, and may end on the same connection', () => {
    const { station, first } = begun();
    station.nowMs = 1000;
    first.stop();
    station.nowMs = 1600;
    first.start();
    station.send(1);
    station.nowMs = 1700;
    first.acknowledge();
    expect(figures(station)).toEqual([1, 700, 600, 0, 1600]);
    expect(told(station)[0]).toContain('(STOPDT)');
  });

  it('keeps the longest of several', () => {
    const { station, first } = begun();
    let last = first;
    for (const [lostMs, backMs] of [
      [1000, 1900],
      [2000, 2300],
    ]) {
      station.nowMs = lostMs;
      last.leave();
      station.nowMs = backMs;
      last = station.started('N');
      station.send(1);
      last.acknowledge();
    }
    expect(station.counter('SWITCHOVER_MS')).toBe(300);
    expect(station.counter('SWITCHOVER_MAX_MS')).toBe(900);
    expect(station.counter('SWITCHOVERS')).toBe(2);
  });
});

describe('no switchover', () => {
  it('is the first connection, or one that comes after the RTU was started again', () => {
    const { station } = begun({ reset: 'restart' });
    station.nowMs = 1000;
    station.rtu.restart(1000);
    const second = station.started('B');
    station.send(1);
    second.acknowledge();
    expect(figures(station)).toEqual([0, 0, 0, 0, 0]);
  });

  it('is a connection of another group, or of another address with group=each', () => {
    const { station, first } = begun({ group: 'each' });
    station.nowMs = 1000;
    first.leave();
    const other = station.started('10.0.0.2:B');
    station.send(1);
    other.acknowledge();
    expect(figures(station)[0]).toBe(0);
    station.nowMs = 4000;
    const back = station.started('10.0.0.1:C');
    station.send(1);
    back.acknowledge();
    expect(figures(station).slice(0, 2)).toEqual([1, 3000]);
  });

  it('is the loss of one of two connections of an address', () => {
    const { station, first } = begun({ group: 'each' });
    const second = station.started('B');
    station.nowMs = 1000;
    first.leave();
    station.send(1);
    second.acknowledge();
    expect(figures(station)[0]).toBe(0);
    station.nowMs = 2000;
    second.leave();
    station.nowMs = 2500;
    const third = station.started('C');
    station.send(1);
    third.acknowledge();
    expect(figures(station).slice(0, 2)).toEqual([1, 500]);
  });
});

it('the longest is that of the newest run', () => {
  const station = openStation(CSV, { eoi: 'never' });
  let runStartMs = 0;
  const switchovers = new Switchovers(station.rtu, station.rtu.links, () => runStartMs);
  const link = () => ({
    ...{ rtu: station.rtu, peer: '10.0.0.1:1', group: 0 },
    ...{ isStarted: true, lastAckMs: Number.NaN, awaitsAck: false },
  });
  const take = (tookMs: number): number => {
    const [before, after] = [link(), link()];
    switchovers.started(before, 0);
    switchovers.left(before, 'PEER_CLOSED', 0);
    switchovers.started(after, 1);
    switchovers.acknowledged(after, tookMs);
    switchovers.left(after, 'SHUTDOWN', tookMs);
    return station.rtu.counters[COUNTER.SWITCHOVER_MAX_MS];
  };
  expect([take(3000), take(2000)]).toEqual([3000, 3000]);
  runStartMs = 50;
  expect([take(2500), take(100)]).toEqual([2500, 2500]);
});

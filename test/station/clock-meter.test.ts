/** How far masters' clocks are off and how often they set the RTU's (`docs/behaviour.md` §9, clock). */
import { describe, expect, it } from 'vitest';
import { ClockMeter } from '../../src/station/measures/clock-meter.js';
import { COUNTER, type CounterName, newCounters } from '../../src/station/measures/counters.js';
import { openStation } from './station-kit.js';

/** CP56Time2a of ms `ms` (below a minute) of 1970-01-01 00:00 UTC, a Thursday (`docs/protocol.md` §4). */
function tag(ms: number): string {
  const hex = (octet: number) => octet.toString(16).padStart(2, '0').toUpperCase();
  return `${hex(ms & 0xff)} ${hex(ms >> 8)} 00 00 81 01 46`;
}

describe('a clock sync', () => {
  it('gives the time received minus the own time, and counts', () => {
    const station = openStation('1,Y,30,1,1\n', { time: 'utc', eoi: 'never' });
    const master = station.started('A');
    station.nowMs = 10_000;
    master.request(`67 01 06 00 01 00 | 00 00 00 ${tag(10_012)}`);
    expect(station.counter('CLOCK_ERROR_MS')).toBe(12);
    station.nowMs = 30_000;
    master.request(`67 01 06 00 01 00 | 00 00 00 ${tag(29_997)}`);
    expect(station.counter('CLOCK_ERROR_MS')).toBe(-3);
    expect(station.counter('CLOCK_SYNCS')).toBe(2);
    expect(station.counter('CLOCK_ERROR_LOW_MS')).toBe(-3);
    expect(station.counter('CLOCK_ERROR_HIGH_MS')).toBe(12);
    expect(station.counter('CLOCK_INTERVAL_MAX_MS')).toBe(20_000);
    expect(station.counter('CLOCK_BOUND_MS')).toBe(0);
  });

  it('with a time that is not valid does not count', () => {
    const station = openStation('1,Y,30,1,1\n', { time: 'utc', eoi: 'never' });
    const master = station.started('A');
    // IV: bit 8 of the minutes.
    master.request('67 01 06 00 01 00 | 00 00 00 00 00 80 00 81 01 46');
    expect(station.counter('CLOCK_SYNCS')).toBe(0);
  });

  it('has the shortest test frame of the last minute as its bound', () => {
    const station = openStation('1,Y,30,1,1\n', {
      time: 'utc',
      eoi: 'never',
      testfr: 'standard',
      t3Ms: 20_000,
      idleMs: 0,
    });
    const master = station.started('A');
    const testFrame = (atMs: number, tripMs: number): void => {
      station.until(atMs);
      station.nowMs = atMs + tripMs;
      master.raw('68 04 83 00 00 00');
    };
    testFrame(20_000, 7);
    testFrame(40_007, 4);
    testFrame(60_011, 9);
    station.nowMs = 70_000;
    master.request(`67 01 06 00 01 00 | 00 00 00 ${tag(10_000)}`);
    expect(station.counter('CLOCK_BOUND_MS')).toBe(4);
    // The one of 4 ms was at 40,011 ms.
    station.nowMs = 100_012;
    master.request(`67 01 06 00 01 00 | 00 00 00 ${tag(40_000)}`);
    expect(station.counter('CLOCK_BOUND_MS')).toBe(0);
  });
});

describe('the columns of a run', () => {
  const open = () => {
    const counters = newCounters();
    const run = { startMs: 0 };
    const meter = new ClockMeter(counters, () => run.startMs);
    const read = (...names: CounterName[]) => names.map((name) => counters[COUNTER[name]]);
    const sync = (nowMs: number, errorMs: number) =>
      meter.synchronized({ errorMs, roundTripMs: Number.NaN, nowMs });
    return { run, read, sync };
  };

  it('begin anew with its first sync; the interval to that one is the real one', () => {
    const { run, read, sync } = open();
    sync(1000, 500);
    run.startMs = 50_000;
    sync(61_000, 2);
    sync(101_000, -4);
    expect(read('CLOCK_SYNCS', 'CLOCK_RUN_SYNCS', 'CLOCK_ERROR_LOW_MS', 'CLOCK_ERROR_HIGH_MS')).toEqual([
      3, 2, -4, 2,
    ]);
    expect(read('CLOCK_INTERVAL_MAX_MS')).toEqual([60_000]);
  });

  it('count the wait for the very first sync from the start of the run', () => {
    const { run, read, sync } = open();
    run.startMs = 50_000;
    sync(58_000, 1);
    expect(read('CLOCK_INTERVAL_MAX_MS')).toEqual([8000]);
  });

  it('have the sums over its syncs, times since the first', () => {
    const { read, sync } = open();
    sync(1000, 3);
    sync(3000, 4);
    sync(6000, 8);
    expect(read('CLOCK_SUM_E', 'CLOCK_SUM_T', 'CLOCK_SUM_TT', 'CLOCK_SUM_TE')).toEqual([
      15,
      7000,
      2000 ** 2 + 5000 ** 2,
      2000 * 4 + 5000 * 8,
    ]);
  });
});

describe('the time tag of a command', () => {
  /** C_SC_TA_1 (58) to IOA 5001, ON, by direct execute. */
  const command = (time: string) => `3A 01 06 00 01 00 | 89 13 00 01 ${time}`;
  const open = () => openStation('1,N,58,5001,,0\n', { time: 'utc', eoi: 'never' });

  it('minus the own time is measured, of every command that carries a valid one', () => {
    const station = open();
    const master = station.started('A');
    station.nowMs = 10_000;
    master.request(command(tag(10_012)));
    station.nowMs = 11_000;
    master.request(command(tag(10_997)));
    expect(station.counter('COMMAND_TAGS')).toBe(2);
    expect(station.counter('COMMAND_TAG_ERROR_MS')).toBe(-3);
    expect(station.counter('COMMAND_TAG_LOW_MS')).toBe(-3);
    expect(station.counter('COMMAND_TAG_HIGH_MS')).toBe(12);
    expect(station.counter('COMMAND_TAG_SUM_MS')).toBe(9);
    expect(station.counter('COMMAND_TAG_AT_MS')).toBe(11_000);
  });

  it('that is not valid does not count', () => {
    const station = open();
    const master = station.started('A');
    // IV: bit 8 of the minutes.
    master.request(command('00 00 80 00 81 01 46'));
    expect(station.counter('COMMAND_TAGS')).toBe(0);
  });
});

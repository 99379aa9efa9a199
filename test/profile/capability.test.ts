import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  createPassMeter,
  framesPerSecond,
  leastPassMs,
  measurePass,
  type Pass,
  possibleRate,
  roundTripForPass,
  roundTripForRate,
  roundTripForTotal,
} from '../../src/run/profile/capability.js';
import { openStation } from '../station/station-kit.js';
import { singlePoints, tableOf } from './profile-kit.js';

/** 23 single points (22 and 1), two floats with time tag (16 would fit). */
const MIXED = [singlePoints(1, 23), '1,Y,36,100,1.5', '1,Y,36,101,2.5'].join('\n');
/** A wait, two plain rows, a row of RTU number 7, a row that waits for a telegram. */
const SPECIAL = [
  '1,Y,30,1,1,0.5',
  '1,Y,30,2,1',
  '1,Y,30,3,1',
  '1,Y,30,4,1,0.25,7',
  '1,Y,30,5,1,,,45,9,1,400',
].join('\n');

const MAX = { rtuNumber: 1, objects: 'max' } as const;

describe('a pass', () => {
  it('is packed by type, as many objects as fit an ASDU', () => {
    expect(measurePass(tableOf(MIXED), 1, MAX)).toEqual({
      signals: 25,
      frames: 3,
      waitMs: 0,
      filtered: 0,
      types: [
        { typeId: 30, signals: 23, frames: 2 },
        { typeId: 36, signals: 2, frames: 1 },
      ],
    });
  });

  it.each([
    [1, 25],
    // 10 + 10 + 3, and 2.
    [10, 4],
  ])('has no more than %d objects a frame where the RTU says so: %d frames', (objects, frames) => {
    expect(measurePass(tableOf(MIXED), 1, { rtuNumber: 1, objects })).toMatchObject({ signals: 25, frames });
  });

  it('ends frames at waits and filters, and passes rows of other RTU numbers', () => {
    const table = tableOf(SPECIAL);
    // 1 | 2 3 | 5, and 1 | 2 3 | 4 | 5.
    expect(measurePass(table, 1, MAX)).toMatchObject({ signals: 4, frames: 3, waitMs: 500, filtered: 1 });
    expect(measurePass(table, 1, { ...MAX, rtuNumber: 7 })).toMatchObject({
      signals: 5,
      frames: 4,
      waitMs: 750,
    });
    const meter = createPassMeter();
    expect([1, 7, 2].map((rtuNumber) => meter(table, 1, { ...MAX, rtuNumber })?.signals)).toEqual([4, 5, 4]);
  });

  it('is the whole file for index 0, and nothing for an unknown index', () => {
    const table = tableOf(`${MIXED}\n2,N,30,1,0`);
    expect(measurePass(table, 0, MAX)).toMatchObject({ signals: 26, frames: 4 });
    expect(measurePass(table, 3, MAX)).toBeUndefined();
  });

  it.each([1, 7, 'max' as const])('equals what a station sends, with objects %s', (objects) => {
    const csv = readFileSync(new URL('../../data/substation-110kv.csv', import.meta.url), 'utf8');
    const table = tableOf(csv);
    for (const index of [1, 2, 3, 4, 5, 10, 12, 20]) {
      const station = openStation(csv, { objects, k: 32767, rtuNumber: 101 });
      station.started();
      station.send(index);
      station.until(14_000);
      const sent = station.take().filter((entry) => entry.startsWith('M < '));
      const pass = measurePass(table, index, { rtuNumber: 101, objects });
      expect([sent.length, station.counter('SIGNALS_SENT')], `index ${index}`).toEqual([
        pass?.frames,
        pass?.signals,
      ]);
    }
  });
});

const pass = (signals: number, frames: number, waitMs = 0): Pass => ({
  signals,
  frames,
  waitMs,
  filtered: 0,
  types: [],
});

describe('the capacity of a link', () => {
  it('is k frames a round trip', () => {
    // 12 frames in 100 ms: 120 a second, 22 signals each.
    expect(possibleRate(pass(22, 1), 12, 100)).toBe(2640);
    expect(framesPerSecond(pass(22, 1), 5500)).toBe(250);
    expect(roundTripForRate(pass(22, 1), 12, 5500)).toBe(48);
    expect(roundTripForRate(pass(22, 1), 12, 2640)).toBe(100);
  });

  it('is limited by the waits', () => {
    expect(possibleRate(pass(10, 10, 4000), 12, 100)).toBe(2.5);
    expect(roundTripForRate(pass(10, 10, 4000), 12, 2.5)).toBe(4800);
    expect(roundTripForRate(pass(10, 10, 4000), 12, 2.6)).toBe(0);
  });

  it('is a pass within whole windows', () => {
    expect(leastPassMs(pass(24, 12), 12, 100)).toBe(100);
    expect(leastPassMs(pass(26, 13), 12, 100)).toBe(200);
    expect(leastPassMs(pass(26, 13, 700), 12, 100)).toBe(700);
    expect(roundTripForPass(pass(26, 13), 12, Number.POSITIVE_INFINITY, 1000)).toBe(500);
    expect(roundTripForPass(pass(26, 13, 1001), 12, Number.POSITIVE_INFINITY, 1000)).toBe(0);
    // 26 signals at 25/s: the last one 1 s after the first.
    expect(roundTripForPass(pass(26, 13), 12, 25, 1000)).toBe(500);
    expect(roundTripForPass(pass(26, 13), 12, 24, 1000)).toBe(0);
  });

  it('adds up over links', () => {
    const free = { pass: pass(20, 2), k: 12, ratePerRtu: Number.POSITIVE_INFINITY };
    // Each carries 120 signals a round trip: 240 together, 1,000 round trips of 0.24 ms.
    expect(roundTripForTotal([free, free], 1_000_000)).toBeCloseTo(0.24, 10);
    // One of them must carry only 100/s: the other must do 900, at 120 a round trip.
    const paced = { ...free, ratePerRtu: 100 };
    expect(roundTripForTotal([free, paced], 1000)).toBeCloseTo(120_000 / 900, 6);
    expect(roundTripForTotal([paced, paced], 201)).toBe(0);
  });
});

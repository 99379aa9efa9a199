/** When a connection is told as a flood, and what is said of it (`docs/behaviour.md` §3). */
import { beforeEach, describe, expect, it } from 'vitest';
import { type FrameCounts, noFrames } from '../../src/station/apci/frame-counts.js';
import type { Link } from '../../src/station/link.js';
import { COUNTER, newCounters } from '../../src/station/measures/counters.js';
import { Backlog } from '../../src/workers/backlog.js';
import { type Flooder, FloodWatch } from '../../src/workers/flood-watch.js';

let told: string[];
let counters: Float64Array;
let received: FrameCounts;
let flooder: Flooder;
let floods: FloodWatch;

beforeEach(() => {
  told = [];
  counters = newCounters();
  received = noFrames();
  const event = (
    _rtu: unknown,
    _link: unknown,
    entry: { event: string; direction: string; detail: string },
  ) => told.push(`${entry.event} ${entry.direction} ${entry.detail}`);
  const link = { rtu: { counters, journal: { event } }, session: { received } } as unknown as Link;
  flooder = { link, backlog: new Backlog(0) };
  floods = new FloodWatch();
});

/** So many full turns at one instant, in each of which one TESTFR act comes. */
function turns(count: number, nowMs: number): void {
  for (let i = 0; i < count; i++) {
    floods.note(flooder, nowMs);
    received.testFrames++;
  }
}

describe('a connection is a flood', () => {
  it('with 100 full turns in a second, not with 99', () => {
    turns(99, 0);
    floods.look(1000);
    expect(told).toEqual([]);
    turns(99, 2000);
    floods.note(flooder, 2999.9);
    floods.look(2999.9);
    expect(told).toEqual([]);
    floods.look(3000);
    expect(told).toEqual(['flood rx 99 TESTFR act in 1.0 s: read in turns with the others']);
    expect(counters[COUNTER.FLOODS]).toBe(1);
  });

  it('with few turns, if its octets have waited for a second', () => {
    turns(2, 0);
    flooder.backlog.note(1, 1, 0, 0);
    flooder.backlog.state = 'left';
    floods.look(999.9);
    expect(told).toEqual([]);
    floods.look(1000);
    expect(told).toEqual(['flood rx 2 TESTFR act in 1.0 s: read in turns with the others']);
  });

  it('also where the turn is noted before anybody looks', () => {
    turns(150, 0);
    turns(1, 1000);
    expect(told).toHaveLength(1);
  });

  it('once, until a second has fewer turns: then it is over, as of its last full turn', () => {
    turns(150, 0);
    floods.look(1000);
    turns(150, 1500);
    floods.look(1999.9);
    floods.look(2000);
    expect(told).toHaveLength(1);
    turns(99, 2500);
    floods.look(2999.9);
    expect(told).toHaveLength(1);
    floods.look(3000);
    expect(told.slice(1)).toEqual(['flood rx 399 TESTFR act in 2.5 s: over']);
    floods.look(4000);
    expect(told).toHaveLength(2);
    expect(counters[COUNTER.FLOODS]).toBe(1);
  });
});

describe('a flood that ends with its link', () => {
  it('is told as over', () => {
    turns(150, 0);
    floods.look(1000);
    floods.gone(flooder.link, 1500);
    expect(told.slice(1)).toEqual(['flood rx 150 TESTFR act in 1.5 s: the link has ended']);
    floods.gone(flooder.link, 1600);
    floods.look(2000);
    expect(told).toHaveLength(2);
  });

  it('in its first second is counted if it had 100 turns', () => {
    turns(100, 0);
    floods.gone(flooder.link, 300);
    expect(told).toEqual(['flood rx 100 TESTFR act in 0.3 s: the link has ended']);
    expect(counters[COUNTER.FLOODS]).toBe(1);
  });

  it('in its first second is not told if it had 99', () => {
    turns(99, 0);
    floods.gone(flooder.link, 300);
    expect([told, counters[COUNTER.FLOODS]]).toEqual([[], 0]);
  });
});

it('a flood is described by its frames, the most first', () => {
  received.sFrames = 1000;
  floods.note(flooder, 0);
  received.sFrames += 7;
  received.iFrames = 12;
  received.testFrames = 41_233;
  received.starts = 3;
  received.stops = 2;
  received.confirmations = 1;
  turns(99, 0);
  floods.look(1000);
  expect(told).toEqual([
    'flood rx 41,332 TESTFR act, 12 I frames, 7 S frames, 3 STARTDT act, 2 STOPDT act, 1 confirmations in 1.0 s: read in turns with the others',
  ]);
});

it('a flood of one kind says nothing of the others', () => {
  turns(100, 0);
  received.iFrames = 1;
  floods.look(1000);
  expect(told[0]).toMatch(/^flood rx 100 TESTFR act, 1 I frames in 1\.0 s: /);
});

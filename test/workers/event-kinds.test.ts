/** Which events are joined to one line, and what the line says (`docs/behaviour.md` §8). */
import { beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry, JournalEvent } from '../../src/station/journal.js';
import type { Peer, RtuPort } from '../../src/station/ports.js';
import { EventJoiner } from '../../src/workers/event-joiner.js';
import { RecordedMachine } from './recorded-files.js';

const rtu = {} as RtuPort;

let machine: RecordedMachine;
let written: JournalEntry[];
let joiner: EventJoiner;

beforeEach(() => {
  machine = new RecordedMachine();
  machine.nowMs = 5000;
  written = [];
  joiner = new EventJoiner(machine, (_rtu, _peer, entry) => written.push(entry));
});

/** How many of `count` events from this place got lines of their own. */
function events(count: number, entry: JournalEntry, place: string | undefined = '10.0.0.7:40001'): number {
  const peer = place === '' ? undefined : ({ peer: place, rtu } as Peer);
  let lines = 0;
  for (let i = 0; i < count; i++) if (joiner.admits(rtu, peer, entry)) lines++;
  return lines;
}

/** What is written at the end of the second. */
function details(): (string | undefined)[] {
  machine.nowMs += 1000;
  machine.fire();
  return written.splice(0).map(({ detail }) => detail);
}

describe('a joined line', () => {
  it.each<[JournalEvent, string]>([
    ['testfr', 'TESTFR act'],
    ['startdt', 'STARTDT act'],
    ['stopdt', 'STOPDT act'],
    ['takeover', 'takeovers'],
    ['unexpected', 'unexpected frames'],
    ['connect', 'connections'],
    ['disconnect', 'connections ended'],
  ])('of %s names %s', (event, name) => {
    events(12, { event });
    expect(details()).toEqual([`${name} 2 more times in 1.0 s from 10.0.0.7, the last from port 40001`]);
  });

  it('has a direction where the events have one', () => {
    events(11, { event: 'testfr', direction: 'rx' });
    events(11, { event: 'disconnect' });
    machine.nowMs += 1000;
    machine.fire();
    expect(written.map((entry) => [entry.event, 'direction' in entry, entry.direction])).toEqual([
      ['testfr', true, 'rx'],
      ['disconnect', false, undefined],
    ]);
  });

  it('says since when the events were joined', () => {
    events(10, { event: 'testfr' });
    machine.nowMs += 200;
    events(1, { event: 'testfr' });
    machine.nowMs += 500;
    events(1, { event: 'testfr' });
    machine.nowMs -= 700;
    expect(details()).toEqual(['TESTFR act 2 more times in 0.8 s from 10.0.0.7, the last from port 40001']);
  });

  it.each<[JournalEntry, string]>([
    [{ event: 'testfr' }, 'TESTFR act'],
    [{ event: 'refuse', detail: 'no place' }, 'connections refused'],
  ])('of %j names no place, because none is known', (entry, name) => {
    events(12, entry, '');
    expect(details()).toEqual([`${name} 2 more times in 1.0 s`]);
  });
});

describe('events are of one kind', () => {
  it('by their reason, where they have one', () => {
    for (const event of ['disconnect', 'unexpected'] as const) {
      expect(events(11, { event, detail: 'one' })).toBe(10);
      expect(events(11, { event, detail: 'other' })).toBe(10);
    }
    expect(details().map((detail) => detail?.split(': ')[1])).toEqual(['one', 'other', 'one', 'other']);
  });

  it('whatever their detail, where that is no reason', () => {
    expect(events(10, { event: 'testfr', detail: '0.001 s after the one before' })).toBe(10);
    expect(events(1, { event: 'testfr', detail: '0.002 s after the one before' })).toBe(0);
    expect(events(10, { event: 'refuse', detail: 'one' }, '')).toBe(10);
    expect(events(1, { event: 'refuse', detail: 'other' }, '')).toBe(0);
  });

  it('by their address, and a flood of one address is not told because of another', () => {
    events(15, { event: 'testfr' });
    machine.nowMs += 400;
    expect(events(1, { event: 'disconnect' }, '10.0.0.8:40001')).toBe(1);
    expect(written).toEqual([]);
    expect(events(1, { event: 'disconnect' })).toBe(1);
    expect(written).toHaveLength(1);
  });
});

describe('a second', () => {
  it('ends a second after its first event, also where nobody has looked', () => {
    expect(events(12, { event: 'testfr' })).toBe(10);
    machine.nowMs += 999.9;
    expect(events(1, { event: 'testfr' })).toBe(0);
    machine.nowMs += 0.1;
    expect(events(12, { event: 'testfr' })).toBe(10);
    expect(written).toHaveLength(1);
  });

  it('of each kind is looked at when it is over, not before', () => {
    events(12, { event: 'testfr' });
    machine.nowMs += 900;
    events(12, { event: 'startdt' }, '10.0.0.8:1');
    expect(machine.delays).toEqual([1000]);
    machine.nowMs += 100;
    machine.fire();
    expect(written.map(({ event }) => event)).toEqual(['testfr']);
    expect(machine.delays).toEqual([1000]);
    machine.nowMs += 1000;
    machine.fire();
    expect(written.map(({ event }) => event)).toEqual(['testfr', 'startdt']);
    expect(machine.delays).toEqual([]);
  });
});

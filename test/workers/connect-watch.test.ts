/** Floods of connections to one RTU are named, once when they begin and once when they are over (`docs/behaviour.md` §3). */
import { beforeEach, describe, expect, it } from 'vitest';
import { COUNTER, newCounters } from '../../src/station/measures/counters.js';
import type { RtuPort } from '../../src/station/ports.js';
import { ConnectWatch } from '../../src/workers/connect-watch.js';

let told: string[];
let watch: ConnectWatch;

function rtuNamed(name: string): RtuPort {
  const event = (
    _rtu: unknown,
    _peer: unknown,
    entry: { event: string; direction: string; detail: string },
  ) => told.push(`${name} ${entry.event} ${entry.direction}: ${entry.detail}`);
  return { counters: newCounters(), journal: { event } } as unknown as RtuPort;
}

/** `count` connections, one every `everyMs`, with a look at each. */
function connect(rtu: RtuPort, count: number, everyMs: number, fromMs: number): void {
  for (let i = 0; i < count; i++) {
    watch.note(rtu, fromMs + i * everyMs);
    watch.look(fromMs + i * everyMs);
  }
}

beforeEach(() => {
  told = [];
  watch = new ConnectWatch();
});

describe('connections to an RTU', () => {
  it('fifty in a second are a flood, told when it begins and when it is over', () => {
    const rtu = rtuNamed('A');
    // At 20 ms each the second is over at the 51st; the flood ends with the 150th, at 2.98 s.
    connect(rtu, 150, 20, 0);
    watch.look(4000);
    watch.look(5000);
    expect(told).toEqual([
      'A flood rx: 51 connections in 1.0 s: opened in turns with those of the others',
      'A flood rx: 150 connections in 3.0 s: over',
    ]);
    expect(rtu.counters[COUNTER.FLOODS]).toBe(1);
  });

  it('fewer are not, however long they go on', () => {
    connect(rtuNamed('A'), 2000, 21, 0);
    watch.look(60_000);
    expect(told).toEqual([]);
  });

  it('a burst is a flood by the second from its first connection', () => {
    const rtu = rtuNamed('A');
    connect(rtu, 60, 1, 0);
    watch.look(1000);
    watch.look(2000);
    expect(told).toEqual([
      'A flood rx: 60 connections in 1.0 s: opened in turns with those of the others',
      'A flood rx: 60 connections in 0.1 s: over',
    ]);
  });

  it('of many RTUs are judged one by one', () => {
    for (let i = 0; i < 150; i++) watch.note(rtuNamed(`R${i}`), i);
    watch.look(2000);
    expect(told).toEqual([]);
  });

  it('are a new flood after a quiet second', () => {
    const rtu = rtuNamed('A');
    connect(rtu, 101, 10, 0);
    watch.look(3000);
    connect(rtu, 101, 10, 5000);
    watch.look(9000);
    expect(told.slice(2)).toEqual([
      'A flood rx: 101 connections in 1.0 s: opened in turns with those of the others',
      'A flood rx: 101 connections in 1.0 s: over',
    ]);
    expect(rtu.counters[COUNTER.FLOODS]).toBe(2);
  });
});

/** Parts of a station tested without a station: a connection's measurements, its selections, the turns of its producers. */
import { describe, expect, it } from 'vitest';
import { COUNTER, type CounterName, newCounters } from '../../src/station/measures/counters.js';
import { LatencyRow, newLatencyCells } from '../../src/station/measures/latency-row.js';
import { LinkMeter } from '../../src/station/measures/link-meter.js';
import type { Producer } from '../../src/station/ports.js';
import { HeldPoints, type Selections } from '../../src/station/requests/selections.js';
import { Producers } from '../../src/station/sends/producers.js';

function newGroup() {
  const row = () => new LatencyRow(newLatencyCells());
  const group = {
    counters: newCounters(),
    ackLatency: row(),
    shardAckLatency: row(),
    shardCommandTrips: row(),
    meters: new Set<LinkMeter>(),
    pausedSince: () => false,
  };
  const counted = (...names: CounterName[]): number[] => names.map((name) => group.counters[COUNTER[name]]);
  return { group, counted };
}

describe('a meter', () => {
  it('publishes the oldest stall of its group until it is closed', () => {
    const { group, counted } = newGroup();
    const session = { outstanding: 0, oldestSentMs: 0 };
    const [a, b] = [new LinkMeter(group, session, 0), new LinkMeter(group, session, 0)];
    a.stall(30);
    b.stall(20);
    expect(counted('STALLED_SINCE_MS', 'STALLS', 'STALL_MS')).toEqual([20, 2, 0]);
    b.closed(50);
    expect(counted('STALLED_SINCE_MS', 'STALL_MS')).toEqual([30, 30]);
    a.endStall(70);
    expect(counted('STALLED_SINCE_MS', 'STALL_MS')).toEqual([0, 70]);
  });

  it('publishes the oldest frame of its group, in whatever order its connections came', () => {
    const { group, counted } = newGroup();
    const sessions = [200, 100, 0, 300].map((oldestSentMs) => ({ outstanding: 1, oldestSentMs }));
    const meters = sessions.map((session) => new LinkMeter(group, session, 0));
    meters[3].noteOldestUnacked();
    expect(counted('OLDEST_SENT_AT_MS')).toEqual([100]);
    // 0: everything is acknowledged.
    sessions[1].oldestSentMs = 0;
    meters[1].noteOldestUnacked();
    expect(counted('OLDEST_SENT_AT_MS')).toEqual([200]);
  });

  it('keeps the age of the oldest frame that was never acknowledged', () => {
    const { group, counted } = newGroup();
    const meter = new LinkMeter(group, { outstanding: 2, oldestSentMs: 100 }, 0);
    meter.noteOldestUnacked();
    expect(counted('OLDEST_SENT_AT_MS', 'UNACKED_MAX_MS')).toEqual([100, 0]);
    meter.closed(340);
    expect(counted('OLDEST_SENT_AT_MS', 'UNACKED_MAX_MS')).toEqual([0, 240]);
  });
});

describe('held points', () => {
  const open = () => {
    const station: Selections = new Map();
    const timedOut: string[] = [];
    const held = (peer: string) =>
      new HeldPoints(peer, station, ({ ioa, holder }) => timedOut.push(`${holder.peer} ${ioa}`));
    return { station, timedOut, a: held('A'), b: held('B') };
  };
  const point = (ioa: number, untilMs: number) => ({ ioa, typeId: 45, elements: Uint8Array.of(1), untilMs });

  it('are found by every connection of the station, with their holder', () => {
    const { a, b } = open();
    a.select(point(7, 100));
    expect(b.find(7, 99)?.holder.peer).toBe('A');
    expect(b.find(8, 99)).toBeUndefined();
    a.release(7);
    expect(b.find(7, 99)).toBeUndefined();
  });

  it('time out for every connection, even before the timer of their holder', () => {
    const { a, b, station, timedOut } = open();
    a.select(point(7, 100));
    a.select(point(9, 200));
    expect([a.nextDeadline(), b.nextDeadline()]).toEqual([100, Number.POSITIVE_INFINITY]);
    expect(b.find(7, 100)).toBeUndefined();
    expect([timedOut, a.nextDeadline()]).toEqual([['A 7'], 200]);
    a.tick(199);
    expect([timedOut, station.size]).toEqual([['A 7'], 1]);
    a.tick(200);
    expect([timedOut, station.size]).toEqual([['A 7', 'A 9'], 0]);
  });

  it('of a connection that ends are released without a time-out', () => {
    const { a, b, station, timedOut } = open();
    a.select(point(1, 100));
    a.select(point(2, 100));
    b.select(point(3, 100));
    a.releaseAll();
    expect([[...station.keys()], timedOut]).toEqual([[3], []]);
  });
});

describe('producers', () => {
  /** Writes `name` for each frame, `frames` in all; `list` is what all of them wrote. */
  const producer = (list: string[], name: string, frames: number): Producer => {
    let left = frames;
    return {
      kind: 'index',
      get done() {
        return left === 0;
      },
      get ready() {
        return left > 0;
      },
      deadlineMs: Number.POSITIVE_INFINITY,
      fill: (room) => {
        const written = Math.min(room, left);
        left -= written;
        for (let i = 0; i < written; i++) list.push(name);
        return written;
      },
      tick: () => {},
      acknowledged: () => {},
      spoiled: () => {},
      lost: () => {},
    };
  };

  it('take turns frame by frame, and the last one gets all the room', () => {
    const list: string[] = [];
    const producers = new Producers();
    producers.add(producer(list, 'a', 2), producer(list, 'b', 5), producer(list, 'c', 2));
    const written = [];
    while (producers.anyReady) written.push(producers.fill(3, 0));
    expect(list.join('')).toBe('bcabcabbb');
    expect(written).toEqual([1, 1, 1, 1, 1, 1, 3]);
    expect(producers.all).toEqual([]);
  });

  it('are ticked when they are due, and dropped when they are done', () => {
    const producers = new Producers();
    const ticked: string[] = [];
    const timed = (name: string, deadlineMs: number) => {
      const each = { ...producer([], name, 1), deadlineMs, done: false, tick: () => {} };
      each.tick = () => {
        ticked.push(name);
        each.done = true;
      };
      return each;
    };
    producers.add(timed('late', 20), timed('early', 10));
    expect(producers.nextDeadline()).toBe(10);
    producers.tick(10);
    expect([ticked, producers.all.length, producers.nextDeadline()]).toEqual([['early'], 1, 20]);
    producers.tick(20);
    expect([ticked, producers.all.length]).toEqual([['early', 'late'], 0]);
  });
});

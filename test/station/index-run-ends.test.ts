/** How index sends end: windows, stops, losses, and several at once (`docs/behaviour.md` §4). */
import { describe, expect, it } from 'vitest';
import { RUN_STATE } from '../../src/station/measures/counters.js';
import {
  countsOf,
  expectBalanced,
  expectList,
  type Master,
  openStation,
  type Station,
} from './station-kit.js';

/** Frame of the row with this IOA, one digit, CA 1. */
const row = (ioa: number) => `M < 01 01 03 00 01 00 | 0${ioa} 00 00 01`;
const rows = (...ioas: number[]) => ioas.map(row);
/** `count` rows of an index from an IOA on. */
const file = (index: number, from: number, count: number) =>
  Array.from({ length: count }, (_, i) => `${index},,1,${from + i},1\n`).join('');

/** IOA of every frame with one row, in order. */
function sentIoas(list: readonly string[]): number[] {
  return list
    .filter((entry) => entry.startsWith('M <'))
    .map((entry) => Number.parseInt(entry.slice(22, 24), 16));
}

/** A send of 9 rows behind a window of 3, of which 3 are out. */
function parked(): { station: Station; master: Master } {
  const station = openStation(file(1, 1, 9), { k: 3, objects: 1 });
  const master = station.started();
  station.send(1);
  expectList(station.take(), rows(1, 2, 3));
  return { station, master };
}

describe('the window', () => {
  it('of 3 lets out as many frames as are acknowledged, in order, to the end', () => {
    const { station, master } = parked();
    expect(station.counter('RUN_STATE')).toBe(RUN_STATE.SENDING);
    master.acknowledge(1);
    expectList(station.take(), rows(4));
    master.acknowledge(2);
    expectList(station.take(), rows(5, 6));
    // N(R) in a request acknowledges too
    master.acknowledged += 3;
    master.request('66 01 05 00 01 00 | FF FF FF');
    expectList(station.take(), ['M < 66 01 6F 00 01 00 | FF FF FF', ...rows(7, 8)]);
    master.acknowledge();
    expectList(station.take(), [...rows(9), 'finished 1 complete']);
    expect(station.counter('RUN_STATE')).toBe(RUN_STATE.DONE);
    master.acknowledge();
    expectList(station.take(), ['settled 1 complete']);
    expect(countsOf(station, 1)).toMatchObject({ offered: 9, sent: 9, acknowledged: 9 });
    expectBalanced(station);
  });

  it('works across the wrap of the sequence numbers', () => {
    const station = openStation(file(1, 1, 5), { k: 3, objects: 1 });
    const master = station.started('M', { send: 32_766, receive: 32_767 });
    station.send(1);
    expectList(station.take(), rows(1, 2, 3));
    master.acknowledge(2);
    expectList(station.take(), [...rows(4, 5), 'finished 1 complete']);
    master.request('66 01 05 00 01 00 | FF FF FF');
    master.acknowledge(3);
    expectList(station.take(), ['settled 1 complete', 'M < 66 01 6F 00 01 00 | FF FF FF']);
    master.acknowledge();
    expectBalanced(station);
  });

  it('that stays closed causes no busy loop: only t1 is due', () => {
    const { station, master } = parked();
    expect(master.link.nextDeadline()).toBe(15_000);
    station.until(20_000);
    expectList(station.take(), ['@15000', 'finished 1 link', 'settled 1 link', 'M ! T1_I_FRAME']);
    expect(countsOf(station, 1)).toMatchObject({ offered: 9, sent: 3, acknowledged: 0, unsentLink: 9 });
    expectBalanced(station);
  });
});

describe('a stop', () => {
  it('while the window is closed: the rest is unsent; sent signals may still be acknowledged', () => {
    const { station, master } = parked();
    station.stopSend(1);
    expectList(station.take(), ['finished 1 stopped']);
    master.acknowledge();
    expectList(station.take(), ['settled 1 stopped']);
    expect(countsOf(station, 1)).toEqual({
      offered: 9,
      sent: 3,
      acknowledged: 3,
      unsentLink: 0,
      unsentEnded: 6,
      unsentFilter: 0,
      unsentBuffer: 0,
      spoiled: 0,
      held: 0,
    });
    expectBalanced(station);
  });

  it('within a wait', () => {
    const station = openStation('1,,1,1,1,100\n1,,1,2,1\n');
    const master = station.started();
    station.send(1);
    station.until(1_000);
    station.stopSend(1);
    station.until(200_000);
    expectList(station.take(), [
      ...rows(1),
      '@1000',
      'finished 1 stopped',
      '@15000',
      'settled 1 stopped',
      'M ! T1_I_FRAME',
    ]);
    expect(master.link.closeReason?.code).toBe('T1_I_FRAME');
    expect(countsOf(station, 1)).toMatchObject({ offered: 2, sent: 1, unsentLink: 1, unsentEnded: 1 });
    expectBalanced(station);
  });

  it('within a filter: a later telegram has no effect', () => {
    const station = openStation('1,,1,1,1,,,107\n1,,1,2,1\n');
    const master = station.started();
    station.send(1);
    station.stopSend(1);
    master.request('6B 01 06 00 01 00 | 00 00 00 | 05 00 | 00 00 00 00 00 00 00');
    expectList(station.take(), [
      'finished 1 stopped',
      'settled 1 stopped',
      'M < 6B 01 07 00 01 00 | 00 00 00 | 05 00 | 00 00 00 00 00 00 00',
    ]);
    expect(countsOf(station, 1)).toMatchObject({ offered: 2, sent: 0, unsentEnded: 2 });
    master.acknowledge();
    expectBalanced(station);
  });

  it('counts only rows for this RTU as unsent', () => {
    const station = openStation('1,,1,1,1\n1,,1,2,1,,9\n1,,1,3,1,,1\n1,,1,4,1,,9\n1,,1,5,1\n', { k: 1 });
    const master = station.started();
    station.send(1);
    station.stopSend(1);
    master.acknowledge();
    expect(countsOf(station, 1)).toMatchObject({ offered: 3, sent: 1, unsentEnded: 2 });
  });

  it('of a send with a duration and no rate leaves no unsent signals', () => {
    const station = openStation(file(1, 1, 9), { k: 3, objects: 1 });
    const master = station.started();
    station.send(1, 60_000);
    station.stopSend(1);
    master.acknowledge();
    expect(countsOf(station, 1)).toMatchObject({ offered: 3, sent: 3, acknowledged: 3, unsentEnded: 0 });
    expectBalanced(station);
  });

  it('ends the send with that id; 0 ends all; a second stop changes nothing', () => {
    const station = openStation('1,,1,1,1,100\n2,,1,2,1,100\n3,,1,3,1,100\n');
    const master = station.started();
    station.sendTogether(1, 2, 3);
    station.take();
    master.acknowledge();
    station.stopSend(2);
    station.stopSend(2);
    station.stopSend(7);
    expectList(station.take(), ['finished 2 stopped', 'settled 2 stopped']);
    station.stopSend(0);
    expect(station.take().sort()).toEqual([
      'finished 1 stopped',
      'finished 3 stopped',
      'settled 1 stopped',
      'settled 3 stopped',
    ]);
    expectBalanced(station);
  });

  it('after the end changes nothing, even while the last signals are outstanding', () => {
    const station = openStation(file(1, 1, 2), { objects: 1 });
    const master = station.started();
    station.send(1);
    station.stopSend(1);
    expectList(station.take(), [...rows(1, 2), 'finished 1 complete']);
    master.acknowledge();
    expectList(station.take(), ['settled 1 complete']);
  });
});

describe('a loss of the link', () => {
  it('while signals are outstanding: these and the rest are unsent', () => {
    const { station, master } = parked();
    master.acknowledge(1);
    station.take();
    master.leave();
    expectList(station.take(), ['finished 1 link', 'settled 1 link', 'M ! PEER_CLOSED']);
    expect(countsOf(station, 1)).toEqual({
      offered: 9,
      sent: 4,
      acknowledged: 1,
      unsentLink: 8,
      unsentEnded: 0,
      unsentFilter: 0,
      unsentBuffer: 0,
      spoiled: 0,
      held: 0,
    });
    expectBalanced(station);
  });

  it('after the last row was sent', () => {
    const station = openStation(file(1, 1, 2), { objects: 1 });
    const master = station.started();
    station.send(1);
    station.take();
    master.leave();
    expectList(station.take(), ['settled 1 complete', 'M ! PEER_CLOSED']);
    expect(countsOf(station, 1)).toMatchObject({ offered: 2, sent: 2, unsentLink: 2 });
    expectBalanced(station);
  });

  it('after a stop', () => {
    const { station, master } = parked();
    station.stopSend(1);
    master.acknowledge(2);
    master.leave();
    expectList(station.take(), ['finished 1 stopped', 'settled 1 stopped', 'M ! PEER_CLOSED']);
    expect(countsOf(station, 1)).toMatchObject({
      offered: 9,
      sent: 3,
      acknowledged: 2,
      unsentLink: 1,
      unsentEnded: 6,
    });
    expectBalanced(station);
  });

  it('within a wait, with a duration: only outstanding signals are lost', () => {
    const station = openStation('1,,1,1,1,1\n1,,1,2,1\n');
    const master = station.started();
    station.send(1, 60_000);
    master.leave();
    expect(countsOf(station, 1)).toMatchObject({ offered: 1, sent: 1, unsentLink: 1 });
    expectBalanced(station);
  });

  it('within a filter, with a duration: the row that waited is lost too', () => {
    const station = openStation('1,,1,1,1\n1,,1,2,1,,,107\n');
    const master = station.started();
    station.send(1, 60_000);
    master.acknowledge();
    master.leave();
    expect(countsOf(station, 1)).toMatchObject({ offered: 2, sent: 1, acknowledged: 1, unsentLink: 1 });
    expectBalanced(station);
  });

  it('a new connection does not continue the send', () => {
    const { station, master } = parked();
    master.leave();
    station.take();
    const next = station.connect('N');
    next.start();
    station.until(60_000);
    expectList(station.take(), ['N < 68 04 0B 00 00 00']);
  });
});

describe('STOPDT', () => {
  it('ends the send; outstanding signals are acknowledged before the con', () => {
    const { station, master } = parked();
    master.stop();
    expectList(station.take(), ['finished 1 link']);
    master.acknowledge(2);
    expectList(station.take(), []);
    master.acknowledge(1);
    expectList(station.take(), ['settled 1 link', 'M < 68 04 23 00 00 00']);
    expect(countsOf(station, 1)).toMatchObject({ offered: 9, sent: 3, acknowledged: 3, unsentLink: 6 });
    expectBalanced(station);
  });

  it('then loss: the outstanding ones are unsent', () => {
    const { station, master } = parked();
    master.stop();
    station.until(15_000);
    expectList(station.take(), ['finished 1 link', '@15000', 'settled 1 link', 'M ! T1_I_FRAME']);
    expect(countsOf(station, 1)).toMatchObject({ offered: 9, sent: 3, unsentLink: 9 });
    expectBalanced(station);
  });

  it('then STARTDT: it is not resumed', () => {
    const { station, master } = parked();
    master.stop();
    master.start();
    master.acknowledge();
    station.until(60_000);
    expectList(station.take(), ['finished 1 link', 'M < 68 04 0B 00 00 00', 'settled 1 link']);
    expectBalanced(station);
  });
});

describe('several sends at once', () => {
  it('take turns frame by frame', () => {
    const station = openStation(file(1, 1, 5) + file(2, 11, 3) + file(3, 21, 1), { k: 1, objects: 1 });
    const master = station.started();
    station.sendTogether(1, 2, 3);
    for (let i = 0; i < 10; i++) master.acknowledge();
    const sent = sentIoas(station.take());
    const of = (low: number) => sent.filter((ioa) => ioa > low && ioa < low + 10);
    expect([of(0), of(10), of(20)]).toEqual([[1, 2, 3, 4, 5], [11, 12, 13], [21]]);
    expect([1, 2, 3].map((id) => countsOf(station, id).acknowledged)).toEqual([5, 3, 1]);
    expectBalanced(station);
  });

  it('each send has its first turn before any has a second one, also when one ends', () => {
    for (const lengths of [
      [5, 3, 1],
      [1, 3, 5],
      [3, 1, 5],
      [1, 1, 4],
      [2, 4, 4],
    ]) {
      const rows = lengths.map((length, i) => file(i + 1, 10 * i + 1, length)).join('');
      const station = openStation(rows, { k: 1, objects: 1 });
      const master = station.started();
      station.sendTogether(1, 2, 3);
      for (let i = 0; i < 12; i++) master.acknowledge();
      const had = [0, 0, 0];
      for (const ioa of sentIoas(station.take())) {
        const send = Math.floor(ioa / 10);
        const waiting = had.filter((count, other) => other !== send && count < lengths[other]);
        expect(had[send], `${lengths}: ${had}`).toBeLessThanOrEqual(Math.min(...waiting));
        had[send]++;
      }
      expect(had).toEqual(lengths);
    }
  });

  it('share a window that opens wide', () => {
    const station = openStation(file(1, 1, 4) + file(2, 11, 4), { k: 8, objects: 1 });
    station.started();
    station.sendTogether(1, 2);
    const turns = sentIoas(station.take())
      .map((ioa) => (ioa < 10 ? 'a' : 'b'))
      .join('');
    // Either send may begin.
    expect(['abababab', 'babababa']).toContain(turns);
  });

  it('of the same index are two sends, each with its own counts', () => {
    const station = openStation(file(1, 1, 2), { objects: 1 });
    const master = station.started();
    station.sendTogether(1, 1);
    expect(station.take().filter((entry) => entry.startsWith('M <'))).toHaveLength(4);
    expect(station.counter('RUNS')).toBe(0);
    master.acknowledge();
    expect([countsOf(station, 1).acknowledged, countsOf(station, 2).acknowledged]).toEqual([2, 2]);
    expectBalanced(station);
  });

  it('an acknowledgement counts for the send of the frame', () => {
    const station = openStation(file(1, 1, 3) + file(2, 11, 3), { k: 4, objects: 1 });
    const master = station.started();
    station.sendTogether(1, 2);
    master.acknowledge(2);
    master.leave();
    const both = [countsOf(station, 1), countsOf(station, 2)];
    expect(both.map(({ acknowledged }) => acknowledged)).toEqual([1, 1]);
    expect(both.map(({ sent }) => sent)).toEqual([3, 3]);
    expectBalanced(station);
  });
});

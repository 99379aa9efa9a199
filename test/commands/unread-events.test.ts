/** A port of a station whose master doesn't acknowledge must not collect the other ports' events without limit. */
import { expect, it } from 'vitest';
import { COUNTER } from '../../src/station/measures/counters.js';
import { openStation } from '../station/station-kit.js';
import { FILE } from './commands-kit.js';

/** Limit of replies and events that wait for the window of one connection, as in `waiting-frames.ts`. */
const MOST = 10_000;
/** Commands in one write of the master. */
const BATCH = 100;

/** A master that sends commands, and one at another port of the station that acknowledges nothing; its window holds one frame. */
function openPorts() {
  const station = openStation(FILE, { group: 'each', k: 3 * BATCH });
  const commanding = station.connect('M');
  const slow = station.connect('B', station.add({ group: 'each', k: 1 }));
  for (const master of [commanding, slow]) master.start();
  station.take();
  /** Single commands on IOA 101, ON and OFF in turn, each with actcon, status and actterm. */
  const command = (count: number): string[] => {
    const asdus = Array.from({ length: count }, (_, i) => `2D 01 06 00 01 00 | 65 00 00 | 0${i % 2}`);
    commanding.request(...asdus);
    commanding.acknowledge();
    return station.take().filter((entry) => entry.startsWith('B !'));
  };
  return { station, slow, command };
}

it('a connection is closed when more than ten thousand events wait for its window', () => {
  const { command } = openPorts();
  const closed: string[] = [];
  // One event is in the window.
  for (let commands = 0; commands < MOST; commands += BATCH) closed.push(...command(BATCH));
  expect([...closed, ...command(1)]).toEqual([]);
  expect(command(1)).toEqual(['B ! REPLIES_OVERFLOW']);
});

it('the connection is closed at the time of the command, not at the time of its own last octets', () => {
  const { station, slow, command } = openPorts();
  // B's last octets came at 0 ms; its first event is sent at 5 s, and the last one exceeds the limit at 9 s.
  station.nowMs = 5_000;
  for (let commands = 0; commands < MOST; commands += BATCH) command(BATCH);
  station.nowMs = 9_000;
  command(2);
  expect(slow.link.closeReason?.code).toBe('REPLIES_OVERFLOW');
  const { counters } = slow.rtu;
  expect([counters[COUNTER.UNACKED_MAX_MS], counters[COUNTER.STALL_MS]]).toEqual([4_000, 4_000]);
});

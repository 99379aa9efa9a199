/** A port of a station that acknowledges slowly must not collect the events of the others for ever. */
import { expect, it } from 'vitest';
import { openStation } from '../station/station-kit.js';
import { FILE } from './commands-kit.js';

/** See `link.ts`: so many replies and events may wait for the window of one connection. */
const MOST = 10_000;

it('a connection is cut off when ten thousand events wait for its window', () => {
  const station = openStation(FILE, { group: 'each', k: 1 });
  const commanding = station.connect('M');
  const slow = station.connect('B', station.add({ group: 'each', k: 1 }));
  for (const master of [commanding, slow]) master.start();
  station.take();
  const closed: string[] = [];
  for (let command = 0; command <= MOST + 1 && closed.length === 0; command++) {
    // Single command IOA 101, ON and OFF in turn.
    commanding.request(`2D 01 06 00 01 00 | 65 00 00 | 0${command % 2}`);
    for (let frame = 0; frame < 3; frame++) commanding.acknowledge();
    closed.push(...station.take().filter((entry) => entry.startsWith('B !')));
  }
  expect(closed).toEqual(['B ! REPLIES_OVERFLOW']);
});

/** Kit for tests of commands: a station of two ports, and an IOA file with all commands. */
import { type Master, openStation, type Station } from '../station/station-kit.js';

/**
 * One status point of every kind (IOA 1…9, first values in the fifth column) and every command on it:
 * IOA 101 + n is the command of type 45 + n, and of type 58 + n.
 */
export const FILE = `
1,Y,1,1,0
1,Y,3,2,1
1,Y,5,3,10
1,Y,9,4,0.5
1,Y,11,5,100
1,Y,13,6,1.5
1,Y,7,7,0
2,,45,101,1
2,,46,102,2
2,,47,103,3
2,,48,104,4
2,,49,105,5
2,,50,106,6
2,,51,107,7
2,,58,101,1
2,,59,102,2
2,,60,103,3
2,,61,104,4
2,,62,105,5
2,,63,106,6
2,,64,107,7
`;

/** Station interrogation with OA 0. */
export const INTERROGATION = '64 01 06 00 01 00 | 00 00 00 | 14';

/** Station 1 with two ports, `group=each`: M and N are connected to the first, B to the second. C is at station 2. */
export interface Site {
  station: Station;
  m: Master;
  n: Master;
  b: Master;
  c: Master;
}

/** All four have data transfer started; the list is empty. */
export function openSite(csv: string, parameters: Parameters<typeof openStation>[1] = {}): Site {
  const station = openStation(csv, { group: 'each', ...parameters });
  const m = station.connect('M');
  const n = station.connect('N');
  const b = station.connect('B', station.add({ group: 'each', ...parameters }));
  const c = station.connect('C', station.add({ rtuNumber: 2 }));
  for (const master of [m, n, b, c]) master.start();
  station.take();
  return { station, m, n, b, c };
}

/** The points of an interrogation's answer that the master `name` received: `type | IOA elements…`, without header. */
export function interrogated(station: Station, master: Master): string[] {
  master.acknowledge();
  station.take();
  master.request(INTERROGATION);
  const list = station.take();
  master.acknowledge();
  station.take();
  return list.slice(1, -1).map((entry) => `${entry.slice(4, 6)} | ${entry.slice(22)}`);
}

/** Reset process (105), `docs/protocol.md` §5, and its option `reset`. */
import { describe, expect, it } from 'vitest';
import { expectBalanced, expectList, openStation } from '../station/station-kit.js';

const FILE = '1,Y,1,1,1\n1,,1,2,1\n1,,1,3,1\n';
/** QRP in the last octet: 1 general reset, 2 drop waiting events. */
const reset = (qrp: string) => `69 01 06 00 01 00 | 00 00 00 | ${qrp}`;
const STARTDT_CON = '68 04 0B 00 00 00';

describe('reset=refuse', () => {
  it.each(['01', '02', '00'])('QRP %s is confirmed negatively', (qrp) => {
    const station = openStation(FILE);
    const master = station.started();
    master.request(reset(qrp));
    expectList(station.take(), [`M < 69 01 47 00 01 00 | 00 00 00 | ${qrp}`]);
  });
});

describe('reset=restart', () => {
  it('confirms, closes every connection of the station, and the next ones get end of initialization with COI 2', () => {
    const station = openStation(FILE, { reset: 'restart', group: 'each', eoi: 'start' });
    const a = station.started('A');
    const b = station.connect('B');
    b.start();
    const second = station.add({ rtuNumber: 1, eoi: 'start' });
    const c = station.connect('C', second);
    c.start();
    const other = station.add({ rtuNumber: 2 });
    station.connect('D', other).start();
    a.acknowledge();
    station.take();
    a.request(reset('01'));
    expect(station.take().sort()).toEqual([
      'A ! RESET',
      'A < 69 01 07 00 01 00 00 00 00 01',
      'B ! RESET',
      'C ! RESET',
    ]);
    station.connect('E').start();
    // Type 70, COT 4, COI 2.
    expectList(station.take(), [`E < ${STARTDT_CON}`, 'E < 46 01 04 00 01 00 | 00 00 00 | 02']);
    station.connect('F', second).start();
    expectList(station.take(), [`F < ${STARTDT_CON}`, 'F < 46 01 04 00 01 00 | 00 00 00 | 02']);
    expect(station.log.filter(({ event }) => event === 'reset')).toEqual([
      { event: 'reset', detail: 'all connections of the station are closed' },
    ]);
  });

  it('sends the confirmation first, when the window lets it', () => {
    const station = openStation(FILE, { reset: 'restart', k: 1, w: 1, objects: 1 });
    const master = station.started();
    station.send(1);
    station.take();
    master.request(reset('01'));
    // w = 1: an S frame.
    expectList(station.take(), ['M < 68 04 01 00 02 00']);
    master.acknowledge();
    expectList(station.take(), [
      'M < 69 01 07 00 01 00 | 00 00 00 | 01',
      'finished 1 link',
      'settled 1 link',
      'M ! RESET',
    ]);
    expectBalanced(station);
  });

  it('QRP 2 confirms and closes nothing; others are refused', () => {
    const station = openStation(FILE, { reset: 'restart' });
    const master = station.started();
    master.request(reset('02'), reset('00'), reset('03'));
    expectList(station.take(), [
      'M < 69 01 07 00 01 00 | 00 00 00 | 02',
      'M < 69 01 47 00 01 00 | 00 00 00 | 00',
      'M < 69 01 47 00 01 00 | 00 00 00 | 03',
    ]);
  });

  it('with eoi=never no end of initialization comes', () => {
    const station = openStation(FILE, { reset: 'restart', eoi: 'never' });
    station.started('A').request(reset('01'));
    station.take();
    station.connect('B').start();
    expectList(station.take(), [`B < ${STARTDT_CON}`]);
  });
});

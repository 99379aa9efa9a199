/** The comments of points in the log: of status signals, and as the station gives them to it (`docs/behaviour.md` §2 and §8). */
import { describe, expect, it } from 'vitest';
import { pointComment } from '../../src/station/points/signal-table.js';
import { openStation } from './station-kit.js';

const FILE =
  '100,Y,1,100,0,,,,,,"BREAKER ""Q0"", open"\n100,Y,1,101,0\n1,N,45,5000,100,,,,,,COMMAND Q0\n1,N,45,5001,101\n';

describe('the comment of a point', () => {
  it('is that of the row with its first value, as it was written', () => {
    const { table } = openStation(FILE).rtu;
    expect([pointComment(table, 0), pointComment(table, 1)]).toEqual(['BREAKER "Q0", open', '']);
  });

  it('has no apostrophe where the log guards against a formula', () => {
    const { table } = openStation('100,Y,1,100,0,,,,,,=Q0\n100,Y,1,101,0,,,,,,"-Q1, open"\n').rtu;
    expect([pointComment(table, 0), pointComment(table, 1)]).toEqual(['=Q0', '-Q1, open']);
  });

  it('stands behind the detail of a status that a command causes', () => {
    const station = openStation(FILE);
    const master = station.started();
    master.request('2D 01 06 00 01 00 | 88 13 00 | 01', '2D 01 06 00 01 00 | 89 13 00 | 01');
    const status = station.log.filter(({ event }) => event === 'status').map(({ detail }) => detail);
    expect(status).toEqual(['after a command; BREAKER "Q0", open', 'after a command']);
  });
});

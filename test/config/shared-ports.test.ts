/** Rows with one address and port but different RTU numbers share the connections (`docs/behaviour.md` §1). */
import { describe, expect, it } from 'vitest';
import { parseRows, tuples } from './support.js';

/** A row with this RTU number on port 2404. */
const row = (id: number, rtuNumber: number, ...options: string[]) =>
  [`${id},R${id},${rtuNumber},2404,,,,d.csv`, ...options].join(',');

describe('rows that share a port', () => {
  it.each<[string, string, string, string]>([
    ['all addresses', '', '', 'all addresses'],
    ['one address', 'bind=127.0.0.1', 'bind=127.0.0.1', '127.0.0.1'],
    ['two spellings', 'bind=fe80::1', 'bind=FE80:0:0:0:0:0:0:1', 'fe80::1'],
    ['an IPv4 address in IPv6', 'bind=192.168.100.200', 'bind=::ffff:192.168.100.200', '192.168.100.200'],
    ['0.0.0.0', 'bind=0.0.0.0', 'bind=0.0.0.0', '0.0.0.0'],
    ['all addresses and ::', 'bind=::', '', '::'],
    ['an address with its zone', 'bind=fe80::1%lo', 'bind=FE80::1%lo', 'fe80::1%lo'],
  ])('%s: are loaded, and take the spelling of the first', (_, first, second, place) => {
    const { rtus, findings, sharedPorts } = parseRows(row(1, 7, first), row(2, 8, second));
    expect(findings).toEqual([]);
    expect(rtus.map(({ rtuNumber, slot }) => [rtuNumber, slot])).toEqual([
      [7, 0],
      [8, 1],
    ]);
    expect(rtus[1].bind).toBe(rtus[0].bind);
    expect(sharedPorts).toEqual([
      `rows 1, 2 share port 2404 of ${place}: one connection for the RTU numbers 7, 8`,
    ]);
  });

  it('each have an RTU number of their own, and no row is taken for two', () => {
    const { rtus, findings, sharedPorts } = parseRows(row(1, 7), row(2, 8), row(3, 8), row(4, 9));
    expect(tuples(findings)).toEqual([
      [
        'error',
        3,
        '4 (port)',
        '2404',
        'a port of its own, or another RTU number; row 2 listens on 2404 of all addresses with RTU number 8',
      ],
    ]);
    expect(rtus.map(({ no }) => no)).toEqual([1, 2, 4]);
    expect(sharedPorts).toEqual([
      'rows 1, 2, 4 share port 2404 of all addresses: one connection for the RTU numbers 7, 8, 9',
    ]);
  });

  it.each<[field: string, first: string, second: string, column: string, found: string, expected: string]>([
    ['k', '1,A,7,2404,,12,,d', '2,B,8,2404,,20,,d', '6 (k)', '20', '12'],
    ['idle time', '1,A,7,2404,,,60,d', '2,B,8,2404,,,0,d', '7 (idle time)', '0', '60'],
    ['hosts', '1,A,7,2404,10.0.0.1,,,d', '2,B,8,2404,,,,d', '5 (hosts)', '', '10.0.0.1'],
    [
      'no hosts',
      '1,A,7,2404,,,,d',
      '2,B,8,2404,10.0.0.1;10.0.0.2,,,d',
      '5 (hosts)',
      '10.0.0.1; 10.0.0.2',
      'nothing',
    ],
    ['w', row(1, 7, 'w=4'), row(2, 8, 'w=5'), '9 (w)', '5', '4'],
    ['w by default', row(1, 7, 'w=4'), row(2, 8), '4 (port)', 'w=8 by default', '4'],
    ['t1', row(1, 7, 't1=20'), row(2, 8, 't1=21.5'), '9 (t1)', '21.5', '20'],
    ['t2', row(1, 7, 't2=5'), row(2, 8, 't2=6'), '9 (t2)', '6', '5'],
    ['t3', row(1, 7, 't3=30'), row(2, 8, 't3=31'), '9 (t3)', '31', '30'],
    [
      'testfr',
      row(1, 7, 'testfr=standard'),
      row(2, 8, 'testfr=passive'),
      '9 (testfr)',
      'passive',
      'standard',
    ],
    ['connections', row(1, 7, 'connections=2'), row(2, 8, 'connections=3'), '9 (connections)', '3', '2'],
    [
      'group',
      row(1, 7, 'group=each'),
      row(2, 8, 'group=10.0.0.1 10.0.0.2;10.1.0.0/24'),
      '9 (group)',
      '10.0.0.1 10.0.0.2; 10.1.0.0/24',
      'each',
    ],
  ])('agree in what is of the connection: %s', (_, first, second, column, found, expected) => {
    const { rtus, findings } = parseRows(first, second);
    expect(tuples(findings)).toEqual([
      ['error', 2, column, found, `${expected}, as in row 1, whose connections it shares`],
    ]);
    expect(rtus.map(({ no }) => no)).toEqual([1]);
  });

  it('differ in what is of the RTU', () => {
    const { rtus, findings } = parseRows(
      row(1, 7, 'objects=1', 'sq=auto', 'clock=follow', 'eoi=every'),
      row(2, 8, 'select=required', 'reset=restart', 'time=utc', 'filter=received'),
    );
    expect(findings).toEqual([]);
    expect(rtus).toHaveLength(2);
  });
});

import { describe, expect, it } from 'vitest';
import type { MasterPort } from '../../../src/gateway/definition.js';
import type { FindingTuple } from '../support.js';
import { parse, USUAL } from './kit.js';

const RTU = '5,North,,32,N,10.0.0.1:2404';
const OLDER = { ...USUAL, id: 5, line: 1, name: 'North', rtuNumber: 32, log: 'written' };

function port(number: number, name: string, more: Partial<MasterPort> = {}): MasterPort {
  return { port: number, bind: '', name, filter: [], admitsNobody: false, ...more };
}

describe('a file of the older form', () => {
  it('has a group for each RTU, with a port for each master', () => {
    const { groups, findings } = parse(
      RTU,
      '5,SCADA-1,2406,32,Y,10.1.1.0/24;10.1.2.5',
      '6,South,2404,101,n,10.0.0.2:2404;10.0.0.3:2404',
      '6,SCADA-1,2408,11,y,',
      '5,SCADA-2,2407,64,Y',
    );
    expect(findings).toEqual([]);
    expect(groups).toEqual([
      {
        ...OLDER,
        ports: [
          port(2406, 'SCADA-1', { filter: ['10.1.1.0/24', '10.1.2.5'] }),
          port(2407, 'SCADA-2', { masterCa: 64 }),
        ],
      },
      {
        ...OLDER,
        ...{ slot: 1, id: 6, line: 3, name: 'South', rtuNumber: 101 },
        hosts: [
          { host: '10.0.0.2', port: 2404 },
          { host: '10.0.0.3', port: 2404 },
        ],
        ports: [port(2408, 'SCADA-1', { masterCa: 11 })],
      },
    ]);
  });

  it('has settings in rows of their own, and the first 14 characters of names', () => {
    const { groups, tuples } = parse(
      'group id,sys name,port no,rtu no,master,hosts',
      ...['idletime,30', 't1,12', 't2,8', 't3,40', 'w,4', 'k,6', 'max conn,3', 'buffsize,50', 'logevents,N'],
      ...['same ip,old', 'gi,each', 'ntp_server,pool.ntp.org', 'nogui'],
      '5,ABCDEFGHIJKLMNO,,32,N,10.0.0.1:2404,oa=keep',
      '5,ABCDEFGHIJKLMNO,2406,32,Y,,bind=127.0.0.1',
    );
    const cut = 'a name; its first 14 characters count; ABCDEFGHIJKLMN is used';
    expect(tuples).toEqual([15, 16].map((line) => ['warning', line, '2 (sys name)', 'ABCDEFGHIJKLMNO', cut]));
    expect(groups).toEqual([
      {
        ...OLDER,
        ...{ line: 15, name: 'ABCDEFGHIJKLMN', connections: 3, idleMs: 30_000 },
        ...{ t1Ms: 12_000, t2Ms: 8000, t3Ms: 40_000, w: 4, k: 6, bufferFrames: 50 },
        ...{ log: 'none', sameIp: 'old', gi: 'each', oa: 'keep' },
        ports: [port(2406, 'ABCDEFGHIJKLMN', { bind: '127.0.0.1' })],
      },
    ]);
  });

  it('admits as many masters as it has ports, or 5', () => {
    const masters = (count: number) => Array.from({ length: count }, (_, i) => `5,M${i},${3000 + i},32,Y`);
    const connections = (count: number) => parse(RTU, ...masters(count)).groups[0].connections;
    expect([1, 5, 6, 9].map(connections)).toEqual([5, 5, 6, 9]);
  });

  it('has the default for a setting that cannot be read', () => {
    const { groups, tuples } = parse('t1,x', 'k,0', RTU, '5,M,2406,32,Y');
    expect(groups).toEqual([{ ...OLDER, line: 3, ports: [port(2406, 'M')] }]);
    expect(tuples).toEqual([
      ['warning', 1, '2 (t1)', 'x', 'seconds 1…172800; 15 is used'],
      ['warning', 2, '2 (k)', '0', 'a whole number 1…32767; 12 is used'],
    ]);
  });

  it('keeps a w that a row gave, with a warning', () => {
    const { groups, tuples } = parse('w,8', 'k,6', RTU, '5,M,2406,32,Y');
    expect(groups[0]).toMatchObject({ w: 8, k: 6 });
    expect(tuples).toEqual([['warning', 3, '', 'w=8 by default', 'at most k (6); it is used as it is']]);
  });

  it('gives its ports the address of the RTU’s row, or their own', () => {
    const { groups } = parse(`${RTU},bind=127.0.0.1`, '5,M,2406,32,Y', '5,M,2406,32,Y,,bind=127.0.0.2');
    expect(groups[0].ports.map(({ bind }) => bind)).toEqual(['127.0.0.1', '127.0.0.2']);
  });

  it('has rows that are mistyped, or have another separator', () => {
    const { groups, tuples } = parse(
      ...[RTU, '5,M,2406,32,Y', '6l,South,,101,N,10.0.0.2:2404', '7;East;;7;N;10.0.0.3:2404', 'gi;each'],
    );
    expect(groups.map(({ id, gi }) => [id, gi])).toEqual([[5, 'shared']]);
    expect(tuples.map(([severity, line, column, found]) => [severity, line, column, found])).toEqual([
      ['warning', 3, '1 (id)', '6l'],
      ['error', 4, '', '7;East;;7;N;10.0.0.3:2404'],
      ['error', 5, '', 'gi;each'],
    ]);
  });

  it('tells once of settings that do not agree', () => {
    const { tuples } = parse('t1,5', RTU, '5,M,2406,32,Y', '6,S,,1,N,10.0.0.2:2404', '6,M,2407,1,Y');
    expect(tuples).toEqual([
      ['warning', 2, '', 't2=10 by default', 'seconds below t1 (5); it is used as it is'],
    ]);
  });

  it.each<[string, string[], FindingTuple[]]>([
    [
      'a master without an RTU',
      [RTU, '5,M,2406,32,Y', '7,M,2412,32,Y'],
      [['error', 3, '1 (group id)', '7', 'a row of its RTU (N) with id 7 above']],
    ],
    [
      'a master above its RTU',
      ['5,M,2405,32,Y', RTU, '5,M,2406,32,Y'],
      [['error', 1, '1 (group id)', '5', 'the row of its RTU (N) above; it stands below, in row 2']],
    ],
    [
      'a second RTU',
      [RTU, '5,North,,33,N,10.0.0.9:2404', '5,M,2406,32,Y'],
      [['error', 2, '1 (group id)', '5', 'one RTU (N) in a group; row 1 has it']],
    ],
    [
      'neither Y nor N',
      [RTU, '5,M,2405,32,X', '5,M,2406,32,Y'],
      [['error', 2, '5 (master)', 'X', 'N in the row of an RTU, Y in that of a master']],
    ],
    [
      'a port that another master has',
      [RTU, '5,M,2406,32,Y', '5,M2,2406,32,Y'],
      [['error', 3, '3 (port no)', '2406', 'a port of its own; row 2 listens on 2406 of all addresses']],
    ],
    [
      'bad cells of a master',
      [RTU, '5,M,0,x,Y', '5,M,2406,32,Y'],
      [
        ['error', 2, '3 (port no)', '0', 'a whole number 1…65535'],
        ['error', 2, '4 (rtu no)', 'x', 'a whole number 1…65535'],
      ],
    ],
    [
      'an option of the group in the row of a master',
      [RTU, '5,M,2405,32,Y,,gi=each', '5,M,2406,32,Y'],
      [['error', 2, '7 (gi)', 'gi', 'this option in the row of the RTU (row 1)']],
    ],
  ])('%s: the row is left out', (_, lines, expected) => {
    const { groups, tuples } = parse(...lines);
    expect(groups.map(({ id, ports }) => [id, ports.map((each) => each.port)])).toEqual([[5, [2406]]]);
    expect(tuples).toEqual(expected);
  });

  it('an RTU without a master, or with bad cells, is left out with its masters', () => {
    const { groups, tuples } = parse(RTU, '6,South,,0,N,10.0.0.2', '6,M,2406,32,Y');
    expect(groups).toEqual([]);
    expect(tuples).toEqual([
      ['error', 1, '1 (group id)', '5', 'at least one row of a master (Y) with this id below'],
      ['error', 2, '4 (rtu no)', '0', 'a whole number 1…65535'],
      [
        'error',
        2,
        '6 (hosts)',
        '10.0.0.2',
        'ADDRESS:PORT of the RTU, such as 10.1.1.5:2404, rtu7:2404 or [fe80::1]:2404; several are separated by ;',
      ],
      ['error', 3, '1 (group id)', '6', 'a row of its RTU (N) that loads; that of row 2 is left out'],
    ]);
  });

  it('has an entry of a filter that is no address, and admits nobody', () => {
    const { groups, tuples } = parse(RTU, '5,M,2406,32,Y,x');
    expect(groups[0].ports).toEqual([port(2406, 'M', { admitsNobody: true })]);
    expect(tuples).toEqual([
      [
        'error',
        2,
        '6 (hosts)',
        'x',
        'an IPv4 or IPv6 address or network such as 10.1.1.0/24; this entry admits nobody',
      ],
    ]);
  });
});

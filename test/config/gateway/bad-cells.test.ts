import { describe, expect, it } from 'vitest';
import type { GroupDefinition } from '../../../src/gateway/definition.js';
import type { FindingTuple } from '../support.js';
import { HEADER, parse, parseRows, row, USUAL } from './kit.js';

type Cell = (typeof HEADER)[number];

const HOST = 'ADDRESS:PORT of the RTU, such as 10.1.1.5:2404, rtu7:2404 or [fe80::1]:2404';
const HOSTS = `${HOST}; several are separated by ;`;

/** The column of a cell, as findings name it. */
function column(name: Cell): string {
  return `${HEADER.indexOf(name) + 1} (${name})`;
}

describe('a row', () => {
  it('has every cell, seconds as milliseconds', () => {
    const { groups, findings } = parseRows(
      'id,sys name,port no,rtu no,max conn',
      '12,ABB,2406,32,3,30.5,12.5,9.25,19,6,11,500,Y,Old,[fe80::1]:2404;rtu7:1,192.168.1.16;10.1.1.1/24; ::1,,,',
    );
    expect(findings).toEqual([]);
    expect(groups).toEqual([
      {
        ...USUAL,
        ...{ id: 12, line: 3, name: 'ABB', rtuNumber: 32, connections: 3, w: 6, k: 11, bufferFrames: 500 },
        ...{ idleMs: 30_500, t1Ms: 12_500, t2Ms: 9250, t3Ms: 19_000, log: 'written', sameIp: 'old' },
        hosts: [
          { host: 'fe80::1', port: 2404 },
          { host: 'rtu7', port: 1 },
        ],
        ports: [
          {
            port: 2406,
            bind: '',
            name: '',
            filter: ['192.168.1.16', '10.1.1.1/24', '::1'],
            admitsNobody: false,
          },
        ],
      },
    ]);
  });

  it('has defaults for empty cells, and no finding', () => {
    const { groups, findings } = parseRows(row());
    expect(findings).toEqual([]);
    expect(groups).toEqual([USUAL]);
  });

  it('may end behind its hosts', () => {
    const { groups, findings } = parseRows('1,A,2404,7,,,,,,,,,,,10.0.0.1:2404');
    expect([groups, findings]).toEqual([[USUAL], []]);
  });

  it.each<[Cell, string, Partial<GroupDefinition>]>([
    ['port no', '1', { ports: [{ ...USUAL.ports[0], port: 1 }] }],
    ['port no', '65535', { ports: [{ ...USUAL.ports[0], port: 65535 }] }],
    ['rtu no', '65534', { rtuNumber: 65534 }],
    ['rtu no', '0-101', { rtuNumber: 101 }],
    ['max conn', '1', { connections: 1 }],
    ['max conn', '254', { connections: 254 }],
    ['idletime', '0.001', { idleMs: 1 }],
    ['t1', '172800', { t1Ms: 172_800_000 }],
    ['t2', '1', { t2Ms: 1000 }],
    ['t3', '300', { t3Ms: 300_000 }],
    ['w', '1', { w: 1 }],
    ['w', '12', { w: 12 }],
    ['buffsize', '12', { bufferFrames: 12 }],
    ['logevents', 'n', { log: 'none' }],
    ['same ip', 'new', { sameIp: 'new' }],
    ['sys name', 'ABCDEFGHIJKLMNO\u{1f600}', { name: 'ABCDEFGHIJKLMNO\u{1f600}' }],
  ])('takes %s %s', (name, text, expected) => {
    const { groups, findings } = parseRows(row({ [name]: text }));
    expect([groups, findings]).toEqual([[{ ...USUAL, ...expected }], []]);
  });

  it('lowers the default of w to k, and lifts that of the buffer', () => {
    const { groups, findings } = parseRows(row({ k: '3' }), row({ id: '2', 'port no': '2405', k: '32767' }));
    expect(findings).toEqual([]);
    expect(groups.map(({ w, k, bufferFrames }) => [w, k, bufferFrames])).toEqual([
      [3, 3, 1000],
      [8, 32767, 32767],
    ]);
  });
});

describe('a bad cell leaves the default, with a warning:', () => {
  it.each<[Cell, string, string]>([
    ['max conn', '0', 'a whole number 1…1000; 5 is used'],
    ['max conn', 'x', 'a whole number 1…1000; 5 is used'],
    ['idletime', '0', 'seconds 0.001…2147483; 60 is used'],
    ['idletime', '-1', 'seconds 0.001…2147483; 60 is used'],
    ['t1', '0', 'seconds 1…172800; 15 is used'],
    ['t2', '0', 'seconds 1…172800; 10 is used'],
    ['t3', 'twenty', 'seconds 1…172800; 20 is used'],
    ['w', '0', 'a whole number 1…32767; 8 is used'],
    ['w', '2.5', 'a whole number 1…32767; 8 is used'],
    ['k', '0', 'a whole number 1…32767; 12 is used'],
    ['k', '32768', 'a whole number 1…32767; 12 is used'],
    ['buffsize', '0', 'a whole number 1…1000000; 1000 is used'],
    ['buffsize', '11', 'at least k (12); 1000 is used'],
    ['logevents', 'y', 'Y (a capital letter) or N; N is used'],
    ['logevents', 'yes', 'Y (a capital letter) or N; N is used'],
    ['same ip', 'both', 'all, old or new; all is used'],
  ])('%s %s', (name, text, expected) => {
    const { groups, tuples } = parseRows(row({ [name]: text }));
    expect(groups).toEqual([USUAL]);
    expect(tuples).toEqual([['warning', 2, column(name), text, expected]]);
  });

  it('a w that cannot be read is lowered to k as well', () => {
    const { groups } = parseRows(row({ w: 'x', k: '4' }));
    expect(groups[0]).toMatchObject({ w: 4, k: 4 });
  });
});

describe('a cell that is strange, but used:', () => {
  it.each<[Cell, string, Partial<GroupDefinition>, string]>([
    ['sys name', '', { name: '' }, 'a name; its first 16 characters count; the group has none'],
    [
      'sys name',
      'A\u202eB',
      { name: 'A\ufffdB' },
      'a name without control characters and marks that are not shown; they are read as \ufffd',
    ],
    [
      'sys name',
      'ABCDEFGHIJKLMNO\u{1f600}X',
      { name: 'ABCDEFGHIJKLMNO\u{1f600}' },
      'a name; its first 16 characters count; ABCDEFGHIJKLMNO\u{1f600} is used',
    ],
    [
      'sys name',
      'ABCDEFGHIJKLMNO P',
      { name: 'ABCDEFGHIJKLMNO' },
      'a name; its first 16 characters count; ABCDEFGHIJKLMNO is used',
    ],
    [
      'rtu no',
      '65535',
      { rtuNumber: 65535 },
      '1…65534, because 65535 is the global address; it is used as it is',
    ],
    ['t2', '15', { t2Ms: 15_000 }, 'seconds below t1 (15); it is used as it is'],
    ['w', '13', { w: 13 }, 'at most k (12); it is used as it is'],
  ])('%s %s', (name, text, patch, expected) => {
    const { groups, tuples } = parseRows(row({ [name]: text }));
    expect(groups).toEqual([{ ...USUAL, ...patch }]);
    expect(tuples).toEqual([['warning', 2, column(name), text, expected]]);
  });

  it('more masters than a group may have', () => {
    const { groups, tuples } = parseRows(row({ 'max conn': '5000' }, 'oa=keep'));
    expect(groups).toEqual([{ ...USUAL, connections: 1000, oa: 'keep' }]);
    expect(tuples).toEqual([['warning', 2, '5 (max conn)', '5000', 'a whole number 1…1000; 1000 is used']]);
  });

  it('more masters than there are originator addresses', () => {
    const rows = [row({ 'max conn': '255' }), row({ id: '2', 'port no': '2405', 'max conn': '254' })];
    const { groups, tuples } = parseRows(
      ...rows,
      row({ id: '3', 'port no': '6', 'max conn': '300' }, 'oa=keep'),
    );
    expect(groups.map(({ connections }) => connections)).toEqual([255, 254, 300]);
    const expected = 'at most 254 with oa=map; the masters beyond them have OA 0';
    expect(tuples).toEqual([['warning', 2, '5 (max conn)', '255', expected]]);
  });

  it.each<[string, string[], string[]]>([
    ['127.0.0.1:2404', [], ['127.0.0.1:2404']],
    ['10.0.0.1:2404;LocalHost:2404;[::1]:2404', ['bind=::'], ['LocalHost:2404', '[::1]:2404']],
    ['127.0.0.2:2404', ['bind=127.0.0.2'], ['127.0.0.2:2404']],
    ['127.0.0.2:2404', ['bind=0.0.0.0'], ['127.0.0.2:2404']],
    ['127.0.0.2:2404', ['bind=127.0.0.1'], []],
    ['127.0.0.1:2405', [], []],
  ])('hosts %s with %j: the port of the group itself', (hosts, options, found) => {
    const { groups, tuples } = parseRows(row({ hosts }, ...options));
    expect(groups).toHaveLength(1);
    const expected = 'a port of the RTU; this is the port of the group itself';
    expect(tuples).toEqual(found.map((host) => ['warning', 2, '15 (hosts)', host, expected]));
  });

  it('a t1 below the default of t2', () => {
    expect(parseRows(row({ t1: '8' })).tuples).toEqual([
      ['warning', 2, '7 (t1)', 't2=10 by default', 'seconds below t1 (8); it is used as it is'],
    ]);
  });
});

describe('a row is left out, with an error, for', () => {
  it.each<[Cell, string, string]>([
    ['id', '1234567890123456789', 'at most 15 digits'],
    ['port no', '', 'a whole number 1…65535'],
    ['port no', '0', 'a whole number 1…65535'],
    ['port no', '65536', 'a whole number 1…65535'],
    ['port no', 'x', 'a whole number 1…65535'],
    ['rtu no', '0', 'a whole number 1…65535'],
    ['rtu no', '65536', 'a whole number 1…65535'],
    ['rtu no', '', 'a whole number 1…65535'],
    ['hosts', '', HOSTS],
    ['hosts', '192.168.1.1', HOSTS],
    // The filter in the column of the hosts, as the rows 444 and 555 of the predecessor's sample have it.
    ['hosts', '192.168.1.16;127.0.0.0/24;10.1.1.0/24', HOSTS],
    ['hosts', '300.1.1.1:2404', HOSTS],
    ['hosts', '::1:2404', HOSTS],
    ['hosts', '[10.1.1.1]:2404', HOSTS],
    ['hosts', '10.1.1.1:0', HOSTS],
    ['hosts', '10.1.1.1:65536', HOSTS],
    ['hosts', '10.1.1.1:', HOSTS],
    ['hosts', ':2404', HOSTS],
    ['hosts', 'rtu\u202e7:2404', HOSTS],
    ['hosts', 'rtu 7:2404', HOSTS],
  ])('%s "%s"', (name, text, expected) => {
    const { groups, tuples } = parseRows(row({ [name]: text }), row({ id: '9', 'port no': '9' }));
    expect(groups.map(({ id, slot }) => [id, slot])).toEqual([[9, 0]]);
    expect(tuples).toEqual([['error', 2, column(name), text, expected]]);
  });

  it('every bad cell at once', () => {
    const { groups, tuples } = parseRows(row({ 'port no': '0', 'rtu no': 'x', t1: 'x', hosts: 'a' }));
    expect(groups).toEqual([]);
    expect(tuples.map(([severity, , at, found]) => [severity, at, found])).toEqual([
      ['error', '3 (port no)', '0'],
      ['error', '4 (rtu no)', 'x'],
      ['warning', '7 (t1)', 'x'],
      ['error', '15 (hosts)', 'a'],
    ]);
  });

  it('an id that a row above has', () => {
    const { groups, tuples } = parseRows(row(), row({ 'port no': '2405' }));
    expect(groups.map(({ line }) => line)).toEqual([2]);
    expect(tuples).toEqual([['error', 3, '1 (id)', '1', 'an id of its own; row 2 has it']]);
  });

  it.each([
    ['on all addresses', row(), 'row 2 listens on 2404 of all addresses'],
    ['on an address', row({}, 'bind=127.0.0.1'), 'row 2 listens on 2404 of 127.0.0.1'],
  ])('a port that a row above has %s', (_, first, expected) => {
    const second = row({ id: '2' }, 'bind=127.0.0.1');
    const { groups, tuples } = parseRows(first, second);
    expect(groups.map(({ id }) => id)).toEqual([1]);
    expect(tuples).toEqual([['error', 3, '3 (port no)', '2404', `a port of its own; ${expected}`]]);
  });

  it('not for a port on another address, nor one of a row that is left out', () => {
    const { groups, findings } = parseRows(
      row({ id: '1' }, 'bind=127.0.0.1'),
      row({ id: '2' }, 'bind=127.0.0.2'),
    );
    expect([groups.length, findings]).toEqual([2, []]);
    const again = parseRows(row({ hosts: 'x' }), row());
    expect(again.groups.map(({ line }) => line)).toEqual([3]);
  });
});

describe('an entry is left out, with an error:', () => {
  it('a host without a port', () => {
    const { groups, tuples } = parseRows(row({ hosts: '10.0.0.2;10.0.0.1 : 2404;;10.0.0.3:x' }));
    expect(groups).toEqual([USUAL]);
    expect(tuples).toEqual([
      ['error', 2, '15 (hosts)', '10.0.0.2', `${HOST}; this entry is left out`],
      ['error', 2, '15 (hosts)', '10.0.0.3:x', `${HOST}; this entry is left out`],
    ]);
  });

  it.each<[string, string[], boolean]>([
    ['10.0.0.1;x', ['10.0.0.1'], false],
    ['x', [], true],
  ])('of the filter %s', (text, filter, admitsNobody) => {
    const { groups, tuples } = parseRows(row({ filter: text }));
    expect(groups[0].ports).toEqual([{ ...USUAL.ports[0], filter, admitsNobody }]);
    const expected = 'an IPv4 or IPv6 address or network such as 10.1.1.0/24; this entry admits nobody';
    expect(tuples).toEqual([['error', 2, '16 (filter)', 'x', expected]]);
  });

  it('a second host of the RTU in the filter', () => {
    const { groups, tuples } = parseRows(row({ filter: '10.0.0.2:2404' }));
    expect(groups[0].ports).toEqual([{ ...USUAL.ports[0], filter: [], admitsNobody: true }]);
    const expected =
      'addresses of masters; this entry admits nobody. A host of the RTU stands in one cell with the others, ; between them';
    expect(tuples).toEqual([['error', 2, '16 (filter)', '10.0.0.2:2404', expected]]);
  });
});

describe('the first row', () => {
  const EXPECTED =
    'iec104MM2SS-1port-v1.0 in the first cell of the first row, or rows of the older form: id, name, port, RTU number, Y or N, hosts';

  it.each(['iec104MM2SS-1port-v1.0 ini file', 'my IEC104mm2ss-1PORT-V1.0', '\ufeffiec104MM2SS-1port-v1.0'])(
    'has the marker somewhere: %s',
    (first) => {
      expect(parse(first, row())).toMatchObject({ groups: [USUAL], findings: [] });
    },
  );

  it.each<[string, string[], FindingTuple]>([
    ['without it', [row()], ['error', 1, '1 (marker)', '1', EXPECTED]],
    [
      'with another version',
      ['iec104MM2SS-1port-v2.0', row()],
      ['error', 1, '1 (marker)', 'iec104MM2SS-1port-v2.0', EXPECTED],
    ],
    [
      'with the marker further down',
      ['# mine', 'iec104MM2SS-1port-v1.0', row()],
      ['error', 1, '1 (marker)', '# mine', `${EXPECTED}; it stands in row 2`],
    ],
    ['in a file without rows', ['', ''], ['error', 0, '', '', EXPECTED]],
  ])('%s: nothing is read', (_, lines, expected) => {
    const { groups, tuples } = parse(...lines);
    expect([groups, tuples]).toEqual([[], [expected]]);
  });

  it.each(['', ',,,,', ' ; '])('may be empty: "%s"', (first) => {
    const { groups, tuples } = parse(first, row());
    expect(groups).toEqual([USUAL]);
    expect(tuples).toEqual([
      [
        'warning',
        1,
        '1 (marker)',
        '',
        'iec104MM2SS-1port-v1.0 in the first cell; the file is read as if it were there, because the row is empty',
      ],
    ]);
  });
});

describe('RTU numbers', () => {
  it('of which some are octets, and one may be: told', () => {
    const { groups, tuples } = parseRows(
      row({ 'rtu no': '0-101' }),
      row({ id: '2', 'port no': '2405', 'rtu no': '2.0' }),
    );
    expect(groups.map(({ rtuNumber }) => rtuNumber)).toEqual([101, 2]);
    expect(tuples).toEqual([
      [
        'warning',
        3,
        '4 (rtu no)',
        '2.0',
        'addresses of one form in a column: row 2 has octets (0-101), and this is read as the number 2; with --address-form octets it is 512',
      ],
    ]);
  });
});

describe('other rows', () => {
  it('below ! are not judged', () => {
    expect(parseRows(row(), '!', '2,"A,2404,7').tuples).toEqual([]);
  });

  it('end the file with !, and what was left out is told', () => {
    const { groups, tuples } = parseRows(row(), '!', row({ id: '2', 'port no': '2405' }));
    expect(groups).toHaveLength(1);
    expect(tuples).toEqual([
      [
        'warning',
        3,
        '',
        '!',
        'no ! before the last group; reading ends here, and 1 group row below is left out',
      ],
    ]);
  });

  it('name NTP servers, the interval, and no dashboard', () => {
    const { ntpServers, ntpUpdateSec, hasInterval, noGui, findings } = parseRows(
      'ntp_server,10.1.1.15',
      'ntp_update_every_sec,60',
      'NTP_SERVER,pool.ntp.org,# ours',
      'nogui,,,,',
      '#nogui',
      'ntp_update_every_sec is in seconds.',
      row(),
    );
    expect([ntpServers, ntpUpdateSec, hasInterval]).toEqual([['10.1.1.15', 'pool.ntp.org'], 60, true]);
    expect([noGui, findings]).toEqual([true, []]);
    expect(parseRows('#nogui', row())).toMatchObject({ noGui: false, ntpUpdateSec: 900, hasInterval: false });
  });

  it.each<[string, FindingTuple]>([
    ['ntp_server,a b', ['error', 2, '2 (ntp_server)', 'a b', 'the name or address of an NTP server']],
    ['ntp_update_every_sec,0', ['error', 2, '2 (ntp_update_every_sec)', '0', 'seconds 1…2147483']],
    [
      'ntpserver,10.1.1.15',
      [
        'warning',
        2,
        '1 (setting)',
        'ntpserver',
        'a setting (did you mean ntp_server,10.1.1.15?), or # before a comment; the row is taken for a comment',
      ],
    ],
    [
      't1,20',
      [
        'warning',
        2,
        '1 (setting)',
        't1',
        't1 as a cell of each row, or # before a comment; in this form it is no setting, and the row is taken for a comment',
      ],
    ],
    ['1l,A,2404,7', ['warning', 2, '1 (id)', '1l', 'digits; the row is taken for a comment']],
    ['1.5E+3,A,2404,7', ['warning', 2, '1 (id)', '1.5E+3', 'digits; the row is taken for a comment']],
  ])('%s', (line, expected) => {
    const { groups, tuples } = parseRows(line, row());
    expect(groups).toEqual([{ ...USUAL, line: 3 }]);
    expect(tuples).toEqual([expected]);
  });
});

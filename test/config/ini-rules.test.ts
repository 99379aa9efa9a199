import { describe, expect, it } from 'vitest';
import { type FindingTuple, parseRows, row, tuples } from './support.js';

describe('hosts', () => {
  const expected = 'an IPv4 or IPv6 address or network such as 10.1.1.0/24; this entry admits nobody';

  it('reports each entry that is not an address; the others are used', () => {
    const { rtus, findings } = parseRows(
      '1,a,7,2404,10.1.1.0/33;10.0.0.1;scada;::/129;300.1.1.1;1.2.3.4/x;scada/24;10.0.0.0/+8;10.0.0.0/8.0;/8,,,d',
    );
    expect(rtus[0]).toMatchObject({ hosts: ['10.0.0.1'], admitsNobody: false });
    expect(tuples(findings)).toEqual(
      [
        ...['10.1.1.0/33', 'scada', '::/129', '300.1.1.1', '1.2.3.4/x'],
        ...['scada/24', '10.0.0.0/+8', '10.0.0.0/8.0', '/8'],
      ].map((found) => ['error', 1, '5 (hosts)', found, expected]),
    );
  });

  it('admits no host if no valid entry is left', () => {
    const { rtus, findings } = parseRows('1,a,7,2404,scada,,,d');
    expect(rtus[0]).toMatchObject({ hosts: [], admitsNobody: true });
    expect(findings).toHaveLength(1);
  });

  it.each(['', ';', ' ; ;'])('admits any host if the cell is %j', (cell) => {
    const { rtus, findings } = parseRows(`1,a,7,2404,${cell},,,d`);
    expect(rtus[0]).toMatchObject({ hosts: [], admitsNobody: false });
    expect(findings).toEqual([]);
  });

  it('takes networks with host bits, and the widest and narrowest', () => {
    const { rtus, findings } = parseRows('1,a,7,2404,127.0.0.5/24;0.0.0.0/0;1.2.3.4/32;::/0;::1/128,,,d');
    expect(rtus[0].hosts).toHaveLength(5);
    expect(findings).toEqual([]);
  });
});

describe('address and port', () => {
  it.each<[string, string, string, string]>([
    ['all after one', 'bind=127.0.0.1', '', 'row 1 listens on 2404 of 127.0.0.1'],
    ['one after all', '', 'bind=127.0.0.1', 'row 1 listens on 2404 of all addresses'],
    ['IPv4 after ::', 'bind=::', 'bind=127.0.0.1', 'row 1 listens on 2404 of ::'],
    ['IPv6 after all', '', 'bind=::1', 'row 1 listens on 2404 of all addresses'],
    ['IPv4 after 0.0.0.0', 'bind=0.0.0.0', 'bind=10.0.0.1', 'row 1 listens on 2404 of 0.0.0.0'],
    ['0.0.0.0 after IPv4', 'bind=10.0.0.1', 'bind=0.0.0.0', 'row 1 listens on 2404 of 10.0.0.1'],
    ['0.0.0.0 after all', '', 'bind=0.0.0.0', 'row 1 listens on 2404 of all addresses'],
    ['all after 0.0.0.0', 'bind=0.0.0.0', '', 'row 1 listens on 2404 of 0.0.0.0'],
    ['all after IPv6', 'bind=::1', '', 'row 1 listens on 2404 of ::1'],
  ])('overlap: %s', (_, first, second, place) => {
    const { rtus, findings } = parseRows(row(1, 2404, first), row(2, 2404, second).replace(',7,', ',8,'));
    expect(rtus.map(({ no }) => no)).toEqual([1]);
    expect(tuples(findings)).toEqual([['error', 2, '4 (port)', '2404', `a port of its own; ${place}`]]);
  });

  it('may repeat on other addresses or ports', () => {
    const { rtus, findings } = parseRows(
      row(1, 2404, 'bind=127.0.0.1'),
      row(2, 2404, 'bind=127.0.0.2'),
      row(3, 2404, 'bind=::1'),
      row(4, 2405),
      row(5, 2406, 'bind=0.0.0.0'),
      row(6, 2406, 'bind=::1'),
      row(7, 2404, 'bind=fe80::1%lo'),
      row(8, 2404, 'bind=fe80::1%eth0'),
      row(9, 2404, 'bind=fe80::1'),
      row(10, 2407, 'bind=102:304::'),
      row(11, 2407, 'bind=1::ffff:1.2.3.4'),
      row(12, 2407, 'bind=1.2.3.4'),
    );
    expect(findings).toEqual([]);
    expect(rtus.map(({ slot }) => slot)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('are all remembered, however many share a port', () => {
    const { findings } = parseRows(
      row(1, 2404, 'bind=127.0.0.1'),
      row(2, 2404, 'bind=127.0.0.2'),
      row(3, 2404, 'bind=127.0.0.1'),
    );
    expect(findings.map(({ row: line, expected }) => [line, expected])).toEqual([
      [3, 'a port of its own, or another RTU number; row 1 listens on 2404 of 127.0.0.1 with RTU number 7'],
    ]);
  });

  it('are not occupied by a row that did not load', () => {
    const { rtus, findings } = parseRows('1,,7,2404,,,,d', row(2, 2404));
    expect(rtus).toMatchObject([{ no: 2, slot: 0 }]);
    expect(findings).toHaveLength(1);
  });

  it('names the bad option and the overlap of one row', () => {
    const { findings } = parseRows(row(1, 2404), row(2, 2404, 'w=x'));
    expect(findings.map(({ column }) => column)).toEqual(['9 (w)', '4 (port)']);
  });
});

describe('rules between fields', () => {
  it.each<[string, string[], FindingTuple]>([
    ['t2 = t1', [row(1, 1, 't1=5', 't2=5')], ['error', 1, '10 (t2)', '5', 'seconds below t1 (5)']],
    [
      't1 below the default t2',
      [row(1, 1, 't1=8')],
      ['error', 1, '9 (t1)', 't2=10 by default', 'seconds below t1 (8)'],
    ],
    [
      'default rows that do not agree',
      ['t2,15', row(1, 1)],
      ['error', 2, '', 't2=15 by default', 'seconds below t1 (15)'],
    ],
  ])('%s: not loaded', (_, rows, expected) => {
    const { rtus, findings } = parseRows(...rows);
    expect(rtus).toEqual([]);
    expect(tuples(findings)).toEqual([expected]);
  });

  // Each row has one field that can't be read; with its default the row would break a rule as well.
  it.each([
    ['t1', row(1, 1, 't1=x', 't2=15')],
    ['t2', row(1, 1, 't2=x', 't1=8')],
    ['w', '1,a,7,1,,3,,d,w=x'],
    ['k', '1,a,7,1,,x,,d,w=20'],
    ['bind', `${row(9, 1)}\n${row(1, 1, 'bind=x')}`],
    ['port', `${row(9, 2404)}\n1,a,7,x,,,,d`],
  ])('are not judged if %s cannot be read', (name, rows) => {
    const { findings } = parseRows(...rows.split('\n'));
    expect(findings.map(({ found, column }) => [found, column.includes(name)])).toEqual([['x', true]]);
  });

  it('a default row that cannot be read gives no w', () => {
    const { rtus, findings } = parseRows('w,x', '1,a,7,1,,3,,d');
    expect(rtus[0]).toMatchObject({ k: 3, w: 3 });
    expect(tuples(findings)).toEqual([['error', 1, '2 (w)', 'x', 'a whole number 1…32767']]);
  });

  it.each(['w8', '=8', 'w 8', 'weight=8'])('the cell %s is no option, and its row is left out', (cell) => {
    const { rtus, findings } = parseRows(row(1, 1, cell));
    expect(rtus).toEqual([]);
    expect(tuples(findings)).toEqual([
      ['error', 1, '9 (option)', cell, expect.stringMatching(/^name=value, the name one of bind, w, t1, /)],
    ]);
  });

  it('a default w is reduced to a small k', () => {
    const { rtus, findings } = parseRows('1,a,7,1,,3,,d');
    expect(rtus[0]).toMatchObject({ k: 3, w: 3 });
    expect(findings).toEqual([]);
  });

  it('an explicit w above k is kept, with a warning', () => {
    const { rtus, findings } = parseRows('1,a,7,1,,3,,d,w=5', 'w,4', '2,a,7,2,,3,,d');
    expect(rtus).toMatchObject([
      { k: 3, w: 5 },
      { k: 3, w: 4 },
    ]);
    expect(tuples(findings)).toEqual([
      ['warning', 1, '9 (w)', '5', 'at most k (3)'],
      ['warning', 3, '6 (k)', 'w=4 by default', 'at most k (3)'],
    ]);
  });
});

describe('a file of the gateway', () => {
  it('is named in one finding, and nothing of it is read', () => {
    const marker = 'iec104MM2SS-1port-v1.0 ini file';
    const { rtus, findings } = parseRows(marker, 'ntp_server,10.0.0.1', row(1, 1), '2,North,2404,51,5');
    expect(rtus).toEqual([]);
    const expected =
      'an ini file of the simulator; this is one of the gateway, which iec104rs gateway -i FILE reads. Nothing is read';
    expect(tuples(findings)).toEqual([['error', 1, '1 (id)', marker, expected]]);
  });

  it('is known by its first row alone', () => {
    const { rtus, findings } = parseRows('# mine', '# iec104MM2SS-1port-v1.0', row(1, 1));
    expect([rtus.length, findings]).toEqual([1, []]);
  });
});

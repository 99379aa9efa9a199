import { expect, it } from 'vitest';
import { loadRtuList, parseRtuList } from '../../src/master/rtu-list.js';
import { describeWithShared, sharedPath } from '../support/shared.js';

it('reads RTU rows, and stops at an exclamation mark', () => {
  const text = [
    '\uFEFF# id,name,rtu no,port,hosts,k,idle,file',
    '"ntp_server",pool.ntp.org,,',
    '1, ABB ,32,2404,127.0.0.0/24;10.1.1.0/24,12,60,io.csv,,,',
    '#2,OSI,105,2405,,12,60,io.csv',
    'bind,127.1.0.1',
    '3,"A name of more than sixteen",7,2404,,,60,io.csv,objects=1',
    '4,X,8,2404,,3,60,io.csv,objects=1, bind = 127.1.0.4 ,',
    '!5,Y,9,2407,,12,60,io.csv',
    '6,Z,10,2408,,12,60,io.csv',
  ].join('\r\n');
  expect(parseRtuList(Buffer.from(text))).toEqual({
    rtus: [
      { no: 1, name: 'ABB', ca: 32, port: 2404, bind: '', k: 12, line: 3, sharers: [] },
      { no: 3, name: 'A name of more t', ca: 7, port: 2404, bind: '127.1.0.1', k: 12, line: 6, sharers: [] },
      { no: 4, name: 'X', ca: 8, port: 2404, bind: '127.1.0.4', k: 3, line: 7, sharers: [] },
    ],
    skipped: [],
  });
});

it('reports the rows that cannot be used', () => {
  const text = '1,,1,2404\n2,A,0,2404\n3,A,1,70000\n4,A,1,2404,,x\n5,A,1,2404\n6,B,1,2404\n7,C';
  expect(parseRtuList(Buffer.from(text)).rtus.map(({ no }) => no)).toEqual([5]);
  expect(parseRtuList(Buffer.from(text)).skipped).toEqual([
    'line 1: no name',
    'line 2: RTU number "0", expected 1…65535',
    'line 3: port "70000", expected 1…65535',
    'line 4: k "x", expected 1…32767',
    'line 6: port 2404 has another RTU with CA 1',
    'line 7: RTU number "", expected 1…65535',
  ]);
});

it('takes rows of one address and port together, each CA once', () => {
  const rows = ['1,A,1,2404', '2,B,2,2404', '3,C,3,2404,,,,,bind=127.0.0.2', '4,D,4,2404', '5,E,2,2404'];
  const { rtus, skipped } = parseRtuList(Buffer.from(rows.join('\n')));
  expect(rtus.map(({ name, sharers }) => [name, sharers.map(({ ca }) => ca)])).toEqual([
    ['A', [2, 4]],
    ['C', []],
  ]);
  expect(skipped).toEqual(['line 5: port 2404 has another RTU with CA 2']);
});

it('refuses a file of the gateway, whose columns are others', () => {
  const text =
    'iec104MM2SS-1port-v1.0 ini file\n1,North,12404,101,5,60,15,10,20,8,12,1000,Y,all,127.0.0.1:2404';
  expect(() => parseRtuList(Buffer.from(text))).toThrow(
    'this is an ini file of the gateway, whose columns are others; the master needs rows such as 1,Northfield,51,2404',
  );
});

it('reports a missing file', () => {
  expect(() => loadRtuList('no-such-file.csv')).toThrow(/^cannot read no-such-file\.csv: no such file$/);
});

describeWithShared('on real files', ['fixtures/original', 'fixtures/flood'], () => {
  it.each([
    ['fixtures/original/iec104rs-153.csv', 153],
    ['fixtures/flood/iec104rs.csv', 150],
    ['fixtures/flood/iec104rs-10000.csv', 10_000],
  ])('reads every RTU of %s', (path, count) => {
    const list = loadRtuList(sharedPath(path));
    expect(list.rtus.length).toBe(count);
    expect(list.skipped).toEqual([]);
  });

  it('stops at the exclamation mark', () => {
    const list = loadRtuList(sharedPath('fixtures/original/iec104rs.csv'));
    expect(list.rtus.map(({ no, ca, port }) => [no, ca, port])).toEqual([
      [1, 32, 2404],
      [3, 105, 2406],
    ]);
  });
});

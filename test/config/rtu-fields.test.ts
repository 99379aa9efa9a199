import { describe, expect, it } from 'vitest';
import { parseIni } from '../../src/config/ini.js';
import { DEFAULT_RTU_SETTINGS, parseRtuField, RTU_CELLS, RTU_OPTIONS } from '../../src/config/rtu-fields.js';
import { changeRtu } from '../../src/config/rtu-settings.js';
import { parseRows, row, tuples } from './support.js';

const [base] = parseIni('1,ABB,32,2404,,12,60,io.csv', 'f').rtus;

describe('the table of fields', () => {
  it('names each once and reads its own default', () => {
    const fields = [...RTU_CELLS, ...RTU_OPTIONS];
    expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
    for (const { initial, read } of fields) {
      if (initial !== undefined) expect(read(initial)).toMatchObject({ patch: {}, problems: [] });
    }
  });

  it('says of each what is expected', () => {
    const texts = [...RTU_CELLS, ...RTU_OPTIONS].map(({ name, expected }) => [name, expected]);
    expect(texts.filter(([, expected]) => expected === '')).toEqual([]);
    expect(Object.fromEntries(texts)).toMatchObject({
      rtuNumber: 'a whole number 1…65535',
      hosts: 'addresses or networks such as 10.1.1.0/24, separated by ;',
    });
  });

  it('has the defaults of the contract, and none for what a row must give', () => {
    expect(DEFAULT_RTU_SETTINGS).toMatchObject({
      ...{ name: '', rtuNumber: 0, port: 0, ioFile: '' },
      ...{ k: 12, w: 8, t1Ms: 15_000, t2Ms: 10_000, t3Ms: 20_000, idleMs: 60_000, hosts: [], bind: '' },
    });
  });

  it('takes the global address with a warning', () => {
    expect(parseRtuField('rtuNumber', '65535')).toEqual({
      patch: { rtuNumber: 65535 },
      problems: [
        { severity: 'warning', found: '65535', expected: '1…65534, because 65535 is the global address' },
      ],
    });
  });

  it('takes no idle time between 0 and a millisecond', () => {
    expect(['0', '0.001', '0.0009'].map((text) => parseRtuField('idleTime', text).patch)).toEqual([
      { idleMs: 0 },
      { idleMs: 1 },
      undefined,
    ]);
  });

  it('names all of them for a name that none has', () => {
    const { problems } = parseRtuField('colour', 'red');
    expect(problems).toEqual([
      {
        severity: 'error',
        found: 'colour',
        expected: expect.stringMatching(
          /^one of name, rtuNumber, port, hosts, k, idleTime, iodata, bind, w, t1, /,
        ),
      },
    ]);
  });

  it('reads one by name', () => {
    expect(parseRtuField('t1', '12.5')).toEqual({ patch: { t1Ms: 12500 }, problems: [] });
    expect(parseRtuField('hosts', '::1').patch).toEqual({ hosts: ['::1'], admitsNobody: false });
    expect(parseRtuField('port', '2405')).toEqual({ patch: { port: 2405 }, problems: [] });
    expect(parseRtuField('toString', '1').problems).toHaveLength(1);
  });
});

describe('the change of an RTU', () => {
  it('replaces the given fields of the definition', () => {
    const { definition, problems } = changeRtu(base, {
      name: 'OSI',
      iodata: 'b.csv',
      idleTime: '5',
      eoi: 'never',
    });
    expect(problems).toEqual([]);
    expect(definition).toEqual({ ...base, name: 'OSI', ioFile: 'b.csv', idleMs: 5000, eoi: 'never' });
  });

  it('keeps a w that the row gives when k changes, and takes texts with blanks around them', () => {
    const [own] = parseIni('1,ABB,32,2404,,12,60,io.csv,w=5', 'f').rtus;
    expect(changeRtu(own, { k: ' 3 ' })).toMatchObject({
      definition: { k: 3, w: 5 },
      problems: [{ severity: 'warning', field: 'w', found: '5', expected: 'at most k (3)' }],
    });
  });

  it('collects every problem and changes nothing', () => {
    const before = { ...base };
    const change = changeRtu(base, { port: '0', t1: '5', colour: 'red' });
    expect(change.definition).toBeUndefined();
    expect(change.problems.map(({ field, found }) => [field, found])).toEqual([
      ['port', '0'],
      ['colour', 'colour'],
      ['t2', '10'],
    ]);
    expect(base).toEqual(before);
  });

  it('reduces a default w to k, warns about an explicit one', () => {
    const small = changeRtu(base, { k: '3' });
    expect(small).toMatchObject({ definition: { k: 3, w: 3 }, problems: [] });
    if (small.definition === undefined) throw new Error('not changed');
    expect(changeRtu(small.definition, { k: '20' })).toMatchObject({ definition: { k: 20, w: 8 } });
    expect(changeRtu(base, { k: '3', w: '5' })).toMatchObject({
      definition: { k: 3, w: 5 },
      problems: [{ severity: 'warning', field: 'w', found: '5', expected: 'at most k (3)' }],
    });
  });
});

describe('group', () => {
  it.each(['', ',', ' , ; ,'])('of no address is an error: %j', (text) => {
    expect(parseRtuField('group', text)).toMatchObject({ problems: [{ severity: 'error', found: text }] });
  });

  it('in a default row whose groups the separator has cut off is an error', () => {
    const expected = 'all groups in one cell, in quotation marks';
    expect(tuples(parseRows('group,10.0.0.1,10.0.0.2', row(1, 2404)).findings)).toEqual([
      ['error', 1, '3 (group)', '10.0.0.2', expected],
    ]);
    expect(parseRows('group,one,# all masters', row(1, 2404)).findings).toEqual([]);
  });

  it.each([
    ['ONE', 'one'],
    ['10.0.0.1 10.0.0.2;10.1.0.0/24', [['10.0.0.1', '10.0.0.2'], ['10.1.0.0/24']]],
    // In quotation marks the cell may hold commas.
    ['::1, 10.0.0.2 ;; 10.1.0.3', [['::1', '10.0.0.2'], ['10.1.0.3']]],
  ])('reads the redundancy groups of group=%s', (text, group) => {
    expect(parseRows(row(1, 2404, '', `"group=${text}"`)).rtus).toMatchObject([{ group }]);
    expect(parseRows(`group,"${text}"`, row(1, 2404)).rtus).toMatchObject([{ group }]);
  });
});

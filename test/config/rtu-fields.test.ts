import { describe, expect, it } from 'vitest';
import { parseIni } from '../../src/config/ini.js';
import { parseRtuField, RTU_CELLS, RTU_OPTIONS } from '../../src/config/rtu-fields.js';
import { changeRtu } from '../../src/config/rtu-settings.js';

const [base] = parseIni('1,ABB,32,2404,,12,60,io.csv', 'f').rtus;

describe('the table of fields', () => {
  it('names each once and reads its own default', () => {
    const fields = [...RTU_CELLS, ...RTU_OPTIONS];
    expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
    for (const { initial, read } of fields) {
      if (initial !== undefined) expect(read(initial)).toMatchObject({ patch: {}, problems: [] });
    }
  });

  it('reads one by name', () => {
    expect(parseRtuField('t1', '12.5')).toEqual({ patch: { t1Ms: 12500 }, problems: [] });
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

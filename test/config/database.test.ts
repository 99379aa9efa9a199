import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIoaFile } from '../../src/config/database/parse.js';
import { type FindingTuple, tuples } from './support.js';

const TYPES =
  'a process type id (1, 3, 5, 7, 9, 11, 13, 15, 20, 21, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 45, 46, 47, ' +
  '48, 49, 50, 51, 58, 59, 60, 61, 62, 63, 64)';
const IOA = 'a whole number 0…16777215, or its octets as in 1.2.3 or 1-2-3';

function parse(...rows: string[]) {
  return parseIoaFile(rows.join('\n'), 'd.csv', 'data/d.csv');
}

/** A valid row, so that a file without other signals causes no finding of its own. */
const SOUND = '9,N,1,9,0';

describe('a signal row', () => {
  it('has every field', () => {
    const { signals, findings } = parse('317,Y,31,318,2,3.5,32,46,21001,-0.5,5000,H-LN01Q1,bay 1');
    expect(findings).toEqual([]);
    expect(signals).toEqual([
      {
        line: 1,
        index: 317,
        groups: 1,
        typeId: 31,
        ioa: 318,
        value: { dpi: 2, quality: 0 },
        waitMs: 3500,
        cot: 3,
        filter: { rtuNumber: 32, typeId: 46, ioa: 21001, value: -0.5, timeoutMs: 5000 },
        comment: 'H-LN01Q1 bay 1',
      },
    ]);
  });

  it('needs no more than five cells', () => {
    const { signals, findings } = parse('0,,1,5,1');
    expect(findings).toEqual([]);
    expect(signals[0]).toMatchObject({
      index: 0,
      groups: 0,
      waitMs: 0,
      filter: { rtuNumber: 0, typeId: -1, ioa: -1, value: Number.NaN, timeoutMs: Number.POSITIVE_INFINITY },
      comment: '',
    });
  });

  it.each<[cells: string, type: number, cot: number, comment: string]>([
    ['5,cot=periodic,bay,1', 9, 1, 'bay 1'],
    // The time-out cell is no number: it belongs to what follows.
    ['cot = Background', 20, 2, ''],
    ['5,,COT=background,bay,1', 1, 2, 'bay 1'],
    ['5,cotton=1,scot=2', 1, 3, 'cotton=1 scot=2'],
  ])('has the cause that its cells name: %s', (cells, type, cot, comment) => {
    const { signals, findings } = parse(`1,Y,${type},1,0,0,,,,,${cells}`);
    expect(findings).toEqual([]);
    expect(signals).toMatchObject([{ cot, comment }]);
  });

  it('takes cot= behind the comment for a part of it, and says where it belongs', () => {
    const { signals, findings } = parse('1,Y,9,1,0,0,,,,,5,bay,cot=periodic,1', '1,Y,9,2,0,0,,,,,bay,COT=x');
    expect(signals).toMatchObject([
      { cot: 3, comment: 'bay cot=periodic 1' },
      { cot: 3, comment: 'bay COT=x' },
    ]);
    const expected = 'this cell before the comment; here it is part of the comment';
    expect(tuples(findings)).toEqual([
      ['warning', 1, '13 (cot)', 'cot=periodic', expected],
      ['warning', 2, '12 (cot)', 'COT=x', expected],
    ]);
  });

  it('takes the last of two causes, with a warning', () => {
    const { signals, findings } = parse('1,Y,9,1,0,0,,,,,5,cot=periodic,cot=background,bay');
    expect(signals).toMatchObject([{ cot: 2, comment: 'bay' }]);
    expect(tuples(findings)).toEqual([
      ['warning', 1, '13 (cot)', 'cot=background', 'cot once a row; the last one counts'],
    ]);
  });

  it('takes the limits', () => {
    const { signals, findings } = parse(
      '999999999999,y,1,16777215,1,0.001,65535,255,16777215,1e9,0',
      '1,n,1,1,1,2147483,1,1,0,.5,0.5',
    );
    expect(findings).toEqual([]);
    expect(signals[0]).toMatchObject({
      index: 999999999999,
      groups: 1,
      waitMs: 1,
      filter: { rtuNumber: 65535, typeId: 255, ioa: 16777215, value: 1e9, timeoutMs: 0 },
    });
    expect(signals[1]).toMatchObject({
      waitMs: 2147483000,
      filter: { rtuNumber: 1, typeId: 1, ioa: 0, value: 0.5, timeoutMs: 0.5 },
    });
  });

  it.each<[string, string, ...FindingTuple[]]>([
    [
      'index of 13 digits',
      '1234567890123,Y,1,1,0',
      ['error', 1, '1 (index)', '1234567890123', 'at most 12 digits'],
    ],
    [
      'a cause that there is not',
      '1,Y,9,1,0,0,,,,,5,cot=cyclic',
      ['error', 1, '12 (cot)', 'cot=cyclic', 'periodic or background'],
    ],
    [
      'a cause that the type may not have',
      '1,Y,1,1,0,0,,,,,,cot=periodic',
      ['error', 1, '12 (cot)', 'cot=periodic', 'a type that may have this cause (9, 11, 13, 21)'],
    ],
    [
      'a cause that no type with time tag may have',
      '1,Y,30,1,0,0,,,,,,cot=background,a',
      [
        ...(['error', 1, '12 (cot)', 'cot=background'] as const),
        'a type that may have this cause (1, 3, 5, 7, 9, 11, 13, 20, 21)',
      ],
    ],
    [
      'a cause of a command',
      '1,N,45,1,2,0,,,,,,cot=periodic',
      ['error', 1, '12 (cot)', 'cot=periodic', 'a type that may have this cause (9, 11, 13, 21)'],
    ],
    ['type 2', '1,Y,2,1,0', ['error', 1, '3 (type id)', '2', TYPES]],
    [
      'type of the system',
      '1,Y,100,0x1,0',
      ['error', 1, '3 (type id)', '100', TYPES],
      ['error', 1, '4 (IOA)', '0x1', IOA],
    ],
    ['no type', '1,Y,,1,0', ['error', 1, '3 (type id)', '', TYPES]],
    ['IOA too large', '1,Y,1,16777216,0', ['error', 1, '4 (IOA)', '16777216', IOA]],
    ['no IOA', '1,Y,1,,0', ['error', 1, '4 (IOA)', '', IOA]],
    ['wait in words', '1,Y,1,1,0,soon', ['error', 1, '6 (wait)', 'soon', 'seconds 0…2147483']],
    ['wait negative', '1,Y,1,1,0,-1', ['error', 1, '6 (wait)', '-1', 'seconds 0…2147483']],
    [
      'time-out negative',
      '1,Y,1,1,0,,,46,,,-5',
      ['error', 1, '11 (time-out)', '-5', '0 or more, or nothing for no time-out'],
    ],
    [
      'every filter bad',
      '1,Y,1,1,0,,65536,256,-1,on,5',
      ['error', 1, '7 (filter RTU number)', '65536', 'a whole number 1…65535'],
      ['error', 1, '8 (filter type id)', '256', 'a type id 1…255'],
      ['error', 1, '9 (filter IOA)', '-1', IOA],
      ['error', 1, '10 (filter value)', 'on', 'a number'],
    ],
    [
      'filters below their range',
      '1,Y,1,1,0,,0,0,,1e999,5',
      ['error', 1, '7 (filter RTU number)', '0', 'a whole number 1…65535'],
      ['error', 1, '8 (filter type id)', '0', 'a type id 1…255'],
      ['error', 1, '10 (filter value)', '1e999', 'a number'],
    ],
    [
      'everything at once',
      '1,Y,,x,,w',
      ['error', 1, '3 (type id)', '', TYPES],
      ['error', 1, '4 (IOA)', 'x', IOA],
      ['error', 1, '6 (wait)', 'w', 'seconds 0…2147483'],
    ],
  ])('%s: not sent', (_, text, ...expected) => {
    const { signals, findings } = parse(text, SOUND);
    expect(tuples(findings)).toEqual(expected);
    expect(signals.map(({ line }) => line)).toEqual([2]);
  });

  it('warns about IOA 0 and loads it', () => {
    const { signals, findings } = parse('1,Y,1,0,1');
    expect(signals[0].ioa).toBe(0);
    expect(tuples(findings)).toEqual([['warning', 1, '4 (IOA)', '0', 'an IOA other than 0']]);
  });

  it.each([
    [38, '1', 'Y', 'M_EP_TD_1'],
    [39, '1', 'Y', 'M_EP_TE_1'],
    [40, '1', 'y3', 'M_EP_TF_1'],
  ])('of type %i loads without its %3$s, with a warning', (type, value, cell, mnemonic) => {
    const { signals, findings } = parse(`1,${cell},${type},7,${value}`);
    expect(signals[0].groups).toBe(0);
    expect(tuples(findings)).toEqual([
      ['warning', 1, '2 (GI)', cell, `no Y, because ${mnemonic} is never interrogated`],
    ]);
  });
});

/** Bit 0: the station's interrogation, or the general one of counters; bit n: group n. */
describe('the GI cell', () => {
  it.each([1, 3, 5, 7, 9, 11, 13, 20, 21, 30, 31, 32, 33, 34, 35, 36])(
    'of type %i may name the station and groups 1…16',
    (type) => {
      const cells = ['Y', 'y', 'Y1', 'Y9', 'y16', 'Y 1', 'N', 'n', ''];
      const { signals, findings } = parse(...cells.map((cell) => `1,${cell},${type},7,1`));
      expect(findings).toEqual([]);
      // 1 + 2¹, 1 + 2⁹, 1 + 2¹⁶
      expect(signals.map(({ groups }) => groups)).toEqual([1, 1, 3, 513, 65537, 3, 0, 0, 0]);
    },
  );

  it('may be a word for yes or no of the field', () => {
    const yes = ['YES', 'yes', 'TRUE', '1', 'X', 'x', 'J', 'ja', 'Oui', 'Si'];
    const no = ['NO', 'False', '0', '-', 'nein'];
    const { signals, findings } = parse(...[...yes, ...no].map((cell) => `1,${cell},30,7,1`));
    expect(findings).toEqual([]);
    expect(signals.map(({ groups }) => groups)).toEqual([...yes.map(() => 1), ...no.map(() => 0)]);
  });

  it.each(['GI', '2', 'maybe', 'YY', 'Y1 2', 'XY1', 'N Y 3'])(
    '%s is no such word: not interrogated, with a warning',
    (cell) => {
      const { signals, findings } = parse(`1,${cell},30,7,1`);
      expect(signals.map(({ groups }) => groups)).toEqual([0]);
      expect(tuples(findings)).toEqual([
        [
          'warning',
          1,
          '2 (GI)',
          cell,
          'Y, Y and a group as in Y3, or N or nothing; the signal is not interrogated',
        ],
      ]);
    },
  );

  it.each([15, 37])('of type %i may name the general counter request and groups 1…4', (type) => {
    const cells = ['Y', 'Y1', 'Y2', 'Y3', 'Y4', 'N'];
    const { signals, findings } = parse(...cells.map((cell) => `1,${cell},${type},7,1`));
    expect(findings).toEqual([]);
    expect(signals.map(({ groups }) => groups)).toEqual([1, 3, 5, 9, 17, 0]);
  });

  it.each<[string, number, string]>([
    ['Y0', 1, 'Y, or Y1…Y16 for a group'],
    ['Y17', 30, 'Y, or Y1…Y16 for a group'],
    ['y99999999999999999999', 13, 'Y, or Y1…Y16 for a group'],
    ['Y0', 15, 'Y, or Y1…Y4 for a group'],
    ['Y5', 37, 'Y, or Y1…Y4 for a group'],
  ])('%s on type %i is an error, and the row is not loaded', (cell, type, expected) => {
    const { signals, findings } = parse(`1,${cell},${type},7,1`, SOUND);
    expect(tuples(findings)).toEqual([['error', 1, '2 (GI)', cell, expected]]);
    expect(signals.map(({ line }) => line)).toEqual([2]);
  });

  it('has no effect below the end of interrogation, but a bad one is still reported', () => {
    const { signals, findings } = parse('1,Y2,1,1,0', '!', '1,Y2,1,2,0', '1,Y2,15,3,0', '1,Y17,1,4,0');
    expect(signals.map(({ ioa, groups }) => [ioa, groups])).toEqual([
      [1, 5],
      [2, 0],
      [3, 0],
    ]);
    expect(tuples(findings)).toEqual([['error', 5, '2 (GI)', 'Y17', 'Y, or Y1…Y16 for a group']]);
  });
});

describe('a command row', () => {
  it('names its status point; its wait and filter cells are ignored', () => {
    const { signals, commands, findings } = parse('100000,N,46,21001,301,x,y,,,,,dummy (DCO),dummy (DCO)');
    expect(findings).toEqual([]);
    expect(signals).toEqual([]);
    expect(commands).toEqual([
      { line: 1, typeId: 46, ioa: 21001, statusIoa: 301, comment: 'dummy (DCO) dummy (DCO)' },
    ]);
  });

  it.each([45, 46, 47, 48, 49, 50, 51, 58, 59, 60, 61, 62, 63, 64])('may be of type %i', (type) => {
    const { commands, findings } = parse(`1,,${type},1,2`);
    expect(findings).toEqual([]);
    expect(commands).toMatchObject([{ typeId: type }]);
  });

  it.each([
    ['Y', 45, 'C_SC_NA_1'],
    ['Y17', 64, 'C_BO_TA_1'],
  ])('warns of %s on type %i', (cell, type, mnemonic) => {
    const { commands, findings } = parse(`1,${cell},${type},1,2`);
    expect(commands).toHaveLength(1);
    expect(tuples(findings)).toEqual([
      ['warning', 1, '2 (GI)', cell, `no Y, because ${mnemonic} is never interrogated`],
    ]);
  });

  it('without a status is loaded with a warning', () => {
    const { commands, findings } = parse('1,,45,1,', '1,,60,2');
    expect(commands).toEqual([
      { line: 1, typeId: 45, ioa: 1, statusIoa: -1, comment: '' },
      { line: 2, typeId: 60, ioa: 2, statusIoa: -1, comment: '' },
    ]);
    const expected = 'the IOA of the status signal, 0…16777215; the command is confirmed and changes nothing';
    expect(tuples(findings)).toEqual([
      ['warning', 1, '5 (value)', '', expected],
      ['warning', 2, '5 (value)', '', expected],
    ]);
  });

  it.each(['-1', '16777216', '1.5', 'Q0'])('is left out with status %j', (status) => {
    const { commands, findings } = parse(`1,,45,1,${status}`, SOUND);
    expect(commands).toEqual([]);
    expect(tuples(findings)).toEqual([
      ['error', 1, '5 (value)', status, 'the IOA of the status signal, 0…16777215'],
    ]);
  });
});

describe('the other rows', () => {
  it('! ends the interrogation, not the rows', () => {
    const { signals, commands, findings } = parse('1,Y,1,1,0', '!End GI,Y,1,2,0', '1,Y,1,3,0', '1,,45,4,3');
    expect(findings).toEqual([]);
    expect(signals.map(({ ioa, groups }) => [ioa, groups])).toEqual([
      [1, 1],
      [3, 0],
    ]);
    expect(commands).toHaveLength(1);
  });

  it('a comment that begins with # and ! does not end it', () => {
    expect(parse('#!End GI', '1,Y,1,3,0').signals[0].groups).toBe(1);
  });

  it('an index in scientific notation is a comment, with a warning', () => {
    const { signals, findings } = parse('1.23E+11,Y,31,301,2', SOUND);
    expect(signals).toHaveLength(1);
    expect(tuples(findings)).toEqual([
      ['warning', 1, '1 (index)', '1.23E+11', 'digits; the row is taken for a comment'],
    ]);
  });

  it('a file without signals is a warning', () => {
    expect(tuples(parse('# nothing').findings)).toEqual([
      ['warning', 0, '', 'no signal', 'rows whose first cell is an index number'],
    ]);
  });

  it('findings name the file as displayed, in the order of rows', () => {
    const { file, findings } = parse('1,,1,1,7', '2,"x', '3,,1,1,7');
    expect(file).toBe('d.csv');
    expect(findings.map(({ file: shown, row }) => [shown, row])).toEqual([
      ['data/d.csv', 0],
      ['data/d.csv', 1],
      ['data/d.csv', 2],
      ['data/d.csv', 3],
    ]);
  });
});

describe('time-out and comment', () => {
  function tail(header: string, cells: string) {
    const { signals, findings } = parse(header, `1,N,1,1,0,,7,,,,${cells}`);
    expect(findings).toEqual([]);
    return [signals[0].filter.timeoutMs, signals[0].comment];
  }
  const none = Number.POSITIVE_INFINITY;

  it.each<[string, string, number, string]>([
    ['#', '5000,Q0', 5000, 'Q0'],
    ['#', '0.5,Q0', 0.5, 'Q0'],
    ['#index,,,,,,,,,,T-out(ms),Comment', '5000,Q0', 5000, 'Q0'],
    ['#index,,,,,,,,,,T-out(s),Comment', '0.07,Q0', 70, 'Q0'],
    ['#index,,,,,,,,,,t-out (S)', '3,Q0', 3000, 'Q0'],
    ['#index,,,,,,,,,,T-out(sec)', '3', 3000, ''],
    ['#index,,,,,,,,,,Timeout(s)', '3', 3000, ''],
    ['#index,,,,,,,,,,Time-out [seconds]', '3', 3000, ''],
    ['#index,,,,,,,,,,TimeOut (msec)', '3', 3, ''],
    ['#index,,,,,,,,,,timeout milliseconds', '3', 3, ''],
    ['# timeout=T-out in second. Example: 0.002 = 2 ms', '3', 3, ''],
    ['#', ',Q0,Q1', none, 'Q0 Q1'],
    ['#', 'bay,Q0', none, 'bay Q0'],
    ['#', '5 s,Q0', none, '5 s Q0'],
    ['#', ',,,a,,b,,', none, 'a b'],
    ['#', '5,"one\nline, only"', 5, 'one line, only'],
    ['#', `5,${'x'.repeat(54)}`, 5, 'x'.repeat(53)],
    ['#', `5,${'x'.repeat(52)},y`, 5, 'x'.repeat(52)],
    ['#', `5,${'\u{1f600}'.repeat(54)}`, 5, '\u{1f600}'.repeat(53)],
  ])('%s … %s', (header, cells, timeoutMs, comment) => {
    expect(tail(header, cells)).toEqual([timeoutMs, comment]);
  });

  const SECONDS = ['s', 'sec', 'secs', 'second', 'seconds', 'S'];
  const HEADERS = [
    'T-out(%)',
    'T-out (%)',
    'Timeout(%)',
    'time-out [%]',
    'TIME OUT %',
    'T_out_%',
    'tout: %',
    'Timeout ( % )',
  ];
  it.each(SECONDS.flatMap((word) => HEADERS.map((header) => header.replace('%', word))))(
    'are seconds below %s',
    (header) => {
      expect(tail(`#index,${header},Comment`, '3')).toEqual([3000, '']);
    },
  );

  it.each(['ms', 'msec', 'msecs', 'millisecond', 'milliseconds', 'MS'])(
    'are milliseconds again below T-out(%s)',
    (word) => {
      const { signals } = parse('#,T-out(s)', `#,T-out(${word})`, '1,,1,1,0,,,46,,,2');
      expect(signals[0].filter.timeoutMs).toBe(2);
    },
  );

  it('follow the last header above', () => {
    const { signals } = parse(
      '1,,1,1,0,,,46,,,2',
      '#,T-out(s)',
      '1,,1,1,0,,,46,,,2',
      '#,T-out(ms)',
      '1,,1,1,0,,,46,,,2',
    );
    expect(signals.map(({ filter }) => filter.timeoutMs)).toEqual([2, 2000, 2]);
  });
});

describe('a filter without a time-out', () => {
  const EXPECTED = 'a time-out; without one a send waits here until the telegram comes';

  it.each([
    ['46,,', '', ''],
    [',7,', '', ''],
    [',0,', '', ''],
    [',,1', 'bay', 'bay'],
  ])('%s is a warning', (filter, cell, found) => {
    const { signals, findings } = parse(`1,N,1,1,0,,,${filter},${cell}`);
    expect(signals).toHaveLength(1);
    expect(tuples(findings)).toEqual([['warning', 1, '11 (time-out)', found, EXPECTED]]);
  });

  it('that names only RTUs waits for nothing, so nothing is said', () => {
    expect(parse('1,N,1,1,0,,7').findings).toEqual([]);
  });
});

describe('a file with semicolons', () => {
  it('has decimal commas in its numbers, and none in its texts', () => {
    const { signals, findings, notes } = parse(
      '#index;GI;typeid;IOA;Value;wait sec',
      '1;Y;36;2001;0,5 IV;0,25;;;;1,5;2,5;1,5 kV, bay 2',
      '1;Y;13;2002;-1,25;;;;;;;',
      '1;Y;30;2003;1;0',
    );
    expect(findings.map(({ expected }) => expected)).toEqual([]);
    expect(signals.map(({ value }) => value)).toEqual([
      { r32: 0.5, quality: 0x80 },
      { r32: -1.25, quality: 0 },
      { spi: 1, quality: 0 },
    ]);
    expect(signals[0]).toMatchObject({
      waitMs: 250,
      filter: { value: 1.5, timeoutMs: 2.5 },
      comment: '1,5 kV, bay 2',
    });
    expect(notes).toEqual([
      'data/d.csv: cells are separated by a semicolon; the decimal sign is the comma or the point',
    ]);
  });
});

describe('the separator of a file', () => {
  const TEXTS = 'a, b, c, d';

  it.each<[string, string[]]>([
    ['texts have more commas than the file has semicolons', [`1;Y;30;1001;1;0;;;;;;${TEXTS}`]],
    ['the title has the most commas', ['# a,b,c,d,e,f', '1;Y;30;1001;1']],
    ['a text ends like an address', ['1;Y;30;1001;1;0;;;;;;a, b, c, 1']],
    ['a text ends like a type and an address', ['1;Y;30;1001;1;0;;;;;;a, b, 5, 1']],
    ['addresses are written by their octets', ['# a,b,c,d,e', '1;Y;30;1.2.3;1', '1;Y;30;0-3-233;1']],
  ])('is the one that makes rows: %s', (_, rows) => {
    const { signals, findings } = parse(...rows);
    expect(findings).toEqual([]);
    expect(signals.length).toBe(rows.filter((one) => !one.startsWith('#')).length);
    expect(signals[0]).toMatchObject({ index: 1, groups: 1, typeId: 30 });
  });
});

describe('words for no in the GI column', () => {
  it.each(['N', 'NO', 'F', 'FALSE', '0', '-', 'NEIN', 'FALSCH', 'NON', 'FAUX', 'NÃO', 'NAO', 'não', ''])(
    '%s',
    (word) => {
      const { signals, findings } = parse(`1,${word},1,1,0`);
      expect(findings).toEqual([]);
      expect(signals[0].groups).toBe(0);
    },
  );
});

describe('an index', () => {
  it('has at most twelve digits, of a command too', () => {
    const { signals, commands, findings } = parse(
      '1000000000000,N,1,1,0',
      '1000000000000,N,45,5000,1',
      SOUND,
    );
    expect(signals.map(({ ioa }) => ioa)).toEqual([9]);
    expect(commands).toEqual([]);
    expect(tuples(findings)).toEqual([
      ['error', 1, '1 (index)', '1000000000000', 'at most 12 digits'],
      ['error', 2, '1 (index)', '1000000000000', 'at most 12 digits'],
    ]);
  });
});

describe('numbers as a spreadsheet writes them', () => {
  it('are whole with .0', () => {
    const { signals, findings } = parse('1.0,Y,30.0,1001.0,1.0,2.0,30.0,46.0,7.0,1.0,5.0');
    expect(findings).toEqual([]);
    expect(signals[0]).toMatchObject({
      index: 1,
      typeId: 30,
      ioa: 1001,
      value: { spi: 1 },
      filter: { rtuNumber: 30, typeId: 46, ioa: 7, value: 1, timeoutMs: 5 },
    });
  });

  it('or by the octets of an address', () => {
    const { signals, commands, findings } = parse('1,Y,30,0-3-233,1,,0-30,,1.2.3,,5', '1,N,45,1.0.0,0-3-233');
    expect(findings).toEqual([]);
    // 3·256 + 233; 65536 + 2·256 + 3
    expect(signals[0]).toMatchObject({ ioa: 1001, filter: { rtuNumber: 30, ioa: 66051 } });
    expect(commands[0]).toMatchObject({ ioa: 65536, statusIoa: 1001 });
  });

  it('are refused with another fraction', () => {
    const { signals, findings } = parse('1,Y,30,1001.5,1');
    expect(signals).toEqual([]);
    expect(findings.at(-1)).toMatchObject({ column: '4 (IOA)', found: '1001.5' });
  });
});

describe('a file', () => {
  it('with a signal and a command has nothing to be told', () => {
    expect(parse('1,Y,1,100,0', '9,,45,5000,100').findings).toEqual([]);
  });

  it('with a filter value that no number can hold', () => {
    const { signals, findings } = parse('1,N,1,1,0,,,,,1e999,5', '1,N,1,2,0');
    expect(signals.map(({ ioa }) => ioa)).toEqual([2]);
    expect(tuples(findings)).toEqual([['error', 1, '10 (filter value)', '1e999', 'a number']]);
  });

  it.each(['my T-out(s)', 'T-out(s) of the filter', 'T-out(h)', 'out(s)', 'Timeouts', 'T-out(constructor)'])(
    'whose header says %s has its time-outs in ms',
    (header) => {
      const { signals } = parse(`#index,${header}`, '1,N,1,1,0,,,46,,,2');
      expect(signals[0].filter.timeoutMs).toBe(2);
    },
  );
});

describe('the row that begins with !', () => {
  it('is noted once, the first of several', () => {
    const { notes } = parse('1,Y,1,1,0', '!', '1,Y,1,2,0', '!', '1,Y,1,3,0');
    expect(notes).toEqual(['data/d.csv:2 begins with !: no interrogation reports the 2 rows below it']);
  });

  it('is noted with the rows that no interrogation reports', () => {
    const { notes } = parse('1,Y,1,1,0', '! end', '1,Y,1,2,0', '# x', '1,Y,1,3,0', '!');
    expect(notes).toEqual(['data/d.csv:2 begins with !: no interrogation reports the 2 rows below it']);
    expect(parse('1,Y,1,1,0', '!', '# nothing').notes).toEqual([]);
  });
});

describe('any text', () => {
  it('never throws', () => {
    const cell = fc.oneof(
      fc.constantFrom(
        '',
        'Y',
        '1',
        '5',
        '13',
        '36',
        '45',
        '1e5',
        '-5T',
        '0x1F',
        '129 IV',
        'nan',
        '!',
        'T-out(s)',
        'Y4',
        'Y17',
      ),
      fc.nat(70).map(String),
      fc.string({ maxLength: 10 }),
    );
    const row = fc.tuple(fc.oneof(fc.nat(9).map(String), cell), fc.array(cell, { maxLength: 14 }));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
        parseIoaFile(rows.map(([index, cells]) => [index, ...cells].join(',')).join('\n'), 'f');
      }),
      { numRuns: 2000 },
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseIoaFile(text, 'f')));
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBinary32, formatObjectQuality, formatValue } from '../../src/codec/value-text.js';
import { compileTable } from '../../src/config/database/compile-table.js';
import { parseIoaFile } from '../../src/config/database/parse.js';
import { NO_STATUS, ROW, type SignalTable } from '../../src/station/points/signal-table.js';

function compile(...rows: string[]): SignalTable {
  const parsed = parseIoaFile(rows.join('\n'), 'd.csv', 'data/d.csv');
  expect(parsed.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return compileTable(parsed, 3);
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex').toUpperCase().replace(/../g, '$& ').trim();
}

function object(table: SignalTable, row: number): string {
  return hex(table.objects.subarray(table.objectAt[row], table.objectAt[row + 1]));
}

const TIME = '00 00 00 00 00 00 00';

describe('objects', () => {
  // IOA 66051 = 0x010203: 03 02 01.
  it.each<[number, string, string]>([
    [1, '1', '03 02 01 01'],
    [1, '1 IV', '03 02 01 81'],
    [30, '129 NT', `03 02 01 C1 ${TIME}`],
    [3, '11 BL', '03 02 01 13'],
    [31, '2', `03 02 01 02 ${TIME}`],
    // T is bit 7; −5 in seven bits is 0x7B.
    [5, '-5T OV', '03 02 01 FB 01'],
    [32, '5', `03 02 01 05 00 ${TIME}`],
    [7, '0x04030201 SB', '03 02 01 01 02 03 04 20'],
    [33, '4294967295', `03 02 01 FF FF FF FF 00 ${TIME}`],
    // 27197 = 0x6A3D, −13107 = 0xCCCD.
    [9, '0.83', '03 02 01 3D 6A 00'],
    [34, '-0.4 OV', `03 02 01 CD CC 01 ${TIME}`],
    [9, '-1', '03 02 01 00 80 00'],
    [9, '1', '03 02 01 FF 7F 00'],
    [11, '-10', '03 02 01 F6 FF 00'],
    [35, '32767 IV', `03 02 01 FF 7F 80 ${TIME}`],
    // 1.5 = 0x3FC00000; −10.5 = −1.3125·2³ = 0xC1280000.
    [13, '1.5', '03 02 01 00 00 C0 3F 00'],
    [36, '-10.5 NT', `03 02 01 00 00 28 C1 40 ${TIME}`],
    [13, 'NaN', '03 02 01 00 00 00 00 80'],
    // IV, CA, CY are bits 7, 6, 5 of the fifth octet.
    [15, '-2 CA CY', '03 02 01 FE FF FF FF 60'],
    [37, '2147483647 IV', `03 02 01 FF FF FF 7F 80 ${TIME}`],
    [20, '0x00A5', '03 02 01 A5 00 00 00 00'],
    [21, '0.5', '03 02 01 00 40'],
    [38, '2 EI', `03 02 01 0A 00 00 ${TIME}`],
    [39, '63 IV', `03 02 01 3F 80 00 00 ${TIME}`],
    [40, '15', `03 02 01 0F 00 00 00 ${TIME}`],
  ])('type %i value %s', (type, value, expected) => {
    const table = compile(`1,N,${type},66051,${value}`);
    expect(object(table, 0)).toBe(expected);
    expect([...table.objectAt]).toEqual([0, table.objects.length]);
  });

  it('lie in file order without gaps', () => {
    const table = compile('5,Y,30,1,1', '#', '1,Y,1,2,0', '9,,46,9,1', '5,Y,13,3,1.5');
    expect([...table.objectAt]).toEqual([0, 11, 15, 23]);
    expect(hex(table.objects)).toBe(`01 00 00 01 ${TIME} 02 00 00 00 03 00 00 00 00 C0 3F 00`);
    expect([...table.typeId]).toEqual([30, 1, 13]);
    expect([...table.ioa]).toEqual([1, 2, 3]);
  });
});

describe('columns', () => {
  it('hold waits and filters', () => {
    const table = compile('1,N,1,1,0', '1,N,1,2,0,0.25,7', '1,N,1,3,0,,,46,21001,2,5000', '1,N,1,4,0,,,,,0');
    expect([...table.flags]).toEqual([0, ROW.WAIT | ROW.RTU, ROW.FILTER, ROW.FILTER]);
    expect([...table.waitMs]).toEqual([0, 250, 0, 0]);
    expect([...table.filterRtu]).toEqual([0, 7, 0, 0]);
    expect([...table.filterType]).toEqual([-1, -1, 46, -1]);
    expect([...table.filterIoa]).toEqual([-1, -1, 21001, -1]);
    expect([...table.filterValue]).toEqual([Number.NaN, Number.NaN, 2, 0]);
    const none = Number.POSITIVE_INFINITY;
    expect([...table.filterTimeoutMs]).toEqual([none, none, 5000, none]);
  });

  it('mark a row that waits for a telegram, by any of its conditions', () => {
    const table = compile('1,N,1,1,0,,,46', '1,N,1,2,0,,,,0', '1,N,1,3,0,,,,,1', '1,N,1,4,0,,7');
    expect([...table.flags]).toEqual([ROW.FILTER, ROW.FILTER, ROW.FILTER, ROW.RTU]);
  });

  it('tell points apart by IOA and type', () => {
    // 768 / 256 + 1 = 256 / 256 + 3
    const table = compile('1,N,1,768,0', '1,N,3,256,1', '1,N,30,768,1');
    expect([...table.pointIoa]).toEqual([768, 256]);
    expect([...table.point]).toEqual([0, 1, 0]);
  });

  it('hold commands', () => {
    const table = compile(
      '1,N,46,21001,301,0,,,,,a',
      '1,N,1,5,0',
      '1,N,60,16777215,0,,,,,,"x, ""y"""',
      '1,N,45,7,',
    );
    expect(table.commands).toBe(3);
    expect([...table.commandType]).toEqual([46, 60, 45]);
    expect([...table.commandIoa]).toEqual([21001, 16777215, 7]);
    expect([...table.commandStatus]).toEqual([301, 0, NO_STATUS]);
    expect(Buffer.from(table.comments).toString()).toBe('ax, "y"');
    expect([...table.commentAt]).toEqual([0, 1, 7, 7]);
  });

  it('share one piece of memory, each at a multiple of eight', () => {
    const table = compile('1,Y,30,1,1', '2,Y,1,2,0', '3,,45,9,1');
    const views = Object.values(table).filter((value): value is Uint8Array => ArrayBuffer.isView(value));
    expect(views).toHaveLength(31);
    const memory = table.typeId.buffer;
    expect(memory).toBeInstanceOf(SharedArrayBuffer);
    const ends = [0];
    for (const view of views) {
      expect(view.buffer).toBe(memory);
      expect(view.byteOffset % 8).toBe(0);
      expect(view.byteOffset).toBeGreaterThanOrEqual(ends.at(-1) ?? 0);
      ends.push(view.byteOffset + view.byteLength);
    }
    expect(table).toMatchObject({ file: 'd.csv', version: 3 });
  });

  it('are empty for a file without signals', () => {
    const table = compile('# nothing');
    expect(table).toMatchObject({ rows: 0, points: 0, commands: 0 });
    expect([[...table.objectAt], [...table.indexAt], [...table.logAt], [...table.commentAt]]).toEqual([
      [0],
      [0],
      [0],
      [0],
    ]);
  });
});

describe('indexes and runs', () => {
  it('give every index its rows in file order', () => {
    const table = compile('20,N,1,1,0', '3,N,1,2,0', '20,N,1,3,0', '100000000000,N,1,4,0', '3,N,1,5,0');
    expect([...table.indexes]).toEqual([3, 20, 100000000000]);
    expect([...table.indexAt]).toEqual([0, 2, 4, 5]);
    expect([...table.order]).toEqual([1, 4, 0, 2, 3]);
    expect([...table.orderRun]).toEqual([1, 1, 1, 1, 1]);
    expect([...table.fileRun]).toEqual([5, 4, 3, 2, 1]);
  });

  it('end a run at another type, index, flag; not at comments and commands', () => {
    const table = compile(
      '1,N,1,1,0', // 0
      '# comment',
      '1,N,1,2,0', // 1
      '1,N,46,900,1',
      '1,N,1,3,0', // 2
      '1,N,30,4,0', // 3: another type
      '1,N,30,5,0', // 4
      '1,N,30,6,0,1', // 5: waits
      '1,N,30,7,0', // 6
      '2,N,30,8,0', // 7: another index
      '2,N,30,9,0,,7', // 8: for one RTU number
      '2,N,30,10,0', // 9
    );
    expect([...table.order]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect([...table.orderRun]).toEqual([3, 2, 1, 2, 1, 1, 1, 1, 1, 1]);
    expect([...table.fileRun]).toEqual([3, 2, 1, 2, 1, 1, 2, 1, 1, 1]);
  });

  it('count 127 at most', () => {
    const table = compile(...Array.from({ length: 300 }, (_, i) => `1,N,1,${i + 1},0`));
    expect([table.fileRun[0], table.fileRun[173], table.fileRun[174], table.fileRun[299]]).toEqual([
      127, 127, 126, 1,
    ]);
    expect(table.orderRun).toEqual(table.fileRun);
  });

  it('match a simple count, for any file', () => {
    const row = fc.record({
      index: fc.nat(2),
      type: fc.constantFrom(1, 30),
      wait: fc.constantFrom('', '', '', '1'),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
        const table = compile(
          ...rows.map(({ index, type, wait }, i) => `${index},N,${type},${i + 1},0,${wait}`),
        );
        const count = (list: number[]): number => {
          let run = 1;
          while (
            run < list.length &&
            list[run] === list[0] + run &&
            rows[list[run]].type === rows[list[0]].type &&
            rows[list[run]].wait === '' &&
            rows[list[0]].wait === ''
          )
            run++;
          return run;
        };
        for (let i = 0; i < table.indexes.length; i++) {
          for (let at = table.indexAt[i]; at < table.indexAt[i + 1]; at++) {
            expect(table.orderRun[at]).toBe(count([...table.order.subarray(at, table.indexAt[i + 1])]));
          }
        }
        for (let at = 0; at < table.rows; at++) {
          expect(table.fileRun[at]).toBe(count(rows.map((_, id) => id).slice(at)));
        }
      }),
    );
  });
});

describe('points', () => {
  it('are one for all rows of the same IOA and type without time tag', () => {
    const table = compile(
      '1,N,31,301,1', // point 0
      '2,Y,3,301,2', // its first Y row
      '3,Y,31,301,3',
      '4,N,1,301,0', // another kind of element: point 1, never interrogated
      '5,Y,36,5,1', // point 2
      '6,Y,15,5,1', // point 3: a counter
    );
    expect(table.points).toBe(4);
    expect([...table.point]).toEqual([0, 0, 0, 1, 2, 3]);
    expect([...table.pointType]).toEqual([3, 1, 13, 15]);
    expect([...table.pointIoa]).toEqual([301, 301, 5, 5]);
    expect([...table.pointFirst]).toEqual([1, 3, 4, 5]);
    expect([...table.interrogation]).toEqual([0, 2]);
    expect([...table.counterInterrogation]).toEqual([3]);
    expect([...table.pointGroups]).toEqual([1, 0, 1, 1]);
  });

  it('are in every group that one of their rows names', () => {
    const table = compile(
      '1,N,30,1,0', // point 0
      '1,Y3,1,1,1', // its first Y row
      '1,Y16,30,1,0',
      '1,Y,1,2,0', // point 1
      '1,Y4,37,1,7', // point 2, a counter at the same IOA
      '1,Y1,15,1,8',
      '1,N,15,2,9', // point 3
      '!',
      '1,Y2,15,2,9',
    );
    expect([...table.pointType]).toEqual([1, 1, 15, 15]);
    // 1 + 2³ + 2¹⁶, 1, 1 + 2⁴ + 2¹, none
    expect([...table.pointGroups]).toEqual([65545, 1, 19, 0]);
    expect([...table.pointFirst]).toEqual([1, 3, 4, 6]);
    expect([...table.interrogation]).toEqual([0, 1]);
    expect([...table.counterInterrogation]).toEqual([2]);
  });

  it('are interrogated in the order of their first Y rows', () => {
    const table = compile('1,N,1,1,0', '1,Y,1,2,0', '1,Y,1,1,1', '1,Y,1,2,1');
    expect([...table.interrogation]).toEqual([1, 0]);
    expect([...table.pointFirst]).toEqual([2, 1]);
  });

  it('below ! are not interrogated and start with their first row', () => {
    const table = compile('1,Y,1,1,0', '!', '1,N,1,2,0', '1,Y,1,2,1', '1,Y,1,1,1');
    expect([...table.interrogation]).toEqual([0]);
    expect([...table.pointFirst]).toEqual([0, 1]);
  });
});

describe('log text', () => {
  it.each<[number, string, string]>([
    [30, '1', '7,1,,'],
    [1, '0 IV NT', '7,0,IV NT,'],
    [31, '130', '7,2,IV,'],
    [5, '-5T OV', '7,-5 T,OV,'],
    [7, '0xFFFFFFFF', '7,4294967295,,'],
    [34, '-0.4', '7,-0.399994,,'],
    [9, '0.83', '7,0.829987,,'],
    [9, '1', '7,0.999969,,'],
    [9, '-1', '7,-1,,'],
    [9, '0.00003', '7,0.000031,,'],
    [11, '-10', '7,-10,,'],
    [36, '-10.456', '7,-10.456,,'],
    [13, '3.4028235e38', '7,3.4028235e+38,,'],
    [15, '-2 IV CY CA', '7,-2,IV CA CY,'],
    [38, '2 EI', '7,2,EI,'],
  ])('type %i value %s', (type, value, expected) => {
    const table = compile(`1,N,${type},7,${value},,,,,,,Q0`);
    const text = Buffer.from(table.logText);
    expect(text.subarray(table.logAt[0], table.logAt[1]).toString()).toBe(expected);
    expect(text.subarray(table.logAt[1], table.logAt[2]).toString()).toBe(',Q0\n');
  });

  it('counts octets, and quotes comments', () => {
    const table = compile('1,N,1,7,0,,,,,,,Müller', '1,N,1,8,1,,,,,,,"a ""b"", c"', '1,N,1,9,1');
    expect(Buffer.from(table.logText).toString()).toBe('7,0,,,Müller\n8,1,,,"a ""b"", c"\n9,1,,,\n');
    expect([...table.logAt]).toEqual([0, 5, 14, 19, 33, 38, 40]);
  });
});

describe('values as text', () => {
  it('are the shortest text of the same binary32', () => {
    expect([0.1, -10.456, 5.435, 16777216, 1e-45, -0, 1 / 3].map(formatBinary32)).toEqual([
      '0.1',
      '-10.456',
      '5.435',
      '16777216',
      '1e-45',
      '-0',
      '0.33333334',
    ]);
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Math.fround(Number(formatBinary32(value)))).toBe(value);
      }),
    );
  });

  it('are read back from a value cell', () => {
    fc.assert(
      fc.property(fc.integer({ min: -32768, max: 32767 }), (nva) => {
        const text = formatValue(9, { nva });
        expect(parseIoaFile(`1,N,9,1,${text}`, 'f').signals[0].value.nva).toBe(nva);
      }),
    );
  });

  it('are empty where the type has none', () => {
    expect([formatValue(102, {}), formatValue(103, {}), formatObjectQuality({})]).toEqual(['', '', '']);
  });
});

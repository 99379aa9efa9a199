/** Scripts of the master: what a row requests, and what is said of a row that can't be read. */
import { describe, expect, it } from 'vitest';
import { MasterError } from '../../src/master/master-error.js';
import { loadScript, parseScript } from '../../src/master/script.js';

const parse = (...rows: string[]) => parseScript(Buffer.from(rows.join('\n')), 's.csv');

describe('a script', () => {
  it('has its steps in the order of their times', () => {
    const steps = parse('# second,CA,request', '10,,gi', '2.5,32,gi,3', '0,,clock', '! end', '1,,gi');
    expect(steps).toEqual([
      { line: 4, atMs: 0, ca: undefined, request: { kind: 'clock' }, text: 'clock' },
      { line: 3, atMs: 2500, ca: 32, request: { kind: 'gi', qoi: 23 }, text: 'gi 3' },
      { line: 2, atMs: 10_000, ca: undefined, request: { kind: 'gi', qoi: 20 }, text: 'gi' },
    ]);
  });

  it('may have semicolons and decimal commas', () => {
    expect(parse('0,5;32;read;1001', '1;;test')).toMatchObject([
      { atMs: 500, ca: 32, request: { kind: 'read', ioa: 1001 } },
      { atMs: 1000, request: { kind: 'test' } },
    ]);
  });

  it('requests counters by group and with a freeze', () => {
    const requests = parse('0,,counters', '0,,counters,2', '0,,Counters,,3').map(({ request }) => request);
    expect(requests).toEqual([
      { kind: 'counters', rqt: 5, frz: 0 },
      { kind: 'counters', rqt: 2, frz: 0 },
      { kind: 'counters', rqt: 5, frz: 3 },
    ]);
  });

  it('has commands in the form of the command line, without the CA', () => {
    const [{ request }] = parse('0,32,command,5000:45:1:select');
    expect(request).toMatchObject({
      kind: 'command',
      command: { ca: 32, select: true, command: { ioa: 5000, typeId: 45, value: { scs: 1 } } },
    });
  });

  it('may have its addresses by their octets', () => {
    // 0-101 is 0 × 256 + 101; 1.2.3 is 1 × 65536 + 2 × 256 + 3.
    const rows = ['0,0-101,read,1.2.3', '0,3-233,read,1-2-3', '0,0-101,command,1-2-3:45:1'];
    expect(parse(...rows)).toMatchObject([
      { ca: 101, request: { ioa: 66051 }, text: 'read 1.2.3' },
      { ca: 1001, request: { ioa: 66051 } },
      { ca: 101, request: { command: { ca: 101, command: { ioa: 66051 } } } },
    ]);
  });

  it('may have them in the form that the options name', () => {
    const form = { order: 'low-first', twoWithDot: 'octets' } as const;
    // 101.0 is 101 + 0 × 256; 3.2.1 is 3 + 2 × 256 + 1 × 65536.
    expect(parseScript(Buffer.from('0,101.0,read,3.2.1'), 's.csv', form)).toMatchObject([
      { ca: 101, request: { ioa: 66051 } },
    ]);
  });

  it.each([
    [
      '0,65536,gi',
      's.csv:1 column 2 (CA): found "65536", expected 1…65535, its octets as in 0-101, or nothing for every RTU',
    ],
    ['0,1-2-3,gi', 'column 2 (CA): found "1-2-3"'],
    ['0,1.2,gi', 'column 2 (CA): found "1.2"'],
    ['0,1,read,1.256.3', 'found "read 1.256.3"'],
    [
      '0,1,command,1.2:45:1',
      's.csv:1 column 4: command "1:1.2:45:1": IOA is 1.2, expected 0…16777215, or its octets',
    ],
    ['0,,gi,17', 'found "gi 17"'],
    ['0,,counters,6', 'found "counters 6"'],
    ['0,,counters,1,4', 'found "counters 1 4"'],
    ['0,,read', 'found "read"'],
    ['0,,command,5000:45:1', 'expected the CA that the command goes to'],
    ['0,1,command', 'found "command"'],
    ['0,1,command,5000:30:1', 's.csv:1 column 4: command "1:5000:30:1": type is 30'],
    ['0,,reset', 'found "reset", expected gi, gi and a group'],
    ['# nothing', 's.csv: found no step, expected rows second, CA, request'],
  ])('%s is refused', (row, message) => {
    expect(() => parse(row)).toThrow(message);
    expect(() => parse(row)).toThrow(MasterError);
  });

  it('is refused with all its faults', () => {
    expect(() => parse('0,,x', '1,,gi', '2,,y')).toThrow(/s.csv:1 .*\ns.csv:3 /s);
  });

  it('must be there', () => {
    expect(() => loadScript('no-such-script.csv')).toThrow('cannot read no-such-script.csv: no such file');
  });
});

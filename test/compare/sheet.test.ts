/** The sheet of a walk, ticked off by an event list (`docs/behaviour.md` §15). */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCompare } from '../../src/compare/compare.js';
import { listText, run } from './lists.js';

const HEAD =
  'step,RTU no,name,CA,IOA,type,comment,what,state,value,quality,time,expected at the SCADA,result,remark';

/** A step of a point of CA 101, IOA 2001 that goes to `value` at 10:04 and some seconds. */
function step(number: number, value: number, second: string, result = 'not tested', remark = ''): string {
  const state = value === 0 ? 'OFF (0)' : 'ON (1)';
  const time = second === '' ? '' : `2026-11-22 10:04:${second}`;
  return `${number},1,North,101,2001,30 M_SP_TB_1,trip,point,${state},${value},,${time},event ${state},${result},${remark}`;
}

const COMMAND = (result: string): string =>
  `4,1,North,101,5001,46 C_DC_NA_1,,command,ON (2),2,,2026-11-22 10:04:20.000,give the command ON (2),${result},`;

const sheet = (...rows: string[]): string => [HEAD, ...rows, ''].join('\n');
const THREE = sheet(step(1, 0, '02.118'), step(2, 1, '07.118'), step(3, 0, '12.118'));

/** An event of IOA 2001, at 10:04 and some seconds. */
const seen = (value: number | string, second: string): (string | number)[] => [
  101,
  2001,
  value,
  `2026-11-22 10:04:${second}`,
];
const ALL = [seen(0, '02.120'), seen(1, '07.119'), seen(0, '12.118')];

/** Result and remark of each row of the sheet. */
function results(file: string): string[][] {
  return file
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((row) => row.replace(/^.*,event [A-Z]+ \(\d\),|^.*,give the command ON \(2\),/, '').split(','));
}

describe('a step of a point', () => {
  it('is OK when the list has its event a little later', async () => {
    const { exitCode, out, file } = await run(THREE, listText(ALL), ['--out', 'OUT']);
    expect(results(file)).toEqual([
      ['OK', ''],
      ['OK', ''],
      ['OK', ''],
    ]);
    expect(out).toContain('Walk      3 steps: 3 OK, 0 wrong, 0 not seen, 0 not tested');
    expect(out).toContain('tolerance   1,000 ms');
    expect(out.trimEnd().endsWith('Verdict   PASS: every step is OK')).toBe(true);
    expect(exitCode).toBe(0);
  });

  it.each<[string, (string | number)[][], string[]]>([
    ['is not there', [ALL[0], ALL[2]], ['not seen', 'not in the event list']],
    [
      'has another value',
      [ALL[0], seen(0, '07.119'), ALL[2]],
      ['wrong', 'the event list has value 0 (row 3)'],
    ],
    [
      'is too late',
      [ALL[0], seen(1, '09.118'), ALL[2]],
      ['wrong', '"the event list has it 2', '000 ms too late (row 3)"'],
    ],
    [
      'can not be read',
      [ALL[0], seen('up', '07.119'), ALL[2]],
      ['not tested', 'rows of this point in the event list cannot be read'],
    ],
  ])('whose event %s', async (_, list, expected) => {
    const { exitCode, file } = await run(THREE, listText(list), ['--out', 'OUT']);
    expect(results(file)[1]).toEqual(expected);
    expect(exitCode).toBe(3);
  });

  it('belongs to the nearest event where steps are quick', async () => {
    const quick = sheet(step(1, 0, '02.000'), step(2, 1, '02.200'), step(3, 0, '02.400'));
    const list = [seen(0, '02.003'), seen(0, '02.203'), seen(0, '02.403')];
    const { file, out } = await run(quick, listText(list), ['--out', 'OUT']);
    expect(results(file).map(([result]) => result)).toEqual(['OK', 'wrong', 'OK']);
    expect(out).toContain('tolerance   100 ms');
  });

  it('with a quality is wrong where the list has another', async () => {
    const invalid = sheet(step(1, 0, '02.118').replace(',0,,2026', ',0,IV,2026'));
    const header = 'CA,IOA,value,time tag,quality';
    const words = ['--out', 'OUT'];
    const bad = await run(invalid, listText([[...ALL[0], 'NT']], header), words);
    expect(results(bad.file)).toEqual([['wrong', 'the event list has quality NT (row 2)']]);
    const good = await run(invalid, listText([[...ALL[0], 'IV']], header), words);
    expect(results(good.file)).toEqual([['OK', '']]);
  });

  it('that was never sent stays as it is', async () => {
    const { file, exitCode } = await run(sheet(step(1, 0, '02.118'), step(2, 1, '')), listText([ALL[0]]), [
      '--out',
      'OUT',
    ]);
    expect(results(file)).toEqual([
      ['OK', ''],
      ['not tested', ''],
    ]);
    expect(exitCode).toBe(3);
  });

  it('counts as its last row where a walk was cut off', async () => {
    const twice = sheet(step(1, 0, '02.118'), step(1, 0, '04.500'));
    const { file } = await run(twice, listText([seen(0, '04.501')]), ['--out', 'OUT']);
    expect(results(file)).toEqual([['OK', '']]);
  });
});

describe('what somebody has found', () => {
  it('stays, and nothing that contradicts becomes OK', async () => {
    const given = sheet(
      step(1, 0, '02.118', 'wrong', 'no lamp'),
      step(2, 1, '07.118', 'OK'),
      step(3, 0, '12.118', 'ok', 'bell too'),
      COMMAND('not seen'),
    );
    const { file } = await run(given, listText([ALL[0], ALL[2]]), ['--out', 'OUT']);
    expect(results(file)).toEqual([
      ['wrong', 'no lamp; the event list has it as expected'],
      ['not seen', '"not in the event list', ' but it was OK before"'],
      ['OK', 'bell too'],
      ['not seen', ''],
    ]);
  });

  it('is kept with columns of others, with any separator', async () => {
    const own = THREE.split('\n').map((row) => (row === '' ? '' : `${row},${row === HEAD ? 'who' : '=A1'}`));
    const { file } = await run(own.join('\n').replaceAll(',', ';'), listText(ALL), ['--out', 'OUT']);
    expect(file.split('\n')[0]).toBe(`${HEAD},who`);
    expect(file.split('\n')[1].endsWith(",OK,,'=A1")).toBe(true);
  });
});

it('events of no step are counted, and change no result', async () => {
  const list = [...ALL, ALL[0], [101, 9, 1, '2026-11-22 10:04:02.118']];
  const { out, exitCode } = await run(THREE, listText(list), ['--out', 'OUT']);
  expect(out).toContain(
    '2 events of the list belong to no step: 1 repeated, 0 with another value or time, 1 of other points',
  );
  expect(exitCode).toBe(0);
});

it('a clock that is set otherwise is told once, although no two events are off by the same', async () => {
  const list = [seen(0, '05.119'), seen(1, '10.120'), seen(0, '15.118')];
  const { out } = await run(THREE, listText(list), ['--out', 'OUT']);
  expect(out).toContain(
    'note: all 3 times in the event list are 3,000 ms off, late: a clock that is set wrong? --time-offset -3000 makes up for it',
  );
  const mended = await run(THREE, listText(list), ['--time-offset', '-3000']);
  expect(mended.exitCode).toBe(0);
  expect(mended.out).not.toContain('note:');
});

it('--json has the verdict and the steps that are not as they should be', async () => {
  const { out } = await run(THREE, listText([ALL[0], ALL[2]]), ['--json', '--out', 'OUT']);
  expect(JSON.parse(out)).toMatchObject({
    verdict: 'FAIL',
    results: { OK: 2, wrong: 0, 'not seen': 1, 'not tested': 0 },
    bad: [{ step: 2, ca: 101, ioa: 2001, what: 'point', state: 'ON (1)', result: 'not seen' }],
  });
});

it.each([
  [
    'a result',
    THREE.replace('not tested', 'yes'),
    [],
    'sent.csv:2 column 14 (result): found "yes", expected OK',
  ],
  ['a time', THREE.replace('10:04:07', 'noon'), [], 'sent.csv:3 column 12 (time): found'],
  ['a column', THREE.replace('remark', 'notes'), [], 'sent.csv: no column remark'],
  ['a time at all', sheet(step(1, 0, '')), [], 'no step of a point was sent'],
  ['ports', THREE, ['--port', '2404'], 'a sheet has no ports and connections'],
])('a sheet without %s is refused', async (_, text, words, message) => {
  const { exitCode, err } = await run(text, listText(ALL), [...words]);
  expect(exitCode).toBe(1);
  expect(err).toContain(message);
});

describe('the sheet with its results', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sheet-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = (name: string): string => join(folder, name);
  const nobody = { write: (): void => {} };

  it('goes to a new file each time, and replaces none', async () => {
    writeFileSync(path('s.csv'), THREE);
    writeFileSync(path('events.csv'), listText(ALL));
    const said: string[] = [];
    const judge = (...words: string[]): Promise<number> =>
      runCompare([path('s.csv'), path('events.csv'), ...words], nobody, { write: (text) => said.push(text) });
    expect(await judge()).toBe(0);
    expect(await judge()).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['events.csv', 's-judged-2.csv', 's-judged.csv', 's.csv']);
    expect(readFileSync(path('s.csv'), 'utf8')).toBe(THREE);
    writeFileSync(path('mine.csv'), 'mine');
    expect(await judge('--out', path('mine.csv'))).toBe(1);
    expect(said.join('')).toContain('there is a file of this name, and a sheet replaces none');
    expect(readFileSync(path('mine.csv'), 'utf8')).toBe('mine');
  });
});

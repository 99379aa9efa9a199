import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DEFAULT_SEED, loadProfile, parseProfile } from '../../src/run/profile/load-profile.js';
import { readRtuNumbers } from '../../src/text/rtu-numbers.js';
import { complaints, profileOf } from './profile-kit.js';

const parse = (...rows: string[]) => parseProfile(rows.join('\n'), 'p.csv');

describe('a profile', () => {
  it('has every column of a step', () => {
    expect(profileOf('seed,42', '0.5,3,10,0.85,20,4,105;101-103;102,2.5,steady,state')).toEqual({
      file: 'p.csv',
      seed: 42,
      faults: [],
      points: [],
      waits: [],
      expectFromMs: 0,
      steps: [
        {
          line: 2,
          startMs: 500,
          index: 3,
          durationMs: 10_000,
          ratePerRtu: 0.85,
          everyMs: 20_000,
          times: 4,
          rtuNumbers: [101, 102, 103, 105],
          walkPercent: 2.5,
          comment: 'steady state',
        },
      ],
    });
  });

  it.each([
    ['periodic', 1, ''],
    ['Background,steady,state', 2, 'steady state'],
    ['cot=periodic', 1, ''],
    ['steady,periodic', undefined, 'steady periodic'],
    ['background of the day', undefined, 'background of the day'],
  ])('has a cause before its comment: %s', (cells, cot, comment) => {
    const { profile, findings } = parse(`0,3,,,,,,,${cells}`);
    expect(findings).toEqual([]);
    expect(profile?.steps).toMatchObject([{ comment }]);
    expect(profile?.steps[0].cot).toBe(cot);
  });

  it.each(['cyclic', 'periodically', 'cot=3'])('takes %s for a comment, with a warning', (word) => {
    const { profile, findings } = parse(`0,3,,,,,,,${word}`);
    expect(profile?.steps).toMatchObject([{ comment: word }]);
    expect(findings).toMatchObject([
      {
        severity: 'warning',
        column: '9 (cot)',
        found: word,
        expected: 'periodic or background; it is taken for a comment',
      },
    ]);
  });

  it('is one pass on all RTUs as fast as the window lets, if cells are empty', () => {
    const empty = {
      index: 0,
      durationMs: 0,
      ratePerRtu: Number.POSITIVE_INFINITY,
      everyMs: 0,
      times: 1,
      rtuNumbers: [],
      walkPercent: 0,
      comment: '',
    };
    const profile = profileOf('60,0', '61,0,0,max,,1,,0', '62,0,,MAX,5,1,,5 %');
    expect(profile.seed).toBe(DEFAULT_SEED);
    expect(profile.steps).toEqual([
      { ...empty, line: 1, startMs: 60_000 },
      { ...empty, line: 2, startMs: 61_000 },
      { ...empty, line: 3, startMs: 62_000, everyMs: 5000, walkPercent: 5 },
    ]);
  });

  it('has comments, quoted cells, and an end after which nothing is read', () => {
    const rows = ['second,index', '# 1,2', '', '"1",2,,,,,"3;4",,"a, b"', '!2,3', '3,x', '4,"broken'];
    const { profile, findings } = parse(...rows);
    expect(complaints(findings)).toEqual([['warning', 5, '', '!2,3']]);
    expect(profile?.steps.map(({ line, rtuNumbers, comment }) => [line, rtuNumbers, comment])).toEqual([
      [4, [3, 4], 'a, b'],
    ]);
  });

  it('keeps the order of the file', () => {
    expect(profileOf('9,1', '3,2', '3,1').steps.map(({ line }) => line)).toEqual([1, 2, 3]);
  });
});

describe('what is wrong with a profile', () => {
  it('is reported cell by cell, and the other steps load', () => {
    const { profile, findings } = parse(
      '0,1',
      '9999999,-1,x,0,0,0,105-101,101',
      '1,1234567890123,5 s,1e3,-5,1.5,101;;102,-1',
      '2,,,,,,0-5',
      'seed,-1',
    );
    expect(profile?.steps.map(({ line }) => line)).toEqual([1]);
    expect(complaints(findings)).toEqual([
      ['error', 2, '1 (second)', '9999999'],
      ['error', 2, '2 (index)', '-1'],
      ['error', 2, '3 (duration)', 'x'],
      ['error', 2, '4 (rate)', '0'],
      ['error', 2, '5 (every)', '0'],
      ['error', 2, '6 (times)', '0'],
      ['error', 2, '7 (RTU numbers)', '105-101'],
      ['error', 2, '8 (walk %)', '101'],
      ['error', 3, '2 (index)', '1234567890123'],
      ['error', 3, '3 (duration)', '5 s'],
      ['error', 3, '4 (rate)', '1e3'],
      ['error', 3, '5 (every)', '-5'],
      ['error', 3, '6 (times)', '1.5'],
      ['error', 3, '7 (RTU numbers)', '101;;102'],
      ['error', 3, '8 (walk %)', '-1'],
      ['error', 4, '2 (index)', ''],
      ['error', 4, '7 (RTU numbers)', '0-5'],
      ['error', 5, '2 (seed)', '-1'],
    ]);
    expect(findings.every(({ file, expected }) => file === 'p.csv' && expected !== '')).toBe(true);
  });

  it('is a repetition with only one of its two cells', () => {
    const { findings } = parse('0,1', '0,1,,,,3', '0,1,,,10');
    expect(complaints(findings)).toEqual([
      ['error', 2, '5 (every)', ''],
      ['error', 3, '6 (times)', ''],
    ]);
  });

  it('is a warning if repetitions overlap', () => {
    const { profile, findings } = parse('0,1,10,,10,2', '0,1,10.5,,10,2', '0,1,10.5,,10,1');
    expect(profile?.steps).toHaveLength(3);
    expect(complaints(findings)).toEqual([['warning', 2, '3 (duration)', '10.5']]);
  });

  it('is a warning if a number was damaged, or the seed is given twice', () => {
    const { profile, findings } = parse('0,1', '1.2E+3,1', '+5,1', '"2,5",1', 'seed,3', 'Seed,4');
    expect(profile?.seed).toBe(4);
    expect(complaints(findings)).toEqual([
      ['warning', 2, '1 (second)', '1.2E+3'],
      ['warning', 3, '1 (second)', '+5'],
      ['warning', 4, '1 (second)', '2,5'],
      ['warning', 6, '2 (seed)', '4'],
    ]);
  });

  it('is a file without a step', () => {
    const { profile, findings } = parse('# nothing yet', 'seed,1');
    expect(profile).toBeUndefined();
    expect(complaints(findings)).toEqual([['error', 0, '', 'no step that can be run']]);
  });

  it('is a row with other separators than its file', () => {
    const { profile, findings } = parse('0,1', '5;1;60', '6,1');
    expect(complaints(findings)).toEqual([['error', 2, '', '5;1;60']]);
    expect(profile?.steps.map(({ line }) => line)).toEqual([1, 3]);
  });

  it('is broken quotes', () => {
    expect(complaints(parse('0,1', '1,"2', '2,1').findings)).toEqual([['error', 2, '', '1,"2']]);
  });
});

describe('a profile with semicolons', () => {
  it('has decimal commas', () => {
    const { profile, findings } = parse('seed;7', '0,5;1;2,5;1000,5;3,5;2;;12,5 %;a, b');
    expect(findings).toEqual([]);
    expect(profile).toMatchObject({
      seed: 7,
      faults: [],
      points: [],
      waits: [],
      expectFromMs: 0,
      steps: [
        {
          startMs: 500,
          index: 1,
          durationMs: 2500,
          ratePerRtu: 1000.5,
          everyMs: 3500,
          times: 2,
          walkPercent: 12.5,
          comment: 'a, b',
        },
      ],
    });
  });
});

describe('loadProfile', () => {
  it('reads the file of a spreadsheet, and says why a file cannot be read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'iec104rs-profile-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'p.csv');
    writeFileSync(path, '\ufeffseed,7,,,\r\n0,1,,,,\r\n');
    expect(loadProfile(path)).toMatchObject({
      profile: { file: path, seed: 7, steps: [{ line: 2 }] },
      findings: [],
    });
    const missing = join(folder, 'none.csv');
    expect(loadProfile(missing)).toEqual({
      notes: [],
      findings: [
        {
          severity: 'error',
          file: missing,
          row: 0,
          column: '',
          found: 'no such file',
          expected: 'a readable CSV file',
        },
      ],
    });
  });
});

describe('RTU numbers', () => {
  it.each([
    ['', []],
    ['65535', [65535]],
    [' 3 - 5 ; 4;1', [1, 3, 4, 5]],
    ['7-7', [7]],
  ])('%j', (text, numbers) => {
    expect(readRtuNumbers(text)).toEqual(numbers);
  });

  it.each(['101-', '-101', '0', '65536', '5-3', '1-2-3', '1;', '-5', '1,2', '1-12-2026', 'all'])(
    '%j are none',
    (text) => {
      expect(readRtuNumbers(text)).toBeUndefined();
    },
  );
});

/** The committed `iec104rs.csv` and `data/`: written by `bench/make-data.ts`, not by hand, and fit to be loaded. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_SAMPLE, makeSampleSet } from '../../bench/samples/sample-set.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const databases = readdirSync(join(root, 'data'))
  .filter((name) => name.endsWith('.csv'))
  .sort();

/** Rows as trimmed cells. */
function rowsOf(text: string): string[][] {
  return parse(text, { relax_column_count: true, trim: true, skip_empty_lines: true }) as string[][];
}

/** Rows up to the first one that starts with `!`. */
function untilEnd(rows: readonly string[][]): string[][] {
  const end = rows.findIndex(([first]) => first.startsWith('!'));
  return rows.slice(0, end < 0 ? rows.length : end);
}

const signalsOf = (rows: readonly string[][]): string[][] => rows.filter(([first]) => /^\d+$/.test(first));

describe('the committed files', () => {
  it('are what the generator makes', () => {
    const made = makeSampleSet(DEFAULT_SAMPLE);
    expect([...made.keys()].sort()).toEqual([...databases.map((name) => `data/${name}`), 'iec104rs.csv']);
    const advice = 'edit bench/samples and run: node build/make-data.js --out .';
    for (const [path, text] of made) expect(read(path) === text, `${path} differs; ${advice}`).toBe(true);
  });

  it('differ with the seed, and not without reason', () => {
    const made = (seed: number) => makeSampleSet({ ...DEFAULT_SAMPLE, seed });
    expect(made(2)).toEqual(made(2));
    expect(made(2).get('data/hydro-plant.csv')).not.toBe(made(1).get('data/hydro-plant.csv'));
  });
});

describe('the script', () => {
  let out = '';
  beforeAll(() => {
    out = mkdtempSync(join(tmpdir(), 'iec104rs-data-'));
  });
  afterAll(() => {
    rmSync(out, { recursive: true, force: true });
  });
  const run = (...args: string[]) =>
    execFileSync(process.execPath, [join(root, 'build/make-data.js'), ...args], {
      encoding: 'utf8',
      stdio: 'pipe',
    });

  it('writes the committed files by default', () => {
    run('--out', out);
    for (const path of ['iec104rs.csv', ...databases.map((name) => `data/${name}`)]) {
      expect(readFileSync(join(out, path), 'utf8') === read(path), path).toBe(true);
    }
  });

  it('writes other sizes', () => {
    run('--out', out, '--rtus', '5', '--signals', '70', '--first-port', '20000', '--k', '4', '--plain');
    const rtus = signalsOf(untilEnd(rowsOf(readFileSync(join(out, 'iec104rs.csv'), 'utf8'))));
    expect(rtus.map((row) => [row[3], row[5], row.length])).toEqual(
      [20000, 20001, 20002, 20003, 20004].map((port) => [String(port), '4', 8]),
    );
    const signals = signalsOf(rowsOf(readFileSync(join(out, 'data/hydro-plant.csv'), 'utf8')));
    expect(signals.filter((row) => row[1] === 'Y')).toHaveLength(70);
    expect(signals.every((row) => row[5] === '0' && row.slice(6, 11).join('') === '')).toBe(true);
  });

  it('refuses what it cannot write', () => {
    for (const args of [
      [],
      ['--out', out, '--rtus', '0'],
      ['--out', out, '--signals', '59'],
      ['--size', '3'],
    ]) {
      expect(() => run(...args)).toThrow(expect.objectContaining({ status: 2 }));
    }
  });
});

describe('iec104rs.csv', () => {
  const rows = rowsOf(read('iec104rs.csv'));
  const rtus = signalsOf(untilEnd(rows));

  it('loads 153 RTUs on ports of their own from 2404 up', () => {
    expect(rtus).toHaveLength(153);
    expect(rtus.map((row) => Number(row[3]))).toEqual(rtus.map((_, i) => 2404 + i));
    for (const [, name, number] of rtus) {
      expect(name).toMatch(/^\S.{0,15}$/);
      expect(Number(number)).toBeGreaterThan(0);
      expect(Number(number)).toBeLessThan(65535);
    }
    expect(new Set(rtus.map((row) => row[7]))).toEqual(new Set(databases));
  });

  it('has stations on an old and a new control centre', () => {
    const numbers = rtus.map((row) => row[2]);
    const shared = numbers.filter((number, i) => numbers.indexOf(number) < i);
    expect(shared.length).toBeGreaterThan(10);
  });

  it('lets loopback in wherever hosts are named', () => {
    for (const [, name, , , hosts] of rtus)
      if (hosts !== '') expect(hosts.split(';'), name).toContain('127.0.0.0/8');
  });

  it('keeps rows below the ! and asks no time server', () => {
    expect(rows.length - untilEnd(rows).length).toBeGreaterThan(1);
    expect(rows.filter(([first]) => first === 'ntp_server')).toEqual([]);
    expect(rows.filter(([first]) => first === '#ntp_server')).toHaveLength(1);
  });
});

/** Type of the point that a command's status must be, by command type. */
const STATUS_TYPES: Readonly<Record<string, readonly string[]>> = {
  45: ['1', '30'],
  46: ['3', '31'],
  47: ['5', '32', '9', '34', '11', '35', '13', '36'],
  48: ['9', '34'],
  49: ['11', '35'],
  50: ['13', '36'],
  51: ['7', '33'],
};

describe.each(databases)('data/%s', (name) => {
  const rows = rowsOf(read(`data/${name}`));
  const signals = signalsOf(rows);
  const isCommand = ([, , type]: string[]) => Number(type) >= 45 && Number(type) <= 64;

  it('interrogates 300 points', () => {
    const interrogated = signalsOf(untilEnd(rows)).filter((row) => row[1] === 'Y');
    expect(new Set(interrogated.map((row) => row[3])).size).toBe(300);
    expect(interrogated).toHaveLength(300);
    for (const row of interrogated) expect(['15', '37', '38', '39', '40']).not.toContain(row[2]);
  });

  it('shows every command on a point of the right kind', () => {
    for (const [, , type, ioa, status] of signals.filter(isCommand)) {
      const base = Number(type) > 51 ? Number(type) - 13 : Number(type);
      const points = signals.filter((row) => !isCommand(row) && row[3] === status).map((row) => row[2]);
      expect(points.length, `command ${ioa}`).toBeGreaterThan(0);
      for (const point of points) expect(STATUS_TYPES[base]).toContain(point);
    }
  });

  it('gives one kind of element to an address, and other values under other indexes', () => {
    const byIoa = new Map<string, Set<string>>();
    for (const [, , type, ioa] of signals) byIoa.set(ioa, (byIoa.get(ioa) ?? new Set()).add(type));
    for (const types of byIoa.values()) expect(types.size).toBe(1);
    expect(signals.length).toBeGreaterThan(byIoa.size * 1.5);
    const indexes = new Set(signals.map(([index]) => index));
    for (const index of ['1', '2', '3', '4', '5', '10', '11', '12', '20']) expect(indexes).toContain(index);
  });

  it('has waits, filters with time-outs, rows of single RTUs, and an end of interrogation', () => {
    expect(signals.some((row) => Number(row[5]) > 0)).toBe(true);
    expect(
      signals.some((row) => row[7] !== '' && row[8] !== '' && row[9] !== '' && Number(row[10]) > 0),
    ).toBe(true);
    expect(signals.some((row) => row[6] !== '')).toBe(true);
    const below = rows.slice(untilEnd(rows).length);
    expect(signalsOf(below).some((row) => row[1] === 'Y')).toBe(true);
  });

  it('has comments that a log shows whole', () => {
    for (const row of signals) {
      expect(row).toHaveLength(12);
      expect(row[11]).toMatch(/^.{1,53}$/);
    }
  });
});

describe('all databases', () => {
  const texts = databases.map((name) => read(`data/${name}`));

  it('use every process type between them', () => {
    const used = new Set(texts.flatMap((text) => signalsOf(rowsOf(text)).map((row) => Number(row[2]))));
    expect([...used].sort((a, b) => a - b)).toEqual([
      1, 3, 5, 7, 9, 11, 13, 15, 20, 21, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 45, 46, 47, 48, 49, 50,
      51, 58, 59, 60, 61, 62, 63, 64,
    ]);
  });

  it('have both units of the time-out', () => {
    expect(texts.filter((text) => text.includes('T-out(s)'))).toHaveLength(1);
    expect(texts.filter((text) => text.includes('T-out(ms)'))).toHaveLength(databases.length - 1);
  });
});

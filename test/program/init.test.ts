/** `iec104rs init`: a folder of sample files that can be played at once. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { soon } from '../support/patience.js';
import { Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { Program, runProgram } from './program.js';

const NAME = 'meine RTÜs/Größe 1';

/** A new folder, below folders that were not there. */
async function fresh(): Promise<{ work: Workspace; at: (path: string) => string; output: string }> {
  const work = new Workspace();
  const { exitCode, lines, output } = await runProgram(['init', NAME], work.folder);
  expect([exitCode, lines]).toEqual([0, []]);
  return { work, at: (path) => `${NAME}/${path}`, output };
}

/** Every file below a folder with its text. */
function textsOf(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, 'utf8')]));
}

/** Gives the first `count` RTUs free ports, and ends the file behind them. */
async function onFreePorts(work: Workspace, ini: string, count: number): Promise<void> {
  const ports = await freePorts(count);
  const lines = work.read(ini).split('\n');
  const isRtu = (line: string): boolean => /^\d/.test(line);
  let rtus = 0;
  const own = lines.flatMap((line) => {
    if (!isRtu(line)) return [line];
    if (rtus === count) return [];
    const cells = line.split(',');
    cells[3] = String(ports[rtus++]);
    return [cells.join(',')];
  });
  work.write(ini, own.join('\n'));
}

it('says what it wrote and what to type, with the real path in quotation marks', async () => {
  const { work, output } = await fresh();
  const ini = `"${work.path(NAME, 'iec104rs.csv')}"`;
  const data = `"${work.path(NAME, 'data')}"`;
  const files = (folder: string): number => Object.keys(textsOf(work.path(NAME, folder))).length;
  expect(output.split('\n')).toEqual([
    `${work.path(NAME)}: ${files('.')} files written`,
    '  README.txt       what each file is, and how to start',
    '  iec104rs.csv     the RTUs, a row each: the ini file',
    `  data/            the signals of the RTUs: IOA files (${files('data')} files)`,
    `  profiles/        load profiles and faults over time: --profile (${files('profiles')} files)`,
    '  reactions.csv    what RTUs do by themselves: --reactions',
    '  roles.csv        what the test book sends: iec104rs test',
    '  iec104mm2ss.csv  many masters to one RTU: iec104rs gateway',
    '',
    'Next: look whether the files can be loaded; play the RTUs; in a second terminal a master, if no front-end is at hand:',
    `  iec104rs -i ${ini} --data ${data} --check`,
    `  iec104rs -i ${ini} --data ${data}`,
    `  iec104rs master -i ${ini} --gi --retry 60`,
    '',
  ]);
});

it('what it wrote can be loaded: RTUs, signals, reactions, profiles, roles', async () => {
  const { work } = await fresh();
  const folder = work.path(NAME);
  const own = ['--check', '--strict', '--reactions', 'reactions.csv', '--profile', 'profiles/faults.csv'];
  const { exitCode, lines } = await runProgram(own, folder);
  expect(lines.at(-1)).toMatch(
    /^iec104rs\.csv: 153 RTUs, 3 IOA files with [\d,]+ signals; 0 errors, 0 warnings$/,
  );
  expect(exitCode).toBe(0);
  const roles = [
    ['worst-case', 'steady is index 3', 'avalanche is index 1', 'all is index 0'],
    ['switchover', 'events is index 6'],
  ];
  for (const [test, ...found] of roles) {
    const book = await runProgram(['test', test, '--check', '-i', 'iec104rs.csv'], folder);
    expect(book.exitCode).toBe(0);
    for (const role of found) expect(book.lines.join('\n')).toContain(`${test}: ${role} (roles.csv:`);
    expect(book.lines.at(-1)).toBe('1 test can be played with 153 RTUs');
  }
  expect(readdirSync(folder)).not.toContain('log');
});

it('its roles of load shedding fit its points, once the # is off', async () => {
  const { work, at } = await fresh();
  const roles = work.read(at('roles.csv'));
  expect(roles.match(/^#shed-/gm)?.length).toBe(15);
  work.write(at('roles.csv'), roles.replace(/^#(?=shed-|faulted)/gm, ''));
  const folder = work.path(NAME);
  for (const test of ['load-shedding', 'robustness']) {
    const { exitCode, lines } = await runProgram(['test', test, '--check', '-i', 'iec104rs.csv'], folder);
    expect([exitCode, lines.at(-1)]).toEqual([0, '1 test can be played with 153 RTUs']);
  }
});

it('its RTUs keep their events until a master comes', async () => {
  const { work, at } = await fresh();
  await onFreePorts(work, at('iec104rs.csv'), 4);
  const folder = work.path(NAME);
  const words = ['--headless', '--await-masters', '0', '--send', '6', '--reactions', 'reactions.csv'];
  const program = await Program.listening(words, folder);
  await program.line(/send 1: index 6 has nothing more to send/);
  Program.start(['master', '--gi', '--retry', '60', '--event-list', 'events.csv'], folder);
  const sent = work
    .read(at('data/substation-110kv.csv'))
    .split('\n')
    .map((line) => line.split(','))
    .filter(([index]) => index === '6')
    .map(([, , type, ioa, value]) => `${type} ${ioa}=${value}`);
  expect(sent).toHaveLength(60);
  await soon(() => {
    const events = existsSync(join(folder, 'events.csv')) ? work.read(at('events.csv')) : '';
    const [head = '', ...rows] = events.split('\n').slice(0, -1);
    const columns = ['CA', 'type', 'IOA', 'value'].map((name) => head.split(',').indexOf(name));
    const cells = rows.map((row) => row.split(',')).map((all) => columns.map((column) => all[column]));
    for (const rtuNumber of ['102', '103'])
      expect(
        cells.filter(([ca]) => ca === rtuNumber).map(([, type, ioa, value]) => `${type} ${ioa}=${value}`),
      ).toEqual(sent);
  });
});

describe('never overwrites', () => {
  it('a second time: every file is named, and nothing is changed', async () => {
    const { work, at } = await fresh();
    work.write(at('roles.csv'), 'mine');
    const before = textsOf(work.folder);
    const { exitCode, lines, output } = await runProgram(['init', NAME], work.folder);
    expect([exitCode, output]).toEqual([1, '']);
    expect(lines[0]).toBe(
      `error: ${work.path(NAME)}: ${Object.keys(before).length} files are in the way, and nothing was written:`,
    );
    const named = lines.slice(1, -1).map((line) => line.trim());
    expect(named.sort()).toEqual(Object.keys(before).map((path) => path.slice(work.path(NAME).length + 1)));
    expect(lines.at(-1)).toBe('Nothing is ever overwritten: name another folder, or move them away.');
    expect(textsOf(work.folder)).toEqual(before);
  });

  it('one file is enough', async () => {
    const work = new Workspace();
    work.write('own/profiles/faults.csv', 'mine');
    const { exitCode, lines } = await runProgram(['init', 'own'], work.folder);
    expect(exitCode).toBe(1);
    expect(lines.slice(0, 2)).toEqual([
      `error: ${work.path('own')}: a file is in the way, and nothing was written:`,
      '  profiles/faults.csv',
    ]);
    expect(textsOf(work.folder)).toEqual({ [work.path('own/profiles/faults.csv')]: 'mine' });
  });

  it('a folder that is there, with other files in it, is taken', async () => {
    const work = new Workspace();
    work.write('own/data/mine.csv', 'mine');
    const { exitCode } = await runProgram(['init', 'own'], work.folder);
    expect(exitCode).toBe(0);
    expect(work.list('own/data')).toEqual([
      'hydro-plant.csv',
      'mine.csv',
      'substation-110kv.csv',
      'substation-20kv.csv',
    ]);
  });
});

describe('a folder that cannot be written', () => {
  it('has a file in its path', async () => {
    const work = new Workspace();
    work.write('file', 'x');
    const { exitCode, lines, output } = await runProgram(['init', 'file/own'], work.folder);
    expect([exitCode, output]).toEqual([1, '']);
    expect(lines).toEqual([
      `error: ${work.path('file/own')}: a part of its path is a file; nothing was written; name a folder in which you may write`,
    ]);
  });

  it('is a file', async () => {
    const work = new Workspace();
    work.write('file', 'x');
    const { exitCode, lines } = await runProgram(['init', 'file'], work.folder);
    expect(exitCode).toBe(1);
    expect(lines.slice(0, 2)).toEqual([
      `error: ${work.path('file')}: a file is in the way, and nothing was written:`,
      '  the folder itself: a file has its name',
    ]);
    expect(work.read('file')).toBe('x');
  });

  // The superuser may write everywhere.
  it.skipIf(process.getuid?.() === 0)('lacks the rights', async () => {
    const work = new Workspace();
    mkdirSync(work.path('locked'));
    chmodSync(work.path('locked'), 0o555);
    const { exitCode, lines } = await runProgram(['init', 'locked/own'], work.folder);
    expect(exitCode).toBe(1);
    expect(lines).toEqual([
      `error: ${work.path('locked/own')}: no permission; nothing was written; name a folder in which you may write`,
    ]);
  });

  it.skipIf(!existsSync('/proc/self'))('is on a file system that makes none', async () => {
    const { exitCode, lines } = await runProgram(['init', '/proc/own'], new Workspace().folder);
    expect(exitCode).toBe(1);
    expect(lines[0]).toMatch(/^error: \/proc\/own: .*; nothing was written; /);
  });
});

it('finds its samples from any folder, also where these files are not', async () => {
  const work = new Workspace();
  await runProgram(['init', work.path('a')], work.folder);
  const program = fileURLToPath(new URL('../../', import.meta.url));
  await runProgram(['init', work.path('b')], program);
  const relative = (name: string) =>
    Object.entries(textsOf(work.path(name))).map(([path, text]) => [
      path.slice(work.path(name).length),
      text,
    ]);
  expect(relative('a').length).toBeGreaterThan(10);
  expect(relative('a')).toEqual(relative('b'));
});

it('needs the name of a folder', async () => {
  const { exitCode, lines } = await runProgram(['init'], new Workspace().folder);
  expect(exitCode).toBe(2);
  expect(lines).toEqual(["error: missing required argument 'dir'"]);
});

/** `iec104rs init`: what is written, what is in the way, and that a refusal leaves nothing behind. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runInit } from '../../src/app/init/init.js';
import { type NewFile, type PathKind, planInit, withKeptEvents } from '../../src/app/init/init-plan.js';
import { nextCommands } from '../../src/app/init/next-commands.js';
import { readSamples, SAMPLE_PARTS } from '../../src/app/init/sample-files.js';
import { pathKind, WriteRefused, writeFiles } from '../../src/app/init/write-files.js';
import { loadConfiguration } from '../../src/config/load.js';
import { loadReactions } from '../../src/config/reactions/load-reactions.js';
import { Workspace } from '../support/workspace.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const file = (path: string): NewFile => ({ path, content: Buffer.from(path) });

/** A plan of files among what is there. */
function plan(paths: readonly string[], there: Readonly<Record<string, PathKind>> = {}) {
  return planInit(paths.map(file), (path) => there[path]);
}

describe('the plan', () => {
  it('has every folder once, outer ones first', () => {
    const { folders, conflicts } = plan(['a/b/c/1.csv', 'a/2.csv', '3.csv', 'a/b/c/4.csv', 'd/5.csv']);
    expect(folders).toEqual(['a', 'a/b', 'a/b/c', 'd']);
    expect(conflicts).toEqual([]);
  });

  it('names every file that is there, not the first alone', () => {
    const there = { '': 'folder', data: 'folder', '1.csv': 'file', 'data/3.csv': 'file' } as const;
    expect(plan(['1.csv', '2.csv', 'data/3.csv', 'data/4.csv'], there).conflicts).toEqual([
      '1.csv',
      'data/3.csv',
    ]);
  });

  it('names a folder in the place of a file, and a file in the place of a folder', () => {
    const there = { '': 'folder', '1.csv': 'folder', data: 'file' } as const;
    expect(plan(['1.csv', 'data/3.csv'], there).conflicts).toEqual([
      'data: a file has its name',
      '1.csv: a folder has its name',
    ]);
    expect(plan(['1.csv'], { '': 'file' }).conflicts).toEqual(['the folder itself: a file has its name']);
  });

  it('is not disturbed by other files in these folders', () => {
    const there = { '': 'folder', data: 'folder', 'data/other.csv': 'file' } as const;
    expect(plan(['data/3.csv'], there).conflicts).toEqual([]);
  });
});

describe('the row events,keep', () => {
  it.each([
    ['w,8\n#events,keep\n1,A\n', 'w,8\nevents,keep\n1,A\n'],
    ['#events,keep\r\n1,A\r\n', 'events,keep\r\n1,A\r\n'],
    ['#events;keep;;\n', 'events;keep;;\n'],
    ['# events: keep or drop\nevents,drop\n', '# events: keep or drop\nevents,drop\n'],
    ['# see #events,keep\n', '# see #events,keep\n'],
  ])('%j becomes %j', (before, after) => {
    expect(withKeptEvents(Buffer.from(before)).toString()).toBe(after);
  });

  it('nothing else is changed, whatever the encoding', () => {
    expect([...withKeptEvents(Buffer.from([0xef, 0xbb, 0xbf, 0xe4, 0x80, 0xff, 0x0d]))]).toEqual([
      0xef, 0xbb, 0xbf, 0xe4, 0x80, 0xff, 0x0d,
    ]);
  });
});

describe('the samples', () => {
  const samples = readSamples();
  const textOf = (path: string): string =>
    samples.find((sample) => sample.path === path)?.content.toString('utf8') ?? '';

  it('are what the page of the new folder explains', () => {
    const names = [...new Set(samples.map(({ path }) => path.split('/')[0]))];
    expect(names).toEqual(SAMPLE_PARTS.map(({ to }) => to));
    const page = textOf('README.txt');
    for (const name of names.filter((one) => one !== 'README.txt')) expect(page).toContain(`\n${name}`);
    for (const line of page.split('\n')) expect(line.length).toBeLessThanOrEqual(79);
  });

  it('are the files of the program', () => {
    const data = readdirSync(join(ROOT, 'data')).sort();
    expect(samples.map(({ path }) => path).filter((path) => path.startsWith('data/'))).toEqual(
      data.map((name) => `data/${name}`),
    );
    expect(textOf('profiles/tacoma/data/transmission.csv')).toBe(
      readFileSync(join(ROOT, 'profiles/tacoma/data/transmission.csv'), 'utf8'),
    );
  });

  it('are part of the package', () => {
    const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: string[] };
    for (const { from } of SAMPLE_PARTS) expect(files).toContain(from.split('/')[0]);
  });

  it.each([
    ['iec104rs.csv', 'data', 153],
    ['profiles/tacoma/iec104rs.csv', 'profiles/tacoma/data', 98],
  ])('of %s: every RTU keeps its events, and nothing is found', (ini, data, count) => {
    const { at } = written();
    const { rtus, findings } = loadConfiguration({ iniFile: at(ini), dataDir: at(data) });
    expect(findings).toEqual([]);
    expect(rtus.map(({ events }) => events)).toEqual(Array(count).fill('keep'));
  });

  it('have a row, at least as a comment, for each point that a test of the book names', () => {
    const book = join(ROOT, 'tests-for-scada');
    const files = readdirSync(book).map((name) => join(book, name, 'points.csv'));
    const names = files
      .filter((path) => existsSync(path))
      .flatMap((path) => readFileSync(path, 'utf8').split('\n'))
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split(',')[0]);
    const own = textOf('roles.csv')
      .split('\n')
      .map((line) => line.replace(/^#/, '').split(',')[0]);
    expect(names.filter((name) => !own.includes(name))).toEqual([]);
  });

  it('have reactions that fit', () => {
    const { at } = written();
    const configuration = loadConfiguration({ iniFile: at('iec104rs.csv'), dataDir: at('data') });
    const { rtus, tables } = configuration;
    const { plan: reactions, findings } = loadReactions([at('reactions.csv')], rtus, tables);
    expect(findings).toEqual([]);
    expect(reactions).toBeDefined();
  });

  function written() {
    const work = new Workspace();
    writeFiles(
      work.folder,
      planInit(samples, () => undefined),
    );
    return { at: (path: string) => work.path(path) };
  }
});

describe('on the disk', () => {
  it('what the disk refuses in the middle leaves nothing behind', () => {
    const work = new Workspace();
    mkdirSync(work.path('old'));
    const files = [file('1.csv'), file('data/2.csv'), file(`data/${'x'.repeat(300)}`), file('4.csv')];
    const write = () => writeFiles(work.path('old', 'new', 'er'), { folders: ['data'], files });
    expect(write).toThrow(WriteRefused);
    expect(work.list('old')).toEqual([]);
  });

  it('a file that comes between plan and write is not overwritten', () => {
    const work = new Workspace();
    work.write('2.csv', 'mine');
    const write = () => writeFiles(work.folder, { folders: [], files: [file('1.csv'), file('2.csv')] });
    expect(write).toThrow(WriteRefused);
    expect(work.list('.')).toEqual(['2.csv']);
    expect(work.read('2.csv')).toBe('mine');
  });

  it('links count as what they lead to, and as a file where that is nothing', () => {
    const work = new Workspace();
    mkdirSync(work.path('folder'));
    work.write('file', 'x');
    for (const name of ['folder', 'file', 'nothing']) symlinkSync(name, work.path(`to-${name}`));
    const kinds = ['folder', 'file', 'nothing', 'to-folder', 'to-file', 'to-nothing'].map((name) =>
      pathKind(work.path(name)),
    );
    expect(kinds).toEqual(['folder', 'file', undefined, 'folder', 'file', 'file']);
  });
});

it('a folder without a name is a usage error', () => {
  let said = '';
  const sink = { write: (text: string) => (said += text) };
  expect(runInit([' '], { out: sink, err: sink })).toBe(2);
  expect(said).toBe('error: the folder has no name\n');
});

it.each([
  [
    'posix',
    'iec104rs',
    '/home/my rtus/',
    [
      '  iec104rs -i "/home/my rtus/iec104rs.csv" --data "/home/my rtus/data" --check',
      '  iec104rs -i "/home/my rtus/iec104rs.csv" --data "/home/my rtus/data"',
      '  iec104rs master -i "/home/my rtus/iec104rs.csv" --gi --retry 60',
    ],
  ],
  [
    'windows',
    'npm start --',
    'C:\\rtus\\',
    [
      '  npm start -- -i C:\\rtus\\iec104rs.csv --data C:\\rtus\\data --check',
      '  npm start -- -i C:\\rtus\\iec104rs.csv --data C:\\rtus\\data',
      '  npm start -- master -i C:\\rtus\\iec104rs.csv --gi --retry 60',
    ],
  ],
] as const)('what to type in %s with %s', (shell, program, folder, lines) => {
  const text = nextCommands((name) => `${folder}${name}`, { shell, program });
  expect(text.split('\n').slice(1)).toEqual(lines);
});

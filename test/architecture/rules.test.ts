// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the sources under test hold templates
/** The rules themselves, on made-up sources: every breach is found where it is, and nothing else is. */
import { describe, expect, it } from 'vitest';
import { findBreaches, MOST_LINES } from './rules.js';
import { findReferences, readSource } from './source-text.js';

const file = (path: string, ...lines: string[]) => ({ path, text: `${lines.join('\n')}\n` });

/** Files that the others may refer to. */
const NEIGHBOURS = [
  file('codec/asdu.ts', 'export const a = 1;'),
  file('station/session.ts', 'export const s = 1;'),
  file('channel/ring.ts', 'export const r = 1;'),
  file('workers/shard.ts', 'export const w = 1;'),
  file('coordinator/api.ts', 'export interface I { i: number }'),
  file('coordinator/launch.ts', 'export const c = 1;'),
  file('tui/screen.ts', 'export const t = 1;'),
  file('app/simulate.ts', 'export const p = 1;'),
  file('channel/sent-list-format.ts', 'export const l = 1;'),
  file('compare/input/points.ts', 'export const n = 1;'),
  file('compare/matching/ledger.ts', 'export const g = 1;'),
  file('config/ini.ts', 'export const i = 1;'),
  file('csv/separators.ts', 'export const s = 1;'),
  file('master/link.ts', 'export const m = 1;'),
];
const breachesOf = (path: string, ...lines: string[]) => findBreaches([...NEIGHBOURS, file(path, ...lines)]);

describe('what is allowed', () => {
  it.each([
    ['codec/x.ts', "import { a } from './asdu.js';"],
    ['station/x.ts', "import type { a } from '../codec/asdu.js';"],
    ['channel/x.ts', "import { s } from '../station/session.js'; import fs from 'node:fs';"],
    ['workers/x.ts', "import { r } from '../channel/ring.js'; import { Piscina } from 'piscina';"],
    ['config/x.ts', "import { s } from '../csv/separators.js'; import { r } from '../channel/ring.js';"],
    ['coordinator/y.ts', "const url = new URL('../workers/shard.js', import.meta.url);"],
    ['tui/x.ts', "import type { I } from '../coordinator/api.js'; import blessed from 'blessed';"],
    ['tui/y.ts', "export type { I } from '../coordinator/api.js';"],
    ['csv/x.ts', "import { parse } from 'csv-parse/sync'; import { isUtf8 } from 'node:buffer';"],
    ['master/x.ts', "import { a } from '../codec/asdu.js'; import { s } from '../csv/separators.js';"],
    ['main.ts', "import { p } from './app/simulate.js';"],
    [
      'app/x.ts',
      "import { c } from '../coordinator/launch.js'; const tui = await import('../tui/screen.js');",
    ],
    ['compare/input/x.ts', "import { l } from '../../channel/sent-list-format.js';"],
    ['compare/y.ts', "import { n } from './input/points.js';"],
    [
      'station/y.ts',
      'export const age = (now: number, date = new Date(now)) => date.getTime() - state.process(now);',
    ],
    ['codec/y.ts', '// setTimeout, Date.now and Buffer', "export const text = 'process.exit(console)';"],
    [
      'codec/z.ts',
      'export interface Z { process: number; console?: string }',
      'export const u = /Buffer[/]/;',
    ],
    ['command-line/parse-words.ts', "import { Command } from 'commander';"],
    [
      'channel/adapter.d.ts',
      "declare module 'm' {",
      "import type { E } from 'comlink';",
      'export default E;',
      '}',
    ],
  ])('%s: %s', (path, ...lines) => {
    expect(breachesOf(path, ...lines)).toEqual([]);
  });
});

describe('imports against the direction', () => {
  it.each([
    ['codec/x.ts', "import { s } from '../station/session.js';", 'codec must not import station/session.ts'],
    [
      'codec/x.ts',
      "import type { s } from '../station/session.js';",
      'codec must not import station/session.ts',
    ],
    ['codec/x.ts', "import 'node:fs';", 'codec must not import node:fs'],
    ['codec/x.ts', "import comlink from 'comlink';", 'codec must not import comlink'],
    [
      'station/x.ts',
      "const r = await import('../channel/ring.js');",
      'station must not import channel/ring.ts',
    ],
    ['station/x.ts', "import { x } from 'node:crypto';", 'station must not import node:crypto'],
    ['channel/x.ts', "export * from '../workers/shard.js';", 'channel must not import workers/shard.ts'],
    ['channel/x.ts', "export { w } from '../workers/shard.js';", 'channel must not import workers/shard.ts'],
    ['workers/x.ts', "import '../coordinator/launch.js';", 'workers must not import coordinator/launch.ts'],
    ['workers/x.ts', "import pino from 'pino';", 'workers must not import pino'],
    ['workers/x.ts', "import fs from 'fs';", 'workers must not import fs'],
    [
      'coordinator/x.ts',
      "import { w } from '../workers/shard.js';",
      'coordinator must not import workers/shard.ts',
    ],
    [
      'coordinator/x.ts',
      "const u = new URL('../tui/screen.js', base);",
      'coordinator must not name tui/screen.ts',
    ],
    ['coordinator/x.ts', "import { x } from '@scope/name/deep';", 'coordinator must not import @scope/name'],
    ['tui/x.ts', "import { I } from '../coordinator/api.js';", 'tui must not import coordinator/api.ts'],
    ['tui/x.ts', "import { type I } from '../coordinator/api.js';", 'tui must not import coordinator/api.ts'],
    [
      'tui/x.ts',
      "import type { c } from '../coordinator/launch.js';",
      'tui must not import coordinator/launch.ts',
    ],
    ['tui/x.ts', "const w = require('../workers/shard.js');", 'tui must not import workers/shard.ts'],
    [
      'master/x.ts',
      "import { s } from '../station/session.js';",
      'master must not import station/session.ts',
    ],
    ['main.ts', "import { s } from './station/session.js';", 'main must not import station/session.ts'],
    ['main.ts', "import { m } from './master/link.js';", 'main must not import master/link.ts'],
    ['compare/x.ts', "import { r } from '../channel/ring.js';", 'compare must not import channel/ring.ts'],
    [
      'compare/input/x.ts',
      "import { g } from '../matching/ledger.js';",
      'compare/input must not import compare/matching/ledger.ts',
    ],
    [
      'config/database/x.ts',
      "import { i } from '../ini.js';",
      'config/database must not import config/ini.ts',
    ],
    ['workers/x.ts', 'const m = await import(name);', 'imports a computed name'],
    ['workers/x.ts', "import { w } from './shard';", 'imports ./shard without .js'],
    ['workers/x.ts', "import { w } from './gone.js';", 'imports ./gone.js, which is not there'],
    ['workers/x.ts', "import { w } from '../../bench/x.js';", 'imports ../../bench/x.js, which is not there'],
  ])('%s: %s', (path, line, message) => {
    expect(breachesOf(path, '/* one */', '// two', line)).toEqual([`${path}:3 ${message}`]);
  });

  it('sees an import over several lines and between comments', () => {
    const lines = [
      'import {',
      '  // the first',
      '  a,',
      '  type b,',
      '} /* odd */ from',
      "  '../tui/screen.js';",
    ];
    expect(breachesOf('workers/x.ts', ...lines)).toEqual([
      'workers/x.ts:1 workers must not import tui/screen.ts',
    ]);
  });

  it('takes no import from comments, strings and templates', () => {
    const lines = [
      "// import { t } from '../tui/screen.js';",
      "/* import('../tui/screen.js') */",
      'export const text = "import { t } from \'../tui/screen.js\'";',
      "export const page = `import { t } from '../tui/screen.js'; ${text} require('../tui/screen.js')`;",
    ];
    expect(breachesOf('workers/x.ts', ...lines)).toEqual([]);
  });

  it('looks into the expressions of templates', () => {
    const line = "export const page = `${{ a: `${await import('../tui/screen.js')}` }} import('x')`;";
    expect(breachesOf('workers/x.ts', line)).toEqual([
      'workers/x.ts:1 workers must not import tui/screen.ts',
    ]);
  });
});

describe('globals in a pure room', () => {
  it.each([
    ['setTimeout(f, 1);', 'setTimeout'],
    ['setInterval (f, 1);', 'setInterval'],
    ['x = setImmediate;', 'setImmediate'],
    ['queueMicrotask(f);', 'queueMicrotask'],
    ['const now = Date.now();', 'Date.now'],
    ['const now = new Date();', 'new Date()'],
    ['const now = +new Date;', 'new Date'],
    ['const now = Date();', 'Date('],
    ['const now = performance.now();', 'performance'],
    ['process.exit(1);', 'process'],
    ['console.log(1);', 'console'],
    ['const b = Buffer.from(x);', 'Buffer'],
    ['export type B = Buffer;', 'Buffer'],
    ['const r = Math.random();', 'Math.random'],
  ])('%s', (line, found) => {
    for (const layer of ['codec', 'station']) {
      expect(breachesOf(`${layer}/x.ts`, '', line)).toEqual([
        `${layer}/x.ts:2 ${layer} must not use ${found}`,
      ]);
    }
    expect(breachesOf('workers/x.ts', line)).toEqual([]);
  });
});

describe('house rules', () => {
  it.each([
    ['export default 1;', 'has a default export'],
    ['const x = 1; export { x as default };', 'has a default export'],
    ["export { default } from './shard.js';", 'has a default export'],
    ['enum Colour { Red }', 'declares enum Colour'],
    ['export const enum Colour { Red }', 'declares enum Colour'],
  ])('%s', (line, message) => {
    expect(breachesOf('workers/x.ts', line)).toEqual([`workers/x.ts:1 ${message}`]);
  });

  it.each(['workers/signalLog.ts', 'workers/Signal-log.ts', 'workers/signal_log.ts', 'workers/Logs/x.ts'])(
    '%s is not in kebab-case',
    (path) => {
      expect(breachesOf(path, '')).toEqual([`${path}:1 is not in kebab-case`]);
    },
  );

  it('want comments on the symbols themselves', () => {
    const lines = ['/** A head. */', "/** See the file's head. */", 'export class X {}'];
    expect(breachesOf('workers/x.ts', ...lines)).toEqual([
      'workers/x.ts:2 has a comment that only points elsewhere',
    ]);
  });

  it('counts lines', () => {
    const lines = new Array<string>(MOST_LINES).fill('');
    expect(breachesOf('workers/x.ts', ...lines)).toEqual([]);
    expect(breachesOf('workers/x.ts', ...lines, '')).toEqual([
      'workers/x.ts:401 has 401 lines, at most 400 are allowed',
    ]);
  });

  it('knows only the rooms', () => {
    expect(breachesOf('helpers/x.ts', '')).toEqual(['helpers/x.ts:1 belongs to no room']);
    expect(breachesOf('loose.ts', '')).toEqual(['loose.ts:1 belongs to no room']);
  });
});

describe('cycles', () => {
  it('are reported once, whichever file is read first', () => {
    const ring = [
      file('codec/c.ts', "const a = await import('./a.js');"),
      file('codec/a.ts', "import { b } from './b.js';"),
      file('codec/b.ts', "export * from './c.js';"),
      file('codec/d.ts', "import { a } from './a.js';"),
    ];
    const told = ['codec/a.ts:1 imports itself: codec/a.ts → codec/b.ts → codec/c.ts → codec/a.ts'];
    expect(findBreaches(ring)).toEqual(told);
    expect(findBreaches([...ring].reverse())).toEqual(told);
    expect(findBreaches([file('codec/x.ts', "import './x.js';")])).toEqual([
      'codec/x.ts:1 imports itself: codec/x.ts → codec/x.ts',
    ]);
  });

  it('are closed by a type too', () => {
    const files = [
      file('codec/a.ts', "import { b } from './b.js';"),
      file('codec/b.ts', "import type { a } from './a.js';"),
    ];
    expect(findBreaches(files)).toEqual([
      'codec/a.ts:1 imports itself: codec/a.ts → codec/b.ts → codec/a.ts',
    ]);
  });

  it('are not closed by a file URL', () => {
    const files = [
      file('coordinator/a.ts', "import { b } from './b.js';"),
      file('coordinator/b.ts', "const url = new URL('./a.js', import.meta.url);"),
    ];
    expect(findBreaches(files)).toEqual([]);
  });

  it('are not made by two ways to one file', () => {
    const files = [
      file('codec/a.ts', "import './b.js';", "import './c.js';"),
      file('codec/b.ts', "import './c.js';"),
      file('codec/c.ts', ''),
    ];
    expect(findBreaches(files)).toEqual([]);
  });
});

describe('the reader', () => {
  it('keeps positions', () => {
    const text =
      'const a = "x"; // y\nconst b = `1${a /* z */}2`;\nconst c = a / 2 / 3;\nconst d = /["\'`/*]/g;\n';
    const { uncommented, code } = readSource(text);
    const gap = (length: number) => ' '.repeat(length);
    expect(code).toBe(
      `const a = "${gap(1)}"; ${gap(4)}\nconst b = \`${gap(1)}\${a ${gap(7)}}${gap(1)}\`;\nconst c = a / 2 / 3;\nconst d = /${gap(7)}/g;\n`,
    );
    expect(uncommented).toContain(`const b = \`1\${a ${gap(7)}}2\`;`);
  });

  it('finds references in order, with their kinds and lines', () => {
    const text = [
      "import a, { b } from './a.js';",
      "import type { c } from './c.js';",
      "import type d from './d.js';",
      "import * as e from './e.js';",
      "import './f.js';",
      "export type { g } from './g.js';",
      "export * as h from './h.js';",
      "const i = () => import('./i.js');",
      "type J = import('./j.js').J;",
      "import type from './k.js';",
      "export const l = 1, from = './no.js';",
      "const m = new URL('./m.js', import.meta.url);",
      "const n = new URL('http://127.0.0.1/');",
    ].join('\n');
    expect(
      findReferences(readSource(text)).map(({ kind, specifier, line }) => `${line} ${kind} ${specifier}`),
    ).toEqual([
      '1 value ./a.js',
      '2 type ./c.js',
      '3 type ./d.js',
      '4 value ./e.js',
      '5 value ./f.js',
      '6 type ./g.js',
      '7 value ./h.js',
      '8 dynamic ./i.js',
      '9 dynamic ./j.js',
      '10 value ./k.js',
      '12 url ./m.js',
    ]);
  });
});

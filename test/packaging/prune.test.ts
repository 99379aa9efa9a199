import { describe, expect, it } from 'vitest';
import { productionModules, shortPackage } from '../../scripts/package/modules.mjs';
import { isKept, LICENCE } from '../../scripts/package/prune.mjs';

describe('files of a module', () => {
  it.each([
    ['ajv', 'package.json'],
    ['ajv', 'dist/refs/data.json'],
    ['fastify', 'lib/reply.js'],
    ['csv-parse', 'lib/index.js'],
    ['yaml', 'dist/doc/Document.js'],
    ['blessed', 'usr/xterm'],
    ['uplot', 'LICENSE'],
    ['uplot', 'dist/uPlot.min.css'],
    ['uplot', 'dist/uPlot.iife.min.js'],
  ])('%s: %s goes into the package', (name, path) => {
    expect(isKept(name, path)).toBe(true);
  });

  it.each([
    ['ajv', 'dist/ajv.js.map'],
    ['ajv', 'dist/ajv.d.ts'],
    ['ajv', 'lib/ajv.ts'],
    ['piscina', 'tsconfig.json'],
    ['fastify', 'test/helper.js'],
    ['fastify', 'lib/__tests__/a.js'],
    ['fastify', 'docs/Guides/index.js'],
    ['pino', 'benchmarks/basic.bench.js'],
    ['fastify', '.github/workflows/a.json'],
    ['fastify', 'README.md'],
    ['fastify', 'eslint.config.js'],
    ['uplot', 'dist/uPlot.cjs.js'],
    ['blessed', 'usr/fonts/LICENSE'],
    ['ms', 'license.md'],
  ])('%s: %s stays at home', (name, path) => {
    expect(isKept(name, path)).toBe(false);
  });
});

describe('modules', () => {
  it('are those of the lockfile that are neither tools nor optional', () => {
    const packages = {
      '': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0' },
      'node_modules/a/node_modules/@s/b': { version: '3.0.0' },
      'node_modules/tool': { version: '1.0.0', dev: true },
      'node_modules/maybe': { version: '1.0.0', optional: true },
      'node_modules/both': { version: '1.0.0', devOptional: true },
    };
    expect(productionModules({ packages })).toEqual([
      { path: 'node_modules/a/node_modules/@s/b', name: '@s/b', version: '3.0.0' },
      { path: 'node_modules/b', name: 'b', version: '2.0.0' },
    ]);
  });
});

describe('package.json of a module', () => {
  it('keeps what Node.js and npm read, and whose work it is', () => {
    const text =
      '{"name":"a","version":"1.0.0","scripts":{"postinstall":"x"},"main":"a.js","author":"B","devDependencies":{}}';
    expect(JSON.parse(shortPackage(text))).toEqual({
      name: 'a',
      version: '1.0.0',
      main: 'a.js',
      author: 'B',
    });
  });
});

it.each([
  'LICENSE',
  'license.md',
  'LICENSE-MIT.txt',
  'LICENCE',
  'NOTICE',
  'COPYING',
  'ThirdPartyNotices.txt',
])('%s is a licence text', (name) => {
  expect(LICENCE.test(name)).toBe(true);
});

it.each(['README.md', 'license.js', 'licenser.txt', 'index.js'])('%s is none', (name) => {
  expect(LICENCE.test(name)).toBe(false);
});

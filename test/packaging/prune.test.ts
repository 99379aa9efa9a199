import { describe, expect, it } from 'vitest';
import { productionModules } from '../../scripts/package/modules.mjs';
import { isKept } from '../../scripts/package/prune.mjs';

describe('files of a module', () => {
  it.each([
    ['ajv', 'package.json'],
    ['ajv', 'dist/refs/data.json'],
    ['fastify', 'lib/reply.js'],
    ['csv-parse', 'lib/index.js'],
    ['yaml', 'dist/doc/Document.js'],
    ['ms', 'license.md'],
    ['emoji-regex', 'LICENSE-MIT.txt'],
    ['x', 'NOTICE'],
    ['x', 'vendor/y/COPYING'],
    ['x', 'ThirdPartyNotices.txt'],
    ['blessed', 'usr/xterm'],
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

/** Every test runs with what it needs: in vain it would replace a module that others have loaded, and threads would outlive their test. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { has, MOCKING, OTHERS, REAL } from '../suites.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const tests = readdirSync(`${root}test`, { recursive: true, encoding: 'utf8' })
  .map((path) => `test/${path.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.test.ts') && path !== 'test/architecture/suites.test.ts')
  .filter((path) => !has(OTHERS, path))
  .map((path) => ({ path, text: readFileSync(`${root}${path}`, 'utf8') }));

const pathsOf = (found: typeof tests) => found.map(({ path }) => path).sort();

it('tests that replace a module have modules of their own', () => {
  expect(pathsOf(tests.filter(({ text }) => /\bvi\.(?:mock|doMock)\(/.test(text)))).toEqual(
    [...MOCKING].sort(),
  );
});

it('tests that start an engine, and what the lists name, are among the real ones', () => {
  const starting = tests.filter(({ text }) => /from '[^']*\/test-engine\.js'/.test(text));
  expect(starting.length).toBeGreaterThan(10);
  expect(pathsOf(starting.filter(({ path }) => !has(REAL, path)))).toEqual([]);
  expect(REAL.filter((one) => !tests.some(({ path }) => has([one], path)))).toEqual([]);
});

/** Every test runs with what it needs: in vain it would replace a module that others have loaded, and threads would outlive their test. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ALONE, has, OTHERS, REAL } from '../suites.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const tests = readdirSync(`${root}test`, { recursive: true, encoding: 'utf8' })
  .map((path) => `test/${path.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.test.ts') && path !== 'test/architecture/suites.test.ts')
  .filter((path) => !has(OTHERS, path))
  .map((path) => ({ path, text: readFileSync(`${root}${path}`, 'utf8') }));

const pathsOf = (found: typeof tests) => found.map(({ path }) => path).sort();

it('tests that replace a module, or measure the memory of their process, have one of their own', () => {
  const found = tests.filter(({ text }) =>
    /\bvi\.(?:mock|doMock)\(|\bmemoryUsage\b|support\/heap/.test(text),
  );
  expect(found.length).toBeGreaterThan(5);
  expect(pathsOf(found.filter(({ path }) => !has(ALONE, path)))).toEqual([]);
});

it('tests that start an engine are among those that may', () => {
  const found = tests.filter(({ text }) => /from '[^']*\/test-engine\.js'/.test(text));
  expect(found.length).toBeGreaterThan(10);
  expect(pathsOf(found.filter(({ path }) => !has([...ALONE, ...REAL], path)))).toEqual([]);
});

it('what the lists name is there, once', () => {
  const lists = [...ALONE, ...REAL];
  expect(lists.filter((one) => !tests.some(({ path }) => has([one], path)))).toEqual([]);
  expect(pathsOf(tests.filter(({ path }) => lists.filter((one) => has([one], path)).length > 1))).toEqual([]);
});

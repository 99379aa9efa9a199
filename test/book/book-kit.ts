/** Shorthands for tests of the test book. */

import { type BookTest, bookTests } from '../../src/book/book-tests.js';
import type { PointRole } from '../../src/book/point-roles.js';
import type { LoadedConfiguration } from '../../src/config/load.js';
import { loadConfiguration } from '../../src/config/load.js';

/** The shipped tests, by name. */
export const TESTS: ReadonlyMap<string, BookTest> = new Map(bookTests().map((test) => [test.name, test]));

/** Every role of a point of the shipped tests. */
export const KNOWN: ReadonlyMap<string, PointRole> = new Map(
  [...TESTS.values()].flatMap(({ points }) => points.map((role) => [role.name, role] as const)),
);

/** A shipped test. */
export function testNamed(name: string): BookTest {
  const test = TESTS.get(name);
  if (test === undefined) throw new Error(`no test ${name}`);
  return test;
}

/** The example of a test, loaded. */
export function exampleOf({ example }: BookTest): LoadedConfiguration {
  return loadConfiguration({ iniFile: example.ini, dataDir: example.data });
}

/** Which tests need what: `vitest.config.ts` and its neighbours run them by these lists. */

/** Rooms of other configurations: program, hostile, interop (needs a capture), terminal. */
export const OTHERS = ['test/hostile-suite/', 'test/interop/', 'test/program/', 'test/tui/terminal/'];

/** Tests that start the engine, its threads or its server. Folders end with a slash. */
export const REAL = [
  'test/channel/ring-threads.test.ts',
  'test/coordinator/database-store.test.ts',
  'test/hostile/',
  'test/http/',
  'test/live/',
  'test/run/report-fields.test.ts',
  'test/run/run-bounds.test.ts',
  'test/workers/shard-sends.test.ts',
];

/** Tests that replace a module (`vi.mock`): each has modules of its own. */
export const MOCKING = [
  'test/coordinator/database-watch.test.ts',
  'test/report/write-report.test.ts',
  'test/workers/node-machine.test.ts',
  'test/workers/warm-up.test.ts',
];

/** Whether a list has a test. */
export function has(list: readonly string[], path: string): boolean {
  return list.some((one) => (one.endsWith('/') ? path.startsWith(one) : path === one));
}

/** A list as patterns of vitest. */
export function patterns(list: readonly string[]): string[] {
  return list.map((one) => (one.endsWith('/') ? `${one}**/*.test.ts` : one));
}

/** Which tests need what: `vitest.config.ts` and its neighbours run them by these lists. */

/** Rooms of other configurations: program, hostile, interop (needs a capture), packages, terminal, web (needs a browser), windows (needs Wine). */
export const OTHERS = [
  'test/hostile-suite/',
  'test/interop/',
  'test/packages/',
  'test/program/',
  'test/tui/terminal/',
  'test/web/',
  'test/windows/',
];

/** Tests that replace a module (`vi.mock`) or measure the memory of their process: each has a process and modules of its own. Folders end with a slash. */
export const ALONE = [
  'test/app/ending.test.ts',
  'test/coordinator/database-watch.test.ts',
  'test/hostile/',
  'test/report/write-report.test.ts',
  'test/workers/node-machine.test.ts',
  'test/workers/shard-sends.test.ts',
  'test/workers/warm-up.test.ts',
];

/** Other tests that start the engine, its threads or its server. */
export const REAL = [
  'test/channel/ring-threads.test.ts',
  'test/coordinator/database-store.test.ts',
  'test/http/',
  'test/live/',
  'test/run/report-fields.test.ts',
  'test/run/run-bounds.test.ts',
];

/** Whether a list has a test. */
export function has(list: readonly string[], path: string): boolean {
  return list.some((one) => (one.endsWith('/') ? path.startsWith(one) : path === one));
}

/** A list as patterns of vitest. */
export function patterns(list: readonly string[]): string[] {
  return list.map((one) => (one.endsWith('/') ? `${one}**/*.test.ts` : one));
}

/** Tests of the project but for those of other configurations: program, hostile, interop (needs a capture), terminal. */
import { configDefaults, defineConfig } from 'vitest/config';
import { ALONE, OTHERS, patterns, REAL } from './test/suites.js';

/** Modules of the build run as they were built: their threads are started from there too. */
const BUILT = { deps: { external: [/\/dist\//] } };

const EXCLUDED = [...configDefaults.exclude, ...patterns(OTHERS)];

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    // Tests wait for sockets and timers more than they work.
    maxWorkers: 3,
    // These only end what hangs; no test judges how long something takes.
    testTimeout: 400_000,
    hookTimeout: 400_000,
    expect: { poll: { timeout: 120_000 } },
    projects: [
      { extends: true, test: { name: 'alone', include: patterns(ALONE), server: BUILT } },
      // The others share a process and the modules in it: to load them for each file costs more than the tests.
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['test/**/*.test.ts'],
          exclude: [...EXCLUDED, ...patterns([...ALONE, ...REAL])],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'real', include: patterns(REAL), isolate: false, server: BUILT } },
    ],
  },
});

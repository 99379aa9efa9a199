/** The tests that judge a room's mutants; the room's test folders come in the environment, as JSON. */
import { defineConfig } from 'vitest/config';

const folders = JSON.parse(process.env.MUTATION_TESTS ?? '[]');

const processes = {
  name: 'processes',
  /**
   * Stryker needs threads, but tests that set the time zone need a process. One process for all files is enough and
   * quicker, because it judges a single mutant.
   */
  configureVitest(/** @type {any} */ { project }) {
    project.config.pool = 'forks';
    project.config.isolate = false;
  },
};

/** Stryker looks at tests only. If a mutant makes a test file fail to load, no test runs, and the mutant would survive. */
const loadErrors = {
  /** @type {any} */
  vitest: undefined,
  onInit(/** @type {any} */ vitest) {
    this.vitest = vitest;
  },
  onTestModuleEnd(/** @type {any} */ module) {
    for (const error of module.errors()) this.vitest.state.catchError(error, 'test file');
  },
};

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  plugins: [processes],
  test: {
    include: folders.map((/** @type {string} */ folder) => `${folder}/**/*.test.ts`),
    reporters: [loadErrors],
    // Long: Stryker ends what hangs, and a test that is slow because the machine is busy must not count as a killed mutant.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

/** The tests that judge a room's mutants; the room's test folders come in the environment, as JSON. */
import { defineConfig } from 'vitest/config';

const folders = JSON.parse(process.env.MUTATION_TESTS ?? '[]');

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  plugins: [
    {
      name: 'processes',
      // Stryker asks for threads, but tests that set the time zone need processes of their own.
      configureVitest({ project }) {
        project.config.pool = 'forks';
        project.config.isolate = false;
      },
    },
  ],
  test: {
    include: folders.map((/** @type {string} */ folder) => `${folder}/**/*.test.ts`),
    testTimeout: 15_000,
    hookTimeout: 15_000,
  },
});

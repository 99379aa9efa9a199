/** The hostile suite: the built program under attack, from a seed. `npm run hostile` gives the options in the environment. */
import { defineConfig } from 'vitest/config';

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/hostile-suite/**/*.test.ts'],
    // These only end what hangs; no test judges how long something takes.
    testTimeout: 0,
    hookTimeout: 400_000,
    fileParallelism: false,
    disableConsoleIntercept: true,
  },
});

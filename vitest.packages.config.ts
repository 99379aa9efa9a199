/** Packages as their users get them: built, unpacked, started. Needs 7z, and a network the first time. */
import { defineConfig } from 'vitest/config';

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/packages/**/*.test.ts'],
    // These only end what hangs; no test judges how long something takes.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 120_000 } },
    fileParallelism: false,
  },
});

/** Tests of the program on Windows: Node.js for Windows under Wine. */
import { defineConfig } from 'vitest/config';

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/windows/**/*.test.ts'],
    globalSetup: 'test/windows/global-setup.ts',
    setupFiles: 'test/windows/on-drive-c.ts',
    // Tests wait for the programs more than they work.
    maxWorkers: 2,
    // These only end what hangs; no test judges how long something takes.
    testTimeout: 400_000,
    hookTimeout: 400_000,
    expect: { poll: { timeout: 120_000 } },
  },
});

/** Tests of the live page in a real browser: Chromium, and the built program. */
import { defineConfig } from 'vitest/config';

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/web/**/*.test.ts'],
    globalSetup: ['test/web/need-browser.ts'],
    // A browser for each file.
    maxWorkers: 2,
    // These only end what hangs; no test judges how long something takes.
    testTimeout: 400_000,
    hookTimeout: 400_000,
    expect: { poll: { timeout: 120_000 } },
    // Modules of the build run as they were built: their threads are started from there too.
    server: { deps: { external: [/\/dist\//] } },
  },
});

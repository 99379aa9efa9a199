/** Tests of the program as its users start it: a process of its own for each, with its files, ports and signals. */
import { defineConfig } from 'vitest/config';

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/program/**/*.test.ts'],
    // Tests wait for the programs more than they work.
    maxWorkers: 3,
    // These only end what hangs; no test judges how long something takes.
    testTimeout: 400_000,
    hookTimeout: 400_000,
    expect: { poll: { timeout: 120_000 } },
    // Modules of the build run as they were built: their threads are started from there too.
    server: { deps: { external: [/\/dist\//] } },
  },
});

/** Tests of the project but for those that need a capture (`vitest.interop.config.ts`) or a terminal (`vitest.terminal.config.ts`). */
import { configDefaults, defineConfig } from 'vitest/config';

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/interop/**', 'test/tui/terminal/**'],
    // What was built runs as it was built: its threads are started from there too.
    server: { deps: { external: [/\/dist\//] } },
    // Tests wait for sockets and timers more than they work.
    maxWorkers: 3,
    // These only end what hangs; no test judges how long something takes.
    testTimeout: 400_000,
    hookTimeout: 400_000,
    expect: { poll: { timeout: 120_000 } },
  },
});

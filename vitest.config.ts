/** Tests of the project but for those of other configurations: program, hostile, interop (needs a capture), terminal. */
import { configDefaults, defineConfig } from 'vitest/config';

/** Rooms whose tests start no thread and no program. They share a process: one for each file would cost more than the tests. */
const PURE = [
  'app',
  'architecture',
  'book',
  'codec',
  'csv',
  'command-line',
  'commands',
  'compare',
  'config',
  'controlling',
  'data',
  'docs',
  'faults',
  'figures',
  'gateway',
  'profile',
  'reactions',
  'report',
  'run',
  'scripts',
  'soak',
  'station',
  'text',
  'tui',
].map((room) => `test/${room}/**/*.test.ts`);

const EXCLUDED = [
  ...configDefaults.exclude,
  'test/hostile-suite/**',
  'test/interop/**',
  'test/program/**',
  'test/tui/terminal/**',
];

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
      {
        extends: true,
        test: { name: 'pure', include: PURE, exclude: EXCLUDED, isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'real',
          include: ['test/**/*.test.ts'],
          exclude: [...EXCLUDED, ...PURE],
          // Modules of the build run as they were built: their threads are started from there too.
          server: { deps: { external: [/\/dist\//] } },
        },
      },
    ],
  },
});

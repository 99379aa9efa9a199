/** Which signals end a program in order, on Windows too. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { endInOrder } from '../../src/app/program/ending.js';

// The process that runs the tests has a channel of its own.
vi.mock('../../src/app/program-channel.js', () => ({ heedStarter: () => {}, tellStarter: () => {} }));

const EVENTS = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'SIGQUIT',
  'SIGBREAK',
  'uncaughtException',
  'message',
  'disconnect',
];
let before: Map<string, unknown[]>;

beforeEach(() => {
  before = new Map(EVENTS.map((event) => [event, process.rawListeners(event)]));
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const event of EVENTS)
    for (const listener of process.rawListeners(event))
      if (!before.get(event)?.includes(listener)) process.removeListener(event, listener as () => void);
});

it.each(['SIGINT', 'SIGBREAK', 'SIGHUP'] as const)('%s ends it once, with its exit code', async (signal) => {
  const exited = new Promise<unknown>((resolve) => {
    vi.spyOn(process, 'exit').mockImplementation((code) => {
      resolve(code);
      return undefined as never;
    });
  });
  const end = vi.fn(() => Promise.resolve());
  endInOrder(() => ({ end, fail: () => {}, leaveScreen: () => {}, exitCode: () => 3 }));
  process.emit(signal, signal);
  expect(await exited).toBe(3);
  expect(end).toHaveBeenCalledTimes(1);
});

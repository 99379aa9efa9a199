/** The machine as Node.js provides it. */
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { monotonicMs } from '../channel/clock.js';
import type { Files } from '../log-writer/append-files.js';
import { createNodeNetwork } from './node-network.js';
import type { Clock, Machine, ThreadLoad, Timers } from './ports.js';

/** Linux: ns on a processor, ns waiting for one, number of turns. */
const SCHEDULER_FILE = '/proc/thread-self/schedstat';

export const nodeClock: Clock = { monotonicMs, wallMs: () => Date.now() };

export const nodeTimers: Timers = {
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
  setImmediate: (callback) => setImmediate(callback),
  clearImmediate: (timer) => clearImmediate(timer as NodeJS.Immediate | undefined),
  queueMicrotask: (callback) => queueMicrotask(callback),
};

export const nodeLoad: ThreadLoad = {
  busyMs: () => performance.eventLoopUtilization().active,
  scheduler: () => {
    try {
      const [cpuNs, waitedNs] = readFileSync(SCHEDULER_FILE, 'latin1').split(' ');
      return { cpuMs: Number(cpuNs) / 1e6, waitedMs: Number(waitedNs) / 1e6 };
    } catch {
      return { cpuMs: Number.NaN, waitedMs: Number.NaN };
    }
  },
};

/** The machine for one thread; its sockets share one read buffer. `files`: how it writes. */
export function createNodeMachine(files: Files): Machine {
  return {
    clock: nodeClock,
    timers: nodeTimers,
    network: createNodeNetwork(),
    files,
    load: nodeLoad,
  };
}

/** What the real machine reports about its clocks and this thread. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { nodeClock, nodeLoad, nodeTimers } from '../../src/workers/node-machine.js';

const world = vi.hoisted(() => ({ scheduler: '' as string | undefined }));
vi.mock('node:fs', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  readFileSync: () => {
    if (world.scheduler === undefined) throw new Error('ENOENT');
    return world.scheduler;
  },
}));

beforeEach(() => {
  world.scheduler = '5000000 2250000 17\n';
});

describe('the scheduler’s figures', () => {
  it('are in ms: the time on a processor and the time waiting for one', () => {
    expect(nodeLoad.scheduler()).toEqual({ cpuMs: 5, waitedMs: 2.25 });
  });

  it('are NaN if the system does not report them', () => {
    world.scheduler = undefined;
    expect(nodeLoad.scheduler()).toEqual({ cpuMs: Number.NaN, waitedMs: Number.NaN });
  });
});

describe('the clocks', () => {
  it('never run back, and the wall clock has a plausible year', () => {
    const fromMs = nodeClock.monotonicMs();
    expect(nodeClock.monotonicMs()).toBeGreaterThanOrEqual(fromMs);
    expect(new Date(nodeClock.wallMs()).getFullYear()).toBeGreaterThan(2025);
  });
});

describe('the timers', () => {
  it('run microtasks before immediates, and no cleared timer', async () => {
    const ran: string[] = [];
    const cleared = [
      nodeTimers.setTimeout(() => ran.push('timeout'), 0),
      nodeTimers.setImmediate(() => ran.push('cleared')),
    ];
    for (const timer of cleared) {
      nodeTimers.clearTimeout(timer);
      nodeTimers.clearImmediate(timer);
    }
    nodeTimers.clearTimeout(undefined);
    nodeTimers.clearImmediate(undefined);
    await new Promise<void>((resolve) => {
      nodeTimers.setImmediate(() => {
        ran.push('immediate');
        resolve();
      });
      nodeTimers.queueMicrotask(() => ran.push('microtask'));
    });
    expect(ran).toEqual(['microtask', 'immediate']);
  });
});

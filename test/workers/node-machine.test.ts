/** What the real machine tells of its clocks and of this thread. */
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
  it('are ms, from ns on a processor and ns waiting for one', () => {
    expect(nodeLoad.scheduler()).toEqual({ cpuMs: 5, waitedMs: 2.25 });
  });

  it('are no numbers where the system doesn’t tell', () => {
    world.scheduler = undefined;
    expect(nodeLoad.scheduler()).toEqual({ cpuMs: Number.NaN, waitedMs: Number.NaN });
  });
});

describe('the clocks', () => {
  it('never run back, and know the year', () => {
    const fromMs = nodeClock.monotonicMs();
    expect(nodeClock.monotonicMs()).toBeGreaterThanOrEqual(fromMs);
    expect(new Date(nodeClock.wallMs()).getFullYear()).toBeGreaterThan(2025);
  });
});

describe('the timers', () => {
  it('run microtasks before immediates, and nothing that was cleared', async () => {
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

/** What a shard knows of its own pauses while it reads its sockets. */
import { describe, expect, it } from 'vitest';
import { PauseTable } from '../../src/channel/pause-table.js';
import { PauseWatch } from '../../src/channel/pause-watch.js';
import type { Connection } from '../../src/workers/connection.js';
import type { Accepted, Machine } from '../../src/workers/ports.js';
import { ShardServing } from '../../src/workers/shard-serving.js';

/** A shard's serving under a clock that the test sets. Its thread beats, and its immediates run, when the test says so. */
function openServing() {
  const clock = { nowMs: 1000 };
  const immediates: (() => void)[] = [];
  const machine = {
    clock: { monotonicMs: () => clock.nowMs, wallMs: () => clock.nowMs },
    timers: {
      setTimeout: (run: () => void) => run,
      clearTimeout: () => {},
      setImmediate: (run: () => void) => {
        immediates.push(run);
        return run;
      },
      clearImmediate: () => {},
      queueMicrotask: (run: () => void) => run(),
    },
  } as unknown as Machine;
  const watch = new PauseWatch(PauseTable.allocate(1).shard(0));
  const serving = new ShardServing(machine, watch);
  watch.begin(clock.nowMs);
  watch.beat(clock.nowMs, 50);
  return {
    clock,
    machine,
    serving,
    /** A timer of the thread fires and says that it comes round. */
    beat: () => {
      watch.beat(clock.nowMs, 50);
      serving.noteTurn(clock.nowMs);
    },
    /** The sockets are read; the immediates run. */
    afterPoll: () => {
      for (const run of immediates.splice(0)) run();
    },
  };
}

describe('sockets that are heard in one poll', () => {
  /** A socket tells of its end; returns since when its octets may have come. */
  function end(serving: ReturnType<typeof openServing>['serving']): number {
    let arrivedMs = Number.NaN;
    const connection = { backlog: { arrivedMs: (nowMs: number) => nowMs } } as unknown as Connection;
    serving.ended(connection, (nowMs) => {
      arrivedMs = serving.arrivedMs(nowMs);
    });
    return arrivedMs;
  }

  it('lay there when the first of them was, however long the others take', () => {
    const { clock, serving, afterPoll } = openServing();
    clock.nowMs = 1010;
    expect(end(serving)).toBe(1010);
    clock.nowMs = 1018;
    expect(end(serving)).toBe(1010);
    afterPoll();
    clock.nowMs = 1020;
    expect(end(serving)).toBe(1020);
  });
});

describe('octets that are read after a pause', () => {
  it('may have come since its begin, until the sockets were read once', () => {
    const { clock, serving, beat, afterPoll } = openServing();
    clock.nowMs = 1050;
    beat();
    expect(serving.arrivedMs(1050)).toBe(1050);
    // The timers come first after the pause.
    clock.nowMs = 4000;
    beat();
    expect(serving.arrivedMs(4000)).toBe(1050);
    clock.nowMs = 4010;
    expect(serving.arrivedMs(4010)).toBe(1050);
    afterPoll();
    expect(serving.arrivedMs(4011)).toBe(4011);
  });

  it('may be read before any timer fires', () => {
    const { clock, serving, beat, afterPoll } = openServing();
    clock.nowMs = 4000;
    // A socket tells something.
    expect(serving.now()).toBe(4000);
    expect(serving.arrivedMs(4000)).toBe(1000);
    afterPoll();
    clock.nowMs = 4001;
    beat();
    expect(serving.arrivedMs(4001)).toBe(4001);
  });

  it('are of now where the pause was before', () => {
    const { clock, serving, beat, afterPoll } = openServing();
    clock.nowMs = 4000;
    beat();
    afterPoll();
    for (const ms of [4050, 4100, 4150]) {
      clock.nowMs = ms;
      beat();
      afterPoll();
    }
    expect(serving.now()).toBe(4150);
    expect(serving.arrivedMs(4150)).toBe(4150);
  });
});

describe('connections that come in one poll', () => {
  /** A listening port; `come` is a new connection there. */
  async function listening() {
    const kit = openServing();
    let come = (_accepted: Accepted): void => {};
    const network = {
      listen: async (_at: unknown, onAccept: (accepted: Accepted) => void) => {
        come = onAccept;
        return { port: 1, close: () => {} };
      },
    };
    Object.assign(kit.machine, { network });
    const opened: number[] = [];
    await kit.serving.listen({ port: 1, bind: '' }, ({ port }) => opened.push(port));
    return { ...kit, opened, come: (port: number) => come({ port } as Accepted) };
  }

  it('are opened four a turn, in their order, with a turn between polls as long as some wait', async () => {
    const { opened, come, afterPoll } = await listening();
    for (let port = 1; port <= 9; port++) come(port);
    expect(opened).toEqual([1, 2, 3, 4]);
    afterPoll();
    expect(opened).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    afterPoll();
    expect(opened).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('are all told when the shard ends', async () => {
    const { opened, come, serving } = await listening();
    for (let port = 1; port <= 9; port++) come(port);
    serving.close();
    expect(opened).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

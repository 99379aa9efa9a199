/** Sends with a rate and with walking values, on real threads and sockets: how many signals each master receives, and when. */
import { describe, expect, it } from 'vitest';
import { TestEngine } from '../support/test-engine.js';
import { pointRows } from '../support/workspace.js';
import { NotingPeer, type ReceivedObject } from './noting-peer.js';

const databases = {
  'd.csv': pointRows(1, 40),
  'm.csv': ['1,Y,11,1,500', '1,Y,36,2,230.5', '1,Y,30,3,1', '1,Y,35,4,-20'],
};

/** Milliseconds of the day in a time tag. */
function msOf(tag: string): number {
  const [, hour, minute, second, ms] = /(\d\d):(\d\d):(\d\d)\.(\d{3})/.exec(tag)?.map(Number) ?? [];
  return ((hour * 60 + minute) * 60 + second) * 1000 + ms;
}

/** Milliseconds of the day of a wall time. */
function msOfDay(wallMs: number): number {
  const date = new Date(wallMs);
  return (
    ((date.getHours() * 60 + date.getMinutes()) * 60 + date.getSeconds()) * 1000 + date.getMilliseconds()
  );
}

describe('a rate', () => {
  // test/station/pace.test.ts checks the pace itself on a simulated clock. The window is wide, because on a busy machine
  // masters may acknowledge late.
  it('is kept by every RTU: the count is exact, and no signal is early', async () => {
    const test = await TestEngine.start({ rtus: [{ k: 100 }, { k: 100 }, { k: 100 }], databases, shards: 2 });
    const { engine } = test;
    const peers = await Promise.all([0, 1, 2].map((slot) => NotingPeer.start(test.port(slot), 0)));
    const startMs = engine.wallNow();
    const { totals } = await engine.settled(engine.send(1, 800, { ratePerRtu: 100 }).id);
    expect(totals).toMatchObject({ running: 3, offered: 240, sent: 240, acknowledged: 240, unsentEnded: 0 });
    for (const { objects } of peers) {
      expect(objects.map(({ ioa }) => ioa)).toEqual(Array.from({ length: 80 }, (_, i) => 1000 + (i % 40)));
      const start = msOfDay(startMs);
      for (const [i, { tag }] of objects.entries()) {
        const sinceStartMs = (msOf(tag) - start + 86_400_000) % 86_400_000;
        // One signal every 10 ms; a tag has whole ms.
        expect(sinceStartMs).toBeGreaterThan(10 * i - 2);
      }
    }
  });

  it('of thousands of signals a second sends all of them until the end of the duration', async () => {
    const test = await TestEngine.start({ rtus: [{ k: 2_000 }, { k: 2_000 }], databases });
    const { engine } = test;
    const peers = await Promise.all([0, 1].map((slot) => NotingPeer.start(test.port(slot), 0)));
    for (let send = 1; send <= 2; send++) {
      const { totals } = await engine.settled(engine.send(1, 200, { ratePerRtu: 5_000 }).id);
      expect(totals).toMatchObject({ offered: 2_000, sent: 2_000, acknowledged: 2_000, unsentEnded: 0 });
      expect(peers.map(({ objects }) => objects.filter(({ cot }) => cot === 3).length)).toEqual([
        send * 1_000,
        send * 1_000,
      ]);
    }
  });

  it('below one signal a second sends the first signal at once', async () => {
    const test = await TestEngine.start({ rtus: [{}], databases });
    const peer = await NotingPeer.start(test.port(0), 0);
    const { id } = test.engine.send(1, 10_000, { ratePerRtu: 0.85 });
    // End of initialization, then the signal.
    await peer.received(2);
    test.engine.stopSend(id);
    const { totals } = await test.engine.settled(id);
    expect(totals).toMatchObject({ offered: 1, sent: 1, acknowledged: 1, unsentEnded: 0 });
  });

  it('for some RTU numbers does not affect the others', async () => {
    const rtus = [7, 8, 7, 9].map((ca) => ({ ca, k: 100 }));
    const test = await TestEngine.start({ rtus, databases, shards: 2 });
    const { engine } = test;
    const peers = await Promise.all(rtus.map((_, slot) => NotingPeer.start(test.port(slot), 0)));
    const { totals } = await engine.settled(engine.send(1, 100, { rtuNumbers: [7, 9], ratePerRtu: 200 }).id);
    expect(totals).toMatchObject({ running: 3, missing: 0, notStarted: 0, offered: 60, acknowledged: 60 });
    expect(peers.map(({ objects }) => objects.length)).toEqual([20, 0, 20, 20]);
  });

  it('reports the exact count when the send is stopped', async () => {
    const test = await TestEngine.start({ rtus: [{}], databases });
    const peer = await NotingPeer.start(test.port(0), 0);
    const { id } = test.engine.send(1, 60_000, { ratePerRtu: 500 });
    await peer.received(60);
    test.engine.stopSend(id);
    const { totals } = await test.engine.settled(id);
    expect(totals.sent).toBe(peer.objects.length);
    expect(totals.acknowledged).toBe(totals.sent);
    expect(totals.offered).toBe(totals.sent + totals.unsentEnded);
  });
});

describe('walking values', () => {
  it('are equal on all ports of an RTU number, differ between RTU numbers, and appear in interrogations', async () => {
    const rtus = [{ ca: 7 }, { ca: 7, options: ['objects=1'] }, { ca: 8 }].map((row) => ({
      k: 2_000,
      ...row,
      file: 'm.csv',
    }));
    const test = await TestEngine.start({ rtus, databases, shards: 2 });
    const { engine } = test;
    const walk = { seed: 42, percent: 2 };
    const peers = await Promise.all(rtus.map((_, slot) => NotingPeer.start(test.port(slot), 0)));
    const { totals } = await engine.settled(engine.send(1, 250, { ratePerRtu: 400, walk }).id);
    expect(totals).toMatchObject({ offered: 300, acknowledged: 300 });
    const valuesOf = (objects: readonly ReceivedObject[]) => objects.map(({ ioa, value }) => [ioa, value]);
    const [a, b, c] = peers.map(({ objects }) => valuesOf(objects));
    expect(a).toHaveLength(100);
    expect(b).toEqual(a);
    expect(c).not.toEqual(a);
    for (const [ioa, value] of a) {
      const [first, step] = [[], [500, 10], [230.5, 4.61], [1, 0], [-20, 2]][ioa];
      expect(Math.abs(value - first)).toBeLessThanOrEqual(10 * step + 0.5);
    }
    const link = await test.started(0);
    const values = new Map<number, number>(a.slice(-4).map(([ioa, value]) => [ioa, value]));
    const report = await link.interrogate();
    expect([report.outcome, report.dataObjects]).toEqual(['done', 4]);
    expect(values.get(1)).not.toBe(500);
  });
});

/** Events that outlive their connection, on real sockets and threads (`docs/behaviour.md` §3 and §9). */
import { expect, it } from 'vitest';
import { TestEngine } from '../support/test-engine.js';
import { pointRows } from '../support/workspace.js';

const SIGNALS = 3000;

function start(globals: readonly string[] = []): Promise<TestEngine> {
  const databases = { 'd.csv': pointRows(1, SIGNALS) };
  return TestEngine.start({ rtus: [{ ca: 1 }], databases, globals: ['events,keep', ...globals] });
}

it('a send without a master goes out on the first connection', async () => {
  const test = await start();
  const { engine } = test;
  const { id } = engine.send(1, 0);
  await test.event('send', ({ what }) => what === 'finished');
  expect(engine.stats.get(0, 'HELD')).toBe(SIGNALS);
  const link = await test.started(0, { w: 1 });
  const { totals } = await engine.settled(id);
  expect(totals).toMatchObject({
    running: 1,
    offered: SIGNALS,
    sent: SIGNALS,
    acknowledged: SIGNALS,
    held: 0,
  });
  expect(link.traffic.signals).toBe(SIGNALS);
  expect(engine.stats.get(0, 'HELD')).toBe(0);
});

it('a connection that is lost in an avalanche costs nothing', async () => {
  const test = await start(['w,1']);
  const { engine } = test;
  const peer = await test.master(0);
  const { id } = engine.send(1, 0);
  await test.event('send', ({ what }) => what === 'started');
  // It has a window of frames, and acknowledges none of them.
  peer.reset();
  await test.event('link', ({ what }) => what === 'disconnect');
  const link = await test.started(0, { w: 1 });
  const { totals } = await engine.settled(id);
  expect(totals).toMatchObject({ offered: SIGNALS, acknowledged: SIGNALS, unsentLink: 0, unsentBuffer: 0 });
  expect(link.traffic.signals).toBe(SIGNALS);
});

it('what is held is counted as lost when the RTU is restarted, or its shard dies', async () => {
  const test = await start();
  const { engine } = test;
  engine.send(1, 0);
  await test.event('send', ({ what }) => what === 'finished');
  expect(await engine.restartRtu(0, { k: '20' })).toMatchObject({ outcome: 'restarted' });
  expect(engine.stats.get(0, 'HELD')).toBe(0);
  expect(engine.stats.get(0, 'UNSENT_LINK')).toBe(SIGNALS);

  const second = engine.send(1, 0).id;
  await test.event('send', ({ what, send }) => what === 'finished' && send.id === second);
  expect(engine.stats.get(0, 'HELD')).toBe(SIGNALS);
  await test.killThreads();
  await test.restarts(1);
  expect((await engine.settled(second)).totals).toMatchObject({ unsentLink: SIGNALS, held: 0 });
  expect(engine.stats.get(0, 'HELD')).toBe(0);
  expect(engine.stats.get(0, 'UNSENT_LINK')).toBe(2 * SIGNALS);
});

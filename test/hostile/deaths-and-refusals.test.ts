/** Dead shards, refusals and half-closed connections: nothing stays open, and every signal is counted. */

import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { soon } from '../support/patience.js';
import {
  ATTACKED,
  DeafMaster,
  expectAccounted,
  expectClosedFor,
  GI,
  pause,
  STARTDT_ACT,
  startPair,
  VICTIM,
} from './hostile-kit.js';

const DESCRIPTORS = '/proc/self/fd';

/** Number of sockets of this process. Files don't count, because log files are opened and closed all the time. */
function openSockets(): number {
  return readdirSync(DESCRIPTORS).filter((fd) => {
    try {
      return readlinkSync(`${DESCRIPTORS}/${fd}`).startsWith('socket:');
    } catch {
      return false;
    }
  }).length;
}

describe('nothing stays open or uncounted', () => {
  it('signals that were on the way when a shard died are counted', async () => {
    const test = await startPair({ k: 100 }, 2000);
    await test.started(VICTIM, { ack: { kind: 'eager' } });
    const send = test.engine.send(ATTACKED, 5000);
    await pause(200);
    await test.killThread(0);
    await test.event('shard-restarted');
    const { shardsLost, totals } = await test.engine.settled(send.id);
    expect(shardsLost).toEqual([0]);
    await expectAccounted(test);
    // The counts of the send were in shared memory; all that was offered was its own.
    const { stats } = test.engine;
    expect(totals.offered).toBe(stats.total('SIGNALS_OFFERED'));
    expect(totals.acknowledged).toBeGreaterThan(0);
    expect(totals.acknowledged).toBe(stats.total('SIGNALS_ACKNOWLEDGED'));
    expect(totals.offered).toBe(totals.acknowledged + totals.unsentLink);
  });

  it('a send that was refused leaves no send', async () => {
    const test = await startPair();
    for (let refused = false; !refused; ) {
      try {
        test.engine.send(ATTACKED, 0);
      } catch {
        refused = true;
      }
    }
    await soon(() => expect(test.engine.sends().filter(({ state }) => state !== 'settled')).toEqual([]));
  });

  it.runIf(existsSync(DESCRIPTORS))(
    'a link that the master half closed without reading gives its descriptor back',
    async () => {
      const test = await startPair({ options: ['eoi=never', 't1=250', 't2=100'], k: 32_767 }, 20_000);
      const before = openSockets();
      const master = await DeafMaster.connect(test.port(VICTIM));
      master.send(STARTDT_ACT);
      for (let turn = 0; turn < 90; turn++) {
        master.sendI([GI]);
        await pause(3);
      }
      master.halfClose();
      await expectClosedFor(test, 'PEER_CLOSED');
      // Only the master's own socket is left.
      await soon(() => expect(openSockets()).toBeLessThanOrEqual(before + 1));
      master.destroy();
    },
  );
});

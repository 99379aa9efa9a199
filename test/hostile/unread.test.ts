/** Masters that do not acknowledge, do not read, or vanish while the RTU has much to send. */
import { describe, expect, it } from 'vitest';
import { RawPeer } from '../support/raw-peer.js';
import {
  ATTACKED,
  besideControl,
  DeafMaster,
  expectAccounted,
  expectClosedFor,
  GI,
  pause,
  STARTDT_ACT,
  STARTDT_CON,
  startPair,
  VICTIM,
} from './hostile-kit.js';

/** The shortest valid t1; it must be above the shortest t2. */
const T1 = ['eoi=never', 't1=1.1', 't2=1'];
/** A t1 so long that something else closes the link even on a slow machine. */
const LONG_T1 = ['eoi=never', 't1=250', 't2=100'];

async function started(port: number): Promise<RawPeer> {
  const peer = await RawPeer.connect(port);
  peer.send(STARTDT_ACT);
  await peer.expect(STARTDT_CON);
  return peer;
}

describe('a master that', () => {
  it('never acknowledges is closed by t1; the rest of the send is lost', async () => {
    const test = await startPair({ options: T1 });
    await besideControl(test, async () => {
      await started(test.port(VICTIM));
      const send = test.engine.send(ATTACKED, 0);
      await expectClosedFor(test, 'T1_I_FRAME');
      const { totals } = await test.engine.settled(send.id);
      expect(totals).toMatchObject({ offered: 200, acknowledged: 0, unsentLink: 200 });
    });
    await expectAccounted(test);
  });

  it('acknowledges one frame at a time receives everything, in order', async () => {
    const test = await startPair({ options: ['eoi=never', 'objects=1'] });
    await besideControl(test, async () => {
      const peer = await started(test.port(VICTIM));
      const send = test.engine.send(ATTACKED, 0);
      for (let n = 0; n < 200; n++) {
        const octets = Buffer.from((await peer.next()).replaceAll(' ', ''), 'hex');
        expect(octets.readUInt16LE(2)).toBe(2 * n);
        const nr = 2 * (n + 1);
        peer.send(`68 04 01 00 ${hex(nr & 0xff)} ${hex(nr >> 8)}`);
      }
      const { totals } = await test.engine.settled(send.id);
      expect(totals).toMatchObject({ offered: 200, acknowledged: 200 });
    });
    await expectAccounted(test);
  });

  it('stops reading, with a window of 32767 frames, is closed by t1', async () => {
    const test = await startPair({ options: T1, k: 32_767 }, 20_000);
    const before = process.memoryUsage.rss();
    await besideControl(test, async () => {
      const master = await DeafMaster.connect(test.port(VICTIM));
      master.send(STARTDT_ACT);
      await test.event('link', ({ what, rtu }) => what === 'startdt' && rtu.slot === VICTIM);
      const send = test.engine.send(ATTACKED, 0);
      await expectClosedFor(test, 'T1_I_FRAME');
      const { totals } = await test.engine.settled(send.id);
      expect(totals.acknowledged).toBe(0);
      expect(totals.offered).toBe(totals.unsentLink + totals.unsentEnded);
      master.destroy();
    });
    expect((process.memoryUsage.rss() - before) / 2 ** 20).toBeLessThan(200);
    await expectAccounted(test);
  });

  it('resets the connection during an avalanche loses what was on the way', async () => {
    const test = await startPair({ options: ['eoi=never'] }, 5000);
    await besideControl(test, async () => {
      for (let turn = 0; turn < 10; turn++) {
        const peer = await started(test.port(VICTIM));
        const send = test.engine.send(ATTACKED, 1000);
        await peer.next();
        peer.reset();
        const { totals } = await test.engine.settled(send.id);
        expect(totals.running).toBe(1);
        expect(totals.offered).toBe(totals.acknowledged + totals.unsentLink);
      }
    });
    await expectAccounted(test);
  });

  it('half-closes and does not read is closed', async () => {
    const test = await startPair({ options: LONG_T1, k: 32_767 }, 20_000);
    const master = await DeafMaster.connect(test.port(VICTIM));
    master.send(STARTDT_ACT);
    for (let turn = 0; turn < 60; turn++) {
      master.sendI([GI]);
      await pause(3);
    }
    master.halfClose();
    await expectClosedFor(test, 'PEER_CLOSED');
    await expectAccounted(test);
    master.destroy();
  });
});

function hex(octet: number): string {
  return octet.toString(16).padStart(2, '0');
}

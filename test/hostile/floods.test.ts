/** Masters that request more than they read, take over from each other again and again, or command during a large send. */

import { describe, expect, it } from 'vitest';
import { HANG_MS } from '../support/patience.js';
import {
  ATTACKED,
  besideControl,
  CLOCK,
  commandAsdu,
  DeafMaster,
  expectAccounted,
  GI,
  GI_END,
  pause,
  STARTDT_ACT,
  startPair,
  TESTFR_ACT,
  VICTIM,
} from './hostile-kit.js';

const T1 = ['eoi=never', 't1=1.1', 't2=1'];
const FLOOD = 20_000;

const FLOODS: readonly (readonly [what: string, asdus: readonly string[]])[] = [
  ['interrogations', [GI]],
  ['clock synchronizations', [CLOCK]],
  ['interrogations and their deactivation', [GI, GI_END]],
  ['commands', Array.from({ length: 50 }, (_, i) => commandAsdu(i))],
];

describe('a master that never reads and floods the RTU with', () => {
  it.each(FLOODS)('%s is closed, by t1 or because too many replies wait', async (_what, asdus) => {
    const test = await startPair({ options: T1 });
    await besideControl(test, async () => {
      const master = await DeafMaster.connect(test.port(VICTIM));
      master.send(STARTDT_ACT);
      for (let sent = 0; sent < FLOOD && !master.closed; sent += 1000) {
        master.sendI(Array.from({ length: 1000 }, (_, i) => asdus[i % asdus.length]));
        await pause(5);
      }
      await test.event(
        'link',
        ({ what, detail }) => what === 'disconnect' && /^(T1_I_FRAME|REPLIES_OVERFLOW)/.test(detail),
      );
      master.destroy();
    });
    await expectAccounted(test);
  });

  it('test frames does not delay other RTUs, and leaves no memory in use', async () => {
    const test = await startPair({ idle: 1 });
    const before = process.memoryUsage.rss();
    await besideControl(test, async () => {
      const master = await DeafMaster.connect(test.port(VICTIM));
      for (let turn = 0; turn < 100; turn++) {
        master.send(TESTFR_ACT, 1000);
        await pause(2);
      }
      master.destroy();
      await test.event('link', ({ what }) => what === 'disconnect');
    });
    expect((process.memoryUsage.rss() - before) / 2 ** 20).toBeLessThan(150);
  });
});

describe('two masters', () => {
  it('that take over from each other in a loop lose no signal of a send', async () => {
    const test = await startPair({ options: ['eoi=never', 'objects=1', 'connections=8'], k: 40 }, 2000);
    await besideControl(test, async () => {
      const eager = { ack: { kind: 'eager' } } as const;
      let received = 0;
      let holder = await test.started(VICTIM, eager);
      const send = test.engine.send(ATTACKED, 0);
      for (let turn = 0; turn < 60; turn++) {
        const next = await test.started(VICTIM, eager);
        await holder.closed(HANG_MS);
        received += holder.traffic.signals;
        holder = next;
      }
      const { totals } = await test.engine.settled(send.id);
      received += holder.traffic.signals;
      expect(totals).toMatchObject({ running: 1, offered: 2000, acknowledged: 2000, unsentLink: 0 });
      // Frames that were not acknowledged are sent again, so a signal may be received twice.
      expect(received).toBeGreaterThanOrEqual(2000);
    });
    await expectAccounted(test);
  });
});

describe('a master that commands', () => {
  it('every point during a send of all rows receives every confirmation and every signal', async () => {
    const test = await startPair({ options: ['eoi=never'] }, 3000);
    await besideControl(test, async () => {
      const master = await test.started(VICTIM, { ack: { kind: 'eager' } });
      const send = test.engine.send(ATTACKED, 500);
      const reports = await Promise.all(
        Array.from({ length: 200 }, (_, i) =>
          master.command({ typeId: 45, ioa: 900_000 + (i % 50), value: { scs: i % 2, qu: 0 } }),
        ),
      );
      expect(reports.filter(({ outcome }) => outcome === 'done')).toHaveLength(200);
      const { totals } = await test.engine.settled(send.id);
      expect(totals.acknowledged).toBe(totals.offered);
      // On a busy machine the time of the send may be over before it begins.
      expect(master.traffic.objectsByCot().get(3) ?? 0).toBe(totals.offered);
      expect(master.traffic.objectsByCot().get(11)).toBe(200);
      expect(master.violations.details).toEqual([]);
    });
    await expectAccounted(test);
  });
});

/** Masters that break the rules of the link layer, each on its own link; other RTUs must not be affected. */

import { describe, expect, it } from 'vitest';
import { soon } from '../support/patience.js';
import {
  ATTACKED,
  besideControl,
  expectAccounted,
  expectClosedFor,
  GI,
  STARTDT_ACT,
  STARTDT_CON,
  startPair,
  TESTFR_ACT,
  TESTFR_CON,
  VICTIM,
} from './hostile-kit.js';

/** Octets sent on a started link, and the code with which the RTU closes it. */
const BREAKERS: readonly (readonly [what: string, hex: string, code: string])[] = [
  ['N(S) 1 for the first I frame', `68 0E 02 00 00 00 ${GI}`, 'NS_OUT_OF_SEQUENCE'],
  ['N(S) 32767 for the first I frame', `68 0E FE FF 00 00 ${GI}`, 'NS_OUT_OF_SEQUENCE'],
  ['N(R) ahead in an I frame', `68 0E 00 00 64 00 ${GI}`, 'NR_INVALID'],
  ['N(R) ahead in an S frame', '68 04 01 00 64 00', 'NR_INVALID'],
  ['N(R) behind in an S frame', '68 04 01 00 FE FF', 'NR_INVALID'],
  ['length 3', '68 03 43 00 00', 'BAD_LENGTH'],
  ['length 254', `68 FE ${'00 '.repeat(254)}`, 'BAD_LENGTH'],
  ['length 0', '68 00', 'BAD_LENGTH'],
  ['another start octet', '69 04 43 00 00 00', 'BAD_START'],
  ['a U frame without function', '68 04 03 00 00 00', 'UNDEFINED_U'],
  ['a U frame with two functions', '68 04 0F 00 00 00', 'UNDEFINED_U'],
  ['a U frame with all functions', '68 04 FF 00 00 00', 'UNDEFINED_U'],
  ['a U frame of ten octets', '68 08 43 00 00 00 00 00 00 00', 'FRAME_TOO_LONG'],
  ['an I frame without ASDU', '68 04 00 00 00 00', 'MALFORMED_ASDU'],
  ['an ASDU cut off', '68 0D 00 00 00 00 64 01 06 00 01 00 00 00 00', 'MALFORMED_ASDU'],
];

describe('a master that breaks the link layer', () => {
  it('is closed with the code of its fault; other RTUs and the next master are not affected', async () => {
    const test = await startPair({ options: ['eoi=never'] });
    await besideControl(test, async () => {
      let broken = 0;
      for (const [what, hex, code] of BREAKERS) {
        const peer = await test.raw(VICTIM);
        peer.send(STARTDT_ACT);
        await peer.expect(STARTDT_CON);
        // The events of its connect and STARTDT arrive after its con.
        const starts = () => test.linkEvents().filter((line) => line.startsWith('VICTIM startdt')).length;
        await soon(() => expect(starts()).toBeGreaterThan(broken));
        broken++;
        const before = test.linkEvents().length;
        peer.send(hex);
        await peer.expectClosed();
        await soon(() => expect(test.linkEvents().length).toBeGreaterThan(before));
        expect([what, test.linkEvents().slice(before)]).toEqual([
          what,
          [expect.stringMatching(`^VICTIM disconnect: ${code}: `)],
        ]);
      }
      for (const hex of [`68 0E 00 00 00 00 ${GI}`, '68 04 01 00 00 00']) {
        const peer = await test.raw(VICTIM);
        peer.send(hex);
        await peer.expectClosed();
      }
      await expectClosedFor(test, 'I_WHILE_STOPPED');
      await expectClosedFor(test, 'S_WHILE_STOPPED');
    });
    const after = await test.started(VICTIM, { ack: { kind: 'eager' } });
    expect(await after.interrogate()).toMatchObject({ outcome: 'done' });
    await expectAccounted(test);
  });

  it('during a send: the signals on the way count as lost', async () => {
    const test = await startPair({ options: ['eoi=never'], k: 8 });
    const peer = await test.raw(VICTIM);
    peer.send(STARTDT_ACT);
    await peer.expect(STARTDT_CON);
    const send = test.engine.send(ATTACKED, 0);
    for (let n = 0; n < 8; n++) await peer.expect((frame) => frame[6] === 30);
    peer.send('68 04 01 00 06 00');
    peer.send('68 04 01 00 FE FF');
    const { totals } = await test.engine.settled(send.id);
    expect(totals.offered).toBe(200);
    expect(totals.acknowledged).toBeGreaterThan(0);
    expect(totals.acknowledged + totals.unsentLink).toBe(200);
    await expectAccounted(test);
  });

  it('by half a frame is closed after the idle time', async () => {
    const test = await startPair({ idle: 0.3 });
    await besideControl(test, async () => {
      const peer = await test.raw(VICTIM);
      peer.send(TESTFR_ACT);
      await peer.expect(TESTFR_CON);
      peer.send('68 0E 00 00 00');
      await peer.expectClosed();
      await expectClosedFor(test, 'IDLE');
    });
  });
});

import { expect, it } from 'vitest';
import { ShardFrames } from '../../src/gateway/shard-frames.js';
import { Outbox } from '../../src/station/apci/outbox.js';
import { fromHex, toHex } from '../support/raw-peer.js';

it('joins frames in the outbox, which grows on the way', () => {
  const outbox = new Outbox(4);
  const frames = new ShardFrames(outbox);
  frames.putU(0x43);
  frames.putS(300);
  frames.putI(fromHex('64 01 06 00 01 00 00 00 00 14'), 32767, 1);
  frames.putS(0);
  // N(R) = 300: 58 02; N(S) = 32767: FE FF; N(R) = 1: 02 00.
  expect(toHex(outbox.octets.subarray(0, outbox.length))).toBe(
    '68 04 43 00 00 00 68 04 01 00 58 02 68 0E FE FF 02 00 64 01 06 00 01 00 00 00 00 14 68 04 01 00 00 00',
  );
});

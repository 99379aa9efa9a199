import { expect, it } from 'vitest';
import { Outbox } from '../../src/master/outbox.js';
import { toHex } from '../support/raw-peer.js';

it.each([
  ['S', (out: Outbox) => out.putS(1), '68 04 01 00 02 00'],
  ['U', (out: Outbox) => out.putU(0x83), '68 04 83 00 00 00'],
])('keeps the %s frame for which its memory has to grow', (_, put, hex) => {
  const out = new Outbox();
  for (let n = 0; n < 100; n++) put(out);
  expect(toHex(out.take())).toBe(Array.from({ length: 100 }, () => hex).join(' '));
});

/** Octets that wait for one write. */
import { describe, expect, it } from 'vitest';
import { Outbox } from '../../src/station/apci/outbox.js';

/** Writes one octet. `octets` is read after `reserve`, because `reserve` may replace it. */
function write(outbox: Outbox, octet: number): void {
  const at = outbox.reserve(1);
  outbox.octets[at] = octet;
}

describe('outbox', () => {
  it('gives out places one after the other', () => {
    const outbox = new Outbox(16);
    expect([outbox.reserve(6), outbox.reserve(4), outbox.reserve(6)]).toEqual([0, 6, 10]);
    expect(outbox.length).toBe(16);
  });

  it('grows past its capacity and keeps what was written', () => {
    const outbox = new Outbox(4);
    for (let i = 0; i < 300; i++) write(outbox, i % 256);
    const at = outbox.reserve(5_000);
    outbox.octets[at + 4_999] = 0x68;
    expect(outbox.length).toBe(5_300);
    expect([...outbox.octets.subarray(0, 300)]).toEqual(Array.from({ length: 300 }, (_, i) => i % 256));
    expect(outbox.octets[5_299]).toBe(0x68);
  });

  it('at least doubles, so that many small frames move it seldom', () => {
    const outbox = new Outbox(32);
    outbox.reserve(33);
    expect(outbox.octets.length).toBe(64);
  });

  it('clear uses the memory again', () => {
    const outbox = new Outbox(8);
    const { octets } = outbox;
    outbox.reserve(8);
    outbox.clear();
    expect([outbox.length, outbox.reserve(3)]).toEqual([0, 0]);
    expect(outbox.octets).toBe(octets);
  });

  it('release leaves the memory to its reader, which later frames do not touch', () => {
    const outbox = new Outbox(8);
    write(outbox, 0x11);
    const { octets } = outbox;
    outbox.release();
    expect(outbox.length).toBe(0);
    write(outbox, 0x22);
    expect([octets[0], outbox.octets[0]]).toEqual([0x11, 0x22]);
  });
});

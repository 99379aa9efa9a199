/** The ring of a group: numbers, octets and memory. */
import { expect, it } from 'vitest';
import { AsduRing } from '../../src/gateway/asdu-ring.js';

/** Keeps `count` ASDUs of one octet at `nowMs`. */
function append(ring: AsduRing<never>, count: number, nowMs: number): void {
  for (let i = 0; i < count; i++) ring.append(Uint8Array.of(ring.head & 0xff), 0, 1, 'all', nowMs);
}

/** The octets of what it keeps. */
function kept(ring: AsduRing<never>): number[] {
  const octet = new Uint8Array(1);
  const all: number[] = [];
  for (let number = ring.tail; number < ring.head; number++) {
    ring.copy(number, octet, 0);
    all.push(octet[0]);
  }
  return all;
}

it('grows without losing one, also in the middle of a turn', () => {
  const ring = new AsduRing<never>();
  append(ring, 12, 0);
  ring.release(10);
  append(ring, 30, 0);
  expect(ring.places).toBe(32);
  expect(kept(ring)).toEqual(Array.from({ length: 32 }, (_, i) => 10 + i));
});

it('keeps its memory while a load fills and empties it again and again', () => {
  const ring = new AsduRing<never>();
  for (let turn = 0; turn < 100; turn++) {
    append(ring, 1000, turn * 1000);
    ring.release(ring.head);
    expect(ring.places).toBe(1024);
  }
});

it('gives its memory back with the first ASDU after ten quiet seconds', () => {
  const ring = new AsduRing<never>();
  append(ring, 1000, 5000);
  ring.release(ring.head);
  append(ring, 1, 14_999);
  ring.release(ring.head);
  expect(ring.places).toBe(1024);
  append(ring, 1, 15_000);
  expect(ring.places).toBe(1024);
  ring.release(ring.head);
  expect(ring.places).toBe(16);
  append(ring, 3, 15_001);
  // The numbers go on: 1000, 1001 were the two, and of each the lowest octet is kept.
  expect([ring.tail, kept(ring)]).toEqual([1002, [0xea, 0xeb, 0xec]]);
});

/** Percentiles of the RTUs: what they count, and that many are read some at a time. */
import { expect, it } from 'vitest';
import { AckPercentiles } from '../../src/monitor/ack-percentiles.js';
import { rankSlowest } from '../../src/monitor/slowest.js';
import { bench, rtu } from '../tui/tui-kit.js';

it('count since the run began, else since the start', () => {
  const b = bench([rtu(1), rtu(2)]);
  const { percentiles } = b.model;
  expect(percentiles.read(0)).toBeNaN();
  b.acknowledge(0, 100, 1000);
  expect(percentiles.read(0)).toBeCloseTo(100, 0);
  b.mark();
  expect(percentiles.read(0)).toBeCloseTo(100, 0);
  b.acknowledge(0, 3, 10);
  expect(percentiles.read(0)).toBeCloseTo(3, 1);
  expect(percentiles.read(1)).toBeNaN();
});

it('are those that 99 of 100 acknowledgements do not exceed', () => {
  const b = bench([rtu(1)]);
  b.acknowledge(0, 2, 98);
  b.acknowledge(0, 50, 2);
  expect(b.model.percentiles.read(0)).toBeCloseTo(50, 0);
  b.acknowledge(0, 2, 200);
  expect(b.model.percentiles.read(0)).toBeCloseTo(2, 1);
});

it('rank as they are read', () => {
  const b = bench(Array.from({ length: 30 }, (_, i) => rtu(i + 1)));
  const { percentiles } = b.model;
  // Some ms before the run and in it, spread so that shares matter.
  for (let slot = 0; slot < 30; slot++) {
    for (let i = 0; i < 300; i++) b.acknowledge(slot, ((i * 37 + slot * 101) % 401) / 3, 1 + (i % 3));
  }
  b.mark();
  for (let slot = 0; slot < 29; slot++) {
    for (let i = 0; i < 100; i++) b.acknowledge(slot, (((i * 53 + slot * 197) % 997) * (slot + 1)) / 9);
  }
  percentiles.note(1000);
  const slots = b.rtus.map((_, slot) => slot);
  const byRank = [...slots].sort((x, y) => percentiles.rank(x) - percentiles.rank(y) || x - y);
  const byMs = [...slots].sort((x, y) => percentiles.read(x) - percentiles.read(y) || x - y);
  expect(byRank).toEqual(byMs);
});

it('are noted as far as the time goes, and further the next time', () => {
  const b = bench(Array.from({ length: 40 }, (_, i) => rtu(i + 1)));
  for (let slot = 0; slot < 40; slot++) b.acknowledge(slot, 5);
  let now = 0;
  const percentiles = new AckPercentiles(b.model.engine, () => now++);
  const known = () => b.rtus.filter((_, slot) => percentiles.rank(slot) >= 0).length;
  percentiles.note(1);
  expect(known()).toBe(16);
  percentiles.note(1);
  expect(known()).toBe(32);
  percentiles.note(100);
  expect(known()).toBe(40);
});

it('sort the list, highest first', () => {
  const b = bench([rtu(1), rtu(2), rtu(3), rtu(4)]);
  b.acknowledge(0, 5);
  b.acknowledge(2, 500);
  b.acknowledge(3, 50);
  b.model.ui.list.column = 'ack';
  b.press('s');
  const order = b.screen(120, 30).slice(4, 8);
  expect(order.map((line) => /System (\d)/.exec(line)?.[1])).toEqual(['3', '4', '1', '2']);
  expect(order[0]).toContain('500 ms');
});

it('rank the slowest; a master that never acknowledges ranks by the age of its oldest frame', () => {
  const b = bench(Array.from({ length: 14 }, (_, i) => rtu(i + 1)));
  b.pass(1000);
  for (let slot = 0; slot < 13; slot++) b.acknowledge(slot, 10 * (slot + 1));
  b.acknowledge(0, 900);
  b.mark();
  b.acknowledge(0, 1);
  b.set(13, { OLDEST_SENT_AT_MS: 200 });
  b.model.percentiles.note(1000);
  const ranked = rankSlowest(b.model);
  expect(ranked.map(({ slot }) => slot)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4]);
  expect(ranked[0].p99Ms).toBeNaN();
  expect(ranked[1].p99Ms).toBeCloseTo(130, 0);
  // The longest counts since the run began as well.
  b.acknowledge(0, 850);
  b.model.percentiles.note(1000);
  const [first] = rankSlowest(b.model);
  expect(first.slot).toBe(0);
  expect(first.mostMs).toBeCloseTo(850, -1);
});

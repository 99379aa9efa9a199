/** The lag of groups and places: figures by hand, ranks within a budget of time. */
import { expect, it } from 'vitest';
import { GroupLags } from '../../../src/tui/gateway/model/group-lags.js';
import { gatewayBench, group } from './gateway-kit.js';

it('is over all places of a group, and of one place', () => {
  const b = gatewayBench([group(1), group(2)]);
  b.write(0, 0, 1, 98);
  b.write(0, 1, 50, 2);
  b.write(1, 0, 7);
  const { lags } = b.model;
  // Of 100 times 98 took 1 ms: the 50th is one of them, the 99th is not. A bucket is 1/128 ms wide, above 8 ms 0.2 %.
  expect(lags.read(0).p50Ms).toBeCloseTo(1, 1);
  expect(lags.read(0).p99Ms).toBeCloseTo(50, 0);
  expect(lags.readPlace(0, 0).p99Ms).toBeCloseTo(1, 1);
  expect(lags.readPlace(0, 1).p50Ms).toBeCloseTo(50, 0);
  expect(lags.readPlace(0, 2).p50Ms).toBeNaN();
  expect(lags.read(1).p50Ms).toBeCloseTo(7, 1);
});

it('is ranked some groups at a time, and goes on there', () => {
  const b = gatewayBench(Array.from({ length: 40 }, (_, i) => group(i + 1)));
  for (const { slot } of b.groups) b.write(slot, 0, slot + 1);
  let now = 0;
  const lags = new GroupLags(b.model.gateway, () => now++);
  const known = () => b.groups.filter((_, slot) => !Number.isNaN(lags.rank(slot, 'p99'))).length;
  lags.note(1);
  expect(known()).toBe(16);
  lags.note(1);
  expect(known()).toBe(32);
  lags.note(100);
  expect(known()).toBe(40);
  expect(lags.rank(9, 'p50')).toBeCloseTo(10, 1);
});

it('is ranked again once frames were written', () => {
  const b = gatewayBench([group(1)]);
  b.write(0, 0, 1);
  const { lags } = b.model;
  lags.note(100);
  b.write(0, 0, 80, 99);
  expect(lags.rank(0, 'p99')).toBeCloseTo(1, 1);
  lags.note(100);
  expect(lags.rank(0, 'p99')).toBeCloseTo(80, 0);
});

import { expect, it } from 'vitest';
import type { FaultOrder } from '../../src/faults/fault-order.js';
import { COUNTER } from '../../src/station/measures/counters.js';
import { FaultWatch } from '../../src/workers/faults/fault-watch.js';

/** A watch over an RTU with so many started connections, whose fault was applied. */
function watch(started: number) {
  const counters = new Float64Array(200);
  counters[COUNTER.STARTED] = started;
  const told: string[] = [];
  const one = new FaultWatch({ id: 1 } as FaultOrder, 0, counters, ({ step }) => told.push(step));
  one.applied(1);
  const hear = (event: 'connect' | 'startdt' | 'disconnect', now: number) => {
    counters[COUNTER.STARTED] = now;
    one.hear({ event }, 2);
  };
  return { one, told, hear };
}

it('a standby that ends keeps no data back: the next acknowledgement is awaited', () => {
  const { one, told, hear } = watch(1);
  hear('disconnect', 1);
  expect(one.awaitsData).toBe(true);
  one.data(3);
  expect(told).toEqual(['applied', 'closed', 'data']);
});

it('data is awaited only after STARTDT where the started connection ends, with a standby or a new connection', () => {
  const standby = watch(1);
  standby.hear('disconnect', 0);
  expect(standby.one.awaitsData).toBe(false);
  standby.hear('startdt', 1);
  expect(standby.one.awaitsData).toBe(true);
  expect(standby.told).toEqual(['applied', 'closed', 'started']);

  const fresh = watch(1);
  fresh.hear('disconnect', 0);
  fresh.hear('connect', 0);
  expect(fresh.one.awaitsData).toBe(false);
  fresh.hear('startdt', 1);
  expect(fresh.told).toEqual(['applied', 'closed', 'connected', 'started']);
});

it('one of two started connections that ends is awaited, though the other one goes on', () => {
  const { one, hear } = watch(2);
  hear('disconnect', 1);
  expect(one.awaitsData).toBe(false);
});

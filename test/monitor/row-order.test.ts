/** The order of the list, and finding in it. */
import { expect, it } from 'vitest';
import { RowOrder, type SortKey } from '../../src/monitor/row-order.js';
import { namesOfRtu } from '../../src/monitor/rtu-columns.js';
import { rtu } from '../tui/tui-kit.js';

const RTUS = [
  rtu(1, { name: 'Delta', rtuNumber: 7 }),
  rtu(2, { name: 'alpha 10', rtuNumber: 3 }),
  rtu(3, { name: 'Alpha 9', rtuNumber: 7 }),
];

function by(column: string, value: SortKey['value'], more: Partial<SortKey> = {}): SortKey {
  return { column, direction: 'up', live: false, value, ...more };
}

it('sorts numbers, and leaves equal rows in the order of the file both ways', () => {
  const order = new RowOrder(() => RTUS, namesOfRtu);
  const value = (slot: number) => RTUS[slot].rtuNumber;
  expect(order.sorted(by('rtu', value), 0)).toEqual([1, 0, 2]);
  expect(order.sorted(by('rtu', value, { direction: 'down' }), 0)).toEqual([0, 2, 1]);
  expect(order.row(2)).toBe(1);
});

it('sorts names without regard to case, numbers in them by value', () => {
  const order = new RowOrder(() => RTUS, namesOfRtu);
  expect(
    order.sorted(
      by('name', (slot) => RTUS[slot].name),
      0,
    ),
  ).toEqual([2, 1, 0]);
});

it('sorts again only when the order no longer holds', () => {
  const order = new RowOrder(() => RTUS, namesOfRtu);
  let asked = 0;
  const count = () => ++asked;
  order.sorted(by('no', count), 0);
  order.sorted(by('no', count), 5000);
  expect(asked).toBe(3);
  order.forget();
  order.sorted(by('no', count), 5000);
  expect(asked).toBe(6);
  order.sorted(by('sent', count, { live: true }), 5000);
  order.sorted(by('sent', count, { live: true }), 5999);
  expect(asked).toBe(9);
  order.sorted(by('sent', count, { live: true }), 6000);
  expect(asked).toBe(12);
});

it('finds by No., port, RTU number and name, the likeliest first', () => {
  const order = new RowOrder(() => RTUS, namesOfRtu);
  order.sorted(
    by('no', (slot) => slot),
    0,
  );
  expect(order.best('3')).toBe(2);
  expect(order.best('2405')).toBe(1);
  expect(order.best('7')).toBe(0);
  expect(order.best('alpha 9')).toBe(2);
  expect(order.best('lph')).toBe(1);
  expect(order.best('nowhere')).toBeUndefined();
  expect(order.best(' ')).toBeUndefined();
});

it('goes round to the next and the previous match', () => {
  const order = new RowOrder(() => RTUS, namesOfRtu);
  order.sorted(
    by('no', (slot) => slot),
    0,
  );
  expect(order.find('alpha', 1, 1)).toBe(1);
  expect(order.find('alpha', 2, 1)).toBe(2);
  expect(order.find('alpha', 3, 1)).toBe(1);
  expect(order.find('alpha', 0, -1)).toBe(2);
  expect(order.find('beta', 0, 1)).toBeUndefined();
});

it('takes in an RTU that was added', () => {
  const rtus = [...RTUS];
  const order = new RowOrder(() => rtus, namesOfRtu);
  const name = by('name', (slot) => rtus[slot].name);
  order.sorted(name, 0);
  rtus.push(rtu(4, { name: 'Bravo' }));
  expect(order.sorted(name, 0)).toEqual([2, 1, 3, 0]);
});

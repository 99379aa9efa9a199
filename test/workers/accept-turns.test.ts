/** Connections that come faster than they are opened. */
import { expect, it } from 'vitest';
import { AcceptTurns } from '../../src/workers/accept-turns.js';

function kit() {
  const opened: number[] = [];
  const turns = new AcceptTurns();
  return { opened, turns, add: (n: number) => turns.add(() => opened.push(n)) };
}

it('are opened four a turn, in order', () => {
  const { opened, turns, add } = kit();
  expect(turns.isWaiting).toBe(false);
  for (let n = 1; n <= 10; n++) add(n);
  expect(opened).toEqual([1, 2, 3, 4]);
  turns.take();
  expect(opened).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  add(11);
  expect(opened).toHaveLength(8);
  turns.take();
  expect(opened).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(turns.isWaiting).toBe(true);
  turns.take();
  expect(turns.isWaiting).toBe(false);
  add(12);
  expect(opened).toHaveLength(12);
});

it('are opened at once where 256 wait, and all at the end', () => {
  const { opened, turns, add } = kit();
  for (let n = 1; n <= 300; n++) add(n);
  expect(opened).toHaveLength(300 - 256);
  turns.close();
  expect(opened).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
});

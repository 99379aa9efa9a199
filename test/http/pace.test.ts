/** Work in turns: in order, no more in a turn than allowed, and nothing is left waiting. */
import { expect, it } from 'vitest';
import { Pace } from '../../src/http/pace.js';

it.each([1, 3])('begins %d in a turn, in the order in which they came', async (most) => {
  const pace = new Pace(most);
  const begun: [number, number][] = [];
  let turn = 0;
  let counts = true;
  const next = (): void => {
    turn++;
    if (counts) setImmediate(next);
  };
  setImmediate(next);
  await Promise.all(Array.from({ length: 20 }, (_, i) => pace.turn().then(() => begun.push([i, turn]))));
  counts = false;
  expect(begun.map(([i]) => i)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  const turns = begun.map(([, at]) => at);
  for (const at of turns) expect(turns.filter((other) => other === at).length).toBeLessThanOrEqual(most);
});

it('goes on with what comes later', async () => {
  const pace = new Pace(1);
  await pace.turn();
  await pace.turn();
  await Promise.all([pace.turn(), pace.turn().then(() => pace.turn())]);
});

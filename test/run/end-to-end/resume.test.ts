/** A walk that goes on with an earlier one (`docs/behaviour.md` §15). */
import { describe, expect, it } from 'vitest';
import { outcomesOf, stepsOf, walked } from './walk-kit.js';

// A single point 0, 1, 0 and a command 0, 1.
const STEPS = stepsOf('1,Y,30,201,0\n1,N,45,5001,,0\n');

describe('a walk that goes on', () => {
  it('skips at a pace what has a result, and points that were sent', async () => {
    const earlier = outcomesOf(STEPS, [
      ['OK', true],
      ['not tested', true],
      ['not tested', false],
      ['not tested', true],
      ['OK', true],
    ]);
    const { told, results, outcomes } = await walked(STEPS, earlier);
    // The command was asked for and the walk was cut off: it is asked for again.
    expect(told).toEqual([3, 4]);
    expect(results).toEqual(['OK', 'not tested', 'not tested', 'not seen', 'OK']);
    expect(outcomes.map(({ atMs }) => atMs)).toEqual([1000, 1001, 5000, 5000, 1004]);
  });

  it('asks by keys for all that nobody has judged', async () => {
    const earlier = outcomesOf(STEPS, [
      ['wrong', true],
      ['not tested', true],
      ['OK', true],
      ['OK', true],
      ['OK', true],
    ]);
    const { told, results } = await walked(STEPS, earlier, ['OK']);
    expect(told).toEqual([2]);
    expect(results).toEqual(['wrong', 'OK', 'OK', 'OK', 'OK']);
  });

  it('goes back to a step that is done, and a key that judges nothing leaves its result', async () => {
    const earlier = outcomesOf(STEPS, [
      ['OK', true],
      ['OK', true],
    ]);
    const { told, results } = await walked(STEPS, earlier, ['back', 'back', 'next', 'end']);
    expect(told).toEqual([3, 2, 1, 3]);
    expect(results).toEqual(['OK', 'OK', 'not tested', 'not tested', 'not tested']);
  });

  it('has nothing to do where all is done', async () => {
    const earlier = outcomesOf(
      STEPS,
      STEPS.map(() => ['OK', true] as const),
    );
    const { told, verdict } = await walked(STEPS, earlier);
    expect(told).toEqual([]);
    expect(verdict).toBe('PASS');
  });
});

it('a step that was gone back to is not judged anew by the end of the walk', async () => {
  const { told, results } = await walked(STEPS, undefined, ['OK', 'back', 'end']);
  expect(told).toEqual([1, 2, 1]);
  expect(results[0]).toBe('OK');
});

/** Plans and fake engines for walks. */
import { planWalk } from '../../../src/end-to-end/plan.js';
import type { Outcome, Step } from '../../../src/end-to-end/step.js';
import { type WalkKey, type WalkSetup, walk } from '../../../src/run/end-to-end/walk.js';
import { tableOf } from '../../station/station-kit.js';

/** The steps of one RTU, no. 1 North, CA 51, with this IOA file. */
export function stepsOf(csv: string): Step[] {
  const rtu = {
    slot: 0,
    no: 1,
    name: 'North',
    rtuNumber: 51,
    ioFile: 'd.csv',
    select: 'optional',
  } as const;
  const options = { rtuNumbers: undefined, only: 'all', faulty: false, quality: false } as const;
  return planWalk([rtu], new Map([['d.csv', tableOf(csv)]]), options);
}

/** Outcomes of steps: result, and whether it was sent. */
export function outcomesOf(
  steps: readonly Step[],
  results: readonly (readonly [Outcome['result'], boolean])[],
): Outcome[] {
  return steps.map((step, i) => {
    const [result, isSent] = results[i] ?? ['not tested', false];
    return { step, atMs: isSent ? 1000 + i : Number.NaN, result, remark: '' };
  });
}

/** Walks at once, or by these keys; what was told of steps is their numbers. */
export async function walked(
  steps: readonly Step[],
  earlier: readonly Outcome[] | undefined,
  keys?: readonly WalkKey['key'][],
) {
  const told: number[] = [];
  const waiting = [...(keys ?? [])];
  const engine = {
    wallNow: () => 5000,
    points: { set: () => Promise.resolve({ value: '', quality: '', connections: 1 }) },
    reactions: { onCommand: () => () => {} },
  } as unknown as WalkSetup['engine'];
  const result = await walk({
    engine,
    steps,
    earlier,
    pace: keys === undefined ? 0 : () => Promise.resolve({ key: waiting.shift() ?? 'end' } as WalkKey),
    commandTimeoutMs: 0,
    tell: (line) => {
      const number = /^step (\d+)/.exec(line)?.[1];
      if (number !== undefined) told.push(Number(number));
    },
    take: () => {},
    ended: new AbortController().signal,
  });
  return { ...result, told, results: result.outcomes.map(({ result: one }) => one) };
}

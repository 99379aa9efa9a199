/** The coordinator's part in reactions: orders with their instants, and what is told (`docs/behaviour.md` §14). */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Broadcast } from '../../src/channel/broadcast-ring.js';
import type { ReactionOutcome } from '../../src/coordinator/api.js';
import { ReactionDesk } from '../../src/coordinator/reaction-desk.js';
import type { PointNews } from '../../src/reactions/plan.js';
import { planOf } from '../reactions/reactions-kit.js';

let nowMs: number;
let published: string[];
let outcomes: ReactionOutcome[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] });
  nowMs = 1000;
  published = [];
  outcomes = [];
});
afterEach(() => {
  vi.useRealTimers();
});

function deskOf(...rows: string[]): ReactionDesk {
  return new ReactionDesk(planOf(...rows), {
    publish: (broadcast: Broadcast) => {
      if (broadcast.kind !== 'point') throw new Error(broadcast.kind);
      const { id, row, rtuNumbers, ioa, value, startMs } = broadcast.order;
      published.push(`${id} row ${row}: ${rtuNumbers.join('+')}:${ioa}=${value} at ${startMs.toFixed(2)}`);
    },
    clock: { monotonicMs: () => nowMs, wallMs: () => 5e11 + nowMs },
    report: (outcome) => outcomes.push(outcome),
  });
}

/** The double point 1001 becomes OFF. */
function off(rtuNumber: number, atMs = nowMs): PointNews {
  return {
    kind: 'changed',
    rtuNumber,
    ioa: 1001,
    pointType: 3,
    state: { value: 1, quality: 0 },
    cause: 0,
    atMs,
  };
}

/** Time passes; timers that are due run, late by a part of a ms as in life. */
function pass(ms: number): void {
  for (let i = 0; i < ms; i++) {
    nowMs += 1;
    vi.advanceTimersByTime(1);
  }
}

it('equal changes of several RTU numbers are one order, 2 ms ahead; then the sequence of the rows', () => {
  const desk = deskOf(
    'all,1-3,1001 of RTU 4 becomes off,,,1002,on',
    ',,,,,3001,0',
    'sum,,1001 of RTU 4 becomes off,,,3002 of RTU 1,plus 1',
  );
  desk.take([off(4)]);
  expect(published).toEqual([
    '1 row 0: 1+2+3:1002=1 at 1002.03',
    '4 row 1: 1+2+3:3001=0 at 1002.03',
    '7 row 2: 1:3002=6 at 1002.03',
  ]);
});

it('orders go out before they are due, with the instant when they are', () => {
  const desk = deskOf('late,1,1001 becomes off,,0.1,1002,on', ',,,,0.101,3001,0');
  desk.take([off(1, 998.5)]);
  pass(94);
  expect(published).toEqual([]);
  pass(4);
  expect(published).toEqual(['1 row 0: 1:1002=1 at 1098.50', '2 row 1: 1:3001=0 at 1099.50']);
  expect(desk.list().map(({ pending, firedAt }) => [pending, firedAt > 5e11])).toEqual([
    [0, true],
    [0, true],
  ]);
});

it('no order is ahead of one that went out before', () => {
  const desk = deskOf(
    'any,1,1001 becomes off,,,1002,on',
    'much,1-4,1001 of RTU 2 becomes off,,,3001,copy of 3001 of RTU 3 plus point 3002',
  );
  desk.take([off(2)]);
  nowMs += 0.001;
  desk.take([off(1)]);
  expect(published.map((order) => order.split(' at ')[1])).toEqual(['1002.02', '1002.02', '1002.02']);
});

it('what came of a row in a turn is told at once, with all RTU numbers', () => {
  const desk = deskOf(
    'trip,1-3,1001 becomes off,,,1002,on',
    'wait,1,1001 becomes off,,9,1002,on,,1001 of RTU 2 becomes off',
  );
  desk.take([off(1), off(3)]);
  desk.take([off(2)]);
  expect(outcomes).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(
    outcomes.map(({ step, rule, row, rtuNumbers, reactions, change }) => [
      step,
      rule,
      row,
      rtuNumbers,
      reactions,
      change,
    ]),
  ).toEqual([
    ['fired', 'trip', 2, [1, 2, 3], 3, '1002 becomes on'],
    ['stopped', 'wait', 3, [1], 1, '1002 becomes on'],
  ]);
  desk.take([off(1)]);
  desk.close();
  expect(vi.getTimerCount()).toBe(0);
});

it('without rows nothing is watched', () => {
  expect(
    new ReactionDesk(
      { rows: [], points: [] },
      {
        publish: () => {},
        clock: { monotonicMs: () => 0, wallMs: () => 0 },
        report: () => {},
      },
    ).watched,
  ).toEqual({});
  expect(deskOf('a,1,command 5001 or 1001 becomes off,,,1002,on').watched).toEqual({
    watched: {
      places: [
        { rtuNumber: 1, ioa: 1001, pointType: 3 },
        { rtuNumber: 1, ioa: 1002, pointType: 1 },
        { rtuNumber: 1, ioa: 5001, pointType: 0 },
      ],
      rules: ['a'],
    },
  });
});

it('of a flood ten lines are told in a second, then one with the number of the others', () => {
  const desk = deskOf('trip,1-3,1001 becomes off,,,1002,on');
  const on = (rtuNumber: number): PointNews => ({ ...off(rtuNumber), state: { value: 2, quality: 0 } });
  for (let i = 0; i < 14; i++) {
    desk.take([off(1), on(1), off(2), on(2)]);
    pass(1);
  }
  expect(outcomes.map(({ reactions }) => reactions)).toEqual(Array(10).fill(2));
  pass(1000);
  expect(outcomes.slice(10)).toMatchObject([{ reactions: 8, rtuNumbers: [1, 2] }]);
  desk.take([off(3)]);
  pass(1);
  expect(outcomes.slice(11)).toMatchObject([{ reactions: 1, rtuNumbers: [3] }]);
});

/** Finds loops of reactions that never end (`docs/behaviour.md` §14). */
import type { ReactionInstance, ReactionRow, StateTest } from '../../reactions/plan.js';

/** A row for one RTU number that has no delay, no condition and nothing that stops it. */
interface Bare {
  readonly row: ReactionRow;
  readonly instance: ReactionInstance;
}

/**
 * Rows that certainly set each other off without end: no delay, no condition, no `unless`, every time; and a point in the circle gets two
 * values in turn, or one that is calculated from what it is. Other circles come to rest, or are stopped while the program runs.
 */
export function findLoops(rows: readonly ReactionRow[]): ReactionRow[][] {
  const bare = rows
    .filter(isBare)
    .flatMap((row) =>
      row.instances
        .filter(({ conditions, unless }) => conditions.length === 0 && unless.length === 0)
        .map((instance) => ({ row, instance })),
    );
  const beginners = new Map<number, Bare[]>();
  for (const one of bare) {
    for (const occurrence of one.instance.when) {
      if (occurrence.on === 'command') continue;
      const point = occurrence.on === 'changes' ? occurrence.point : occurrence.condition.point;
      beginners.set(point, [...(beginners.get(point) ?? []), one]);
    }
  }
  const next = (one: Bare): Bare[] =>
    (beginners.get(one.instance.target) ?? []).filter((other) => mayBegin(one.instance, other.instance));
  const loops = circlesOf(bare, next).filter(isEndless);
  const seen = new Set<string>();
  return loops.flatMap((loop) => {
    const all = [...new Set(loop.map(({ row }) => row))].sort((a, b) => a.line - b.line);
    const key = all.map(({ file, line }) => `${file} ${line}`).join();
    if (seen.has(key)) return [];
    seen.add(key);
    return [all];
  });
}

function isBare({ delayMs, howOften }: ReactionRow): boolean {
  return delayMs === 0 && howOften === 'every time';
}

/** The value that a row gives to its point whatever happens; `undefined`: it depends. */
function fixedValue({ value }: ReactionInstance): number | undefined {
  return value.source.from === 'number' && value.steps.length === 0 ? value.source.number : undefined;
}

function mayBegin(one: ReactionInstance, other: ReactionInstance): boolean {
  const value = fixedValue(one);
  return other.when.some((occurrence) => {
    if (occurrence.on === 'command') return false;
    if (occurrence.on === 'changes') return occurrence.point === one.target;
    const { point, test } = occurrence.condition;
    return point === one.target && (value === undefined || mayBe(test, value));
  });
}

function mayBe(test: StateTest, value: number): boolean {
  switch (test.is) {
    case 'value':
      return test.value === value;
    case 'above':
      return value > test.value;
    case 'below':
      return value < test.value;
    default:
      return false;
  }
}

function isEndless(circle: readonly Bare[]): boolean {
  const values = new Map<number, Set<number>>();
  for (const { instance } of circle) {
    const { target, value } = instance;
    const fixed = fixedValue(instance);
    if (fixed !== undefined) values.set(target, new Set([...(values.get(target) ?? []), fixed]));
    const { source, steps } = value;
    const grows = steps.some(
      ({ by, operand }) => (by === 'plus' || by === 'minus') && 'number' in operand && operand.number !== 0,
    );
    const isBound = steps.some(({ by }) => by === 'at least' || by === 'at most');
    if (source.from === 'point' && source.point === target && (grows || source.opposite) && !isBound)
      return true;
  }
  return [...values.values()].some(({ size }) => size > 1);
}

/** Sets of rows in which each leads to each (Tarjan's algorithm, without recursion). */
function circlesOf(all: readonly Bare[], next: (one: Bare) => Bare[]): Bare[][] {
  const order = new Map<Bare, number>();
  const low = new Map<Bare, number>();
  const stack: Bare[] = [];
  const onStack = new Set<Bare>();
  const circles: Bare[][] = [];
  const enter = (one: Bare): { one: Bare; left: Bare[] } => {
    order.set(one, order.size);
    low.set(one, order.get(one) ?? 0);
    stack.push(one);
    onStack.add(one);
    return { one, left: next(one) };
  };
  const lower = (one: Bare, to: number): void => void low.set(one, Math.min(low.get(one) ?? 0, to));
  for (const first of all) {
    if (order.has(first)) continue;
    const way = [enter(first)];
    while (way.length > 0) {
      const { one, left } = way[way.length - 1];
      const other = left.pop();
      if (other !== undefined) {
        if (!order.has(other)) way.push(enter(other));
        else if (onStack.has(other)) lower(one, order.get(other) ?? 0);
        continue;
      }
      way.pop();
      const before = way.at(-1);
      if (before !== undefined) lower(before.one, low.get(one) ?? 0);
      if (low.get(one) !== order.get(one)) continue;
      const circle = stack.splice(stack.indexOf(one));
      for (const member of circle) onStack.delete(member);
      if (circle.length > 1 || next(one).includes(one)) circles.push(circle);
    }
  }
  return circles;
}

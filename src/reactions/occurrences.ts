/** What an occurrence concerns: a change of a point, or a command. */
import type { Commanded } from './new-value.js';
import type { CommandNews, Condition, Occurrence, StateTest } from './plan.js';
import type { PointValue } from './point-value.js';

/** What waits for an occurrence, and which ones it waits for. */
export type Waiting<T> = readonly [T, readonly Occurrence[]];

/** What waits, by the point or the command of its occurrences. */
export class OccurrenceIndex<T> {
  private readonly byPoint = new Map<number, [T, Occurrence][]>();
  private readonly byCommand = new Map<string, [T, Occurrence][]>();

  constructor(all: Iterable<Waiting<T>>) {
    for (const [one, occurrences] of all) {
      for (const occurrence of occurrences) this.add(one, occurrence);
    }
  }

  /** Whatever waits for this change of a point; each once. */
  ofChange(point: number, before: PointValue, now: PointValue): ReadonlySet<T> {
    return matching(this.byPoint.get(point), (occurrence) => hasOccurred(occurrence, before, now));
  }

  /** Whatever waits for this command; each once. */
  ofCommand({ rtuNumber, ioa, typeId, value }: CommandNews): ReadonlySet<T> {
    return matching(
      this.byCommand.get(placeOf(rtuNumber, ioa)),
      (occurrence) =>
        occurrence.on === 'command' &&
        occurrence.typeId === typeId &&
        (occurrence.value === undefined || occurrence.value === value),
    );
  }

  private add(one: T, occurrence: Occurrence): void {
    if (occurrence.on === 'command')
      push(this.byCommand, placeOf(occurrence.rtuNumber, occurrence.ioa), one, occurrence);
    else
      push(
        this.byPoint,
        occurrence.on === 'changes' ? occurrence.point : occurrence.condition.point,
        one,
        occurrence,
      );
  }
}

/** The command for the values of a row; `undefined`: no command began it. */
export function commandedBy(news: CommandNews | undefined): Commanded | undefined {
  return news === undefined ? undefined : { typeId: news.typeId, value: news.value };
}

/** Whether a point is in the state. */
export function holds({ test, negated }: Pick<Condition, 'test' | 'negated'>, state: PointValue): boolean {
  return isSo(test, state) !== negated;
}

function isSo(test: StateTest, { value, quality }: PointValue): boolean {
  switch (test.is) {
    case 'value':
      return value === test.value;
    case 'above':
      return value > test.value;
    case 'below':
      return value < test.value;
    case 'marked':
      return (quality & test.bits) !== 0;
    case 'good':
      return quality === 0;
  }
}

function hasOccurred(occurrence: Occurrence, before: PointValue, now: PointValue): boolean {
  if (occurrence.on === 'changes') return before.value !== now.value;
  if (occurrence.on !== 'becomes') return false;
  return !holds(occurrence.condition, before) && holds(occurrence.condition, now);
}

function placeOf(rtuNumber: number, ioa: number): string {
  return `${rtuNumber} ${ioa}`;
}

function matching<T>(
  all: readonly [T, Occurrence][] | undefined,
  fits: (occurrence: Occurrence) => boolean,
): Set<T> {
  return new Set((all ?? []).flatMap(([one, occurrence]) => (fits(occurrence) ? [one] : [])));
}

function push<K, T>(map: Map<K, [T, Occurrence][]>, key: K, one: T, occurrence: Occurrence): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [[one, occurrence]]);
  else list.push([one, occurrence]);
}

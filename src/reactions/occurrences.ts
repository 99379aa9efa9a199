/** Which rows of a plan an occurrence begins or stops. */
import type { Commanded } from './new-value.js';
import type { CommandNews, Condition, Occurrence, ReactionInstance, ReactionRow, StateTest } from './plan.js';
import type { PointValue } from './point-value.js';

/** A row that an occurrence begins or stops. */
export interface Affected {
  readonly row: ReactionRow;
  readonly instance: ReactionInstance;
  readonly occurrence: Occurrence;
}

/** Rows by what begins, or what stops them. */
export class OccurrenceIndex {
  private readonly byPoint = new Map<number, Affected[]>();
  private readonly byCommand = new Map<string, Affected[]>();

  constructor(
    rows: readonly ReactionRow[],
    occurrencesOf: (instance: ReactionInstance) => readonly Occurrence[],
  ) {
    for (const row of rows) {
      for (const instance of row.instances) {
        for (const occurrence of occurrencesOf(instance)) this.add({ row, instance, occurrence });
      }
    }
  }

  /** A point is not what it was. */
  ofChange(point: number, before: PointValue, now: PointValue): Affected[] {
    return (this.byPoint.get(point) ?? []).filter(({ occurrence }) => hasOccurred(occurrence, before, now));
  }

  ofCommand({ rtuNumber, ioa, typeId, value }: CommandNews): Affected[] {
    const all = this.byCommand.get(placeOf(rtuNumber, ioa)) ?? [];
    return all.filter(
      ({ occurrence }) =>
        occurrence.on === 'command' &&
        occurrence.typeId === typeId &&
        (occurrence.value === undefined || occurrence.value === value),
    );
  }

  private add(affected: Affected): void {
    const { occurrence } = affected;
    if (occurrence.on === 'command')
      push(this.byCommand, placeOf(occurrence.rtuNumber, occurrence.ioa), affected);
    else
      push(
        this.byPoint,
        occurrence.on === 'changes' ? occurrence.point : occurrence.condition.point,
        affected,
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

function push<K>(map: Map<K, Affected[]>, key: K, affected: Affected): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [affected]);
  else list.push(affected);
}

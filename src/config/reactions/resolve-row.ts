/** A row of a reaction file with everything that it names looked up, for one RTU number. */

import { formatQuality } from '../../codec/elements.js';
import { typeOf } from '../../codec/types.js';
import { commandRecord } from '../../reactions/new-value.js';
import type {
  Condition,
  NewQuality,
  NewValue,
  Occurrence,
  Operand,
  ReactionInstance,
  Source,
  StateTest,
} from '../../reactions/plan.js';
import {
  elementOf,
  elementsOf,
  isSwitch,
  nearestValue,
  qualityOf,
  switchValue,
} from '../../reactions/point-value.js';
import { applyCommand } from '../../station/requests/command-effect.js';
import type {
  NamedCondition,
  NamedOccurrence,
  NamedPlace,
  NamedState,
  NamedTest,
  NamedValue,
} from './phrases.js';
import type { Found, PlaceFinder } from './place-finder.js';
import type { NamedRow, ReactionColumn } from './reaction-rows.js';

/** Hears what is wrong. */
export type TellFault = (column: ReactionColumn, expected: string) => void;

/** Values of commands of two states, as ON and OFF. */
const COMMAND_STATES: Readonly<Record<string, Readonly<Partial<Record<string, number>>>>> = {
  SCO: { on: 1, off: 0 },
  DCO: { on: 2, off: 1 },
  RCO: { higher: 2, lower: 1 },
};

const OWN_EXPECTED = 'RTU numbers, or all: a point or command of the row does not name its RTU';

/** Whether the row needs an RTU number of its own. */
export function namesOwn({ when, conditions, unless, target, value }: NamedRow): boolean {
  const places = [...when, ...conditions, ...unless].map(({ place }) => place);
  if (value?.source.from === 'point') places.push(value.source.place);
  for (const { operand } of value?.steps ?? []) if (typeof operand !== 'number') places.push(operand);
  if (target !== undefined) places.push(target);
  return places.some(({ rtuNumber }) => rtuNumber === undefined);
}

/** The row for the RTU number `own`; `undefined`: something is wrong, and was told. */
export function resolveRow(
  row: NamedRow,
  own: number,
  finder: PlaceFinder,
  tell: TellFault,
): ReactionInstance | undefined {
  if (own === 0 && namesOwn(row)) {
    tell('RTUs', OWN_EXPECTED);
    return undefined;
  }
  const resolver = new RowResolver(own, finder, tell);
  const when = row.when.flatMap((one) => resolver.occurrence(one, 'when'));
  const conditions = row.conditions.flatMap((one) => resolver.condition(one));
  const unless = row.unless.flatMap((one) => resolver.occurrence(one, 'unless'));
  const target = row.target === undefined ? undefined : resolver.point(row.target, 'point');
  const value =
    target === undefined || row.value === undefined
      ? undefined
      : resolver.value(row.value, row.quality, target, when);
  if (!row.isSound || !resolver.isSound || target === undefined || value === undefined) return undefined;
  return { own, when, conditions, unless, target, value };
}

class RowResolver {
  isSound = true;

  constructor(
    private readonly own: number,
    private readonly finder: PlaceFinder,
    private readonly tell: TellFault,
  ) {}

  occurrence(named: NamedOccurrence, column: 'when' | 'unless'): Occurrence[] {
    if (named.on === 'command') return this.command(named.place, named.state, column);
    const point = this.point(named.place, column);
    if (point === undefined) return [];
    if (named.on === 'changes') return [{ on: 'changes', point }];
    const test = this.test(named.test, point, column);
    return test === undefined ? [] : [{ on: 'becomes', condition: { point, test, negated: false } }];
  }

  condition({ place, test: named, negated }: NamedCondition): Condition[] {
    const point = this.point(place, 'and if');
    const test = point === undefined ? undefined : this.test(named, point, 'and if');
    return point === undefined || test === undefined ? [] : [{ point, test, negated }];
  }

  point(place: NamedPlace, column: ReactionColumn): number | undefined {
    return this.take(this.finder.point(place, this.own), column);
  }

  value(
    { source: named, steps: namedSteps }: NamedValue,
    quality: NewQuality,
    target: number,
    when: readonly Occurrence[],
  ): NewValue | undefined {
    const { pointType } = this.finder.points[target];
    const source = this.source(named, target, when);
    const steps = namedSteps.map(({ by, operand }) => ({ by, operand: this.operand(operand) }));
    if (steps.length > 0 && isSwitch(pointType))
      this.wrong('becomes', `no calculation: ${typeOf(pointType).mnemonic} is on or off`);
    this.quality(quality, pointType, source);
    return source === undefined ? undefined : { source, steps };
  }

  private quality(quality: NewQuality, pointType: number, source: Source | undefined): void {
    if (quality === 'copied' && source !== undefined && source.from !== 'point')
      this.wrong('quality', 'copied only where the value is that of a point');
    const bits = typeof quality === 'number' ? quality & ~qualityOf(pointType) : 0;
    if (bits !== 0)
      this.wrong('quality', `no ${formatQuality(bits)}: ${typeOf(pointType).mnemonic} can't have it`);
  }

  private source(
    named: NamedValue['source'],
    target: number,
    when: readonly Occurrence[],
  ): Source | undefined {
    const { pointType } = this.finder.points[target];
    switch (named.from) {
      case 'itself':
        return { from: 'point', point: target, opposite: false };
      case 'state': {
        const number = this.state(named.state, pointType, 'becomes');
        return number === undefined ? undefined : { from: 'number', number };
      }
      case 'command':
        this.commandable(named.opposite, pointType, when);
        return named;
      case 'point': {
        const point = this.point(named.place, 'becomes');
        if (point === undefined) return undefined;
        const from = this.finder.points[point].pointType;
        if (isSwitch(from) !== isSwitch(pointType) || (named.opposite && !isSwitch(pointType)))
          this.wrong(
            'becomes',
            `a point of the same kind: ${typeOf(from).mnemonic} is no source for ${typeOf(pointType).mnemonic} here`,
          );
        return { from: 'point', point, opposite: named.opposite };
      }
    }
  }

  private operand(named: number | NamedPlace): Operand {
    if (typeof named === 'number') return { number: named };
    const point = this.point(named, 'becomes') ?? 0;
    const type = this.finder.points[point]?.pointType;
    if (type !== undefined && isSwitch(type))
      this.wrong('becomes', `a measured point to calculate with; ${typeOf(type).mnemonic} is on or off`);
    return { point };
  }

  /** Whether every command that begins the row can be carried out on the target. */
  private commandable(opposite: boolean, pointType: number, when: readonly Occurrence[]): void {
    for (const one of when) {
      if (one.on !== 'command') {
        this.wrong('becomes', 'as commanded only where a command begins the row');
        return;
      }
      const { typeId } = one;
      const mnemonic = typeOf(typeId).mnemonic;
      const states = COMMAND_STATES[typeOf(typeId).elements[0]];
      if (opposite && states === undefined) this.wrong('becomes', `no opposite: ${mnemonic} has none`);
      const sample = { typeId, value: one.value ?? states?.on ?? states?.higher ?? 0 };
      const elements = elementsOf(pointType, { value: 0, quality: 0 });
      const effect = applyCommand(
        typeOf(typeId).untimedId,
        commandRecord(sample, opposite),
        pointType,
        elements,
      );
      if ('refused' in effect) this.wrong('becomes', `a point that the command can move: ${effect.refused}`);
    }
  }

  private command(place: NamedPlace, state: NamedState | undefined, column: ReactionColumn): Occurrence[] {
    const found = this.take(this.finder.command(place, this.own), column);
    if (found === undefined) return [];
    const { rtuNumber, typeIds } = found;
    const { ioa } = place;
    if (state === undefined)
      return typeIds.map((typeId) => ({ on: 'command', rtuNumber, ioa, typeId, value: undefined }));
    const fitting = typeIds.flatMap((typeId) => {
      const value = commandState(typeId, state);
      return value === undefined ? [] : [{ on: 'command' as const, rtuNumber, ioa, typeId, value }];
    });
    if (fitting.length === 0) {
      const names = typeIds.map((typeId) => typeOf(typeId).mnemonic).join(' or ');
      this.wrong(
        column,
        `a state of ${names}: on or off, for a regulating step higher or lower, for a set-point a number`,
      );
    }
    return fitting;
  }

  private test({ is, state }: NamedTest, point: number, column: ReactionColumn): StateTest | undefined {
    const { pointType } = this.finder.points[point];
    const { mnemonic } = typeOf(pointType);
    if (typeof state === 'object') {
      const bits = state.bits & ~qualityOf(pointType);
      if (bits !== 0) this.wrong(column, `no ${formatQuality(bits)}: ${mnemonic} can't have it`);
      return { is: 'marked', bits: state.bits };
    }
    if (state === 'good') return { is: 'good' };
    if (is !== 'state' && isSwitch(pointType))
      this.wrong(column, `on or off: ${mnemonic} is not above or below a number`);
    if (is !== 'state' && typeof state === 'number') return { is, value: state };
    const value = this.state(state, pointType, column);
    return value === undefined ? undefined : { is: 'value', value };
  }

  /** The value of a state for a point. */
  private state(state: NamedState, pointType: number, column: ReactionColumn): number | undefined {
    if ((state === 'on' || state === 'off') && isSwitch(pointType))
      return switchValue(pointType, state === 'on');
    if (typeof state === 'number' && isPossible(pointType, state)) return nearestValue(pointType, state);
    const kind = isSwitch(pointType) ? 'on, off or its number' : 'a number';
    this.wrong(column, `${kind} that ${typeOf(pointType).mnemonic} can have`);
    return undefined;
  }

  private take<T>(found: Found<T>, column: ReactionColumn): T | undefined {
    if ('found' in found) return found.found;
    this.wrong(column, found.expected);
    return undefined;
  }

  private wrong(column: ReactionColumn, expected: string): void {
    this.isSound = false;
    this.tell(column, expected);
  }
}

/** The value of a command's state; `undefined`: it has no such state. */
function commandState(typeId: number, state: NamedState): number | undefined {
  const [element] = typeOf(typeId).elements;
  const states = COMMAND_STATES[element];
  if (typeof state === 'string') return states?.[state];
  if (typeof state !== 'number') return undefined;
  if (states !== undefined) return Object.values(states).includes(state) ? state : undefined;
  const pointType = SET_POINTS[element];
  return pointType !== undefined && isPossible(pointType, state) ? nearestValue(pointType, state) : undefined;
}

/** By element of a set-point or bitstring: a point with the same range. */
const SET_POINTS: Readonly<Record<string, number>> = { NVA: 9, SVA: 11, R32: 13, BSI: 7 };

/** Whether a point can have the number: whole where its values are. */
function isPossible(pointType: number, value: number): boolean {
  const nearest = nearestValue(pointType, value);
  const element = elementOf(pointType);
  if (element === 'NVA') return Math.abs(value) <= 1;
  return element === 'R32'
    ? Math.abs(value) <= Math.abs(nearest) * 1.001 || Math.abs(value) < 1e-37
    : nearest === value;
}

/** The phrases of a row with everything that they name looked up, for one RTU number. */

import { formatQuality } from '../../codec/elements.js';
import { typeOf } from '../../codec/types.js';
import type { Condition, Occurrence, StateTest } from '../../reactions/plan.js';
import { elementOf, isSwitch, nearestValue, qualityOf, switchValue } from '../../reactions/point-value.js';
import type { NamedCondition, NamedOccurrence, NamedPlace, NamedState, NamedTest } from './phrases.js';
import type { Found, PlaceFinder } from './place-finder.js';

/** Hears what is wrong in the column of a file. */
export type TellFault<Column extends string> = (column: Column, expected: string) => void;

/** Values of commands of two states, as ON and OFF. */
export const COMMAND_STATES: Readonly<Record<string, Readonly<Partial<Record<string, number>>>>> = {
  SCO: { on: 1, off: 0 },
  DCO: { on: 2, off: 1 },
  RCO: { higher: 2, lower: 1 },
};

/** Looks up phrases. `own`: the RTU number of places that name none; 0: there is none. */
export class PhraseResolver<Column extends string> {
  isSound = true;

  constructor(
    private readonly own: number,
    protected readonly finder: PlaceFinder,
    private readonly tell: TellFault<Column>,
  ) {}

  occurrence(named: NamedOccurrence, column: Column): Occurrence[] {
    if (named.on === 'command') return this.command(named.place, named.state, column);
    const point = this.point(named.place, column);
    if (point === undefined) return [];
    if (named.on === 'changes') return [{ on: 'changes', point }];
    const test = this.test(named.test, point, column);
    return test === undefined ? [] : [{ on: 'becomes', condition: { point, test, negated: false } }];
  }

  condition({ place, test: named, negated }: NamedCondition, column: Column): Condition[] {
    const point = this.point(place, column);
    const test = point === undefined ? undefined : this.test(named, point, column);
    return point === undefined || test === undefined ? [] : [{ point, test, negated }];
  }

  point(place: NamedPlace, column: Column): number | undefined {
    return this.take(this.finder.point(place, this.own), column);
  }

  private command(place: NamedPlace, state: NamedState | undefined, column: Column): Occurrence[] {
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

  private test({ is, state }: NamedTest, point: number, column: Column): StateTest | undefined {
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
  protected state(state: NamedState, pointType: number, column: Column): number | undefined {
    if ((state === 'on' || state === 'off') && isSwitch(pointType))
      return switchValue(pointType, state === 'on');
    if (typeof state === 'number' && isPossible(pointType, state)) return nearestValue(pointType, state);
    const kind = isSwitch(pointType) ? 'on, off or its number' : 'a number';
    this.wrong(column, `${kind} that ${typeOf(pointType).mnemonic} can have`);
    return undefined;
  }

  protected take<T>(found: Found<T>, column: Column): T | undefined {
    if ('found' in found) return found.found;
    this.wrong(column, found.expected);
    return undefined;
  }

  protected wrong(column: Column, expected: string): void {
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

/** What a point becomes: the calculation of a reaction. */
import { principalValue } from '../codec/asdu.js';
import type { ElementRecord } from '../codec/elements.js';
import { nvaFromFraction, VALUE_FIELDS } from '../codec/elements.js';
import { typeOf } from '../codec/types.js';
import { applyCommand } from '../station/requests/command-effect.js';
import type { CommandNews, NewQuality, NewValue, Operand, WatchedPoint } from './plan.js';
import {
  elementsOf,
  isOn,
  isSwitch,
  nearestValue,
  type PointValue,
  pointValue,
  switchValue,
} from './point-value.js';

/** The command that began a reaction. */
export type Commanded = Pick<CommandNews, 'typeId' | 'value'>;

/** What is known when a point changes. */
export interface Known {
  readonly points: readonly WatchedPoint[];
  /** Of every point, by its place. */
  readonly states: readonly PointValue[];
  /** `undefined`: no command began it. */
  readonly command: Commanded | undefined;
}

/** The new state of the point at `target`, or why it cannot have one. */
export function newState(
  target: number,
  { source, steps }: NewValue,
  quality: NewQuality,
  known: Known,
): PointValue | { readonly fault: string } {
  const { points, states } = known;
  const { pointType } = points[target];
  let value: number;
  switch (source.from) {
    case 'number':
      value = source.number;
      break;
    case 'point':
      value = valueFor(
        pointType,
        points[source.point].pointType,
        states[source.point].value,
        source.opposite,
      );
      break;
    case 'command': {
      // A set-point is rounded to what the point can have at the end of the calculation only.
      const commanded =
        steps.length > 0 && isSetPoint(known.command)
          ? known.command.value
          : commandedValue(known.command, source.opposite, pointType, states[target]);
      if (typeof commanded === 'string') return { fault: commanded };
      value = commanded;
    }
  }
  for (const { by, operand } of steps) value = CALCULATIONS[by](value, operandValue(operand, states));
  const copied = source.from === 'point' ? states[source.point].quality : 0;
  const bits = quality === 'kept' ? states[target].quality : quality === 'copied' ? copied : quality;
  return { value: nearestValue(pointType, value), quality: bits };
}

const CALCULATIONS = {
  plus: (value: number, by: number) => value + by,
  minus: (value: number, by: number) => value - by,
  times: (value: number, by: number) => value * by,
  'at least': (value: number, by: number) => Math.max(value, by),
  'at most': (value: number, by: number) => Math.min(value, by),
} as const;

function operandValue(operand: Operand, states: readonly PointValue[]): number {
  return 'number' in operand ? operand.number : states[operand.point].value;
}

/** A point's value for a point of another type: ON and OFF of a single point are those of a double point. Neither of them stays as it is. */
function valueFor(pointType: number, sourceType: number, value: number, opposite: boolean): number {
  if (!isSwitch(pointType) || !isSwitch(sourceType)) return value;
  const on = isOn(sourceType, value);
  if (on === undefined) return value;
  return switchValue(pointType, opposite ? !on : on);
}

function isSetPoint(command: Commanded | undefined): command is Commanded {
  const element = command === undefined ? undefined : typeOf(command.typeId).elements[0];
  return element === 'NVA' || element === 'SVA' || element === 'R32';
}

/** What the command makes of a point, or why it cannot. */
function commandedValue(
  command: Commanded | undefined,
  opposite: boolean,
  pointType: number,
  state: PointValue,
): number | string {
  if (command === undefined) return 'no command began it';
  const untimed = typeOf(command.typeId).untimedId;
  const record = commandRecord(command, opposite);
  const effect = applyCommand(untimed, record, pointType, elementsOf(pointType, state));
  return 'refused' in effect ? effect.refused : pointValue(pointType, effect.elements).value;
}

/** The fields of a command; the opposite of ON is OFF, of higher lower. */
export function commandRecord({ typeId, value }: Commanded, opposite: boolean): ElementRecord {
  const [element] = typeOf(typeId).elements;
  switch (element) {
    case 'SCO':
      return { scs: opposite ? 1 - value : value };
    case 'DCO':
      return { dcs: opposite ? 3 - value : value };
    case 'RCO':
      return { rcs: opposite ? 3 - value : value };
    case 'NVA':
      return { nva: nvaFromFraction(value) };
    default: {
      const field = VALUE_FIELDS[element];
      return field === undefined ? {} : { [field]: value };
    }
  }
}

/** The value of a command's fields, as `Commanded` has it. */
export function commandValue(typeId: number, record: ElementRecord): number {
  return principalValue(typeId, record) ?? 0;
}

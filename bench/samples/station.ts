/** Makes a station's points and commands from templates: addresses, types, values. */
import type { SignalRole, SignalTemplate, StationTemplate, ValueTemplate } from './bays.js';
import type { Random } from './random.js';

/** A command and the type id that a master must send. */
export interface Command {
  typeId: number;
  ioa: number;
}

/** One point of the station. */
export interface Point {
  /** `E01 Q0 circuit-breaker`, at most 53 characters. */
  text: string;
  /** `E01`, or empty for a signal that the station has once. */
  bay: string;
  role: SignalRole;
  typeId: number;
  ioa: number;
  /** Value cell of its first row. */
  value: string;
  /** Template from which other values are drawn. */
  template: ValueTemplate;
  /** Reported by an interrogation. */
  interrogated: boolean;
  command?: Command;
}

/** Type with time tag → the type without; a type that isn't listed has none. */
const UNTIMED: Readonly<Record<number, number>> = {
  30: 1,
  31: 3,
  32: 5,
  33: 7,
  34: 9,
  35: 11,
  36: 13,
  37: 15,
};
/** Types that no interrogation reports: counters and protection events. */
const NEVER_INTERROGATED: readonly number[] = [15, 37, 38, 39, 40];

/** Thousands digit of the addresses by type without time tag, so that the address shows the kind of signal. */
const POINT_RANGE: Readonly<Record<number, number>> = {
  3: 1,
  1: 2,
  5: 3,
  7: 4,
  9: 5,
  11: 6,
  13: 7,
  15: 8,
  20: 9,
  21: 10,
  38: 11,
  39: 12,
  40: 13,
};
const COMMAND_RANGE: Readonly<Record<number, number>> = {
  45: 21,
  46: 22,
  47: 23,
  48: 24,
  49: 25,
  50: 26,
  51: 27,
};
/** Command type without time tag → with time tag. */
const TIMED_COMMAND_OFFSET = 13;
/** Logs cut a comment after this many characters. */
const COMMENT_LENGTH = 53;

/** The value cell for a template. */
export function drawValue(template: ValueTemplate, random: Random): string {
  if (typeof template === 'string') return template;
  const [low, high, decimals] = template;
  return (low + random() * (high - low)).toFixed(decimals);
}

/** The type of the command that moves a point, by its role and kind of element; without time tag. */
function commandTypeOf(role: SignalRole, untimedId: number): number | undefined {
  switch (role) {
    case 'breaker':
    case 'switch':
      return 46;
    case 'mode':
      return 45;
    case 'tap':
    case 'raise':
      return 47;
    case 'output':
      return 51;
    case 'setpoint':
      return { 9: 48, 11: 49, 13: 50 }[untimedId];
    default:
      return undefined;
  }
}

/** Points in file order until an interrogation reports `interrogatedPoints` of them. */
export function buildStation(station: StationTemplate, interrogatedPoints: number, random: Random): Point[] {
  const points: Point[] = [];
  // Large databases need more than a thousand addresses of a kind.
  const range = 1000 * Math.ceil(interrogatedPoints / 900);
  const used = new Map<number, number>();
  const nextAddress = (thousand: number): number => {
    const count = (used.get(thousand) ?? 0) + 1;
    used.set(thousand, count);
    return thousand * range + count;
  };
  let missing = interrogatedPoints;

  const add = ([typeId, role, template, text]: SignalTemplate, bay: string, age: 'new' | 'old'): void => {
    const untimedId = UNTIMED[typeId] ?? typeId;
    const interrogated = !NEVER_INTERROGATED.includes(untimedId);
    const named = bay === '' ? text : `${bay} ${text}`;
    if (named.length > COMMENT_LENGTH) throw new RangeError(`"${named}" is longer than ${COMMENT_LENGTH}`);
    const point: Point = {
      text: named,
      bay,
      role,
      typeId: age === 'old' ? untimedId : typeId,
      ioa: nextAddress(POINT_RANGE[untimedId]),
      value: drawValue(template, random),
      template,
      interrogated,
    };
    const commandType = commandTypeOf(role, untimedId);
    if (commandType !== undefined) {
      const ioa = nextAddress(COMMAND_RANGE[commandType]);
      point.command = { typeId: age === 'old' ? commandType : commandType + TIMED_COMMAND_OFFSET, ioa };
    }
    points.push(point);
    if (interrogated) missing--;
  };

  const addAll = (templates: readonly SignalTemplate[], bay: string, age: 'new' | 'old'): void => {
    for (const template of templates) if (missing > 0) add(template, bay, age);
  };
  addAll(station.common, '', 'new');
  for (let bay = 1; missing > 0; bay++) {
    const name = station.bayLetter + String(bay).padStart(2, '0');
    // Every second bay is old: its events and commands have no time tags.
    addAll(station.bays[(bay - 1) % station.bays.length], name, bay % 2 === 0 ? 'old' : 'new');
  }
  return points;
}

/** What somebody wants a point to be → the order of a shard, or why there is none (`docs/behaviour.md` §7). Pure. */
import { COUNTER_WORDS, type ElementRecord, VALUE_FIELDS } from '../codec/elements.js';
import { findType, typeOf } from '../codec/types.js';
import { readValue } from '../config/database/values.js';
import { isSwitch, switchValue } from '../reactions/point-value.js';
import { pointComment, type SignalTable } from '../station/points/signal-table.js';
import type { HandOrder } from '../station/station.js';

/** What a point shall be. Without `value` and `quality` it is sent again as it is. */
export interface PointWish {
  readonly ioa: number;
  /** Type id, with or without time tag; needed where the IOA has points of several kinds. */
  readonly type?: number;
  /** As in the value cell of an IOA file; none: as it is. */
  readonly value?: number | string;
  /** Quality words; empty: good; none: as it is. */
  readonly quality?: string;
}

/** Why a wish is refused. */
export interface PointRefusal {
  readonly refused: 'invalid' | 'not-found' | 'ambiguous';
  /** A sentence that begins with the field. */
  readonly detail: string;
}

/** An order, and the type of the point as its file has it. */
export interface ReadWish {
  readonly order: HandOrder;
  readonly typeId: number;
}

const FINITE = 'a finite number';

const refusal = (refused: PointRefusal['refused'], detail: string): PointRefusal => ({ refused, detail });

/** The order of a wish; `who` is for the log. */
export function readWish(table: SignalTable, wish: PointWish, who: string): ReadWish | PointRefusal {
  const point = pointOf(table, wish);
  if (typeof point !== 'number') return point;
  const order = orderOf(table.pointType[point], wish, who);
  return 'refused' in order ? order : { order, typeId: typeInFile(table, point) };
}

function orderOf(
  pointType: number,
  { ioa, value, quality }: PointWish,
  who: string,
): HandOrder | PointRefusal {
  if (value === undefined) {
    const kept = quality === undefined ? {} : qualityOf(pointType, quality);
    return 'refused' in kept ? (kept as PointRefusal) : { ioa, pointType, value: kept, rest: 'kept', who };
  }
  const reading = readValue(typeOf(pointType), `${inDigits(pointType, value)} ${quality ?? ''}`.trim());
  if ('expected' in reading) {
    const found = quality === undefined ? `${value}` : `${value} with quality ${JSON.stringify(quality)}`;
    return refusal('invalid', `value: found ${found}, expected ${reading.expected}`);
  }
  if (reading.warning !== undefined) {
    return refusal('invalid', `value: found ${JSON.stringify(value)}, expected ${FINITE}`);
  }
  // Quality may be in the value too, as in an IOA file: `1 IV`, or 129 for ON and IV.
  const names = quality !== undefined || /\s/.test(`${value}`.trim()) || (reading.value.quality ?? 0) !== 0;
  if (names) return { ioa, pointType, value: reading.value, rest: 'zero', who };
  const { quality: _, ...named } = reading.value;
  return { ioa, pointType, value: named, rest: 'kept', who };
}

/** Words for the states of a switch, as reactions have them: OFF and ON. */
const SWITCH_WORDS: readonly (readonly string[])[] = [
  ['off', 'open'],
  ['on', 'closed'],
];

/** The value with a word for ON or OFF in its digits. */
function inDigits(pointType: number, value: number | string): number | string {
  if (typeof value === 'number' || !isSwitch(pointType)) return value;
  const [word, ...rest] = value.trim().split(/\s+/);
  const state = SWITCH_WORDS.findIndex((words) => words.includes(word.toLowerCase()));
  return state < 0 ? value : [switchValue(pointType, state === 1), ...rest].join(' ');
}

/** The elements that quality words alone name. */
function qualityOf(pointType: number, quality: string): ElementRecord | PointRefusal {
  const type = typeOf(pointType);
  const reading = readValue(type, `0 ${quality}`.trim());
  if ('expected' in reading) {
    // Behind the value, which is right, stand the words.
    const [, words] = reading.expected.split('; then any of ');
    const expected = words === undefined ? 'nothing: this type has no quality' : `any of ${words}`;
    return refusal('invalid', `quality: found ${JSON.stringify(quality)}, expected ${expected}`);
  }
  const [element] = type.elements;
  const named: ElementRecord = { ...reading.value };
  delete named[VALUE_FIELDS[element] as keyof ElementRecord];
  if (element !== 'BCR') return named;
  const good = Object.fromEntries(Object.values(COUNTER_WORDS).map((field) => [field, 0]));
  return { ...good, ...named };
}

/** The point that the wish names, or why there is none. */
function pointOf(table: SignalTable, { ioa, type }: PointWish): number | PointRefusal {
  const { file, pointIoa, pointType } = table;
  const points: number[] = [];
  for (let point = pointIoa.indexOf(ioa); point >= 0; point = pointIoa.indexOf(ioa, point + 1))
    points.push(point);
  if (points.length === 0) return refusal('not-found', `ioa: ${file} has no point with IOA ${ioa}`);
  const types = points.map((point) => typeInFile(table, point));
  if (type !== undefined) {
    const untimed = findType(type)?.untimedId;
    const expected = `${types.join(' or ')}, which IOA ${ioa} has in ${file}`;
    return (
      points.find((point) => pointType[point] === untimed) ??
      refusal('not-found', `type: found ${type}, expected ${expected}`)
    );
  }
  if (points.length === 1) return points[0];
  return refusal('ambiguous', `IOA ${ioa} has points of the types ${types.join(' and ')}, add type`);
}

/** The type of a point as its first row has it, and as its changes go out. */
function typeInFile({ typeId, pointFirst }: SignalTable, point: number): number {
  return typeId[pointFirst[point]];
}

/** The standard's name of a type. */
export const typeName = (typeId: number): string => findType(typeId)?.mnemonic ?? String(typeId);

/**
 * The first point from `from` on in this direction, round the ends, whose IOA is the text, or whose type or comment has it in it; −1: none.
 * A text of digits is looked for as an IOA first.
 */
export function findPoint(table: SignalTable, text: string, from: number, step: 1 | -1): number {
  const { points, pointIoa } = table;
  const wanted = text.trim().toLowerCase();
  if (wanted === '' || points === 0) return -1;
  const at = (turn: number): number => (((from + turn * step) % points) + points) % points;
  if (/^\d+$/.test(wanted)) {
    const ioa = Number(wanted);
    for (let turn = 0; turn < points; turn++) if (pointIoa[at(turn)] === ioa) return at(turn);
  }
  for (let turn = 0; turn < points; turn++) {
    const point = at(turn);
    if (typeName(typeInFile(table, point)).toLowerCase().includes(wanted)) return point;
    if (pointComment(table, point).toLowerCase().includes(wanted)) return point;
  }
  return -1;
}

/**
 * The phrases of a reaction file (`docs/behaviour.md` §14): `command 5001 is off`, `3000 of RTU 7 falls below 49.2`,
 * `minus point 3001 at least 0`. Their points and types are not looked up here.
 */
import { MAX_IOA } from '../../codec/asdu.js';
import { QUALITY, QUALITY_WORDS } from '../../codec/elements.js';
import { readDecimal, readDigits } from '../../text/numbers.js';
import { type AddressForm, addressDigits } from '../../text/octet-address.js';

/** How addresses and numbers are written in a file. */
export interface Spelling {
  readonly addresses: AddressForm;
  readonly decimalComma: boolean;
}

/** A point or command as a phrase names it. */
export interface NamedPlace {
  readonly ioa: number;
  /** `undefined`: the only one that the IOA has. */
  readonly typeId: number | undefined;
  /** `undefined`: the RTU number that the row is for. */
  readonly rtuNumber: number | undefined;
}

/** A state as a phrase names it. */
export type NamedState = 'on' | 'off' | 'higher' | 'lower' | 'good' | { readonly bits: number } | number;

/** What a phrase says that a point is. */
export interface NamedTest {
  readonly is: 'state' | 'above' | 'below';
  readonly state: NamedState;
}

/** A phrase of the columns `when` and `unless`. */
export type NamedOccurrence =
  | { readonly on: 'command'; readonly place: NamedPlace; readonly state: NamedState | undefined }
  | { readonly on: 'becomes'; readonly place: NamedPlace; readonly test: NamedTest }
  | { readonly on: 'changes'; readonly place: NamedPlace };

/** A phrase of the column `and if`. */
export interface NamedCondition {
  readonly place: NamedPlace;
  readonly test: NamedTest;
  readonly negated: boolean;
}

/** A step of a calculation. */
export interface NamedStep {
  readonly by: 'plus' | 'minus' | 'times' | 'at least' | 'at most';
  readonly operand: number | NamedPlace;
}

/** A phrase of the column `becomes`. `itself`: it begins with the point's present value. */
export interface NamedValue {
  readonly source:
    | { readonly from: 'state'; readonly state: NamedState }
    | { readonly from: 'command'; readonly opposite: boolean }
    | { readonly from: 'point'; readonly place: NamedPlace; readonly opposite: boolean }
    | { readonly from: 'itself' };
  readonly steps: readonly NamedStep[];
}

export const OCCURRENCE_EXPECTED =
  'command 5001, command 5001 is on, 1001 becomes off, 3000 rises above 50.2, 3000 falls below 49, 3000 becomes IV, or 1001 changes; of RTU 7 behind the IOA for another RTU; or between two';
export const CONDITION_EXPECTED =
  '1001 is on, 1001 is not on, 3000 is above 49, 3000 is below 51, or 3000 is good; of RTU 7 behind the IOA for another RTU; and between two';
export const VALUE_EXPECTED =
  'on, off, a number, as commanded, opposite of commanded, copy of 1001, opposite of 1001; behind it or alone plus 5, minus point 3001, times 0.5, at least 0, at most 100';
export const PLACE_EXPECTED = `an IOA 0…${MAX_IOA}, as in 1001, 1001 type 30 or 1001 of RTU 7`;

const ADDRESS = '\\d+(?:[.-]\\d+){0,2}';
const TYPE = ' \\(?type (\\d+)\\)?';
const PLACE = `(?:point |ioa )?(${ADDRESS})(?:${TYPE})?(?: (?:of|at) rtu (?:number )?(${ADDRESS}))?(?:${TYPE})?`;
const PLACE_GROUPS = 4;
const NUMBER = '[+-]?\\d+(?:[.,]\\d+)?(?:e[+-]?\\d+)?';

const ONLY_PLACE = new RegExp(`^${PLACE}$`);
const COMMAND = new RegExp(`^command ${PLACE}(?: (?:is |= ?|becomes )?(.+))?$`);
const BECOMES = new RegExp(`^${PLACE} (becomes|rises above|falls below|changes)(?: (.+))?$`);
const CONDITION = new RegExp(`^${PLACE} is (not )?(above |below )?(.+)$`);
const COMMANDED = /^(?:(opposite of (?:the )?command(?:ed)?|opposite$)|(?:as |the )?commanded)(?: |$)/;
const FROM_PLACE = new RegExp(`^(copy of|as|opposite of) ${PLACE}(?: |$)`);
const STEP = new RegExp(`^(plus|minus|times|at least|at most) (?:(${NUMBER})|(?=point )${PLACE})(?: |$)`);

/** Blanks and letters as the phrases above have them. */
function plain(cell: string): string {
  return cell.trim().toLowerCase().replace(/\s+/g, ' ');
}

function placeOf(groups: readonly (string | undefined)[], { addresses }: Spelling): NamedPlace | undefined {
  const [ioaText = '', typeBefore, rtuText, typeBehind] = groups;
  const ioa = readDigits(addressDigits(ioaText, 3, addresses), 0, MAX_IOA);
  const typeText = typeBefore ?? typeBehind;
  const typeId = typeText === undefined ? undefined : readDigits(typeText, 1, 127);
  const rtuNumber =
    rtuText === undefined ? undefined : readDigits(addressDigits(rtuText, 2, addresses), 1, 65535);
  const isWrong =
    (typeText !== undefined && typeId === undefined) || (rtuText !== undefined && rtuNumber === undefined);
  return ioa === undefined || isWrong ? undefined : { ioa, typeId, rtuNumber };
}

function readNumber(text: string, { decimalComma }: Spelling): number | undefined {
  const number = readDecimal(decimalComma ? text.replace(',', '.') : text);
  return number !== undefined && Number.isFinite(number) ? number : undefined;
}

const STATES: Readonly<Record<string, NamedState>> = {
  on: 'on',
  closed: 'on',
  off: 'off',
  open: 'off',
  higher: 'higher',
  lower: 'lower',
  good: 'good',
  invalid: { bits: QUALITY.IV },
};

/** Quality words, as in an IOA file; `undefined`: there is another word. */
export function readQualityWords(text: string): number | undefined {
  let bits = 0;
  for (const word of text.toUpperCase().split(' ')) {
    const known = QUALITY_WORDS.find((one) => one === word);
    if (known === undefined) return undefined;
    bits |= QUALITY[known];
  }
  return bits;
}

function readState(text: string, spelling: Spelling): NamedState | undefined {
  const word = Object.hasOwn(STATES, text) ? STATES[text] : undefined;
  if (word !== undefined) return word;
  const bits = readQualityWords(text);
  return bits === undefined ? readNumber(text, spelling) : { bits };
}

/** A whole cell that names a point. */
export function readPlace(cell: string, spelling: Spelling): NamedPlace | undefined {
  const match = ONLY_PLACE.exec(plain(cell));
  return match === null ? undefined : placeOf(match.slice(1), spelling);
}

function readOccurrence(text: string, spelling: Spelling): NamedOccurrence | undefined {
  const command = COMMAND.exec(text);
  if (command !== null) {
    const place = placeOf(command.slice(1), spelling);
    const word = command[1 + PLACE_GROUPS];
    const state = word === undefined ? undefined : readState(word, spelling);
    if (place === undefined || (word !== undefined && state === undefined)) return undefined;
    return { on: 'command', place, state };
  }
  const match = BECOMES.exec(text);
  const place = match === null ? undefined : placeOf(match.slice(1), spelling);
  if (match === null || place === undefined) return undefined;
  const [verb, rest] = match.slice(1 + PLACE_GROUPS) as [string, string | undefined];
  if (verb === 'changes') return rest === undefined ? { on: 'changes', place } : undefined;
  if (verb === 'becomes') {
    const state = readState(rest ?? '', spelling);
    return state === undefined ? undefined : { on: 'becomes', place, test: { is: 'state', state } };
  }
  const state = readNumber(rest ?? '', spelling);
  const is = verb === 'rises above' ? 'above' : 'below';
  return state === undefined ? undefined : { on: 'becomes', place, test: { is, state } };
}

function readCondition(text: string, spelling: Spelling): NamedCondition | undefined {
  const match = CONDITION.exec(text);
  const place = match === null ? undefined : placeOf(match.slice(1), spelling);
  if (match === null || place === undefined) return undefined;
  const [not, relation, rest] = match.slice(1 + PLACE_GROUPS) as [
    string | undefined,
    string | undefined,
    string,
  ];
  const negated = not !== undefined;
  const state = relation === undefined ? readState(rest, spelling) : readNumber(rest, spelling);
  if (state === undefined) return undefined;
  const is = relation === undefined ? 'state' : relation === 'above ' ? 'above' : 'below';
  return { place, test: { is, state }, negated };
}

/** The phrases of a cell; `undefined`: one is wrong. An empty cell has none. */
function readList<T>(
  cell: string,
  separator: RegExp,
  read: (text: string) => T | undefined,
): T[] | undefined {
  const text = plain(cell);
  const phrases = text === '' ? [] : text.split(separator).map(read);
  return phrases.every((phrase) => phrase !== undefined) ? phrases : undefined;
}

/** The phrases of a cell `when` or `unless`. */
export function readOccurrences(cell: string, spelling: Spelling): NamedOccurrence[] | undefined {
  return readList(cell, / or | ?; ?/, (text) => readOccurrence(text, spelling));
}

/** The phrases of a cell `and if`. */
export function readConditions(cell: string, spelling: Spelling): NamedCondition[] | undefined {
  return readList(cell, / and | ?; ?/, (text) => readCondition(text, spelling));
}

/** The phrase of a cell `becomes`. */
export function readNewValue(cell: string, spelling: Spelling): NamedValue | undefined {
  const text = plain(cell);
  const begun = readSource(text, spelling);
  if (begun === undefined) return undefined;
  const steps = readSteps(begun.rest, spelling);
  if (steps === undefined || (begun.source.from === 'itself' && steps.length === 0)) return undefined;
  return { source: begun.source, steps };
}

function readSource(
  text: string,
  spelling: Spelling,
): { source: NamedValue['source']; rest: string } | undefined {
  const commanded = COMMANDED.exec(text);
  if (commanded !== null) {
    return {
      source: { from: 'command', opposite: commanded[1] !== undefined },
      rest: text.slice(commanded[0].length),
    };
  }
  const copied = FROM_PLACE.exec(text);
  if (copied !== null) {
    const place = placeOf(copied.slice(2), spelling);
    if (place === undefined) return undefined;
    const opposite = copied[1] === 'opposite of';
    return { source: { from: 'point', place, opposite }, rest: text.slice(copied[0].length) };
  }
  if (STEP.test(text)) return { source: { from: 'itself' }, rest: text };
  const [first, ...rest] = text.split(' ');
  const state = readState(first, spelling);
  if (state === undefined || state === 'good' || typeof state === 'object') return undefined;
  return { source: { from: 'state', state }, rest: rest.join(' ') };
}

function readSteps(text: string, spelling: Spelling): NamedStep[] | undefined {
  const steps: NamedStep[] = [];
  let rest = text;
  while (rest !== '') {
    const match = STEP.exec(rest);
    if (match === null) return undefined;
    const operand =
      match[2] === undefined ? placeOf(match.slice(3), spelling) : readNumber(match[2], spelling);
    if (operand === undefined) return undefined;
    steps.push({ by: match[1] as NamedStep['by'], operand });
    rest = rest.slice(match[0].length);
  }
  return steps;
}

/** Our list against another one: every difference by its name. */
import { causeName } from '../codec/causes.js';
import { BOXES, FORM, NOT_USED, SETTINGS } from './form.js';
import { type InteroperabilityList, MARK_WORDS, type Mark } from './list.js';
import { TYPE_LINES, typeName } from './type-lines.js';

/** An entry with two values. */
export interface Difference {
  /** What it is of, in words. */
  readonly what: string;
  readonly ours: string;
  readonly theirs: string;
}

/** What came of the comparison. */
export interface Comparison {
  readonly differences: readonly Difference[];
  /** Entries that both lists have. */
  readonly compared: number;
  /** Entries of ours that the other list does not state. */
  readonly notStated: number;
}

/** Compares every entry; what the other list does not state, and what one side does not use, is not compared. */
export function compareLists(ours: InteroperabilityList, theirs: InteroperabilityList): Comparison {
  const differences: Difference[] = [];
  let compared = 0;
  let notStated = 0;
  const compare = (what: string, one: string | undefined, other: string | undefined): void => {
    if (one === undefined) return;
    if (other === undefined) notStated++;
    else {
      compared++;
      if (one !== other) differences.push({ what, ours: one, theirs: other });
    }
  };
  compareSubjects(ours, theirs, compare);
  for (const [id, { text }] of BOXES) {
    compare(`${titleOf(id)}${text}`, markWords(ours.boxes[id]), markWords(theirs.boxes[id]));
  }
  for (const id of TYPE_LINES.keys()) compareType(id, ours, theirs, compare);
  for (const [id, { text, unit }] of SETTINGS) {
    const [one, other] = [ours.settings[id], theirs.settings[id]];
    if (one === NOT_USED || other === NOT_USED) continue;
    compare(`${titleOf(id)}${text}`, valueWords(one, unit), valueWords(other, unit));
  }
  return { differences, compared, notStated };
}

type Compare = (what: string, one: string | undefined, other: string | undefined) => void;

/** Port and CA are compared where both lists are of one RTU. */
function compareSubjects(ours: InteroperabilityList, theirs: InteroperabilityList, compare: Compare): void {
  if (ours.subjects.length !== 1 || theirs.subjects.length !== 1) return;
  const [one, other] = [ours.subjects[0], theirs.subjects[0]];
  compare('common address (CA)', String(one.rtuNumber), String(other.rtuNumber));
  compare('port number', String(one.port), String(other.port));
}

/** The box of a type; of one that both use, each cause. */
function compareType(
  id: number,
  ours: InteroperabilityList,
  theirs: InteroperabilityList,
  compare: Compare,
): void {
  const [one, other] = [ours.types[id], theirs.types[id]];
  const name = `${typeName(id)} ${TYPE_LINES.get(id)?.text ?? ''}`;
  compare(name, markWords(one?.mark), markWords(other?.mark));
  if (!isUsed(one?.mark) || !isUsed(other?.mark)) return;
  const [causes, others] = [one?.causes, other?.causes];
  if (causes === undefined || others === undefined) {
    compare(`${name}, causes`, causes?.join(' '), undefined);
    return;
  }
  for (const cot of TYPE_LINES.get(id)?.permitted ?? []) {
    const wordOf = (list: readonly number[]) => markWords(list.includes(cot) ? 'X' : '');
    compare(`${name}, COT ${cot} (${causeName(cot)})`, wordOf(causes), wordOf(others));
  }
}

function isUsed(mark: Mark | undefined): boolean {
  return mark === 'X' || mark === 'R' || mark === 'B';
}

/** An entry that can't be chosen is not used either. */
function markWords(mark: Mark | undefined): string | undefined {
  return mark === undefined ? undefined : MARK_WORDS[mark === 'black' ? '' : mark];
}

function valueWords(value: number | string | undefined, unit: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  return unit === undefined ? String(value) : `${value} ${unit}`;
}

/** `Double transmission: `: the heading above an entry. */
function titleOf(id: string): string {
  for (const { title, parts } of [...FORM.before, ...FORM.behind]) {
    for (const part of parts) {
      const has =
        part.boxes?.some(({ box }) => box === id) || part.settings?.some(({ setting }) => setting === id);
      if (has) return `${part.title === '' ? title : part.title}: `;
    }
  }
  return '';
}

/** Fields that are edited in Compare: their texts, and what was changed. */
import { newInput, type TextInput } from './text-input.js';
import type { PaneUi } from './ui.js';

/** A field of a thing that can be restarted. `name` is the name in the ini file and the HTTP API. */
export interface Field<Thing> {
  readonly name: string;
  readonly label: string;
  /** Screen columns of its input; most characters. */
  readonly width: number;
  readonly most: number;
  readonly help: string;
  text(thing: Thing): string;
}

/** The input of a field; made at the first call. */
export function inputOf<Thing>(pane: Pick<PaneUi, 'inputs'>, field: Field<Thing>, thing: Thing): TextInput {
  let input = pane.inputs.get(field.name);
  if (input === undefined) {
    input = newInput(field.text(thing), field.most, 'any');
    pane.inputs.set(field.name, input);
  }
  return input;
}

/** A field that was edited. */
export interface FieldChange {
  readonly name: string;
  readonly label: string;
  readonly from: string;
  readonly to: string;
}

/** The changes in a pane, in the order of the fields. */
export function changesIn<Thing>(
  pane: Pick<PaneUi, 'inputs'>,
  fields: readonly Field<Thing>[],
  thing: Thing,
): FieldChange[] {
  return fields.flatMap(({ name, label, text }) => {
    const from = text(thing);
    const to = (pane.inputs.get(name)?.text ?? from).trim();
    return to === from ? [] : [{ name, label, from, to }];
  });
}

/** The changes, one line each. */
export function changeLines(changes: readonly FieldChange[], arrow: string): string[] {
  if (changes.length === 0) return ['Nothing is changed.'];
  const shown = (text: string): string => (text === '' ? '(empty)' : text);
  return changes.map(({ label, from, to }) => `${label}: ${shown(from)} ${arrow} ${shown(to)}`);
}

/** What a restart was refused for, or warned of. */
interface Problem {
  readonly severity: string;
  readonly field: string;
  readonly found: string;
  readonly expected: string;
}

/** The problems, one line each, with the labels of the fields. */
export function problemLines(
  problems: readonly Problem[],
  fields: readonly { readonly name: string; readonly label: string }[],
): string[] {
  return problems.map(({ severity, field, found, expected }) => {
    const label = fields.find(({ name }) => name === field)?.label ?? field;
    const place = label === '' ? '' : `${label}: found "${found}", `;
    return `${severity === 'warning' ? 'Warning: ' : ''}${place}expected ${expected}.`;
  });
}

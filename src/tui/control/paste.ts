/** Pasted text: it goes into the field with the cursor, and never presses a key. */

import { inputOf } from '../model/fields.js';
import { printable } from '../model/keys.js';
import { PARAMETERS } from '../model/parameters.js';
import { type TextInput, typeInto } from '../model/text-input.js';
import type { Context } from './context.js';
import { listKey } from './list-keys.js';

/** Most characters that are taken of one paste. */
const MOST = 2000;

/** Puts text into the field with the cursor; line ends and other control characters are left out. */
export function takePaste(context: Context, text: string): void {
  const { model } = context;
  const { ui } = model;
  if (ui.dialog !== undefined) return;
  const input = inputWithCursor(context);
  if (input === undefined) {
    ui.notice = { text: 'Pasted text needs a field: i index, / find, or a field of Compare.', tone: 'bad' };
    return;
  }
  ui.notice = undefined;
  // A list of numbers may be a column of a spreadsheet.
  const line = input.takes === 'numbers' ? text.trim().replaceAll(/[\r\n\t]+/g, ', ') : text;
  for (const char of [...line].slice(0, MOST)) {
    const key = { name: char, char };
    if (printable(key) === undefined) continue;
    // The list follows what is typed there.
    if (input === ui.list.find) listKey(context, key);
    else typeInto(input, key);
  }
}

function inputWithCursor({ model }: Pick<Context, 'model'>): TextInput | undefined {
  const { ui } = model;
  const { focus, tab, list, log, compare, points } = ui;
  if (focus === 'index' || focus === 'duration' || focus === 'rtus') return ui[focus];
  if (focus !== 'body') return undefined;
  if (tab === 1 && points?.field !== undefined) return points.field === 'find' ? points.find : points.input;
  if (tab === 1 && list.finding) return list.find;
  if (tab === 4 && log.filtering) return log.rtu;
  const pane = compare.panes[compare.pane];
  const rtu = model.engine.rtus[pane.slot];
  const parameter = PARAMETERS.find(({ name }) => name === compare.part);
  return tab === 2 && parameter !== undefined && rtu !== undefined
    ? inputOf(pane, parameter, rtu)
    : undefined;
}

/** Keys of tab 2: the choice of RTUs, their parameters, their logs. */

import { inputOf } from '../model/fields.js';
import type { Key } from '../model/keys.js';
import { scrollTail } from '../model/log-tail.js';
import { PARAMETERS } from '../model/parameters.js';
import { setText, typeInto } from '../model/text-input.js';
import type { PaneUi } from '../model/ui.js';
import type { Context } from './context.js';
import { askRestart } from './restart.js';
import { scrolledLines, shiftedColumns } from './scroll-keys.js';

/** Parts of a pane that can have the focus, in the order of the Tab key. */
export const PARTS: readonly string[] = ['rtu', ...PARAMETERS.map(({ name }) => name), 'restart', 'log'];

/** Shows an RTU as A (0) or B (1) and opens tab 2. */
export function showInCompare({ model }: Context, slot: number, at: 0 | 1): void {
  const { ui } = model;
  const pane = ui.compare.panes[at];
  if (pane.slot !== slot) {
    pane.slot = slot;
    pane.inputs.clear();
    pane.bottom = undefined;
  }
  ui.tab = 2;
  ui.focus = 'body';
  ui.compare.pane = at;
  ui.compare.part = 'rtu';
}

/** Moves the focus; false if it would leave the tab at its beginning or end. */
export function moveComparePart({ model }: Context, step: 1 | -1): boolean {
  const { compare } = model.ui;
  const at = compare.pane * PARTS.length + PARTS.indexOf(compare.part) + step;
  if (at < 0 || at >= 2 * PARTS.length) return false;
  compare.pane = at < PARTS.length ? 0 : 1;
  compare.part = PARTS[at % PARTS.length] ?? 'rtu';
  const input = compare.panes[compare.pane].inputs.get(compare.part);
  if (input !== undefined) setText(input, input.text);
  return true;
}

/** Takes a key while tab 2 has the focus; false: the key does nothing there. */
export function compareKey(context: Context, key: Key): boolean {
  const { compare } = context.model.ui;
  const pane = compare.panes[compare.pane];
  if (compare.part === 'log') return logKey(context, pane, key);
  if (key.name === 'up' || key.name === 'down') {
    moveComparePart(context, key.name === 'up' ? -1 : 1);
    return true;
  }
  if (compare.part === 'rtu') return rtuKey(context, pane, key);
  if (key.name === 'enter') {
    askRestart(context, pane.slot, pane);
    return true;
  }
  if (compare.part === 'restart') return false;
  return parameterKey(context, pane, key);
}

/** Scrolls a pane's log by lines, up when negative; at its end the log is followed again. */
export function scrollPaneLog({ model }: Context, at: 0 | 1, lines: number): void {
  scrollTail(model.ui.compare.panes[at], model.tails[at], lines);
}

function logKey(context: Context, pane: PaneUi, key: Key): boolean {
  const { compare } = context.model.ui;
  const shift = shiftedColumns(key, pane.shift);
  if (shift !== undefined) {
    pane.shift = shift;
    return true;
  }
  const lines = scrolledLines(key, pane.room);
  if (lines === undefined) return false;
  scrollPaneLog(context, compare.pane, lines);
  return true;
}

function rtuKey(context: Context, pane: PaneUi, key: Key): boolean {
  const count = context.model.engine.rtus.length;
  const steps: Readonly<Record<string, number>> = { left: -1, right: 1, pageup: -10, pagedown: 10 };
  const step = steps[key.name];
  if (step === undefined) return false;
  pane.slot = Math.max(0, Math.min(count - 1, pane.slot + step));
  pane.inputs.clear();
  pane.bottom = undefined;
  return true;
}

function parameterKey({ model }: Context, pane: PaneUi, key: Key): boolean {
  const parameter = PARAMETERS.find(({ name }) => name === model.ui.compare.part);
  const rtu = model.engine.rtus[pane.slot];
  if (parameter === undefined || rtu === undefined) return false;
  const input = inputOf(pane, parameter, rtu);
  if (key.name === 'escape') {
    setText(input, parameter.text(rtu));
    return true;
  }
  return typeInto(input, key);
}

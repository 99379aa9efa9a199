/** Keys of tab 2: the choice of groups, their fields, their logs. */
import { scrolledLines, shiftedColumns } from '../../control/scroll-keys.js';
import { inputOf } from '../../model/fields.js';
import type { Key } from '../../model/keys.js';
import { scrollTail } from '../../model/log-tail.js';
import { setText, type TextInput, typeInto } from '../../model/text-input.js';
import type { PaneUi } from '../../model/ui.js';
import { GROUP_FIELDS } from '../model/group-fields.js';
import type { GatewayContext } from './gateway-context.js';
import { askGroupRestart } from './group-restart.js';

/** Parts of a pane that can have the focus, in the order of the Tab key. */
const PARTS: readonly string[] = ['group', ...GROUP_FIELDS.map(({ name }) => name), 'restart', 'log'];

/** Groups that a page key goes on. */
const PAGE = 10;

/** Shows a group as A (0) or B (1) and opens tab 2. */
export function showGroup({ model }: GatewayContext, slot: number, at: 0 | 1): void {
  const { ui } = model;
  const pane = ui.compare.panes[at];
  if (pane.slot !== slot) setGroup(pane, slot);
  ui.tab = 2;
  ui.compare.pane = at;
  ui.compare.part = PARTS[0];
}

/** Moves the focus to the next part, or the one before; behind the last comes the first. */
export function moveGroupPart(context: GatewayContext, step: 1 | -1): void {
  const { compare } = context.model.ui;
  const parts = 2 * PARTS.length;
  const at = (compare.pane * PARTS.length + PARTS.indexOf(compare.part) + step + parts) % parts;
  focusGroupPart(context, at < PARTS.length ? 0 : 1, PARTS[at % PARTS.length]);
}

/** Gives the focus to a part of a pane; what is typed into a field then replaces its text. */
export function focusGroupPart({ model }: GatewayContext, pane: 0 | 1, part: string): void {
  const { compare } = model.ui;
  compare.pane = pane;
  compare.part = part;
  const input = compare.panes[pane].inputs.get(part);
  if (input !== undefined) setText(input, input.text);
}

/** The input with the cursor; `undefined`: the focus is elsewhere. */
export function groupInput({ model }: Pick<GatewayContext, 'model'>): TextInput | undefined {
  const { compare } = model.ui;
  const pane = compare.panes[compare.pane];
  const field = GROUP_FIELDS.find(({ name }) => name === compare.part);
  const group = model.gateway.groups[pane.slot];
  return field === undefined || group === undefined ? undefined : inputOf(pane, field, group);
}

/** Takes a key while tab 2 is open; false: the key does nothing there. */
export function groupPaneKey(context: GatewayContext, key: Key): boolean {
  const { compare } = context.model.ui;
  const pane = compare.panes[compare.pane];
  if (compare.part === 'log') return logKey(context, pane, key);
  if (key.name === 'up' || key.name === 'down') {
    moveGroupPart(context, key.name === 'up' ? -1 : 1);
    return true;
  }
  if (compare.part === 'group') return chooseKey(context, pane, key);
  if (key.name === 'enter') {
    askGroupRestart(context, pane.slot, pane);
    return true;
  }
  return compare.part !== 'restart' && fieldKey(context, pane, key);
}

/** Scrolls a pane's log by lines, up when negative; at its end the log is followed again. */
export function scrollGroupLog({ model }: GatewayContext, at: 0 | 1, lines: number): void {
  scrollTail(model.ui.compare.panes[at], model.tails[at], lines);
}

function logKey(context: GatewayContext, pane: PaneUi, key: Key): boolean {
  const shift = shiftedColumns(key, pane.shift);
  if (shift !== undefined) {
    pane.shift = shift;
    return true;
  }
  const lines = scrolledLines(key, pane.room);
  if (lines === undefined) return false;
  scrollGroupLog(context, context.model.ui.compare.pane, lines);
  return true;
}

function chooseKey({ model }: GatewayContext, pane: PaneUi, key: Key): boolean {
  const steps: Readonly<Record<string, number>> = { left: -1, right: 1, pageup: -PAGE, pagedown: PAGE };
  const step = steps[key.name];
  if (step === undefined) return false;
  setGroup(pane, Math.max(0, Math.min(model.gateway.groups.length - 1, pane.slot + step)));
  return true;
}

function setGroup(pane: PaneUi, slot: number): void {
  pane.slot = slot;
  pane.inputs.clear();
  pane.bottom = undefined;
}

function fieldKey(context: GatewayContext, pane: PaneUi, key: Key): boolean {
  const { model } = context;
  const input = groupInput(context);
  const field = GROUP_FIELDS.find(({ name }) => name === model.ui.compare.part);
  if (input === undefined || field === undefined) return false;
  if (key.name !== 'escape') return typeInto(input, key);
  setText(input, field.text(model.gateway.groups[pane.slot]));
  return true;
}

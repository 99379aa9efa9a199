/** Keys and mouse of the gateway's dashboard. An open dialog takes a key first, then the open tab, then the keys that work everywhere. */
import { dialogKey, runItem } from '../../control/dialog-keys.js';
import { openDialog, openQuestion } from '../../control/dialogs.js';
import { logKey, scrollLog } from '../../control/log-keys.js';
import { type Key, printable } from '../../model/keys.js';
import { type TextInput, typeInto } from '../../model/text-input.js';
import type { Target } from '../../view/canvas.js';
import type { GatewayTab } from '../model/gateway-ui.js';
import { GATEWAY_KEYS } from '../view/gateway-explanations.js';
import {
  focusGroupPart,
  groupInput,
  groupPaneKey,
  moveGroupPart,
  scrollGroupLog,
} from './gateway-compare-keys.js';
import type { GatewayContext } from './gateway-context.js';
import { chooseGroup, groupKey, openGroupActions, scrollGroups, sortGroups } from './group-keys.js';
import { askGroupRestart } from './group-restart.js';
import { clickMaster, masterKey, moveMasters } from './master-keys.js';

/** Rows that one step of the wheel scrolls. */
const WHEEL_ROWS = 3;
/** Most characters that are taken of one paste. */
const MOST_PASTED = 2000;

/** Takes a key. */
export function takeGatewayKey(context: GatewayContext, key: Key): void {
  const { model, effects } = context;
  const { ui } = model;
  if (key.name === 'C-c') {
    effects.interrupt();
    return;
  }
  if (ui.dialog !== undefined) {
    dialogKey(model, ui.dialog, key);
    return;
  }
  ui.notice = undefined;
  if (key.name === 'tab' || key.name === 'S-tab') {
    ui.list.finding = false;
    if (ui.tab === 2) moveGroupPart(context, key.name === 'tab' ? 1 : -1);
    return;
  }
  if (!tabKey(context, key)) globalKey(context, key);
}

/** Takes a click on a target. */
export function takeGatewayClick(context: GatewayContext, target: Target): void {
  const { ui } = context.model;
  ui.notice = undefined;
  switch (target.kind) {
    case 'tab':
      openTab(context, target.tab as GatewayTab);
      break;
    case 'focus':
      focusOn(context, target.name);
      break;
    case 'button':
      pressButton(context, target.name);
      break;
    case 'row':
      if (ui.masters !== undefined) clickMaster(context, ui.masters, target.row);
      else if (ui.list.slot === target.row) openGroupActions(context);
      else chooseGroup(context, target.row);
      break;
    case 'column':
      // Masters stay in the order of their coming.
      if (ui.masters !== undefined) ui.masters.column = target.name;
      else sortGroups(context, target.name);
      break;
  }
}

/** Takes a step of the wheel: −1 is up, 1 is down. `half` is the half of the screen with the pointer. */
export function takeGatewayWheel(context: GatewayContext, step: 1 | -1, half: 'left' | 'right'): void {
  const { ui } = context.model;
  const rows = step * WHEEL_ROWS;
  if (ui.dialog !== undefined) ui.dialog.top = Math.max(0, ui.dialog.top + step);
  else if (ui.tab === 2) scrollGroupLog(context, half === 'left' ? 0 : 1, rows);
  else if (ui.tab === 3) scrollLog(context.model, rows);
  else if (ui.masters !== undefined) moveMasters(context, ui.masters, rows);
  else scrollGroups(context, rows);
}

/** Puts pasted text into the field with the cursor; line ends and other control characters are left out. */
export function takeGatewayPaste(context: GatewayContext, text: string): void {
  const { ui } = context.model;
  if (ui.dialog !== undefined) return;
  const input = inputWithCursor(context);
  if (input === undefined) {
    ui.notice = { text: 'Pasted text needs a field: / find, or a field of Compare.', tone: 'bad' };
    return;
  }
  ui.notice = undefined;
  for (const char of [...text].slice(0, MOST_PASTED)) {
    const key = { name: char, char };
    if (printable(key) === undefined) continue;
    // The list follows what is typed there.
    if (input === ui.list.find) groupKey(context, key);
    else typeInto(input, key);
  }
}

function inputWithCursor(context: GatewayContext): TextInput | undefined {
  const { tab, list, log, masters } = context.model.ui;
  if (tab === 1) return list.finding && masters === undefined ? list.find : undefined;
  if (tab === 3) return log.filtering ? log.rtu : undefined;
  return groupInput(context);
}

function tabKey(context: GatewayContext, key: Key): boolean {
  const { model } = context;
  const { tab, masters } = model.ui;
  if (tab === 2) return groupPaneKey(context, key);
  if (tab === 3) return logKey(model, key);
  return masters === undefined ? groupKey(context, key) : masterKey(context, masters, key);
}

function globalKey(context: GatewayContext, key: Key): void {
  switch (key.name) {
    case '1':
    case '2':
    case '3':
      openTab(context, Number(key.name) as GatewayTab);
      break;
    case 'f2':
    case 'f3':
    case 'f4':
      openTab(context, (Number(key.name.slice(1)) - 1) as GatewayTab);
      break;
    case 'f1':
    case '?':
      openDialog(context, 'Keys', GATEWAY_KEYS, [{ label: 'Close', key: 'c', run: () => {} }]);
      break;
    case 'q':
      openQuestion(
        context,
        'Quit?',
        ['The gateway ends: all connections to RTUs and masters are closed.'],
        'Quit',
        () => context.effects.interrupt(),
      );
      break;
  }
}

function openTab(context: GatewayContext, tab: GatewayTab): void {
  context.model.ui.tab = tab;
  // The focus must not be in a field, which would take the digit of the next tab.
  focusGroupPart(context, 0, 'group');
}

/** Gives the focus to a part of a pane, such as `a.port`. */
function focusOn(context: GatewayContext, name: string): void {
  const [pane, part] = name.split('.');
  if (part !== undefined) focusGroupPart(context, pane === 'a' ? 0 : 1, part);
}

function pressButton(context: GatewayContext, name: string): void {
  const { model } = context;
  const item = /^item (\d+)$/.exec(name);
  if (item !== null) {
    if (model.ui.dialog !== undefined) runItem(model, model.ui.dialog, Number(item[1]));
    return;
  }
  focusOn(context, name);
  const pane = model.ui.compare.panes[model.ui.compare.pane];
  askGroupRestart(context, pane.slot, pane);
}

/** Keys and mouse. An open dialog takes a key first, then the part with the focus, then the keys that work everywhere. */
import type { Key } from '../model/keys.js';
import { setText } from '../model/text-input.js';
import type { Focus, TabNumber } from '../model/ui.js';
import type { Target } from '../view/canvas.js';
import { KEY_HELP } from '../view/explanations.js';
import { compareKey, moveComparePart, PARTS, scrollPaneLog } from './compare-keys.js';
import type { Context } from './context.js';
import { dialogKey, runItem } from './dialog-keys.js';
import { openDialog, openQuestion } from './dialogs.js';
import { chooseSlot, listKey, openActions, scrollRows, sortBy } from './list-keys.js';
import { logKey, scrollLog } from './log-keys.js';
import { movePoints } from './point-keys.js';
import { askReload } from './reload-keys.js';
import { askRestart } from './restart.js';
import { scrolledLines } from './scroll-keys.js';
import { nextFocus, pressSend, sendKey, stopSends, toggleWaits } from './send-keys.js';

/** Rows that one step of the wheel scrolls. */
const WHEEL_ROWS = 3;

/** Takes a key. */
export function takeKey(context: Context, key: Key): void {
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
    moveFocus(context, key.name === 'tab' ? 1 : -1);
    return;
  }
  const taken = ui.focus === 'body' ? bodyKey(context, key) : sendKey(context, key);
  if (!taken) globalKey(context, key);
}

/** Takes a click on a target. */
export function takeClick(context: Context, target: Target): void {
  const { ui } = context.model;
  ui.notice = undefined;
  switch (target.kind) {
    case 'tab':
      openTab(context, target.tab as TabNumber);
      break;
    case 'focus':
      focusOn(context, target.name);
      break;
    case 'button':
      pressButton(context, target.name);
      break;
    case 'row': {
      if (target.list === 'points') {
        if (ui.points === undefined) break;
        ui.points.field = undefined;
        movePoints(context, ui.points, target.row - ui.points.chosen);
        break;
      }
      const again = ui.list.slot === target.row && ui.focus === 'body';
      ui.focus = 'body';
      if (again) openActions(context);
      else chooseSlot(context, target.row);
      break;
    }
    case 'column':
      sortBy(context, target.name);
      break;
  }
}

/** Takes a step of the wheel: −1 is up, 1 is down. `half` is the half of the screen with the pointer. */
export function takeWheel(context: Context, step: 1 | -1, half: 'upper' | 'lower'): void {
  const { ui } = context.model;
  if (ui.dialog !== undefined) ui.dialog.top = Math.max(0, ui.dialog.top + step);
  else if (ui.tab === 1 && ui.points !== undefined) movePoints(context, ui.points, step * WHEEL_ROWS);
  else if (ui.tab === 1) scrollRows(context, step * WHEEL_ROWS);
  else if (ui.tab === 2) scrollPaneLog(context, half === 'upper' ? 0 : 1, step * WHEEL_ROWS);
  else if (ui.tab === 3) scrollThroughput(context, step * WHEEL_ROWS);
  else if (ui.tab === 4) scrollLog(context.model, step * WHEEL_ROWS);
}

function bodyKey(context: Context, key: Key): boolean {
  switch (context.model.ui.tab) {
    case 1:
      return listKey(context, key);
    case 2:
      return compareKey(context, key);
    case 3:
      return throughputKey(context, key);
    case 4:
      return logKey(context.model, key);
  }
}

function throughputKey(context: Context, key: Key): boolean {
  const lines = scrolledLines(key, context.model.ui.throughput.room);
  if (lines !== undefined) scrollThroughput(context, lines);
  return lines !== undefined;
}

function scrollThroughput({ model }: Context, by: number): void {
  const { throughput } = model.ui;
  throughput.top = Math.max(0, Math.min(throughput.top + by, throughput.lines - throughput.room));
}

function globalKey(context: Context, key: Key): void {
  const { ui } = context.model;
  switch (key.name) {
    case '1':
    case '2':
    case '3':
    case '4':
      openTab(context, Number(key.name) as TabNumber);
      break;
    case 'f1':
    case '?':
      openDialog(context, 'Keys', KEY_HELP, [{ label: 'Close', key: 'c', run: () => {} }]);
      break;
    case 'f2':
    case 'f3':
    case 'f4':
    case 'f5':
      openTab(context, (Number(key.name.slice(1)) - 1) as TabNumber);
      break;
    case 'i':
      focusOn(context, 'index');
      break;
    case 'x':
      stopSends(context);
      break;
    case 'R':
      void askReload(context);
      break;
    case 'q':
      openQuestion(
        context,
        'Quit?',
        ['The simulator ends: sends stop, all connections are closed.'],
        'Quit',
        () => context.effects.interrupt(),
      );
      break;
    case 'escape':
      ui.focus = 'body';
      break;
  }
}

function openTab({ model }: Context, tab: TabNumber): void {
  model.ui.tab = tab;
  model.ui.focus = 'body';
  // The focus must not be in a field, which would take the digit of the next tab.
  model.ui.compare.pane = 0;
  model.ui.compare.part = 'rtu';
}

function moveFocus(context: Context, step: 1 | -1): void {
  const { ui } = context.model;
  ui.list.finding = false;
  if (ui.points !== undefined) ui.points.field = undefined;
  if (ui.focus === 'body' && ui.tab === 2 && moveComparePart(context, step)) return;
  const next = nextFocus(ui, step);
  if (next === 'body') {
    ui.compare.pane = step === 1 ? 0 : 1;
    ui.compare.part = (step === 1 ? PARTS[0] : PARTS.at(-1)) ?? 'rtu';
  }
  focusOn(context, next);
}

/** Gives the focus to a part of the top line, or in tab 2 to a part of a pane, such as `a.port`. */
function focusOn({ model }: Context, name: string): void {
  const { ui } = model;
  const [pane, part] = name.split('.');
  if (part !== undefined) {
    ui.focus = 'body';
    ui.compare.pane = pane === 'a' ? 0 : 1;
    ui.compare.part = part;
    const input = ui.compare.panes[ui.compare.pane].inputs.get(part);
    if (input !== undefined) setText(input, input.text);
    return;
  }
  ui.focus = name as Focus;
  if (name === 'index' || name === 'duration' || name === 'rtus') setText(ui[name], ui[name].text);
}

function pressButton(context: Context, name: string): void {
  const { ui } = context.model;
  const item = /^item (\d+)$/.exec(name);
  if (item !== null) {
    if (ui.dialog !== undefined) runItem(context.model, ui.dialog, Number(item[1]));
    return;
  }
  if (name === 'send') {
    ui.focus = 'send';
    pressSend(context);
    return;
  }
  if (name === 'waits') {
    ui.focus = 'waits';
    toggleWaits(ui);
    return;
  }
  focusOn(context, name);
  const pane = ui.compare.panes[ui.compare.pane];
  askRestart(context, pane.slot, pane);
}

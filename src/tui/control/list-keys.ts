/** Keys of tab 1: move, find, sort, act on an RTU. */
import type { RtuDefinition } from '../../channel/definitions.js';
import { columnsFor } from '../../monitor/rtu-columns.js';
import { countOf } from '../../text/format.js';
import type { Key } from '../model/keys.js';
import { toggleNumber } from '../model/send-choice.js';
import { setText } from '../model/text-input.js';
import { nextColumn } from '../view/place-columns.js';
import { sortKeyOf } from '../view/rtu-table.js';
import { boundTop } from '../view/table.js';
import { showInCompare } from './compare-keys.js';
import { type Context, refuseRemoved } from './context.js';
import { openDialog } from './dialogs.js';
import { openFaults } from './fault-keys.js';
import { openPoints, pointKey } from './point-keys.js';
import { askRestart } from './restart.js';
import { chooseFirst, chooseRow, findKey, findNext, moveRows, type RowList, setOrder } from './rows.js';
import { scrolledLines } from './scroll-keys.js';

/** Takes a key while the list has the focus; false: the key does nothing there. */
export function listKey(context: Context, key: Key): boolean {
  const { list, points } = context.model.ui;
  if (points !== undefined) return pointKey(context, points, key);
  if (list.finding) return findKey(rowsOf(context), key);
  const rows = scrolledLines(key, list.room);
  if (rows !== undefined) {
    moveRows(rowsOf(context), rows);
    return true;
  }
  switch (key.name) {
    case 'left':
    case 'right': {
      const columns = columnsFor(context.model.engine.rtus);
      list.column = nextColumn(columns, list.column, key.name === 'left' ? -1 : 1);
      return true;
    }
    case 's':
      sortBy(context, list.column);
      return true;
    case '/':
      list.finding = true;
      setText(list.find, '');
      return true;
    case 'n':
      findNext(rowsOf(context), 1);
      return true;
    case 'N':
      findNext(rowsOf(context), -1);
      return true;
    case 'enter':
      openActions(context);
      return true;
    case ' ':
      chooseForSends(context);
      return true;
    case 'p':
      openPoints(context);
      return true;
    case 'f':
      openFaults(context);
      return true;
    case 'a':
    case 'b':
      showInCompare(context, list.slot, key.name === 'a' ? 0 : 1);
      return true;
    default:
      return false;
  }
}

/** Sorts by a column, by the same one a second time in reverse, and chooses the first row. */
export function sortBy({ model }: Context, column: string): void {
  setOrder(model.ui.list, column);
  model.rankShown();
  chooseFirst(rowsOf({ model }));
}

/** Takes the RTU number of the row into the choice for sends, or out of it. */
function chooseForSends(context: Context): void {
  const { model } = context;
  const rtu = model.engine.rtus[model.ui.list.slot];
  if (rtu !== undefined && !refuseRemoved(context, rtu)) toggleNumber(model.ui, rtu.rtuNumber);
}

/** Goes to the index, for a send to one RTU number. */
function sendTo({ model: { ui } }: Context, rtuNumber: number): void {
  setText(ui.rtus, String(rtuNumber));
  ui.focus = 'index';
  setText(ui.index, ui.index.text);
}

/** What the menu says of the RTU's master. */
function mistakesOf({ rtuNumber }: RtuDefinition, foreignCa: number): string[] {
  if (foreignCa === 0) return [];
  const requests = countOf(foreignCa, 'request');
  return [`${requests} for another CA than ${rtuNumber}: the master has another one. The log names it.`];
}

/** Opens the menu of the chosen RTU. */
export function openActions(context: Context): void {
  const { model, effects } = context;
  const { slot } = model.ui.list;
  const rtu = model.engine.rtus[slot];
  if (rtu === undefined) return;
  const logs = model.engine.logFiles(slot);
  openDialog(
    context,
    `RTU ${rtu.no} ${rtu.name}`,
    mistakesOf(rtu, model.engine.stats.get(slot, 'FOREIGN_CA')),
    [
      { label: 'Open log file', key: 'l', run: () => effects.openFile({ path: logs.main, how: 'pager' }) },
      {
        label: 'Open IOA data file',
        key: 'd',
        run: () => effects.openFile({ path: model.engine.dataFile(slot), how: 'editor' }),
      },
      {
        label: 'Open GI log file',
        key: 'g',
        run: () => effects.openFile({ path: logs.interrogation, how: 'pager' }),
      },
      { label: 'Points: see and set them', key: 'p', run: () => openPoints(context) },
      { label: 'Show in Compare A', key: 'a', run: () => showInCompare(context, slot, 0) },
      { label: 'Show in Compare B', key: 'b', run: () => showInCompare(context, slot, 1) },
      { label: `Send to RTU number ${rtu.rtuNumber}`, key: 's', run: () => sendTo(context, rtu.rtuNumber) },
      { label: 'A fault on purpose', key: 'f', run: () => openFaults(context) },
      { label: 'Restart', key: 'r', run: () => askRestart(context, slot, undefined) },
    ],
    'menu',
  );
}

/** Chooses an RTU and scrolls the list to it. */
export function chooseSlot({ model }: Pick<Context, 'model'>, slot: number): void {
  chooseRow(rowsOf({ model }), slot);
}

/** Scrolls the list by rows, within its bounds. */
export function scrollRows({ model }: Context, rows: number): void {
  const { list } = model.ui;
  list.top = boundTop(list.top + rows, list.room, model.engine.rtus.length);
}

function rowsOf({ model }: Pick<Context, 'model'>): RowList {
  return {
    list: model.ui.list,
    order: model.order,
    slots: () => model.order.sorted(sortKeyOf(model), model.nowMs),
    sayNotFound: (text) => {
      model.ui.notice = { text: `No RTU has "${text}" in its name, or as its number or port.`, tone: 'bad' };
    },
  };
}

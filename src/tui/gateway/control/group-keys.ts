/** Keys of tab 1: move, find, sort, act on a group. */
import { formatTimeOfDay } from '../../../text/local-time.js';
import { openDialog } from '../../control/dialogs.js';
import {
  chooseFirst,
  chooseRow,
  findKey,
  findNext,
  moveRows,
  type RowList,
  setOrder,
} from '../../control/rows.js';
import { scrolledLines } from '../../control/scroll-keys.js';
import type { Key } from '../../model/keys.js';
import { setText } from '../../model/text-input.js';
import type { DialogItem } from '../../model/ui.js';
import { nextColumn } from '../../view/place-columns.js';
import { boundTop } from '../../view/table.js';
import { groupWords } from '../model/group-fields.js';
import { GROUP_COLUMNS, groupsInOrder } from '../view/group-table.js';
import { showGroup } from './gateway-compare-keys.js';
import type { GatewayContext } from './gateway-context.js';
import { askGroupRestart } from './group-restart.js';
import { openMasters } from './master-keys.js';

/** Takes a key while the list has the focus; false: the key does nothing there. */
export function groupKey(context: GatewayContext, key: Key): boolean {
  const { list } = context.model.ui;
  if (list.finding) return findKey(groupRows(context), key);
  const rows = scrolledLines(key, list.room);
  if (rows !== undefined) {
    moveRows(groupRows(context), rows);
    return true;
  }
  switch (key.name) {
    case 'left':
    case 'right':
      list.column = nextColumn(GROUP_COLUMNS, list.column, key.name === 'left' ? -1 : 1);
      return true;
    case 's':
      sortGroups(context, list.column);
      return true;
    case '/':
      list.finding = true;
      setText(list.find, '');
      return true;
    case 'n':
    case 'N':
      findNext(groupRows(context), key.name === 'n' ? 1 : -1);
      return true;
    case 'enter':
      openGroupActions(context);
      return true;
    case 'm':
      openMasters(context, list.slot);
      return true;
    case 'a':
    case 'b':
      showGroup(context, list.slot, key.name === 'a' ? 0 : 1);
      return true;
    default:
      return false;
  }
}

/** Sorts by a column, by the same one a second time in reverse, and chooses the first row. */
export function sortGroups(context: GatewayContext, column: string): void {
  const { model } = context;
  setOrder(model.ui.list, column);
  model.noteLags();
  chooseFirst(groupRows(context));
}

/** Chooses a group and scrolls the list to it. */
export function chooseGroup(context: GatewayContext, slot: number): void {
  chooseRow(groupRows(context), slot);
}

/** Scrolls the list by rows, within its bounds. */
export function scrollGroups({ model }: GatewayContext, rows: number): void {
  const { list } = model.ui;
  list.top = boundTop(list.top + rows, list.room, model.gateway.groups.length);
}

/** Opens the menu of the chosen group. */
export function openGroupActions(context: GatewayContext): void {
  const { model, effects } = context;
  const { gateway } = model;
  const { slot } = model.ui.list;
  const group = gateway.groups[slot];
  if (group === undefined) return;
  const path = gateway.logFile(slot);
  const log: DialogItem[] =
    path === undefined
      ? []
      : [{ label: 'Open log file', key: 'l', run: () => effects.openFile({ path, how: 'pager' }) }];
  const last = model.log.lastOf(slot);
  openDialog(
    context,
    groupWords(group),
    [
      // Why its RTU is not there, for example.
      ...(last === undefined ? [] : [`Last: ${formatTimeOfDay(last.wallMs)} ${last.text}`]),
      ...(path === undefined ? ['It has no log file: logevents of its row is not Y.'] : []),
    ],
    [
      { label: 'Masters: see them, close one', key: 'm', run: () => openMasters(context, slot) },
      ...log,
      { label: 'Show in Compare A', key: 'a', run: () => showGroup(context, slot, 0) },
      { label: 'Show in Compare B', key: 'b', run: () => showGroup(context, slot, 1) },
      { label: 'Restart', key: 'r', run: () => askGroupRestart(context, slot, undefined) },
    ],
    'menu',
  );
}

function groupRows({ model }: GatewayContext): RowList {
  return {
    list: model.ui.list,
    order: model.order,
    slots: () => groupsInOrder(model),
    sayNotFound: (text) => {
      const places = 'in its name or an address, or as its number, port or RTU';
      model.ui.notice = { text: `No group has "${text}" ${places}.`, tone: 'bad' };
    },
  };
}

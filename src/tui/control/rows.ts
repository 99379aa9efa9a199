/** Moving and finding in a list of rows. */

import type { RowOrder } from '../../monitor/row-order.js';
import type { Key } from '../model/keys.js';
import { typeInto } from '../model/text-input.js';
import type { ListUi } from '../model/ui.js';
import { boundTop } from '../view/table.js';

/** A list, as its keys change it. */
export interface RowList {
  readonly list: ListUi;
  readonly order: Pick<RowOrder<unknown>, 'row' | 'best' | 'find'>;
  /** Slots in the order of the rows now. */
  slots(): readonly number[];
  /** Says that no row has the text. */
  sayNotFound(text: string): void;
}

/** Chooses a row by its slot and scrolls the list to it. */
export function chooseRow({ list, order, slots }: RowList, slot: number): void {
  list.slot = slot;
  const { length } = slots();
  const row = order.row(slot);
  if (row < list.top) list.top = row;
  else if (row >= list.top + list.room) list.top = row - list.room + 1;
  list.top = boundTop(list.top, list.room, length);
}

/** Chooses the row so many rows on, within the bounds. */
export function moveRows(rows: RowList, by: number): void {
  const slots = rows.slots();
  const row = Math.max(0, Math.min(slots.length - 1, rows.order.row(rows.list.slot) + by));
  chooseRow(rows, slots[row] ?? 0);
}

/** Sets the order: by a column, by the same one a second time in reverse. The first row is still to be chosen. */
export function setOrder(list: ListUi, column: string): void {
  const again = list.sortColumn === column;
  list.direction = again && list.direction === 'up' ? 'down' : 'up';
  list.sortColumn = column;
  list.column = column;
}

/** Chooses the first row. */
export function chooseFirst(rows: RowList): void {
  chooseRow(rows, rows.slots()[0] ?? 0);
}

/** Takes a key while a text to find is typed. */
export function findKey(rows: RowList, key: Key): boolean {
  const { list } = rows;
  switch (key.name) {
    case 'escape':
    case 'enter':
      list.finding = false;
      return true;
    case 'down':
      findNext(rows, 1);
      return true;
    case 'up':
      findNext(rows, -1);
      return true;
  }
  if (!typeInto(list.find, key)) return key.name.length === 1;
  const slot = rows.order.best(list.find.text);
  if (slot !== undefined) chooseRow(rows, slot);
  else if (list.find.text !== '') rows.sayNotFound(list.find.text);
  return true;
}

/** Goes to the next match, or the previous one. */
export function findNext(rows: RowList, step: 1 | -1): void {
  const { list, order } = rows;
  if (list.find.text === '') return;
  const slot = order.find(list.find.text, order.row(list.slot) + step, step);
  if (slot === undefined) rows.sayNotFound(list.find.text);
  else chooseRow(rows, slot);
}

/** Tab 1: the list of RTUs. */

import type { SortKey } from '../../monitor/row-order.js';
import type { RtuColumn } from '../../monitor/rtu-column.js';
import { columnsFor, NO_FIGURES } from '../../monitor/rtu-columns.js';
import { readFigures } from '../../monitor/rtu-figures.js';
import type { DashboardModel } from '../model/dashboard-model.js';
import { chosenNumbers } from '../model/send-choice.js';
import type { Area, Canvas } from './canvas.js';
import { fitColumns } from './fit-columns.js';
import { type PlacedColumn, placeColumns } from './place-columns.js';
import { describeRows, drawTable } from './table.js';

/** The present order of the list. */
export function sortKeyOf(model: DashboardModel): SortKey {
  const { engine, ui } = model;
  const columns = columnsFor(engine.rtus);
  const column = columns.find(({ name }) => name === ui.list.sortColumn) ?? columns[0];
  return {
    column: column.name,
    direction: ui.list.direction,
    live: column.live,
    value: (slot) => {
      const rtu = engine.rtus[slot];
      return column.sortValue(rtu, column.live ? readFigures(model, slot, 'sort') : NO_FIGURES);
    },
  };
}

/** The columns on a screen of this width. */
export function placedColumns(model: DashboardModel, width: number): PlacedColumn<RtuColumn>[] {
  model.fits ??= fitColumns(model.engine);
  const { engine, ui, fits } = model;
  const isUrgent = ({ urgent }: RtuColumn): boolean =>
    urgent !== undefined && engine.stats.countNonZero(urgent) > 0;
  return placeColumns(columnsFor(engine.rtus), width, ui.list.column, fits, isUrgent);
}

/** How many columns a screen of this width does not show. */
export function hiddenColumns(model: DashboardModel, width: number): number {
  return columnsFor(model.engine.rtus).length - placedColumns(model, width).length;
}

/** `1–17 of 153, by No.` for the frame. */
export function describePlace({ engine, ui }: DashboardModel, dash: string): string {
  return describeRows(ui.list, engine.rtus.length, columnsFor(engine.rtus), dash);
}

/** Draws headings and rows. Sets `room` in the model to the number of rows that fit. */
export function drawRtuTable(canvas: Canvas, area: Area, model: DashboardModel): void {
  const { engine, ui, order } = model;
  const named = new Set(chosenNumbers(ui));
  drawTable(canvas, area, {
    name: 'rtus',
    columns: placedColumns(model, area.width),
    place: ui.list,
    isFocused: ui.focus === 'body',
    slots: order.sorted(sortKeyOf(model), model.nowMs),
    chosen: ui.list.slot,
    read: (slot) => {
      const rtu = engine.rtus[slot];
      return rtu === undefined ? undefined : { row: rtu, figures: readFigures(model, slot) };
    },
    isMarked: ({ rtuNumber }) => named.has(rtuNumber),
  });
}

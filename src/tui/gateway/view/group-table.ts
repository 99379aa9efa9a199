/** Tab 1: the list of groups. */

import type { SortKey } from '../../../monitor/row-order.js';
import type { Area, Canvas } from '../../view/canvas.js';
import { type ColumnFits, type PlacedColumn, placeColumns } from '../../view/place-columns.js';
import { describeRows, drawTable } from '../../view/table.js';
import { textWidth } from '../../view/text.js';
import type { GatewayModel } from '../model/gateway-model.js';
import type { GatewayPort } from '../model/gateway-port.js';
import type { GroupFigures } from '../model/group-figures.js';
import type { GroupColumn } from './group-column.js';
import { GROUP_MEASURED_COLUMNS } from './group-measured-columns.js';
import { GROUP_STATE_COLUMNS } from './group-state-columns.js';

/** All columns, from left to right. */
export const GROUP_COLUMNS: readonly GroupColumn[] = [...GROUP_STATE_COLUMNS, ...GROUP_MEASURED_COLUMNS];

/** For columns that do not use figures. */
const NO_FIGURES = {} as GroupFigures;

/** The present order of the list. */
export function groupSortKey(model: GatewayModel): SortKey {
  const { gateway, ui } = model;
  const column = GROUP_COLUMNS.find(({ name }) => name === ui.list.sortColumn) ?? GROUP_COLUMNS[0];
  return {
    column: column.name,
    direction: ui.list.direction,
    live: column.live,
    value: (slot) => column.sortValue(gateway.groups[slot], column.live ? model.figures(slot) : NO_FIGURES),
  };
}

/** Slots in the order of the rows now. */
export function groupsInOrder(model: GatewayModel): readonly number[] {
  return model.order.sorted(groupSortKey(model), model.nowMs);
}

/** The columns on a screen of this width. */
function placedColumns(model: GatewayModel, width: number): PlacedColumn<GroupColumn>[] {
  model.fits ??= fitGroups(model.gateway);
  const isUrgent = ({ urgent }: GroupColumn): boolean => urgent !== undefined && model.total(urgent) > 0;
  return placeColumns(GROUP_COLUMNS, width, model.ui.list.column, model.fits, isUrgent);
}

/** What the columns need that hold texts of the ini file. */
function fitGroups({ groups }: Pick<GatewayPort, 'groups'>): ColumnFits {
  const fits = new Map<string, number>();
  for (const column of GROUP_COLUMNS) {
    if (column.live) continue;
    // One more than the heading, for the mark of the order.
    let widest = column.heading.length + 1;
    for (const group of groups) widest = Math.max(widest, textWidth(column.cell(group, NO_FIGURES).text));
    fits.set(column.name, Math.min(widest, column.most));
  }
  return fits;
}

/** How many columns a screen of this width does not show. */
export function hiddenGroupColumns(model: GatewayModel, width: number): number {
  return GROUP_COLUMNS.length - placedColumns(model, width).length;
}

/** `1–17 of 153, by Group` for the frame. */
export function describeGroups({ gateway, ui }: GatewayModel, dash: string): string {
  return describeRows(ui.list, gateway.groups.length, GROUP_COLUMNS, dash);
}

/** Draws headings and rows. Sets `room` in the model to the number of rows that fit. */
export function drawGroups(canvas: Canvas, area: Area, model: GatewayModel): void {
  const { gateway, ui } = model;
  drawTable(canvas, area, {
    name: 'groups',
    columns: placedColumns(model, area.width),
    place: ui.list,
    isFocused: true,
    slots: groupsInOrder(model),
    chosen: ui.list.slot,
    read: (slot) => {
      const row = gateway.groups[slot];
      return row === undefined ? undefined : { row, figures: model.figures(slot) };
    },
  });
}

/** The foot of the screen: the place in the list, the explanation of the part with the focus, and its keys. */
import type { DashboardModel } from '../model/dashboard-model.js';
import type { Canvas } from './canvas.js';
import { drawInput } from './controls.js';
import { explain } from './explanations.js';
import { drawFootLines } from './frame.js';
import type { Layout } from './layout.js';
import { drawPointsEdge } from './points.js';
import { describePlace, hiddenColumns } from './rtu-table.js';
import { STYLE } from './style.js';

const FIND_WIDTH = 24;

/** Draws explanation and keys: those of an open dialog first. */
export function drawFoot(canvas: Canvas, layout: Layout, model: DashboardModel): void {
  const { dialog, notice } = model.ui;
  drawFootLines(canvas, layout, explain(model), dialog === undefined ? notice : undefined);
}

/** Draws on the lower edge of the frame: what is beyond the screen, and the field to find with. */
export function drawEdge(canvas: Canvas, { edgeAt: y }: Layout, model: DashboardModel): void {
  const { ui } = model;
  const { width, glyphs } = canvas;
  if (ui.tab === 1 && ui.points !== undefined) {
    drawPointsEdge(canvas, y, ui.points);
    return;
  }
  let place = '';
  if (ui.tab === 1) place = ` ${describePlace(model, glyphs.dash)} `;
  const { top, room, lines } = ui.throughput;
  if (ui.tab === 3 && lines > room) place = ` lines ${top + 1}${glyphs.dash}${top + room} of ${lines} `;
  canvas.putRight(width - 2, y, place, STYLE.FAINT);
  if (ui.tab !== 1) return;
  if (ui.list.finding) {
    const x = canvas.put(2, y, ' Find: ', STYLE.STRONG);
    drawInput(canvas, { x, y, width: FIND_WIDTH, name: 'find', state: 'focus' }, ui.list.find);
    return;
  }
  const hidden = hiddenColumns(model, width - 2);
  const more = ` Left Right: ${hidden} more columns `;
  if (hidden > 0 && more.length + place.length + 4 <= width) canvas.put(2, y, more, STYLE.FAINT);
}

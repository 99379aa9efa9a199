/** Draws the whole screen: top, tabs, the open tab, foot, and a dialog above all. */
import type { DashboardModel } from '../model/dashboard-model.js';
import { type Area, Canvas } from './canvas.js';
import { drawCompare } from './compare.js';
import { drawDialog } from './dialog.js';
import { drawEdge, drawFoot } from './foot.js';
import { drawFrame, drawTabs, isLargeEnough } from './frame.js';
import type { Glyphs } from './glyphs.js';
import { layOut } from './layout.js';
import { drawLog } from './log.js';
import { drawPoints } from './points.js';
import { drawRtuTable } from './rtu-table.js';
import { drawThroughput } from './throughput.js';
import { drawTop, hasChoiceLine, statusLines } from './top-line.js';

/** Names of the tabs, from 1. */
export const TABS = ['RTUs', 'Compare', 'Throughput', 'Log'] as const;

/** Draws everything on a new canvas. */
export function drawScreen(model: DashboardModel, width: number, height: number, glyphs: Glyphs): Canvas {
  const canvas = new Canvas(width, height, glyphs);
  if (!isLargeEnough(canvas)) return canvas;
  const layout = layOut(width, height, {
    statusLines: statusLines(model, width).below.length,
    choiceLine: hasChoiceLine(model.ui),
  });
  drawTop(canvas, model, layout);
  drawTabs(canvas, layout.tabsAt, TABS, model.ui.tab);
  drawFrame(canvas, layout);
  const draw = [drawRtuTable, drawCompare, drawThroughput, drawEntries][model.ui.tab - 1];
  const { points } = model.ui;
  if (model.ui.tab === 1 && points !== undefined) drawPoints(canvas, layout.body, model, points);
  else draw?.(canvas, layout.body, model);
  drawEdge(canvas, layout, model);
  if (model.ui.dialog !== undefined) drawDialog(canvas, model.ui.dialog, layout.helpAt);
  drawFoot(canvas, layout, model);
  return canvas;
}

const drawEntries = (canvas: Canvas, area: Area, model: DashboardModel): void => drawLog(canvas, area, model);

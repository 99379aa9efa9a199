/** Draws the whole screen: top, tabs, the open tab, foot, and a dialog above all. */
import type { DashboardModel } from '../model/dashboard-model.js';
import { type Area, Canvas } from './canvas.js';
import { drawCompare } from './compare.js';
import { drawDialog } from './dialog.js';
import { drawEdge, drawFoot } from './foot.js';
import type { Glyphs } from './glyphs.js';
import { LEAST_HEIGHT, LEAST_WIDTH, layOut } from './layout.js';
import { drawLog } from './log.js';
import { drawPoints } from './points.js';
import { drawRtuTable } from './rtu-table.js';
import { STYLE } from './style.js';
import { drawThroughput } from './throughput.js';
import { drawTop, hasChoiceLine, statusLines } from './top-line.js';

/** Names of the tabs, from 1. */
export const TABS = ['RTUs', 'Compare', 'Throughput', 'Log'] as const;

/** Draws everything on a new canvas. */
export function drawScreen(model: DashboardModel, width: number, height: number, glyphs: Glyphs): Canvas {
  const canvas = new Canvas(width, height, glyphs);
  if (width < LEAST_WIDTH || height < LEAST_HEIGHT) {
    canvas.put(0, 0, `This screen is ${width}x${height}.`);
    canvas.put(0, 1, `The dashboard needs ${LEAST_WIDTH}x${LEAST_HEIGHT}.`);
    return canvas;
  }
  const layout = layOut(width, height, {
    statusLines: statusLines(model, width).below.length,
    choiceLine: hasChoiceLine(model.ui),
  });
  drawTop(canvas, model, layout);
  drawTabs(canvas, layout.tabsAt, model.ui.tab);
  for (let y = layout.body.y; y < layout.edgeAt; y++) {
    canvas.put(0, y, glyphs.vertical, STYLE.FRAME);
    canvas.put(width - 1, y, glyphs.vertical, STYLE.FRAME);
  }
  canvas.rule(layout.edgeAt, glyphs.bottomLeft, glyphs.bottomRight);
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

function drawTabs(canvas: Canvas, y: number, open: number): void {
  const { glyphs } = canvas;
  canvas.rule(y, glyphs.teeLeft, glyphs.teeRight);
  let x = 1;
  TABS.forEach((name, i) => {
    const tab = i + 1;
    if (i > 0) x = canvas.put(x, y, glyphs.vertical, STYLE.FRAME);
    const from = x;
    x = canvas.put(x, y, ` ${tab} ${name} `, tab === open ? STYLE.TAB_OPEN : STYLE.TAB);
    canvas.zone({ x: from, y, width: x - from, height: 1 }, { kind: 'tab', tab });
  });
}

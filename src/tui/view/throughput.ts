/** Tab 3: rates, latencies, the bottleneck, the slowest RTUs. */

import { HISTORY_SECONDS, type History } from '../../monitor/history.js';
import type { RateHistory } from '../../monitor/monitor.js';
import { formatElapsed, formatNumber, formatShort } from '../../text/format.js';
import type { DashboardModel } from '../model/dashboard-model.js';
import { type Area, Canvas } from './canvas.js';
import { chartRows, grouped, roundUp } from './chart.js';
import { drawFlow, flowHeight } from './flow-lines.js';
import { drawSlowest, SLOWEST_LINES } from './slowest.js';
import { STYLE, type Style } from './style.js';

/** Width of the numbers at the axis. */
const AXIS = 7;

/** Lines of the charts on a screen that is too low for everything. */
const LEAST_CHARTS = 5;

/** Draws the tab; on a screen that is too low for it, the lines that are scrolled to. */
export function drawThroughput(canvas: Canvas, area: Area, model: DashboardModel): void {
  const { throughput } = model.ui;
  const lines = Math.max(area.height, LEAST_CHARTS + flowHeight(model, area) + SLOWEST_LINES);
  throughput.room = area.height;
  throughput.lines = lines;
  throughput.top = Math.max(0, Math.min(throughput.top, lines - area.height));
  if (lines === area.height) {
    drawAll(canvas, area, model);
    return;
  }
  const whole = new Canvas(canvas.width, lines, canvas.glyphs);
  drawAll(whole, { ...area, y: 0, height: lines }, model);
  canvas.copyRows(whole, throughput.top, area);
}

/** The charts get the lines that the rest leaves, `LEAST_CHARTS` at least. */
function drawAll(canvas: Canvas, area: Area, model: DashboardModel): void {
  const { byShard, total } = model;
  const shards = byShard.length > 1 ? byShard.slice(0, Math.max(0, Math.floor(area.height / 8))) : [];
  const flow = flowHeight(model, area);
  const rest = area.height - flow;
  const slowest = SLOWEST_LINES;
  const charts = rest - slowest;
  // The charts of the shards get a third of the lines, if there is room for a title and two rows.
  const shardRows = shards.length > 0 && charts >= 10 ? Math.floor(charts / 3) : 0;
  const totalRows = charts - shardRows;
  let { y } = area;
  drawPair(canvas, { ...area, y, height: totalRows }, 'all RTUs', total, STYLE.CHART);
  y += totalRows;
  if (shardRows > 0) drawShards(canvas, { ...area, y, height: shardRows }, shards);
  y += shardRows;
  drawFlow(canvas, { ...area, y, height: flow }, model);
  y += flow;
  drawSlowest(canvas, { ...area, y, height: slowest }, model);
}

/** Signals at the left, frames at the right. */
function drawPair(
  canvas: Canvas,
  area: Area,
  of: string,
  { signals, frames }: RateHistory,
  style: Style,
): void {
  const half = Math.floor(area.width / 2);
  drawChart(canvas, { ...area, width: half }, `Signals/s, ${of}`, signals, style);
  drawChart(
    canvas,
    { ...area, x: area.x + half, width: area.width - half },
    `Frames/s, ${of}`,
    frames,
    style,
  );
}

function drawShards(canvas: Canvas, area: Area, shards: readonly RateHistory[]): void {
  const width = Math.floor(area.width / shards.length);
  shards.forEach(({ signals }, i) => {
    const x = area.x + i * width;
    drawChart(canvas, { ...area, x, width }, `Signals/s, shard ${i}`, signals, STYLE.CHART_SECOND);
  });
}

function drawChart(canvas: Canvas, area: Area, title: string, history: History, style: Style): void {
  const height = area.height - 1;
  const width = area.width - AXIS - 2;
  if (height < 1 || width < 1) return;
  const all = history.last(HISTORY_SECONDS);
  // A narrow chart of a long run shows several seconds in one column.
  const per = Math.max(1, Math.ceil(Math.min(all.length, width * 5) / width));
  const values = grouped(all.slice(-width * per), per);
  const top = roundUp(Math.max(0, ...values));
  const now = formatNumber(all.at(-1) ?? 0);
  const span = formatElapsed(width * per * 1000);
  canvas.putClipped(area.x + 1, area.y, `${title}: ${now} now, ${span} shown`, STYLE.STRONG, area.width - 2);
  canvas.putRight(area.x + AXIS, area.y + 1, formatShort(top), STYLE.FAINT);
  if (height > 1) canvas.putRight(area.x + AXIS, area.y + height, '0', STYLE.FAINT);
  chartRows(values, width, height, top, canvas.glyphs.bars).forEach((row, i) => {
    canvas.put(area.x + AXIS, area.y + 1 + i, canvas.glyphs.vertical, STYLE.FRAME);
    canvas.put(area.x + AXIS + 1, area.y + 1 + i, row, style);
  });
}

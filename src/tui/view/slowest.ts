/** The table of the slowest RTUs in tab 3. */

import { formatAck, formatAge } from '../../monitor/measured-columns.js';
import { readFigures } from '../../monitor/rtu-figures.js';
import { SLOWEST } from '../../monitor/slowest.js';
import { formatNumber } from '../../text/format.js';
import type { DashboardModel } from '../model/dashboard-model.js';
import type { Area, Canvas } from './canvas.js';
import { STYLE } from './style.js';
import { justify } from './text.js';

/** Lines of the table: title, headings, RTUs. */
export const SLOWEST_LINES = 2 + SLOWEST;

const WIDTHS = [5, 16, 8, 8, 9, 8, 8, 6];

/** Draws as many as fit. */
export function drawSlowest(canvas: Canvas, area: Area, model: DashboardModel): void {
  if (area.height < 2) return;
  const mark = canvas.glyphs.ellipsis;
  const line = (cells: readonly string[]): string =>
    cells.map((cell, i) => justify(cell, WIDTHS[i], i === 1 ? 'left' : 'right', mark)).join(' ');
  const title = `Slowest to be acknowledged, ${describeRun(model)}`;
  canvas.putClipped(area.x + 1, area.y, title, STYLE.STRONG, area.width - 2);
  const headings = ['No.', 'System', 'Ack p99', 'Ack max', 'Oldest', 'Sent/s', 'Unacked', 'Stall'];
  canvas.putClipped(area.x + 1, area.y + 1, line(headings), STYLE.HEADING, area.width - 2);
  const { engine } = model;
  model
    .slowest()
    .slice(0, area.height - 2)
    .forEach(({ slot, p99Ms, mostMs }, i) => {
      const rtu = engine.rtus[slot];
      const figures = readFigures(model, slot, 'sort');
      const cells = [
        String(rtu?.no),
        rtu?.name ?? '',
        formatAck(p99Ms),
        formatAck(mostMs),
        formatAge(figures.oldestMs, rtu?.t1Ms ?? 0),
        formatNumber(figures.signalsPerSecond),
        `${figures.outstanding}/${figures.window}`,
        `${Math.round(figures.stalled * 100)} %`,
      ];
      canvas.putClipped(area.x + 1, area.y + 2 + i, line(cells), STYLE.PLAIN, area.width - 2);
    });
}

/** The time from which latencies count, in words. */
export function describeRun({ engine }: DashboardModel): string {
  return engine.sends().length > 0 ? 'since the last run began' : 'since the start';
}

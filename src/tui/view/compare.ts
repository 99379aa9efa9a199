/** Tab 2: two RTUs one above the other, each with its state, its parameters and its log. */

import { formatAck } from '../../monitor/measured-columns.js';
import { readFigures } from '../../monitor/rtu-figures.js';
import { formatLastIndex } from '../../monitor/state-columns.js';
import { formatNumber, formatShortMs } from '../../text/format.js';
import { formatClock } from '../../text/local-time.js';
import type { DashboardModel } from '../model/dashboard-model.js';
import { PARAMETERS } from '../model/parameters.js';
import type { Area, Canvas } from './canvas.js';
import { type ControlState, stateOf } from './controls.js';
import { drawFields } from './field-pane.js';
import { drawLogPane } from './log-pane.js';
import { formatLogLine } from './signal-line.js';
import { STYLE } from './style.js';

/** The fields take no more of a pane, so that room is left for the log. */
const FIELDS_SHARE = 0.5;

/** Draws both RTUs. */
export function drawCompare(canvas: Canvas, area: Area, model: DashboardModel): void {
  const upper = Math.ceil(area.height / 2);
  drawPane(canvas, { ...area, height: upper }, model, 0);
  drawPane(canvas, { ...area, y: area.y + upper, height: area.height - upper }, model, 1);
}

function drawPane(canvas: Canvas, area: Area, model: DashboardModel, at: 0 | 1): void {
  const { engine, ui } = model;
  const pane = ui.compare.panes[at];
  const rtu = engine.rtus[pane.slot];
  if (rtu === undefined) return;
  const letter = at === 0 ? 'a' : 'b';
  const focus = ui.focus === 'body' && ui.compare.pane === at ? ui.compare.part : undefined;
  drawState(canvas, area, model, at, stateOf('rtu', focus));

  const y = drawFields(
    canvas,
    { ...area, y: area.y + 1 },
    { pane, fields: PARAMETERS, thing: rtu, letter, focus },
    Math.floor(area.height * FIELDS_SHARE),
  );
  drawLogPane(
    canvas,
    { ...area, y: y + 1, height: area.y + area.height - y - 1 },
    {
      pane,
      path: engine.logFiles(pane.slot).main,
      none: '',
      tail: model.tails[at],
      letter,
      state: stateOf('log', focus),
      format: formatLogLine,
    },
  );
}

/** Draws one line: the RTU and its state. */
function drawState(canvas: Canvas, area: Area, model: DashboardModel, at: 0 | 1, state: ControlState): void {
  const { engine, ui } = model;
  const { slot } = ui.compare.panes[at];
  const rtu = engine.rtus[slot];
  const figures = readFigures(model, slot);
  const { y } = area;
  const title = ` ${at === 0 ? 'A' : 'B'}  RTU ${rtu?.no} ${rtu?.name} `;
  canvas.fill({ ...area, height: 1 }, state === 'focus' ? STYLE.HEADING_FOCUS : STYLE.HEADING);
  canvas.zone({ ...area, height: 1 }, { kind: 'focus', name: `${at === 0 ? 'a' : 'b'}.rtu` });
  let x = canvas.put(area.x, y, title, state === 'focus' ? STYLE.HEADING_FOCUS : STYLE.HEADING);
  const online = figures.started > 0;
  const word = rtu?.removed ? ' REMOVED ' : online ? ' ONLINE ' : ' OFFLINE ';
  x = canvas.put(x, y, word, online ? STYLE.CHOSEN_GOOD : STYLE.CHOSEN_BAD);
  const parts: string[] = [];
  // First, where it is not cut off: nothing else of this link matters then.
  const foreign = figures.counter('FOREIGN_CA');
  if (foreign > 0) parts.push(`other CA ${formatNumber(foreign)}`);
  if (online && figures.connectedAt > 0) parts.push(`since ${formatClock(figures.connectedAt)}`);
  if (figures.interrogating) parts.push('GI runs');
  if (figures.run !== 'none') parts.push(formatLastIndex(figures));
  if (online) {
    parts.push(
      `${formatNumber(figures.signalsPerSecond)}/s`,
      `unacked ${figures.outstanding}/${figures.window}`,
    );
  }
  if (Number.isFinite(figures.ackP99Ms)) parts.push(`ack p99 ${formatAck(figures.ackP99Ms)}`);
  if (figures.stalled > 0) parts.push(`stall ${Math.round(figures.stalled * 100)} %`);
  if (figures.counter('TEST_FRAME_PERIOD_MS') > 0)
    parts.push(`TESTFR ${formatShortMs(figures.counter('TEST_FRAME_PERIOD_MS'))}`);
  parts.push(`received ${formatNumber(figures.counter('I_RECEIVED'))}`);
  if (figures.unsent > 0) parts.push(`unsent ${formatNumber(figures.unsent)}`);
  const style = state === 'focus' ? STYLE.HEADING_FOCUS : STYLE.HEADING;
  const room = area.x + area.width - x - 1;
  canvas.putClipped(x + 1, y, parts.join(` ${canvas.glyphs.dot} `), style, room);
}

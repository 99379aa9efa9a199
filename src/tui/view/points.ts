/** The points of an RTU in tab 1. Only the rows on the screen are read from its shard. */
import { formatNumber } from '../../text/format.js';
import type { DashboardModel } from '../model/dashboard-model.js';
import { type PointsUi, pointAt } from '../model/point-list.js';
import type { Area, Canvas } from './canvas.js';
import { drawInput } from './controls.js';
import { STYLE } from './style.js';
import { justify, textWidth } from './text.js';

/** Screen columns of IOA and type, and the least of value and quality, which are as wide as what is shown; the comment has the rest. */
const IOA_WIDTH = 8;
const TYPE_WIDTH = 11;
const LEAST_WIDTH = 8;

/** Draws the points. Sets `room` in the model to the rows that fit. */
export function drawPoints(canvas: Canvas, area: Area, model: DashboardModel, points: PointsUi): void {
  const rtu = model.engine.rtus[points.slot];
  const x = area.x + 1;
  const width = area.width - 2;
  const title = `Points of RTU ${rtu?.no} ${rtu?.name}`;
  canvas.putClipped(x, area.y, points.trouble === '' ? title : points.trouble, titleStyle(points), width);
  const widths = columnWidths(points, width);
  const head = cells(canvas, ['IOA', 'Type', 'Value', 'Quality', 'Comment'], widths);
  canvas.put(x, area.y + 1, head, STYLE.HEADING, width);
  points.room = Math.max(1, area.height - 2);
  if (points.total === 0) canvas.put(x, area.y + 2, 'This RTU has no points.', STYLE.FAINT, width);
  for (let row = 0; row < points.room; row++) {
    const at = points.top + row;
    const y = area.y + 2 + row;
    const isChosen = at === points.chosen && points.total > 0;
    const shown = pointAt(points, at);
    if (shown === undefined) continue;
    const { ioa, typeId, value, quality, comment } = shown;
    const style = isChosen ? STYLE.CHOSEN : quality === '' ? STYLE.PLAIN : STYLE.WARNING;
    const type = model.engine.points.typeName(typeId);
    canvas.put(x, y, cells(canvas, [String(ioa), type, value, quality, comment], widths), style, width);
    canvas.zone({ x, y, width, height: 1 }, { kind: 'row', list: 'points', row: at });
  }
}

const titleStyle = ({ trouble }: PointsUi): typeof STYLE.STRONG | typeof STYLE.BAD =>
  trouble === '' ? STYLE.STRONG : STYLE.BAD;

/** Widths of the five columns. */
function columnWidths({ page }: PointsUi, width: number): number[] {
  const value = Math.max(LEAST_WIDTH, ...page.points.map((point) => textWidth(point.value)));
  const quality = Math.max(LEAST_WIDTH, ...page.points.map((point) => textWidth(point.quality)));
  const comment = Math.max(0, width - IOA_WIDTH - TYPE_WIDTH - value - quality - 4);
  return [IOA_WIDTH, TYPE_WIDTH, value, quality, comment];
}

/** The texts in their columns: IOA and value stand at the right. */
function cells({ glyphs }: Canvas, texts: readonly string[], widths: readonly number[]): string {
  return texts
    .map((text, i) => justify(text, widths[i] ?? 0, i === 0 || i === 2 ? 'right' : 'left', glyphs.ellipsis))
    .join(' ');
}

const FIELDS = { find: 'Find', value: 'Value', quality: 'Quality' } as const;
const FIELD_WIDTH = 24;

/** Draws on the lower edge: the place in the list, and the open field. */
export function drawPointsEdge(canvas: Canvas, y: number, points: PointsUi): void {
  const { top, room, total, field } = points;
  const last = Math.min(total, top + room);
  if (total > 0 && field === undefined) {
    const place = ` ${formatNumber(top + 1)}${canvas.glyphs.dash}${formatNumber(last)} of ${formatNumber(total)} points `;
    canvas.putRight(canvas.width - 2, y, place, STYLE.FAINT);
  }
  if (field === undefined) return;
  const input = field === 'find' ? points.find : points.input;
  const of = field === 'find' ? '' : ` of IOA ${points.target?.ioa}`;
  const x = canvas.put(2, y, ` ${FIELDS[field]}${of}: `, STYLE.STRONG);
  drawInput(canvas, { x, y, width: FIELD_WIDTH, name: field, state: 'focus' }, input);
}

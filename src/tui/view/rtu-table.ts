/** Tab 1: the list of RTUs. Only the rows on the screen are read and formatted. */
import { formatNumber } from '../../text/format.js';
import type { DashboardModel } from '../model/dashboard-model.js';
import type { SortKey } from '../model/row-order.js';
import { readFigures } from '../model/rtu-figures.js';
import { chosenNumbers } from '../model/send-choice.js';
import type { Area, Canvas } from './canvas.js';
import type { RtuColumn, Tone } from './rtu-column.js';
import { columnsFor, fitColumns, NO_FIGURES, type PlacedColumn, placeColumns } from './rtu-columns.js';
import { STYLE, type Style } from './style.js';
import { justify } from './text.js';

const TONES: Readonly<Record<Tone, Style>> = {
  plain: STYLE.PLAIN,
  good: STYLE.GOOD,
  bad: STYLE.BAD,
  faint: STYLE.FAINT,
  warning: STYLE.WARNING,
};

const CHOSEN_TONES: Readonly<Partial<Record<Tone, Style>>> = {
  good: STYLE.CHOSEN_GOOD,
  bad: STYLE.CHOSEN_BAD,
};

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
export function placedColumns(model: DashboardModel, width: number): PlacedColumn[] {
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

/** The first row to show, so that the list fills the screen and stays within its bounds. */
export function boundTop(top: number, room: number, rows: number): number {
  return Math.max(0, Math.min(top, rows - room));
}

/** `1–17 of 153, sorted by No.` for the frame. */
export function describePlace(model: DashboardModel, dash: string): string {
  const { list } = model.ui;
  const rows = model.engine.rtus.length;
  const last = Math.min(rows, list.top + list.room);
  const column = columnsFor(model.engine.rtus).find(({ name }) => name === list.sortColumn);
  const order = list.direction === 'up' ? '' : ', reversed';
  return `${formatNumber(list.top + 1)}${dash}${formatNumber(last)} of ${formatNumber(rows)}, by ${column?.heading ?? ''}${order}`;
}

/** Draws headings and rows. Sets `room` in the model to the number of rows that fit. */
export function drawRtuTable(canvas: Canvas, area: Area, model: DashboardModel): void {
  const { engine, ui, order } = model;
  const { list } = ui;
  const columns = placedColumns(model, area.width);
  list.room = Math.max(1, area.height - 1);
  const slots = order.sorted(sortKeyOf(model), model.nowMs);
  list.top = boundTop(list.top, list.room, slots.length);
  drawHeadings(canvas, area, model, columns);
  const named = new Set(chosenNumbers(ui));
  for (let line = 0; line < list.room; line++) {
    const slot = slots[list.top + line];
    const rtu = slot === undefined ? undefined : engine.rtus[slot];
    if (slot === undefined || rtu === undefined) break;
    const y = area.y + 1 + line;
    const chosen = slot === list.slot;
    if (chosen) canvas.fill({ x: area.x, y, width: area.width, height: 1 }, STYLE.CHOSEN);
    // In the frame, where it takes no room from the columns.
    if (named.has(rtu.rtuNumber)) canvas.put(area.x - 1, y, '*', STYLE.STRONG);
    const figures = readFigures(model, slot);
    let x = area.x;
    for (const { column, width } of columns) {
      const { text, tone = 'plain' } = column.cell(rtu, figures);
      const style = chosen ? (CHOSEN_TONES[tone] ?? STYLE.CHOSEN) : TONES[tone];
      canvas.put(x, y, justify(text, width, column.align, canvas.glyphs.ellipsis), style);
      x += width + 1;
    }
    canvas.zone({ x: area.x, y, width: area.width, height: 1 }, { kind: 'row', list: 'rtus', row: slot });
  }
}

function drawHeadings(
  canvas: Canvas,
  area: Area,
  { ui }: DashboardModel,
  columns: readonly PlacedColumn[],
): void {
  let x = area.x;
  for (const { column, width } of columns) {
    const focused = ui.focus === 'body' && column.name === ui.list.column;
    const text = justify(
      headingOf(column, ui.list, width, canvas),
      width,
      column.align,
      canvas.glyphs.ellipsis,
    );
    canvas.put(x, area.y, text, focused ? STYLE.HEADING_FOCUS : STYLE.HEADING);
    canvas.zone({ x, y: area.y, width, height: 1 }, { kind: 'column', name: column.name });
    x += width + 1;
  }
}

/** The heading, with the direction of the order if there is room for it. */
function headingOf(
  { name, heading }: RtuColumn,
  { sortColumn, direction }: DashboardModel['ui']['list'],
  width: number,
  { glyphs }: Canvas,
): string {
  if (name !== sortColumn || heading.length + 1 > width) return heading;
  return `${heading}${direction === 'up' ? glyphs.up : glyphs.down}`;
}

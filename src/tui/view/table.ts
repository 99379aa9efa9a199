/** A list of rows with headings. Only the rows on the screen are read and formatted. */

import type { ColumnShape, TableColumn, Tone } from '../../monitor/table-column.js';
import { formatNumber } from '../../text/format.js';
import type { ListUi } from '../model/ui.js';
import type { Area, Canvas } from './canvas.js';
import type { PlacedColumn } from './place-columns.js';
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

/** What the order and the place of a list are kept in. */
export type TablePlace = Pick<ListUi, 'column' | 'sortColumn' | 'direction' | 'top' | 'room'>;

/** A list as it is drawn. */
export interface Table<Row, Figures> {
  /** Name of its click targets. */
  readonly name: string;
  readonly columns: readonly PlacedColumn<TableColumn<Row, Figures, string>>[];
  /** Its `top` and `room` are set to what fits. */
  readonly place: TablePlace;
  /** Whether its headings show the column that has the focus. */
  readonly isFocused: boolean;
  /** Slots in the order of the rows, and the chosen one. */
  readonly slots: readonly number[];
  readonly chosen: number;
  /** `undefined`: there is no such row, and none after it. */
  read(slot: number): { readonly row: Row; readonly figures: Figures } | undefined;
  /** Whether a row has a mark in the frame, where it takes no room from the columns. */
  isMarked?(row: Row): boolean;
}

/** The first row to show, so that the list fills the screen and stays within its bounds. */
export function boundTop(top: number, room: number, rows: number): number {
  return Math.max(0, Math.min(top, rows - room));
}

/** `1–17 of 153, by No.` for the frame. */
export function describeRows(
  { top, room, sortColumn, direction }: TablePlace,
  rows: number,
  columns: readonly ColumnShape[],
  dash: string,
): string {
  const last = Math.min(rows, top + room);
  const column = columns.find(({ name }) => name === sortColumn);
  const order = direction === 'up' ? '' : ', reversed';
  return `${formatNumber(top + 1)}${dash}${formatNumber(last)} of ${formatNumber(rows)}, by ${column?.heading ?? ''}${order}`;
}

/** Draws headings and rows. Sets `room` to the number of rows that fit. */
export function drawTable<Row, Figures>(canvas: Canvas, area: Area, table: Table<Row, Figures>): void {
  const { columns, place, slots } = table;
  place.room = Math.max(1, area.height - 1);
  place.top = boundTop(place.top, place.room, slots.length);
  drawHeadings(canvas, area, table);
  for (let line = 0; line < place.room; line++) {
    const slot = slots[place.top + line];
    const read = slot === undefined ? undefined : table.read(slot);
    if (slot === undefined || read === undefined) break;
    const y = area.y + 1 + line;
    const chosen = slot === table.chosen;
    if (chosen) canvas.fill({ x: area.x, y, width: area.width, height: 1 }, STYLE.CHOSEN);
    if (table.isMarked?.(read.row)) canvas.put(area.x - 1, y, '*', STYLE.STRONG);
    let x = area.x;
    for (const { column, width } of columns) {
      const { text, tone = 'plain' } = column.cell(read.row, read.figures);
      const style = chosen ? (CHOSEN_TONES[tone] ?? STYLE.CHOSEN) : TONES[tone];
      canvas.put(x, y, justify(text, width, column.align, canvas.glyphs.ellipsis), style);
      x += width + 1;
    }
    canvas.zone({ x: area.x, y, width: area.width, height: 1 }, { kind: 'row', list: table.name, row: slot });
  }
}

function drawHeadings<Row, Figures>(
  canvas: Canvas,
  area: Area,
  { columns, place, isFocused }: Table<Row, Figures>,
): void {
  let x = area.x;
  for (const { column, width } of columns) {
    const focused = isFocused && column.name === place.column;
    const heading = headingOf(column, place, width, canvas);
    const text = justify(heading, width, column.align, canvas.glyphs.ellipsis);
    canvas.put(x, area.y, text, focused ? STYLE.HEADING_FOCUS : STYLE.HEADING);
    canvas.zone({ x, y: area.y, width, height: 1 }, { kind: 'column', name: column.name });
    x += width + 1;
  }
}

/** The heading, with the direction of the order if there is room for it. */
function headingOf(
  { name, heading }: ColumnShape,
  { sortColumn, direction }: TablePlace,
  width: number,
  { glyphs }: Canvas,
): string {
  if (name !== sortColumn || heading.length + 1 > width) return heading;
  return `${heading}${direction === 'up' ? glyphs.up : glyphs.down}`;
}

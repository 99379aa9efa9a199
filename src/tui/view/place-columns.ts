/** Which columns of a list fit on the screen. */
import type { ColumnShape } from '../../monitor/table-column.js';

/** Behind the columns that say which row it is, and what it does. */
const URGENT_RANK = 5.5;

/** A column and the number of screen columns it gets. */
export interface PlacedColumn<Column extends ColumnShape = ColumnShape> {
  readonly column: Column;
  readonly width: number;
}

/** Screen columns that the contents of columns need, by name. */
export type ColumnFits = ReadonlyMap<string, number>;

/**
 * The columns that fit side by side into `width` screen columns, one blank between them, in their order: the one with
 * the focus, then those with the lowest ranks; an urgent one stands before most. Spare room widens the columns that can use it.
 */
export function placeColumns<Column extends ColumnShape>(
  columns: readonly Column[],
  width: number,
  focus: string,
  fits: ColumnFits = new Map(),
  isUrgent: (column: Column) => boolean = () => false,
): PlacedColumn<Column>[] {
  const needs = (column: Column): number => fits.get(column.name) ?? column.width;
  const rank = (column: Column): number => {
    if (column.name === focus) return -1;
    return isUrgent(column) ? URGENT_RANK : column.rank;
  };
  const byRank = [...columns].sort((a, b) => rank(a) - rank(b));
  const chosen = new Set<Column>();
  let used = -1;
  for (const column of byRank) {
    if (used + 1 + needs(column) > width) continue;
    used += 1 + needs(column);
    chosen.add(column);
  }
  let spare = width - used;
  const widths = new Map<Column, number>();
  for (const column of byRank) {
    if (!chosen.has(column)) continue;
    // More than its content needs would only be blank.
    const most = column.live ? column.most : needs(column);
    const more = Math.min(spare, most - needs(column));
    widths.set(column, needs(column) + more);
    spare -= more;
  }
  return columns
    .filter((column) => chosen.has(column))
    .map((column) => ({ column, width: widths.get(column) ?? needs(column) }));
}

/** Name of the column `step` after the focus in the order of the screen; at the end, the last one. */
export function nextColumn(columns: readonly ColumnShape[], focus: string, step: 1 | -1): string {
  const at = columns.findIndex(({ name }) => name === focus);
  const next = columns[Math.max(0, Math.min(columns.length - 1, at + step))];
  return next?.name ?? focus;
}

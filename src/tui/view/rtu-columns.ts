/** The columns of the list of RTUs: all of them, and those that fit on the screen. */
import type { RtuDefinition } from '../../channel/definitions.js';
import { MEASURED_COLUMNS } from './measured-columns.js';
import type { RtuColumn } from './rtu-column.js';
import { STATE_COLUMNS } from './state-columns.js';

const COLUMNS: readonly RtuColumn[] = [...STATE_COLUMNS, ...MEASURED_COLUMNS];

/** Columns to offer. `bind` is offered only if some RTU sets it. */
export function columnsFor(rtus: readonly RtuDefinition[]): readonly RtuColumn[] {
  return rtus.some((rtu) => rtu.bind !== '') ? COLUMNS : COLUMNS.filter(({ name }) => name !== 'bind');
}

/** A column and the number of screen columns it gets. */
export interface PlacedColumn {
  readonly column: RtuColumn;
  readonly width: number;
}

/**
 * The columns that fit side by side into `width` screen columns, one blank between them, in their order: the one with
 * the focus, then those with the lowest ranks. Spare room widens the columns that can use it.
 */
export function placeColumns(columns: readonly RtuColumn[], width: number, focus: string): PlacedColumn[] {
  const byRank = [...columns].sort((a, b) => wanted(a, focus) - wanted(b, focus));
  const chosen = new Set<RtuColumn>();
  let used = -1;
  for (const column of byRank) {
    if (used + 1 + column.width > width) continue;
    used += 1 + column.width;
    chosen.add(column);
  }
  let spare = width - used;
  const widths = new Map<RtuColumn, number>();
  for (const column of byRank) {
    if (!chosen.has(column)) continue;
    const more = Math.min(spare, column.most - column.width);
    widths.set(column, column.width + more);
    spare -= more;
  }
  return columns
    .filter((column) => chosen.has(column))
    .map((column) => ({ column, width: widths.get(column) ?? column.width }));
}

function wanted(column: RtuColumn, focus: string): number {
  return column.name === focus ? -1 : column.rank;
}

/** Name of the column `step` after the focus in the order of the screen; at the end, the last one. */
export function nextColumn(columns: readonly RtuColumn[], focus: string, step: 1 | -1): string {
  const at = columns.findIndex(({ name }) => name === focus);
  const next = columns[Math.max(0, Math.min(columns.length - 1, at + step))];
  return next?.name ?? focus;
}

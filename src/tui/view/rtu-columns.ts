/** The columns of the list of RTUs: all of them, and those that fit on the screen. */
import type { RtuDefinition } from '../../channel/definitions.js';
import type { EnginePort } from '../model/engine-port.js';
import type { RtuFigures } from '../model/rtu-figures.js';
import { MEASURED_COLUMNS } from './measured-columns.js';
import type { RtuColumn } from './rtu-column.js';
import { STATE_COLUMNS } from './state-columns.js';
import { textWidth } from './text.js';

const COLUMNS: readonly RtuColumn[] = [...STATE_COLUMNS, ...MEASURED_COLUMNS];

/** Columns to offer. `bind` is offered only if some RTU sets it. */
export function columnsFor(rtus: readonly RtuDefinition[]): readonly RtuColumn[] {
  return rtus.some((rtu) => rtu.bind !== '') ? COLUMNS : COLUMNS.filter(({ name }) => name !== 'bind');
}

/** Behind the columns that say which RTU it is, and what it sends. */
const URGENT_RANK = 5.5;

/** A column and the number of screen columns it gets. */
export interface PlacedColumn {
  readonly column: RtuColumn;
  readonly width: number;
}

/** Screen columns that the contents of columns need, by name. */
export type ColumnFits = ReadonlyMap<string, number>;

/** What the columns need whose contents are known: they hold texts of the ini file, or an index of the IOA files. */
export function fitColumns({ rtus, tables }: Pick<EnginePort, 'rtus' | 'tables'>): ColumnFits {
  const fits = new Map<string, number>();
  for (const column of columnsFor(rtus)) {
    if (column.live) continue;
    // One more than the heading, for the mark of the order.
    let widest = column.heading.length + 1;
    for (const rtu of rtus) widest = Math.max(widest, textWidth(column.cell(rtu, NO_FIGURES).text));
    fits.set(column.name, Math.min(widest, column.most));
  }
  let highest = 0;
  for (const { indexes } of tables.values()) highest = Math.max(highest, indexes.at(-1) ?? 0);
  fits.set('index', Math.max('Last index'.length + 1, `Sending ${highest}`.length));
  return fits;
}

/** For columns that do not use figures. */
export const NO_FIGURES = {} as RtuFigures;

/**
 * The columns that fit side by side into `width` screen columns, one blank between them, in their order: the one with
 * the focus, then those with the lowest ranks; an urgent one stands before most. Spare room widens the columns that can use it.
 */
export function placeColumns(
  columns: readonly RtuColumn[],
  width: number,
  focus: string,
  fits: ColumnFits = new Map(),
  isUrgent: (column: RtuColumn) => boolean = () => false,
): PlacedColumn[] {
  const needs = (column: RtuColumn): number => fits.get(column.name) ?? column.width;
  const rank = (column: RtuColumn): number => {
    if (column.name === focus) return -1;
    return isUrgent(column) ? URGENT_RANK : column.rank;
  };
  const byRank = [...columns].sort((a, b) => rank(a) - rank(b));
  const chosen = new Set<RtuColumn>();
  let used = -1;
  for (const column of byRank) {
    if (used + 1 + needs(column) > width) continue;
    used += 1 + needs(column);
    chosen.add(column);
  }
  let spare = width - used;
  const widths = new Map<RtuColumn, number>();
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
export function nextColumn(columns: readonly RtuColumn[], focus: string, step: 1 | -1): string {
  const at = columns.findIndex(({ name }) => name === focus);
  const next = columns[Math.max(0, Math.min(columns.length - 1, at + step))];
  return next?.name ?? focus;
}

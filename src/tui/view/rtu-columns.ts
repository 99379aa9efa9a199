/** The columns of the list of RTUs: what one is, and which of them fit. */
import type { RtuDefinition } from '../../channel/definitions.js';
import type { RtuNumbers } from '../model/rtu-numbers.js';
import { MEASURED_COLUMNS } from './measured-columns.js';
import { STATE_COLUMNS } from './state-columns.js';
import type { Alignment } from './text.js';

/** How a cell is shown. */
export type Tone = 'plain' | 'good' | 'bad' | 'faint' | 'warning';

/** What a cell says. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

/** One column. */
export interface RtuColumn {
  readonly name: string;
  readonly heading: string;
  /** Columns of the screen that it needs, and that it can use where there is room. */
  readonly width: number;
  readonly most: number;
  readonly align: Alignment;
  /** Where there is no room for all, the highest numbers go first. */
  readonly rank: number;
  /** Its values change by themselves. */
  readonly live: boolean;
  readonly help: string;
  cell(rtu: RtuDefinition, numbers: RtuNumbers): Cell;
  sortValue(rtu: RtuDefinition, numbers: RtuNumbers): number | string;
}

const COLUMNS: readonly RtuColumn[] = [...STATE_COLUMNS, ...MEASURED_COLUMNS];

/** The columns of these RTUs: the address is one only where an RTU has its own. */
export function columnsFor(rtus: readonly RtuDefinition[]): readonly RtuColumn[] {
  return rtus.some((rtu) => rtu.bind !== '') ? COLUMNS : COLUMNS.filter(({ name }) => name !== 'bind');
}

/** A column and the room it gets. */
export interface PlacedColumn {
  readonly column: RtuColumn;
  readonly width: number;
}

/**
 * The columns that fit side by side into `width`, one blank between them, in their order: the lowest ranks,
 * and always the one that has the focus. Room that is left goes to those that can use it.
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

/** The column next to the focus, `step` further in the order of the screen. */
export function nextColumn(columns: readonly RtuColumn[], focus: string, step: 1 | -1): string {
  const at = columns.findIndex(({ name }) => name === focus);
  const next = columns[Math.max(0, Math.min(columns.length - 1, at + step))];
  return next?.name ?? focus;
}

/** The form of a column of the list of groups. */
import type { GroupCounterName } from '../../../gateway/counters.js';
import type { GroupDefinition } from '../../../gateway/definition.js';
import type { TableColumn } from '../../../monitor/table-column.js';
import { formatNumber, formatShortMs } from '../../../text/format.js';
import type { GroupFigures } from '../model/group-figures.js';

/** One column. */
export type GroupColumn = TableColumn<GroupDefinition, GroupFigures, GroupCounterName>;

/** A count, or nothing at 0. */
export const some = (count: number): string => (count > 0 ? formatNumber(count) : '');

/** A time, or nothing if it was not measured. */
export const someMs = (ms: number): string => (Number.isFinite(ms) && ms > 0 ? formatShortMs(ms) : '');

/** Sorted by this, the largest is first and what was not measured last. */
export const largestFirst = (value: number): number => (value > 0 ? -value : 1);

/** A lag, to 0.01 ms where it is short. */
export function formatLag(ms: number): string {
  return ms < 9.995 ? `${ms.toFixed(2)} ms` : formatShortMs(ms);
}

/** A lag, or nothing if none was measured. */
export const someLag = (ms: number): string => (Number.isFinite(ms) ? formatLag(ms) : '');

/** What an index send finds in an IOA file (`docs/behaviour.md` §4). */
import { ROW, type SignalTable } from '../station/points/signal-table.js';

/** Whether a file has rows of an index; 0: any row. */
export function hasIndex({ rows, indexes }: Pick<SignalTable, 'rows' | 'indexes'>, index: number): boolean {
  return index === 0 ? rows > 0 : indexes.includes(index);
}

/** Whether a row of the file has a wait or a filter. */
export function hasWaits({ flags }: Pick<SignalTable, 'flags'>): boolean {
  return flags.some((bits) => (bits & (ROW.WAIT | ROW.FILTER)) !== 0);
}

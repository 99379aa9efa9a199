/** The room that the columns of the list of RTUs need. */
import { columnsFor, NO_FIGURES } from '../../monitor/rtu-columns.js';
import type { EnginePort } from '../model/engine-port.js';
import type { ColumnFits } from './place-columns.js';
import { textWidth } from './text.js';

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

/** The columns of the list of RTUs, and the room that their contents need. */
import type { RtuDefinition } from '../../channel/definitions.js';
import type { RtuFigures } from '../../monitor/rtu-figures.js';
import type { EnginePort } from '../model/engine-port.js';
import { MEASURED_COLUMNS } from './measured-columns.js';
import type { RtuColumn } from './rtu-column.js';
import { STATE_COLUMNS } from './state-columns.js';
import type { ColumnFits } from './table-column.js';
import { textWidth } from './text.js';

const COLUMNS: readonly RtuColumn[] = [...STATE_COLUMNS, ...MEASURED_COLUMNS];

/** Columns to offer. `bind` is offered only if some RTU sets it. */
export function columnsFor(rtus: readonly RtuDefinition[]): readonly RtuColumn[] {
  return rtus.some((rtu) => rtu.bind !== '') ? COLUMNS : COLUMNS.filter(({ name }) => name !== 'bind');
}

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

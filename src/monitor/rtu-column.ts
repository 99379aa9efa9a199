/** The form of a column of the list of RTUs. */
import type { RtuDefinition } from '../channel/definitions.js';
import type { CounterName } from '../channel/stats-table.js';
import type { RtuFigures } from './rtu-figures.js';
import type { TableColumn } from './table-column.js';

/** One column. */
export type RtuColumn = TableColumn<RtuDefinition, RtuFigures, CounterName>;

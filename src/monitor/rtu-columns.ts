/** The columns of the list of RTUs, wherever it is shown. */
import type { RtuDefinition } from '../channel/definitions.js';
import { MEASURED_COLUMNS } from './measured-columns.js';
import type { RowNames } from './row-order.js';
import type { RtuColumn } from './rtu-column.js';
import type { RtuFigures } from './rtu-figures.js';
import { STATE_COLUMNS } from './state-columns.js';

const COLUMNS: readonly RtuColumn[] = [...STATE_COLUMNS, ...MEASURED_COLUMNS];

/** Columns to offer. `bind` is offered only if some RTU sets it. */
export function columnsFor(rtus: readonly RtuDefinition[]): readonly RtuColumn[] {
  return rtus.some((rtu) => rtu.bind !== '') ? COLUMNS : COLUMNS.filter(({ name }) => name !== 'bind');
}

/** For columns that do not use figures. */
export const NO_FIGURES = {} as RtuFigures;

/** What an RTU is found by in the list and in the log. */
export function namesOfRtu({ no, port, rtuNumber, name }: RtuDefinition): RowNames {
  return { numbers: [no, port, rtuNumber], texts: [name] };
}

/** The form of a column of the list of RTUs. */
import type { RtuDefinition } from '../../channel/definitions.js';
import type { CounterName } from '../../channel/stats-table.js';
import type { RtuFigures } from '../model/rtu-figures.js';
import type { Alignment } from './text.js';

/** How a cell is shown. */
export type Tone = 'plain' | 'good' | 'bad' | 'faint' | 'warning';

/** Content of a cell. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

/** One column. */
export interface RtuColumn {
  readonly name: string;
  readonly heading: string;
  /** Screen columns that it needs, unless its content is known (`fitColumns`), and the most that it can use. */
  readonly width: number;
  readonly most: number;
  readonly align: Alignment;
  /** If the screen is too narrow for all, the columns with the highest ranks are left out. */
  readonly rank: number;
  /** As soon as one RTU has counted this, the column is seen on small screens too. */
  readonly urgent?: CounterName;
  /** Its values change by themselves. */
  readonly live: boolean;
  /** One line at the foot of the screen, which begins with the heading. */
  readonly help: string;
  cell(rtu: RtuDefinition, figures: RtuFigures): Cell;
  /** Rows are sorted by this value, ascending. */
  sortValue(rtu: RtuDefinition, figures: RtuFigures): number | string;
}

/** The form of a column of a list, wherever the list is shown. */

/** Where the texts of a column stand. */
export type Alignment = 'left' | 'right';

/** How a cell is shown. */
export type Tone = 'plain' | 'good' | 'bad' | 'faint' | 'warning';

/** Content of a cell. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

/** What a column is, whatever its rows are. */
export interface ColumnShape {
  readonly name: string;
  readonly heading: string;
  /** Screen columns that it needs, unless its content is known (`ColumnFits`), and the most that it can use. */
  readonly width: number;
  readonly most: number;
  readonly align: Alignment;
  /** If the screen is too narrow for all, the columns with the highest ranks are left out. */
  readonly rank: number;
  /** Its values change by themselves. */
  readonly live: boolean;
  /** One line at the foot of the screen, which begins with the heading. */
  readonly help: string;
}

/** One column of a list of rows; `Figures` are what is measured of a row, `Counter` the name of a counter. */
export interface TableColumn<Row, Figures, Counter extends string = never> extends ColumnShape {
  /** As soon as one row has counted this, the column is seen on small screens too. */
  readonly urgent?: Counter;
  cell(row: Row, figures: Figures): Cell;
  /** Rows are sorted by this value, ascending. */
  sortValue(row: Row, figures: Figures): number | string;
}

/** The data of a chart for the script of the page. */
import { isMeasured } from '../text/format.js';

/** One line of a chart, or one row of bars. */
export interface ChartSeries {
  readonly label: string;
  readonly color: string;
  readonly dash?: readonly number[];
  readonly values: readonly (number | null)[];
}

/** Data of one chart for the page's script. */
export interface Chart {
  readonly id: string;
  readonly title: string;
  /** `time`: over the run. `bins`: bars at `labels`. `curve`: over `x`, on a logarithmic scale. */
  readonly kind: 'time' | 'bins' | 'curve';
  readonly unit: string;
  /** The y scale is logarithmic. */
  readonly log: boolean;
  /** Upper end of a linear y scale; `null`: it follows from the values. */
  readonly most: number | null;
  /** Seconds of a chart over time whose values are no intervals of the run, each drawn as a point; or the values below a curve. */
  readonly x?: readonly number[];
  readonly labels?: readonly string[];
  readonly series: readonly ChartSeries[];
}

export const BLUE = '#1f5fa8';
export const ORANGE = '#c2571a';
export const DASHED = [6, 3];

/** A chart over the time of the run. */
export function overTime(id: string, title: string, unit: string, series: readonly ChartSeries[]): Chart {
  return { id, title, kind: 'time', unit, log: false, most: null, series };
}

/** One line; what is no number leaves a gap. */
export function line(
  label: string,
  color: string,
  values: readonly (number | null)[],
  dash?: readonly number[],
): ChartSeries {
  const drawn = values.map((value) => (isMeasured(value) && Number.isFinite(value) ? rounded(value) : null));
  return { label, color, values: drawn, ...(dash === undefined ? {} : { dash }) };
}

/** Five digits are finer than any screen and keep the file small. */
export function rounded(value: number): number {
  return Number(value.toPrecision(5));
}

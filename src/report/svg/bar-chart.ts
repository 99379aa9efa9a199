/** Bars over a logarithmic axis, with marked values. */
import { type Axis, drawAxes, HALF, plotArea, xOf, yOf } from './axes.js';
import { linearScale, logScale } from './scale.js';
import { type Area, box, CHARACTER, type FigureWords, figure, label, line } from './svg-text.js';

/** A bar from one value to another. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly height: number;
  /** Shown when the pointer rests on it. */
  readonly title: string;
}

/** A chart of bars; all values on the x axis are above 0. */
export interface BarChart extends FigureWords {
  readonly bars: readonly Bar[];
  readonly xUnit: string;
  readonly yUnit: string;
  /** Values that are marked with a line and a word, ascending. */
  readonly marks: readonly { readonly text: string; readonly value: number }[];
}

const ROW = 13;
const MOST_ROWS = 3;

/** The chart as a figure. */
export function barChart(chart: BarChart): string {
  const { bars, marks, xUnit, yUnit } = chart;
  if (bars.length === 0) return figure(chart, HALF, '');
  const last = bars[bars.length - 1];
  const x: Axis = { scale: logScale(bars[0].from, last.to), unit: xUnit };
  const y: Axis = { scale: linearScale(0, Math.max(...bars.map(({ height }) => height))), unit: yUnit };
  const area = plotArea(HALF, MOST_ROWS * ROW);
  const bottom = area.top + area.height;
  const drawn = bars
    .filter(({ height }) => height > 0)
    .map(({ from, to, height, title }) => {
      const [left, top] = [xOf(area, x, from), yOf(area, y, height)];
      // What is there must be seen, however little it is.
      const tall = Math.max(1, bottom - top);
      const width = Math.max(1, xOf(area, x, to) - left - 1);
      return box({ left, top: bottom - tall, width, height: tall }, 'c-bar', title);
    });
  return figure(chart, HALF, [drawAxes(area, x, y), ...drawn, ...drawMarks(area, x, marks)].join(''));
}

/** Words of neighbours stand in rows, none on another. */
function drawMarks(area: Area, x: Axis, marks: BarChart['marks']): string[] {
  const freeFrom: number[] = [];
  const right = area.left + area.width;
  return marks.map(({ text, value }) => {
    const at = xOf(area, x, value);
    const words = text.length * CHARACTER;
    const left = Math.min(at + 3, right - words);
    const rows = Array.from({ length: MOST_ROWS }, (_, row) => row);
    const row = rows.find((one) => left >= (freeFrom[one] ?? 0)) ?? MOST_ROWS - 1;
    freeFrom[row] = left + words + 6;
    const y = area.top - (MOST_ROWS - row) * ROW + 8;
    return (
      line([at, y - 8], [at, area.top + area.height], 'c-mark') +
      label([left, y], text, 'start', 'c-mark-text')
    );
  });
}

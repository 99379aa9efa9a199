/** Lines over an axis, with bands, levels and named spans. */
import { isMeasured } from '../../text/format.js';
import { type Axis, drawAxes, drawLegend, HALF, plotArea, type Size, xOf, yOf } from './axes.js';
import { drawSpans, type NamedSpan, spansHeight } from './spans.js';
import { type Area, box, coordinate, element, type FigureWords, figure, label, line } from './svg-text.js';

/** One line. What is no number leaves a gap. */
export interface ChartLine {
  readonly text: string;
  /** The second one is dashed. */
  readonly tone: 'first' | 'second';
  readonly x: readonly number[];
  readonly values: readonly (number | null)[];
  /** Every value is drawn as a point too: what lies between them was not measured. */
  readonly points?: true;
}

/** A value that is marked right across the chart, such as a limit. */
export interface ChartLevel {
  readonly text: string;
  readonly value: number;
}

/** A chart of lines. */
export interface LineChart extends FigureWords {
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly ChartLine[];
  readonly levels?: readonly ChartLevel[];
  /** From and to on the x axis: shaded. */
  readonly bands?: readonly (readonly [number, number])[];
  /** Named above the lines. */
  readonly spans?: readonly NamedSpan[];
  readonly size?: Size;
}

/** More points than this on a line are thinned out: the lowest and the highest of neighbours stay. */
const MOST_POINTS = 480;

/** The chart as a figure. */
export function lineChart(chart: LineChart): string {
  const { x, y, lines, levels = [], bands = [], spans = [], size: least = HALF } = chart;
  if (!lines.some(({ values }) => values.some(isMeasured))) return figure(chart, least, '');
  const above = spansHeight(spans, x, least);
  const size = { width: least.width, height: least.height + above };
  const area = plotArea(size, above);
  const content = [
    ...bands.map(([from, to]) => drawBand(area, x, [from, to])),
    drawAxes(area, x, y),
    drawSpans(spans, x, area, above),
    ...levels.map((level) => drawLevel(area, y, level)),
    ...lines.map((one) => drawLine(area, x, y, one)),
    // One line is what the title says.
    drawLegend(
      size,
      (lines.length === 1 ? [] : lines).map(({ tone, text }) => ({ name: `c-line c-${tone}`, text })),
    ),
  ];
  return figure(chart, size, content.join(''), size.width > HALF.width ? 'whole' : '');
}

/** At least a line: a fault may be over at once. */
function drawBand(area: Area, x: Axis, [from, to]: readonly [number, number]): string {
  const left = xOf(area, x, from);
  return box({ ...area, left, width: Math.max(1, xOf(area, x, to) - left) }, 'c-band');
}

function drawLevel(area: Area, y: Axis, { text, value }: ChartLevel): string {
  const at = yOf(area, y, value);
  const right = area.left + area.width;
  return line([area.left, at], [right, at], 'c-level') + label([right, at - 4], text, 'end', 'c-level-text');
}

function drawLine(area: Area, x: Axis, y: Axis, { tone, points, ...data }: ChartLine): string {
  const { runs, lone } = partsOf(data.x, data.values);
  const place = ([at, value]: Point): string =>
    `${coordinate(xOf(area, x, at))} ${coordinate(yOf(area, y, value))}`;
  const d = runs.map((run) => `M${thinned(run).map(place).join('L')}`).join('');
  const dots = points ? [...runs.flat(), ...lone] : lone;
  return [
    d === '' ? '' : element('path', { d, class: `c-line c-${tone}` }),
    ...dots.map(([at, value]) =>
      element('circle', { cx: xOf(area, x, at), cy: yOf(area, y, value), r: 2, class: `c-dot c-${tone}` }),
    ),
  ].join('');
}

type Point = readonly [number, number];

/** Values with a neighbour as runs; those without one, which no line shows. */
function partsOf(
  x: readonly number[],
  values: readonly (number | null)[],
): { runs: Point[][]; lone: Point[] } {
  const parts: Point[][] = [[]];
  for (const [i, value] of values.entries()) {
    if (!isMeasured(value) || !Number.isFinite(value)) parts.push([]);
    else parts[parts.length - 1].push([x[i], value]);
  }
  return {
    runs: parts.filter(({ length }) => length > 1),
    lone: parts.filter(({ length }) => length === 1).flat(),
  };
}

function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length <= MOST_POINTS) return points;
  const width = Math.ceil(points.length / (MOST_POINTS / 2));
  const kept: Point[] = [];
  for (let from = 0; from < points.length; from += width) {
    const part = points.slice(from, from + width);
    const low = part.reduce((least, one) => (one[1] < least[1] ? one : least));
    const high = part.reduce((most, one) => (one[1] > most[1] ? one : most));
    kept.push(...(low === high ? [low] : low[0] < high[0] ? [low, high] : [high, low]));
  }
  return kept;
}

/** A strip of coloured cells: rows over time. */
import { type Axis, xOf, xTicks } from './axes.js';
import { type Colour, palettePng } from './png.js';
import { type Area, CHARACTER, element, type FigureWords, figure, label, line } from './svg-text.js';

/** A strip. All rows have one length. */
export interface HeatStrip extends FigureWords {
  /** Numbers of colours, row by row from the top. */
  readonly rows: readonly Uint8Array[];
  readonly colours: readonly Colour[];
  /** Where the cells begin and end on the x axis. */
  readonly from: number;
  readonly to: number;
  readonly x: Axis;
  /** Words at the left of the first and of the last row, and above them. */
  readonly ends: readonly [string, string];
  readonly unit: string;
  /** Rows that are named at the right. */
  readonly named: readonly { readonly row: number; readonly text: string }[];
  readonly legend: readonly { readonly colour: Colour; readonly text: string }[];
}

const WIDTH = 960;
const LEFT = 52;
const NAMES = 250;
const TOP = 26;
const BOTTOM = 24;
const MOST_HEIGHT = 480;
const ROW = 14;

/** The strip as a figure. */
export function heatStrip(strip: HeatStrip): string {
  const { rows, colours, x, ends, unit, named } = strip;
  const heightOfRow = Math.min(ROW, MOST_HEIGHT / rows.length);
  const tall = Math.max(rows.length * heightOfRow, named.length * ROW);
  const area: Area = {
    left: LEFT,
    top: TOP,
    width: WIDTH - LEFT - NAMES,
    height: rows.length * heightOfRow,
  };
  const bottom = area.top + area.height;
  const [from, to] = [xOf(area, x, strip.from), xOf(area, x, strip.to)];
  const picture = element('image', {
    x: from,
    y: area.top,
    width: Math.max(1, to - from),
    height: area.height,
    preserveAspectRatio: 'none',
    class: 'c-cells',
    href: `data:image/png;base64,${palettePng(rows, colours).toString('base64')}`,
  });
  const content = [
    element('rect', { x: LEFT, y: TOP, width: area.width, height: area.height, class: 'c-frame' }),
    picture,
    ...xTicks(area, x),
    label([4, 12], unit, 'start', 'c-tick'),
    label([LEFT - 6, area.top + Math.min(9, heightOfRow / 2 + 4)], ends[0], 'end', 'c-tick'),
    rows.length > 1
      ? label([LEFT - 6, bottom - Math.max(0, heightOfRow / 2 - 4)], ends[1], 'end', 'c-tick')
      : '',
    ...drawNames(area, heightOfRow, named),
    drawLegend(strip.legend),
  ];
  return figure(strip, { width: WIDTH, height: TOP + tall + BOTTOM }, content.join(''), 'whole');
}

/** Names at the height of their rows, or below the one before; a line leads from the row. */
function drawNames(area: Area, heightOfRow: number, named: HeatStrip['named']): string[] {
  const right = area.left + area.width;
  const wanted = [...named]
    .sort((a, b) => a.row - b.row)
    .map(({ row, text }) => ({ text, at: area.top + (row + 0.5) * heightOfRow }));
  const placed: number[] = [];
  for (const { at } of wanted) placed.push(Math.max(at, (placed.at(-1) ?? -ROW) + ROW));
  // What was pushed out at the bottom pushes the others up.
  let most = Math.max(area.top + area.height, area.top + named.length * ROW) - ROW / 2;
  for (let i = placed.length - 1; i >= 0; i--) {
    placed[i] = Math.min(placed[i], most);
    most = placed[i] - ROW;
  }
  return wanted.map(({ text, at }, i) => {
    return (
      line([right + 2, at], [right + 18, placed[i]], 'c-axis') + label([right + 21, placed[i] + 4], text)
    );
  });
}

/** Coloured boxes with their words, from the right. */
function drawLegend(entries: HeatStrip['legend']): string {
  let right = WIDTH - 6;
  const parts: string[] = [];
  for (const { colour, text } of [...entries].reverse()) {
    parts.unshift(label([right, 12], text, 'end', 'c-tick'));
    right -= text.length * CHARACTER + 8;
    const fill = colour === undefined ? 'none' : `rgb(${colour.join(' ')})`;
    parts.unshift(element('rect', { x: right - 14, y: 3, width: 14, height: 10, fill, class: 'c-key' }));
    right -= 26;
  }
  return parts.join('');
}

/** Named spans of time above a chart: sends, and faults on purpose. */
import { formatNumber } from '../../text/format.js';
import { type Axis, plotArea, type Size, xOf } from './axes.js';
import { type Area, box, CHARACTER, label, shortened } from './svg-text.js';

/** A span on the x axis. */
export interface NamedSpan {
  readonly kind: 'send' | 'fault';
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

const LANE = 15;
/** Lanes with names of each kind; what finds no room there is drawn in one more lane, without its name. */
const NAMED_LANES = 3;
const LANES = Array.from({ length: NAMED_LANES }, (_, lane) => lane);
/** Most characters of a name; where there is no room for them, fewer are tried. */
const NAMES = [40, 16];

interface Placed extends NamedSpan {
  readonly left: number;
  readonly width: number;
  readonly lane: number;
  /** Empty: there is no room for it. */
  readonly text: string;
}

/** Height of the lanes that the spans need, above the area of the values. */
export function spansHeight(spans: readonly NamedSpan[], x: Axis, size: Size): number {
  return lanesOf(placeSpans(spans, x, plotArea(size))) * LANE;
}

/** The spans in their lanes: sends first, faults below them. */
export function drawSpans(spans: readonly NamedSpan[], x: Axis, area: Area, height: number): string {
  const top = area.top - height - 2;
  return placeSpans(spans, x, area)
    .map(({ kind, name, left, width, lane, text }) => {
      const y = top + lane * LANE;
      const rest = area.left + area.width - left < text.length * CHARACTER + 3;
      const words =
        text === ''
          ? ''
          : rest
            ? label([area.left + area.width, y + 11], text, 'end', 'c-span')
            : label([left + 3, y + 11], text, 'start', 'c-span');
      return box({ left, top: y, width, height: LANE - 2 }, `c-${kind}`, name) + words;
    })
    .join('');
}

function lanesOf(placed: readonly Placed[]): number {
  return placed.reduce((most, { lane }) => Math.max(most, lane + 1), 0);
}

function placeSpans(spans: readonly NamedSpan[], x: Axis, area: Area): Placed[] {
  const sends = placeKind(
    spans.filter(({ kind }) => kind === 'send'),
    x,
    area,
  );
  const below = lanesOf(sends);
  const faults = placeKind(
    spans.filter(({ kind }) => kind === 'fault'),
    x,
    area,
  );
  return [...sends, ...faults.map((fault) => ({ ...fault, lane: fault.lane + below }))];
}

/** Each in the first lane that is free where it and its name would be. */
function placeKind(spans: readonly NamedSpan[], x: Axis, area: Area): Placed[] {
  const freeFrom: number[] = [];
  const right = area.left + area.width;
  let unnamed = 0;
  const placed = [...spans]
    .sort((a, b) => a.from - b.from)
    .map((span): Placed => {
      const left = xOf(area, x, span.from);
      const width = Math.max(2, xOf(area, x, span.to) - left);
      for (const most of NAMES) {
        const text = shortened(span.name, most);
        const words = text.length * CHARACTER + 6;
        const begin = Math.min(left, right - words);
        const lane = LANES.find((one) => begin >= (freeFrom[one] ?? 0));
        if (lane === undefined) continue;
        freeFrom[lane] = Math.max(left + width, begin + words) + 2;
        return { ...span, left, width, lane, text };
      }
      unnamed++;
      return { ...span, left, width, lane: NAMED_LANES, text: '' };
    });
  if (unnamed === 0) return placed;
  const words = `${formatNumber(unnamed)} more without their names`;
  return [...placed, moreOf(placed[0], area, words)];
}

/** The sentence about those without names, in a lane below them. */
function moreOf({ kind }: Placed, { left }: Area, text: string): Placed {
  return { kind, name: text, from: 0, to: 0, left, width: 0, lane: NAMED_LANES + 1, text };
}

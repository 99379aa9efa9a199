/** Axes with their grid, units and legend, around the area in which values are drawn. */
import type { Scale } from './scale.js';
import { type Area, CHARACTER, label, line } from './svg-text.js';

/** An axis: its scale, and the unit that stands at its end. */
export interface Axis {
  readonly scale: Scale;
  readonly unit: string;
}

/** What a chart has besides its lines. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Half the width of the page, and the whole. */
export const HALF: Size = { width: 480, height: 220 };
export const WHOLE: Size = { width: 960, height: 260 };

const LEFT = 52;
const RIGHT = 14;
const TOP = 26;
const BOTTOM = 24;

/** The area of the values; `above`: room left free above it. */
export function plotArea({ width, height }: Size, above = 0): Area {
  const top = TOP + above;
  return { left: LEFT, top, width: width - LEFT - RIGHT, height: height - top - BOTTOM };
}

/** Where a value lies. */
export function xOf({ left, width }: Area, { scale }: Axis, value: number): number {
  return left + width * scale.place(value);
}

export function yOf({ top, height }: Area, { scale }: Axis, value: number): number {
  return top + height * (1 - scale.place(value));
}

/** Grid, marks and units. */
export function drawAxes(area: Area, x: Axis, y: Axis): string {
  const bottom = area.top + area.height;
  const right = area.left + area.width;
  const rows = y.scale.ticks.map(({ value, text }) => {
    const at = yOf(area, y, value);
    return (
      line([area.left, at], [right, at], 'c-grid') + label([area.left - 6, at + 4], text, 'end', 'c-tick')
    );
  });
  return [
    ...rows,
    ...xTicks(area, x),
    line([area.left, bottom], [right, bottom], 'c-axis'),
    label([4, 12], y.unit, 'start', 'c-tick'),
  ].join('');
}

/** Marks of the x axis, without those that would stand on the one before, or on the unit at the end. */
export function xTicks(area: Area, x: Axis): string[] {
  const bottom = area.top + area.height;
  const unitFrom = area.left + area.width + RIGHT - 2 - x.unit.length * CHARACTER;
  let free = 0;
  const ticks = x.scale.ticks.map(({ value, text }) => {
    const at = xOf(area, x, value);
    const half = (text.length * CHARACTER) / 2;
    const mark = line([at, bottom], [at, bottom + 4], 'c-axis');
    if (at - half < free || at + half > unitFrom - 4) return mark;
    free = at + half + 6;
    return mark + label([at, bottom + 16], text, 'middle', 'c-tick');
  });
  return [...ticks, label([area.left + area.width + RIGHT - 2, bottom + 16], x.unit, 'end', 'c-tick')];
}

/** Names of the lines with a piece of each, at the right above the area. */
export function drawLegend(
  { width }: Size,
  entries: readonly { readonly name: string; readonly text: string }[],
): string {
  let right = width - RIGHT;
  const parts: string[] = [];
  for (const { name, text } of [...entries].reverse()) {
    parts.unshift(label([right, 12], text, 'end', 'c-tick'));
    right -= text.length * CHARACTER + 5;
    parts.unshift(line([right - 18, 8], [right, 8], name));
    right -= 32;
  }
  return parts.join('');
}

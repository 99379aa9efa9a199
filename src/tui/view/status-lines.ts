/** The lines between title and tabs: shards that hang, the time of the network. */
import { describeHang } from '../../figures/pause-text.js';
import type { EnginePort } from '../model/engine-port.js';
import type { Canvas } from './canvas.js';
import { drawSides } from './frame.js';
import { STYLE, type Style } from './style.js';
import { textWidth } from './text.js';

type TimeStatus = ReturnType<EnginePort['timeStatus']>;

/** One line. */
export interface StatusLine {
  readonly text: string;
  readonly style: Style;
}

/** `busy`: a time server has been asked and has not answered yet. */
const TIME_STYLES: Readonly<Record<TimeStatus['state'], Style>> = {
  good: STYLE.GOOD,
  busy: STYLE.WARNING,
  bad: STYLE.BAD,
};

/** The shards that hang. What they serve (`what`, such as `RTUs`) looks as it was, because nobody counts for it. */
export function hangLines(hangs: ReturnType<EnginePort['hangs']>, what: string): StatusLine[] {
  if (hangs.length === 0) return [];
  const text = hangs.map(describeHang).join('; ');
  return [{ text: `${text}: the figures of its ${what} stand still`, style: STYLE.BAD }];
}

/** The NTP status, with what stands beside it: in `room` columns beside other things, in a line of `width` columns, or in two. */
export function timeLines(
  { text, state, beside: more }: TimeStatus,
  room: number,
  width: number,
): { beside: StatusLine | undefined; below: StatusLine[] } {
  if (text === '') return { beside: undefined, below: [] };
  const style = TIME_STYLES[state];
  const detail: StatusLine[] = more === '' ? [] : [{ text: more, style }];
  const all = more === '' ? text : `${text} (${more})`;
  if (textWidth(all) <= room) return { beside: { text: all, style }, below: [] };
  if (textWidth(text) <= room) return { beside: { text, style }, below: detail };
  if (textWidth(all) <= width) return { beside: undefined, below: [{ text: all, style }] };
  return { beside: undefined, below: [{ text, style }, ...detail] };
}

/** Draws the lines from a row on, with the sides of the frame. */
export function drawStatus(canvas: Canvas, from: number, lines: readonly StatusLine[]): void {
  lines.forEach(({ text, style }, i) => {
    drawSides(canvas, from + i);
    canvas.putClipped(2, from + i, text, style, canvas.width - 4);
  });
}

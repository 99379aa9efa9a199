/** What every screen has: the title, the tabs, the frame, the foot. */
import type { Ui } from '../model/ui.js';
import type { Canvas } from './canvas.js';
import type { Explanation } from './explanation.js';
import { type Layout, LEAST_HEIGHT, LEAST_WIDTH } from './layout.js';
import { STYLE } from './style.js';
import { textWidth, wrap } from './text.js';

/** Whether the dashboard can be drawn; if not, the screen says so. */
export function isLargeEnough(canvas: Canvas): boolean {
  const { width, height } = canvas;
  if (width >= LEAST_WIDTH && height >= LEAST_HEIGHT) return true;
  canvas.put(0, 0, `This screen is ${width}x${height}.`);
  canvas.put(0, 1, `The dashboard needs ${LEAST_WIDTH}x${LEAST_HEIGHT}.`);
  return false;
}

/** The first of the choices whose parts fit into the title; else the program's name alone, the first part of all. */
export function fitTitle(choices: readonly (readonly string[])[], width: number): readonly string[] {
  const fits = choices.find((parts) => textWidth(parts.join(' - ')) + 2 <= width - 4);
  return fits ?? choices[0].slice(0, 1);
}

/** Draws the upper edge with the parts of the title in it. */
export function drawTitle(canvas: Canvas, parts: readonly string[]): void {
  const { glyphs } = canvas;
  canvas.rule(0, glyphs.topLeft, glyphs.topRight);
  let x = 2;
  parts.forEach((part, i) => {
    if (i > 0) x = canvas.put(x, 0, glyphs.horizontal, STYLE.FRAME);
    x = canvas.put(x - (i === 0 ? 1 : 0), 0, ` ${part} `, i === 0 ? STYLE.TITLE : STYLE.PLAIN);
  });
}

/** Draws the two sides of the frame in one row. */
export function drawSides(canvas: Canvas, y: number): void {
  canvas.put(0, y, canvas.glyphs.vertical, STYLE.FRAME);
  canvas.put(canvas.width - 1, y, canvas.glyphs.vertical, STYLE.FRAME);
}

/** Draws the rule with the tabs; `open` counts from 1. */
export function drawTabs(canvas: Canvas, y: number, names: readonly string[], open: number): void {
  const { glyphs } = canvas;
  canvas.rule(y, glyphs.teeLeft, glyphs.teeRight);
  let x = 1;
  names.forEach((name, i) => {
    const tab = i + 1;
    if (i > 0) x = canvas.put(x, y, glyphs.vertical, STYLE.FRAME);
    const from = x;
    x = canvas.put(x, y, ` ${tab} ${name} `, tab === open ? STYLE.TAB_OPEN : STYLE.TAB);
    canvas.zone({ x: from, y, width: x - from, height: 1 }, { kind: 'tab', tab });
  });
}

/** Draws the frame around the body. */
export function drawFrame(canvas: Canvas, { body, edgeAt }: Layout): void {
  const { glyphs } = canvas;
  for (let y = body.y; y < edgeAt; y++) drawSides(canvas, y);
  canvas.rule(edgeAt, glyphs.bottomLeft, glyphs.bottomRight);
}

/** Draws the foot: a notice, else the explanation; and the keys. */
export function drawFootLines(
  canvas: Canvas,
  layout: Layout,
  { text, keys }: Explanation,
  notice: Ui['notice'],
): void {
  const { width } = canvas;
  const style = notice === undefined ? STYLE.HELP : notice.tone === 'bad' ? STYLE.BAD : STYLE.GOOD;
  if (layout.helpAt === layout.keysAt) {
    const both = notice?.text ?? `${text} ${keys}`;
    canvas.putClipped(0, layout.helpAt, both, style, width);
    return;
  }
  // A long notice takes the line of the keys too: it is there until the next key only.
  const lines = notice === undefined ? [] : wrap(notice.text, width - 2);
  if (lines.length > 1) {
    canvas.put(1, layout.helpAt, lines[0], style, width - 2);
    canvas.putClipped(1, layout.keysAt, lines.slice(1).join(' '), style, width - 2);
    return;
  }
  canvas.putClipped(1, layout.helpAt, notice?.text ?? text, style, width - 2);
  canvas.putClipped(1, layout.keysAt, keys, STYLE.KEY, width - 2);
}

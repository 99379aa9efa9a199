/** The canvas that views draw on. */
import { plainText } from '../../text/outside-text.js';
import type { Glyphs } from './glyphs.js';
import { STYLE, type Style } from './style.js';
import { charWidth, clip, textWidth } from './text.js';

/** A rectangle in cells, from the top left corner. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The effect of a click on a place. */
export type Target =
  | { kind: 'tab'; tab: number }
  | { kind: 'focus'; name: string }
  | { kind: 'button'; name: string }
  | { kind: 'row'; list: string; row: number }
  | { kind: 'column'; name: string };

/** A screenful of characters with a style each, and its click targets. Text outside is cut off. */
export class Canvas {
  /** One character (with its combining marks) per cell; empty after a character of two columns. */
  readonly chars: string[];
  readonly styles: Uint8Array;
  private readonly zones: { area: Area; target: Target }[] = [];

  constructor(
    readonly width: number,
    readonly height: number,
    readonly glyphs: Glyphs,
  ) {
    this.chars = new Array<string>(width * height).fill(' ');
    this.styles = new Uint8Array(width * height);
  }

  /** Writes a text from a cell on, at most `room` columns; returns the column after it. */
  put(x: number, y: number, text: string, style: Style = STYLE.PLAIN, room = this.width - x): number {
    if (y < 0 || y >= this.height || room <= 0) return x;
    const end = Math.min(this.width, x + room);
    let at = x;
    for (const char of plainText(text)) {
      const columns = charWidth(char);
      if (columns === 0) {
        if (at > x && at <= end) this.chars[y * this.width + at - 1] += char;
        continue;
      }
      if (at + columns > end) break;
      if (at >= 0) {
        const cell = y * this.width + at;
        this.chars[cell] = char;
        this.styles[cell] = style;
        if (columns === 2) {
          this.chars[cell + 1] = '';
          this.styles[cell + 1] = style;
        }
      }
      at += columns;
    }
    return at;
  }

  /** Like `put`, but marks a text that is too long for its room. */
  putClipped(x: number, y: number, text: string, style: Style, room: number): number {
    return this.put(x, y, clip(text, room, this.glyphs.ellipsis), style, room);
  }

  /** Writes a text so that it ends before column `end`. */
  putRight(end: number, y: number, text: string, style: Style = STYLE.PLAIN): void {
    this.put(end - textWidth(text), y, text, style);
  }

  /** Fills a rectangle. */
  fill(area: Area, style: Style, char = ' '): void {
    const x1 = Math.min(this.width, area.x + area.width);
    const y1 = Math.min(this.height, area.y + area.height);
    for (let y = Math.max(0, area.y); y < y1; y++) {
      for (let x = Math.max(0, area.x); x < x1; x++) {
        this.chars[y * this.width + x] = char;
        this.styles[y * this.width + x] = style;
      }
    }
  }

  /** A horizontal rule with its two ends. */
  rule(y: number, left: string, right: string): void {
    this.put(0, y, left + this.glyphs.horizontal.repeat(Math.max(0, this.width - 2)) + right, STYLE.FRAME);
  }

  /** A frame along the edge of an area. */
  box(area: Area, style: Style): void {
    const { glyphs } = this;
    const inner = glyphs.horizontal.repeat(Math.max(0, area.width - 2));
    const last = area.y + area.height - 1;
    this.put(area.x, area.y, glyphs.topLeft + inner + glyphs.topRight, style);
    for (let y = area.y + 1; y < last; y++) {
      this.put(area.x, y, glyphs.vertical, style);
      this.put(area.x + area.width - 1, y, glyphs.vertical, style);
    }
    this.put(area.x, last, glyphs.bottomLeft + inner + glyphs.bottomRight, style);
  }

  /** Copies rows of another canvas, from its row `first` on, into an area of both. */
  copyRows(from: Canvas, first: number, area: Area): void {
    for (let line = 0; line < area.height; line++) {
      for (let x = area.x; x < area.x + area.width; x++) {
        const cell = (area.y + line) * this.width + x;
        const source = (first + line) * from.width + x;
        this.chars[cell] = from.chars[source];
        this.styles[cell] = from.styles[source];
      }
    }
  }

  /** Sets the effect of a click inside the area; later areas lie on top. */
  zone(area: Area, target: Target): void {
    this.zones.push({ area, target });
  }

  /** Removes all click targets so far, because a dialog covers them. */
  coverZones(): void {
    this.zones.length = 0;
  }

  /** The click target at a cell; `undefined`: there is none. */
  targetAt(x: number, y: number): Target | undefined {
    for (let i = this.zones.length - 1; i >= 0; i--) {
      const { area, target } = this.zones[i];
      if (x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height) return target;
    }
    return undefined;
  }

  /** The lines without styles and without blanks at their ends. */
  rows(): string[] {
    return Array.from({ length: this.height }, (_, y) =>
      this.chars
        .slice(y * this.width, (y + 1) * this.width)
        .join('')
        .trimEnd(),
    );
  }
}

/** Pieces of SVG as text. Coordinates have one decimal: finer than a printer needs, and small. */
import { escapeHtml } from '../html-text.js';

/** About the width of a character of a label, units of the drawing. */
export const CHARACTER = 6.2;

/** A coordinate. */
export function coordinate(value: number): string {
  // Adding 0 makes no −0.
  return String(Math.round(value * 10) / 10 + 0);
}

/** One element; numbers become coordinates, texts are escaped. `content` is finished SVG. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content = '',
): string {
  const list = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? coordinate(value) : escapeHtml(value)}"`,
  );
  return `<${name}${list.join('')}>${content}</${name}>`;
}

/** A text at a place. `anchor`: which end of it lies there. */
export function label(
  [x, y]: readonly [number, number],
  text: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
  name = 'c-text',
): string {
  const where = anchor === 'start' ? {} : { 'text-anchor': anchor };
  return element('text', { x, y, class: name, ...where }, escapeHtml(text));
}

/** A straight line. */
export function line(from: readonly [number, number], to: readonly [number, number], name: string): string {
  return element('path', {
    d: `M${coordinate(from[0])} ${coordinate(from[1])}L${coordinate(to[0])} ${coordinate(to[1])}`,
    class: name,
  });
}

/** A rectangle; a title is shown when the pointer rests on it. */
export function box({ left, top, width, height }: Area, name: string, title = ''): string {
  const shown = title === '' ? '' : `<title>${escapeHtml(title)}</title>`;
  return element('rect', { x: left, y: top, width, height, class: name }, shown);
}

/** A part of the drawing. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The text, or its first characters and `…`. */
export function shortened(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, Math.max(1, most - 1)).join('')}…`;
}

/** A chart with its title and the sentence that says what it shows, which is also the text for those who do not see it. */
export function figure(
  { id, title, finding }: FigureWords,
  size: { readonly width: number; readonly height: number },
  content: string,
  name = '',
): string {
  const words = escapeHtml(finding);
  const drawing =
    content === ''
      ? ''
      : `<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${escapeHtml(title)}: ${words}">${content}</svg>`;
  const hidden = content === '' ? '' : ' aria-hidden="true"';
  return (
    `<figure class="chart${name === '' ? '' : ` ${name}`}" id="chart-${escapeHtml(id)}">` +
    `<figcaption>${escapeHtml(title)}</figcaption>${drawing}<p class="finding"${hidden}>${words}</p></figure>`
  );
}

/** What is written around a chart. */
export interface FigureWords {
  readonly id: string;
  readonly title: string;
  /** What the chart shows, in a sentence with its full stop. */
  readonly finding: string;
}

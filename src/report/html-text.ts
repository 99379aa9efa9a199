/** Pieces of HTML. Every text from outside is escaped here, once; other files must not write text into the page themselves. */
import { plainText } from '../text/outside-text.js';

/** Finished HTML, which is not escaped again. */
export interface Html {
  readonly html: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for content and for quoted attributes; control characters are replaced. */
export function escapeHtml(text: string): string {
  return plainText(text).replace(/[&<>"']/g, (char) => ENTITIES[char]);
}

/** One column of a table; figures are aligned right, texts left. */
export interface Column<T> {
  readonly head: string;
  /** Meaning of the heading; shown when the pointer rests on it. */
  readonly title?: string;
  /** `short`: it stays on one line. */
  readonly text?: true | 'short';
  readonly cell: (row: T) => string | Html;
}

/** Further properties of a table. */
export interface TableOptions<T> {
  readonly id?: string;
  /** Class of a row; empty for none. */
  readonly rowClass?: (row: T, index: number) => string;
  /** Text in place of a table without rows. */
  readonly empty?: string;
}

/** A table; its head is repeated on every printed page. */
export function table<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  options: TableOptions<T> = {},
): string {
  return [...tablePieces(columns, rows, options)].join('');
}

/** The same row by row, for tables of thousands. */
export function* tablePieces<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  options: TableOptions<T> = {},
): Generator<string> {
  const { id, rowClass, empty } = options;
  if (rows.length === 0 && empty !== undefined) {
    yield paragraph(empty);
    return;
  }
  const heads = columns.map(({ head, title, text }) => {
    const attribute = title === undefined ? '' : ` title="${escapeHtml(title)}"`;
    return `<th scope="col"${textClass(text)}${attribute}>${escapeHtml(head)}</th>`;
  });
  const opening = id === undefined ? '<table>' : `<table id="${id}">`;
  yield `<div class="scroll">${opening}<thead><tr>${heads.join('')}</tr></thead><tbody>`;
  for (const [index, row] of rows.entries()) {
    const name = rowClass?.(row, index) ?? '';
    const cells = columns.map(({ cell, text }) => `<td${textClass(text)}>${piece(cell(row))}</td>`);
    yield `\n<tr${name === '' ? '' : ` class="${name}"`}>${cells.join('')}</tr>`;
  }
  // An empty body has its line too.
  yield `${rows.length === 0 ? '\n' : ''}\n</tbody></table></div>`;
}

/** Names on the left, values on the right. */
export function facts(rows: readonly (readonly [string, string | Html])[]): string {
  const lines = rows.map(([name, value]) => {
    return `<tr><th scope="row" class="t">${escapeHtml(name)}</th><td class="t">${piece(value)}</td></tr>`;
  });
  return `<table class="facts"><tbody>${lines.join('\n')}</tbody></table>`;
}

/** A paragraph; `name` is its class. */
export function paragraph(text: string, name = ''): string {
  return `<p${name === '' ? '' : ` class="${name}"`}>${escapeHtml(text)}</p>`;
}

/** A part of the page under its heading. `name` is the class. */
export function section(heading: string, parts: readonly string[], name = ''): string {
  return [...sectionPieces(heading, parts, name)].join('');
}

/** The same part by part; a part may come in pieces. */
export function* sectionPieces(
  heading: string,
  parts: Iterable<string | Iterable<string>>,
  name = '',
): Generator<string> {
  yield `${name === '' ? '<section>' : `<section class="${name}">`}\n<h2>${escapeHtml(heading)}</h2>`;
  for (const part of parts) {
    yield '\n';
    if (typeof part === 'string') yield part;
    else yield* part;
  }
  yield '\n</section>';
}

function textClass(text: Column<unknown>['text']): string {
  if (text === undefined) return '';
  return text === 'short' ? ' class="t s"' : ' class="t"';
}

function piece(value: string | Html): string {
  return typeof value === 'string' ? escapeHtml(value) : value.html;
}

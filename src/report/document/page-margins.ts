/** What is printed in the margins of a page, as CSS. */
import { plainText } from '../../text/outside-text.js';

/** Papers that a PDF report may have. */
export const PAPERS = ['a4', 'letter'] as const;

export type Paper = (typeof PAPERS)[number];

/** Texts in the corners; `paper` absent: that of the printer. */
export interface PageMargins {
  readonly top?: string;
  readonly topRight?: string;
  readonly bottom?: string;
  readonly paper?: Paper | undefined;
}

/** Longest text of a margin. */
const MOST_CHARACTERS = 70;

/** The rules: page numbers, and the texts on every page but the first. */
export function marginStyle({ top = '', topRight = '', bottom = '', paper }: PageMargins): string {
  return `
@page {
  margin: 22mm 15mm 18mm;${paper === undefined ? '' : `\n  size: ${paper};`}
  @top-left { content: ${cssString(top)}; ${MARGIN} }
  @top-right { content: ${cssString(topRight)}; ${MARGIN} }
  @bottom-left { content: ${cssString(bottom)}; ${MARGIN} }
  @bottom-right { content: "Page " counter(page) " of " counter(pages); ${MARGIN} }
}
@page :first { @top-left { content: none; } @top-right { content: none; } }
`;
}

const MARGIN = 'font: 8pt system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif; color: #444;';

/** A text as a string of CSS: every character that is no letter, digit or blank is escaped by its number. */
export function cssString(text: string): string {
  const characters = [...plainText(text)];
  const cut =
    characters.length > MOST_CHARACTERS ? [...characters.slice(0, MOST_CHARACTERS), '…'] : characters;
  const escaped = cut.map((char) =>
    /^[A-Za-z0-9 ]$/.test(char) ? char : `\\${(char.codePointAt(0) ?? 0).toString(16)} `,
  );
  return `"${escaped.join('')}"`;
}

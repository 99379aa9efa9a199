/** A document in Markdown as HTML: headings with the anchors that GitHub gives them, tables that scroll, and no HTML of the document's own. */
import { Marked } from 'marked';

/** @typedef {{ depth: number, text: string, anchor: string }} Heading */
/** @typedef {{ title: string, headings: Heading[], links: string[], tokens: import('marked').TokensList }} Document */

/** A word in a line that is not broken has at most so many letters: a narrow screen has room for it. */
const LONGEST_WORD = 24;

/** Read only for its words: headings and links. */
const reader = new Marked();

/**
 * @param {string} text
 * @returns {Document}
 */
export function parseDocument(text) {
  const tokens = reader.lexer(text);
  /** @type {Heading[]} */
  const headings = [];
  /** @type {string[]} */
  const links = [];
  /** @type {Map<string, number>} */
  const taken = new Map();
  reader.walkTokens(tokens, (token) => {
    if (token.type === 'link') links.push(token.href);
    if (token.type !== 'heading') return;
    const words = plainText(/** @type {import('marked').Token[]} */ (token.tokens));
    headings.push({ depth: token.depth, text: words, anchor: freeAnchor(words, taken) });
  });
  return { title: headings[0]?.text ?? '', headings, links, tokens };
}

/**
 * The anchor of a heading as GitHub makes it: lower case, without punctuation, `-` for blanks.
 * @param {string} heading
 */
export function anchorOf(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replace(/ /g, '-');
}

/** @param {string} text */
export function escapeHtml(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/**
 * @param {Document} document
 * @param {(href: string) => string | undefined} place Where a link or a picture is; undefined: it stays text.
 */
export function renderDocument(document, place) {
  const anchors = document.headings.map(({ anchor }) => anchor);
  const writer = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const inner = this.parser.parseInline(tokens);
        return `<h${depth} id="${anchors.shift()}">${inner}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        const target = place(href);
        return target === undefined ? inner : `<a href="${escapeHtml(target)}">${inner}</a>`;
      },
      image({ href, text }) {
        const target = place(href);
        if (target === undefined) return escapeHtml(text);
        return `<img src="${escapeHtml(target)}" alt="${escapeHtml(text)}">`;
      },
      // An option stays on one line: it may be broken behind a hyphen otherwise.
      codespan({ text }) {
        const isWord = text.length <= LONGEST_WORD && !/\s/.test(text);
        return `<code${isWord ? ' class="word"' : ''}>${escapeHtml(text)}</code>`;
      },
      html({ text }) {
        return /^\s*<!--/.test(text) ? '' : escapeHtml(text);
      },
    },
  });
  // A wide table scrolls by itself: the page stays as narrow as the window.
  return writer
    .parser(document.tokens)
    .replaceAll('<table>', '<div class="table"><table>')
    .replaceAll('</table>', '</table></div>');
}

/**
 * What is read of inline text, without its marks.
 * @param {readonly import('marked').Token[]} tokens
 * @returns {string}
 */
function plainText(tokens) {
  return tokens
    .map((token) => {
      if ('tokens' in token && token.tokens) return plainText(token.tokens);
      return 'text' in token ? token.text : token.raw;
    })
    .join('');
}

/**
 * The second heading of the same words has `-1` behind its anchor, and so on.
 * @param {string} heading
 * @param {Map<string, number>} taken
 */
function freeAnchor(heading, taken) {
  const anchor = anchorOf(heading);
  const times = taken.get(anchor) ?? 0;
  taken.set(anchor, times + 1);
  return times === 0 ? anchor : `${anchor}-${times}`;
}

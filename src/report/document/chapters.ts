/** Sections become numbered chapters with a table of contents. A section is HTML whose first piece has its heading. */
import { escapeHtml } from '../html-text.js';

/** HTML as a whole or in pieces; `''`: there is nothing to say. */
export type SectionHtml = string | Iterable<string>;

/** A section that is made when its turn comes: `inSlices` may pause between two. */
export type SectionMaker = () => SectionHtml;

/** A section with its number. */
interface Chapter {
  readonly id: string;
  /** `3`, `Appendix A`. */
  readonly number: string;
  /** HTML of its heading. */
  readonly heading: string;
  readonly pieces: Iterable<string>;
}

const HEADING = /<h2>(.*?)<\/h2>/;

/** The contents, then every chapter; `appendix` is counted by letters. */
export function* chapters(
  main: readonly SectionMaker[],
  appendix: readonly SectionMaker[],
): Generator<string> {
  const all: Chapter[] = [];
  let [number, letter] = [0, 0];
  for (const [at, make] of [...main, ...appendix].entries()) {
    const pieces = (function* () {
      yield* piecesOf(make());
    })();
    const first = pieces.next();
    yield '';
    if (first.done === true || first.value === '') continue;
    const heading = HEADING.exec(first.value)?.[1] ?? '';
    const isAppendix = at >= main.length;
    const named = isAppendix ? `Appendix ${String.fromCharCode(65 + letter++)}` : String(++number);
    const id = isAppendix ? `appendix-${named.slice(-1).toLowerCase()}` : `chapter-${named}`;
    const opening = first.value.replace(
      HEADING,
      () => `<h2 id="${id}"><span class="number">${named}</span> ${heading}</h2>`,
    );
    all.push({ id, number: named, heading, pieces: joined(opening, pieces) });
  }
  yield contents(all);
  for (const { pieces } of all) {
    yield* pieces;
    yield '\n';
  }
}

function contents(all: readonly Chapter[]): string {
  const items = all.map(
    ({ id, number, heading }) =>
      `<li><a href="#${id}"><span class="number">${escapeHtml(number)}</span> ${heading}</a></li>`,
  );
  return `<nav class="contents" aria-label="Contents">\n<p class="head">Contents</p>\n<ol>\n${items.join('\n')}\n</ol>\n</nav>\n`;
}

function* piecesOf(html: SectionHtml): Generator<string> {
  if (typeof html === 'string') yield html;
  else yield* html;
}

function* joined(first: string, rest: Iterable<string>): Generator<string> {
  yield first;
  yield* rest;
}

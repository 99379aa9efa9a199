/**
 * The manual of the packages: `docs/manual/`, and the pages that it links to, as plain pages that a double click opens, without a network:
 *
 *     node scripts/package/manual.mjs FOLDER
 *
 * writes them into a folder, to look at. The same sources make the same octets: no date, no order of a disk.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { escapeHtml, parseDocument, renderDocument } from './manual-document.mjs';
import { ROOT } from './root.mjs';

/** @typedef {import('./manual-document.mjs').Document} Document */
/** @typedef {{ source: string, target: string, document: Document }} Page */

const START = 'docs/manual/README.md';
const STYLE = 'manual.css';
/** Where a source becomes a page. Links to anything else are text: it is not in the packages, or not to be read in a browser. */
const PLACES = /** @type {const} */ ([
  [/^docs\/manual\/README\.md$/, () => 'index.html'],
  [/^docs\/manual\/([\w-]+)\.md$/, (/** @type {string} */ name) => `${name}.html`],
  // A check before a release, and facts of the protocol for whoever works on the program, are nothing for users.
  [/^docs\/(?!windows-check|protocol)([\w-]+)\.md$/, (/** @type {string} */ name) => `rules/${name}.html`],
  [/^tests-for-scada\/([\w-]+)\/README\.md$/, (/** @type {string} */ name) => `tests/${name}.html`],
  [/^SECURITY\.md$/, () => 'security.html'],
  [/^docs\/pictures\/([\w-]+\.(?:svg|webp))$/, (/** @type {string} */ name) => `pictures/${name}`],
]);

/**
 * Writes the manual into a folder, which is made: `index.html` and what it leads to.
 * @param {string} folder
 */
export function writeManual(folder) {
  for (const [path, content] of manualFiles()) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/**
 * The files of the manual by their paths in its folder, in the order of the paths.
 * @returns {Map<string, string | Buffer>}
 */
export function manualFiles() {
  const { version } = /** @type {{ version: string }} */ (JSON.parse(read('package.json')));
  const pages = collectPages();
  /** @type {Map<string, string | Buffer>} */
  const files = new Map([[STYLE, readFileSync(new URL('manual.css', import.meta.url), 'utf8')]]);
  for (const page of pages) {
    const place = (/** @type {string} */ href) => placeOf(href, page, pages, files);
    files.set(page.target, writePage(page, pages, renderDocument(page.document, place), version));
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The page of a source, if it can have one.
 * @param {string} source
 */
export function targetOf(source) {
  for (const [pattern, target] of PLACES) {
    const match = pattern.exec(source);
    if (match !== null) return target(match[1] ?? '');
  }
  return undefined;
}

/** The start, and every page that it leads to, in the order in which the links stand. */
function collectPages() {
  /** @type {Page[]} */
  const pages = [];
  const waiting = [START];
  const seen = new Set(waiting);
  for (let source = waiting.shift(); source !== undefined; source = waiting.shift()) {
    const document = parseDocument(read(source));
    pages.push({ source, target: /** @type {string} */ (targetOf(source)), document });
    for (const href of document.links) {
      const path = resolve(source, href);
      if (!path.endsWith('.md') || seen.has(path) || targetOf(path) === undefined) continue;
      seen.add(path);
      waiting.push(path);
    }
  }
  return pages;
}

/**
 * Where a link of a page leads in the packaged manual; a picture is put among the files. Undefined: nowhere.
 * @param {string} href
 * @param {Page} page
 * @param {readonly Page[]} pages
 * @param {Map<string, string | Buffer>} files
 */
function placeOf(href, page, pages, files) {
  if (/^(?:https?|mailto):/.test(href)) return href;
  if (href.startsWith('#')) return href;
  const path = resolve(page.source, href);
  const target = targetOf(path);
  if (target === undefined) return undefined;
  if (target.startsWith('pictures/')) files.set(target, readFileSync(join(ROOT, path)));
  else if (!pages.some((other) => other.target === target)) return undefined;
  const [, anchor] = href.split('#');
  return relative(page.target, target) + (anchor === undefined ? '' : `#${anchor}`);
}

/**
 * @param {Page} page
 * @param {readonly Page[]} pages
 * @param {string} body
 * @param {string} version
 */
function writePage(page, pages, body, version) {
  const home = relative(page.target, 'index.html');
  const title = page.source === START ? 'Manual' : `${page.document.title} – manual`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} of iec104rs</title>
<link rel="stylesheet" href="${relative(page.target, STYLE)}">
</head>
<body>
<header><a href="${home}">iec104rs ${escapeHtml(version)}</a> <a class="chapters" href="#chapters">All chapters</a></header>
<main>
${body}${neighbours(page, pages)}</main>
<nav id="chapters" aria-label="Chapters">
${navigation(page, pages)}</nav>
</body>
</html>
`;
}

/** The chapters as the start lists them, then what is looked up.
 * @param {Page} page
 * @param {readonly Page[]} pages
 */
function navigation(page, pages) {
  const groups = [
    { name: 'Manual', of: chapters(pages) },
    { name: 'Rules and words', of: pages.filter(({ target }) => target.startsWith('rules/')) },
    { name: 'Tests of the book', of: isOfTheBook(page) ? pages.filter(isTest) : [] },
  ];
  const shown = groups.filter(({ of }) => of.length > 0);
  const lists = shown.map(({ name, of }) => {
    const items = of.map((other) => `<li>${entry(page, other)}</li>\n`);
    return `<h2>${name}</h2>\n<ul>\n${items.join('')}</ul>\n`;
  });
  return lists.join('');
}

/** @param {Page} page */
function isTest({ target }) {
  return target.startsWith('tests/');
}

/** @param {Page} page */
function isOfTheBook(page) {
  return isTest(page) || page.target === 'test-book.html';
}

/** @param {readonly Page[]} pages */
function chapters(pages) {
  return pages.filter(({ target }) => !target.includes('/'));
}

/**
 * A page in the list of chapters; the one that is read has its sections below it.
 * @param {Page} page
 * @param {Page} other
 */
function entry(page, other) {
  const name = escapeHtml(other.source === START ? 'Start' : other.document.title);
  if (page !== other) return `<a href="${relative(page.target, other.target)}">${name}</a>`;
  const sections = page.document.headings.filter(({ depth }) => depth === 2);
  const items = sections.map(({ anchor, text }) => `<li><a href="#${anchor}">${escapeHtml(text)}</a></li>\n`);
  return `<a href="#" aria-current="page">${name}</a>${items.length > 0 ? `\n<ul>\n${items.join('')}</ul>\n` : ''}`;
}

/**
 * The chapters before and after, as a book has them.
 * @param {Page} page
 * @param {readonly Page[]} pages
 */
function neighbours(page, pages) {
  const all = chapters(pages);
  const at = all.indexOf(page);
  if (at < 0) return '';
  const link = (/** @type {Page | undefined} */ other, /** @type {string} */ words) =>
    other === undefined
      ? ''
      : `<a href="${relative(page.target, other.target)}">${words} ${escapeHtml(other.document.title)}</a>\n`;
  return `<p class="neighbours">\n${link(all[at - 1], 'Back:')}${link(all[at + 1], 'Next:')}</p>\n`;
}

/** @param {string} path */
function read(path) {
  return readFileSync(join(ROOT, path), 'utf8');
}

/**
 * The path from the root of the repository that a link leads to.
 * @param {string} source
 * @param {string} href
 */
function resolve(source, href) {
  const [path] = href.split('#');
  return path === '' ? source : posix.join(posix.dirname(source), decodeURI(/** @type {string} */ (path)));
}

/**
 * @param {string} from
 * @param {string} to
 */
function relative(from, to) {
  return posix.relative(posix.dirname(from), to);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = process.argv[2];
  if (folder === undefined) {
    console.error('usage: node scripts/package/manual.mjs FOLDER');
    process.exitCode = 2;
  } else {
    writeManual(folder);
    console.log(`${join(folder, 'index.html')} is the start of the manual.`);
  }
}

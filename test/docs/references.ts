/** What documents and comments refer to, and whether it is there. Works on paths and texts, not on the disk. */
import { lineAt, readSource } from '../architecture/source-text.js';

/** A file of the repository: path from its root with `/`, and its text. */
export interface TextFile {
  path: string;
  text: string;
}

/** What is looked at, and what may be named. */
export interface Repository {
  /** Sources whose comments are read, and documents. */
  files: readonly TextFile[];
  /** Every file that is kept, by its path from the root. */
  paths: readonly string[];
}

/** Folders of the root whose files are named by their whole path. */
const ROOTS = ['src', 'test', 'bench', 'docs', 'scripts', 'data', 'profiles', 'log', '.ci'];
const PATH = /(?<![\w./@:*-])(?:\.{0,2}\/)?(?:[\w.@-]+\/)*[\w.@-]*\w\/?(?![\w*])/g;
/** A page of `docs/` and the paragraphs cited of it: `docs/protocol.md` §1, §3.2 and §5. */
const CITED = /\b(docs\/[\w./-]+\.md)`?,? (§\d+(?:\.\d+)*(?:(?:,? and |, |–)§\d+(?:\.\d+)*)*)/g;
const MARKDOWN_LINK = /!?\[[^\]]*\]\(([^()\s]+)\)/g;
const HTML_LINK = /\b(?:src|href)="([^"]+)"/g;
const HEADING = /^#{1,6} +(.+?) *$/gm;
const FENCE = /^ *(`{3,}|~{3,})[\s\S]*?^ *\1`*~* *$/gm;

/** Everything that is named but not there, as `path:line message`, in the order of the files. */
export function findBrokenReferences(repository: Repository): string[] {
  const places = new Places(repository);
  return repository.files.flatMap((file) =>
    file.path.endsWith('.md') ? faultsOfDocument(file, places) : faultsOfSource(file, places),
  );
}

/** What can be named: files, folders, headings. */
class Places {
  readonly paths: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
  /** Every path without some of its first folders. */
  readonly #endings: ReadonlySet<string>;
  readonly #documents: ReadonlyMap<string, string>;

  constructor({ files, paths }: Repository) {
    this.paths = new Set(paths);
    this.folders = new Set(paths.flatMap(foldersOf));
    this.#endings = new Set(paths.flatMap(endingsOf));
    this.#documents = new Map(
      files.filter(({ path }) => path.endsWith('.md')).map(({ path, text }) => [path, text]),
    );
  }

  /** Whether a path from the root is a file or a folder. */
  has(path: string): boolean {
    const plain = path.replace(/\/$/, '');
    return this.paths.has(plain) || this.folders.has(plain);
  }

  /** Whether some file is called so, in whatever folder; what lies in `build` and `dist` is built from TypeScript. */
  hasFile(name: string): boolean {
    const source = name
      .replace(/^build\//, 'bench/')
      .replace(/^dist\//, 'src/')
      .replace(/\.js$/, '.ts');
    return [name, source].some((wanted) => this.has(wanted) || this.#endings.has(wanted));
  }

  /** Whether a document has a heading that begins with this number: `3.2`. */
  hasParagraph(path: string, number: string): boolean {
    return headingsOf(this.#documents.get(path) ?? '').some(
      (heading) => /^\d+(?:\.\d+)*/.exec(heading)?.[0] === number,
    );
  }

  /** Whether a document has a heading with this anchor, as GitHub makes them. */
  hasAnchor(path: string, anchor: string): boolean {
    return headingsOf(this.#documents.get(path) ?? '').some((heading) => anchorOf(heading) === anchor);
  }
}

function faultsOfSource({ path, text }: TextFile, places: Places): string[] {
  const comments = commentsOf({ path, text });
  const faults = namedPaths(comments, path, places);
  // What the program itself says of a page counts as well as what its comments say.
  return [...faults, ...citedParagraphs(path.startsWith('src/') ? text : comments, path, places)];
}

function faultsOfDocument({ path, text }: TextFile, places: Places): string[] {
  // A record of changes names files as they were then.
  const history = path === 'CHANGELOG.md';
  const prose = text.replace(FENCE, blanked);
  const faults = [...linksOf(prose, path, places), ...citedParagraphs(prose, path, places)];
  if (history) return faults;
  for (const match of prose.matchAll(/`([^`\n]+)`/g)) {
    const name = match[1];
    if (!isPath(name) || places.hasFile(name)) continue;
    faults.push(`${path}:${lineAt(prose, match.index)} names ${name}, which is not there`);
  }
  return faults;
}

/** Links and pictures within the repository, each with its anchor. */
function linksOf(prose: string, path: string, places: Places): string[] {
  const faults: string[] = [];
  for (const match of [...prose.matchAll(MARKDOWN_LINK), ...prose.matchAll(HTML_LINK)]) {
    const target = match[1];
    if (/^[a-z]+:/i.test(target)) continue;
    const [file, anchor] = target.split('#');
    const wanted = file === '' ? path : resolvePath(path, decodeURI(file));
    const line = lineAt(prose, match.index);
    if (!places.has(wanted)) faults.push(`${path}:${line} links to ${target}, which is not there`);
    else if (anchor !== undefined && wanted.endsWith('.md') && !places.hasAnchor(wanted, anchor)) {
      faults.push(`${path}:${line} links to ${target}, but there is no such heading`);
    }
  }
  return faults;
}

/** Paths that comments name. */
function namedPaths(comments: string, path: string, places: Places): string[] {
  const faults: string[] = [];
  for (const match of comments.matchAll(PATH)) {
    const name = match[0].replace(/\.$/, '');
    if (!isPath(name) || places.hasFile(name.replace(/^\.\//, ''))) continue;
    if (name.startsWith('.') && places.has(resolvePath(path, name).replace(/\.js$/, '.ts'))) continue;
    faults.push(`${path}:${lineAt(comments, match.index)} names ${name}, which is not there`);
  }
  return faults;
}

function citedParagraphs(text: string, path: string, places: Places): string[] {
  const faults: string[] = [];
  for (const match of text.matchAll(CITED)) {
    for (const [, number] of match[2].matchAll(/§(\d+(?:\.\d+)*)/g)) {
      if (places.hasParagraph(match[1], number)) continue;
      faults.push(`${path}:${lineAt(text, match.index)} cites ${match[1]} §${number}, which is not there`);
    }
  }
  return faults;
}

/** Documents and TypeScript by name; anything else only by its path from the root. */
function isPath(name: string): boolean {
  if (/[\s*<>{}$…=,()|"']/.test(name)) return false;
  if (/\.(?:md|d\.ts|ts)$/.test(name) && /\w\.\w+$/.test(name)) return true;
  if (/^(?:build|dist)\/[\w./-]+\.js$/.test(name)) return true;
  const [root, ...rest] = name.split('/');
  return rest.length > 0 && ROOTS.includes(root) && !(root === 'log' && name !== 'log/README.md');
}

/** The comments of a source; all else is blanked, so that positions stand. */
function commentsOf({ path, text }: TextFile): string {
  if (/\.(?:ts|mts|mjs|js)$/.test(path)) {
    const { uncommented } = readSource(text);
    return [...text].map((char, at) => (char === '\n' || char !== uncommented[at] ? char : ' ')).join('');
  }
  return text.replace(/^(?! *#).*$/gm, blanked);
}

function headingsOf(text: string): string[] {
  return [...text.replace(FENCE, blanked).matchAll(HEADING)].map((match) => match[1]);
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replace(/ /g, '-');
}

function blanked(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

function endingsOf(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, at) => parts.slice(at).join('/'));
}

/** The path from the root that a relative path leads to. */
function resolvePath(from: string, to: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of to.split('/')) {
    if (part === '..') parts.length > 0 ? parts.pop() : parts.push('..');
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

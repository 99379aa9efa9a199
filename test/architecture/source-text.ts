/** TypeScript source reduced to what the rules look at: no comments, no contents of strings. Positions are kept. */

/** A source and the same text with parts blanked; all three have the same length and line ends. */
export interface SourceText {
  readonly whole: string;
  /** Comments blanked; strings stand. */
  readonly uncommented: string;
  /** Comments and what strings, templates and regular expressions contain are blanked. */
  readonly code: string;
}

/** An import, export-from, dynamic import, require or file URL. */
export interface Reference {
  kind: 'value' | 'type' | 'dynamic' | 'url';
  specifier: string;
  /** Line from 1. */
  line: number;
}

/** A slash after one of these begins a regular expression, after anything else it divides. */
const BEFORE_REGEX = /(?:^|[([{,;:=!&|?+\-*%<>~^}]|\b(?:return|typeof|case|in|of|do|else|void|delete))\s*$/;

/** Blanks comments and strings of a source. */
export function readSource(whole: string): SourceText {
  const uncommented = [...whole];
  const code = [...whole];
  const blank = (target: string[], from: number, to: number): void => {
    for (let i = from; i < to; i++) if (whole[i] !== '\n') target[i] = ' ';
  };
  /** Depths of braces at which a template goes on when they close. */
  const templates: number[] = [];
  let depth = 0;
  let at = 0;

  const skipComment = (end: number): void => {
    blank(uncommented, at, end);
    blank(code, at, end);
    at = end;
  };
  const skipText = (end: number): void => {
    blank(code, at + 1, end - 1);
    at = end;
  };
  /** From behind a backtick or a closing brace to the template's end or its next `${`. */
  const skipTemplate = (from: number): void => {
    let to = from;
    while (to < whole.length && whole[to] !== '`' && !whole.startsWith('${', to))
      to += whole[to] === '\\' ? 2 : 1;
    blank(code, from, Math.min(to, whole.length));
    if (whole[to] === '`') at = to + 1;
    else {
      templates.push(depth++);
      at = to + 2;
    }
  };

  while (at < whole.length) {
    const char = whole[at];
    if (whole.startsWith('//', at)) {
      const end = whole.indexOf('\n', at);
      skipComment(end < 0 ? whole.length : end);
    } else if (whole.startsWith('/*', at)) {
      const end = whole.indexOf('*/', at + 2);
      skipComment(end < 0 ? whole.length : end + 2);
    } else if (char === '"' || char === "'") {
      skipText(endOfText(whole, at, char));
    } else if (char === '/' && BEFORE_REGEX.test(code.slice(Math.max(0, at - 80), at).join(''))) {
      skipText(endOfRegex(whole, at));
    } else if (char === '`') {
      skipTemplate(at + 1);
    } else if (char === '}' && templates.at(-1) === depth - 1) {
      templates.pop();
      depth--;
      skipTemplate(at + 1);
    } else {
      if (char === '{') depth++;
      if (char === '}') depth--;
      at++;
    }
  }
  return { whole, uncommented: uncommented.join(''), code: code.join('') };
}

function endOfText(text: string, start: number, quote: string): number {
  let at = start + 1;
  while (at < text.length && text[at] !== quote && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1;
  return Math.min(at + 1, text.length);
}

function endOfRegex(text: string, start: number): number {
  let inClass = false;
  let at = start + 1;
  for (; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '[') inClass = true;
    else if (text[at] === ']') inClass = false;
    else if (text[at] === '/' && !inClass) return at + 1;
  }
  return at;
}

/** Line from 1 of a position. */
export function lineAt(text: string, at: number): number {
  let line = 1;
  for (let i = 0; i < at; i++) if (text[i] === '\n') line++;
  return line;
}

const REFERENCE =
  /\bimport\s*\(|\brequire\s*\(|\bnew\s+URL\s*\(|(?<![.\w$])(?:import|export)\b(?!\s*\()(?:\s+(type)\b(?!\s*(?:from\b|,|=)))?(?:[\w\s{},*$]*?\bfrom)?\s*(?=['"])/g;

/** Every reference to another module, in order. A dynamic import of a computed name has the specifier `?`. */
export function findReferences(source: SourceText): Reference[] {
  const found: Reference[] = [];
  for (const match of source.code.matchAll(REFERENCE)) {
    const behind = match.index + match[0].length;
    const text = /^\s*(['"`])(.*?)\1/s.exec(source.uncommented.slice(behind));
    const line = lineAt(source.code, match.index);
    const call = match[0].endsWith('(');
    if (/^new\b/.test(match[0])) {
      // A URL of something on the network is no module.
      if (text?.[2].startsWith('.')) found.push({ kind: 'url', specifier: text[2], line });
    } else if (call) {
      found.push({ kind: 'dynamic', specifier: text?.[2] ?? '?', line });
    } else {
      found.push({ kind: match[1] === 'type' ? 'type' : 'value', specifier: text?.[2] ?? '?', line });
    }
  }
  return found;
}

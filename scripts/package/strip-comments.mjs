/**
 * JavaScript without its comments: of the archive for Windows they would be a quarter of a megabyte, and it has a size to keep.
 * What is left is parsed and compared with the original: the program is the same, node by node, or the file stays as it is.
 */
import { parseAst } from 'vitest/node';

/** Comments that ask to stay. */
const STAYS = /^\/[/*](?:!|[\s\S]*@(?:license|preserve)|[\s\S]*\bcopyright\b)/i;

/**
 * @param {string} source
 * @returns {string} the source itself when it cannot be parsed, or would not be the same without comments
 */
export function stripComments(source) {
  for (const kind of /** @type {const} */ (['module', 'commonjs'])) {
    const before = parse(source, kind);
    if (before === undefined) continue;
    const stripped = withoutComments(source, literals(before));
    const after = parse(stripped, kind);
    return after !== undefined && sameProgram(before, after) ? stripped : source;
  }
  return source;
}

/** @param {string} source @param {'module' | 'commonjs'} sourceType @returns {unknown} */
function parse(source, sourceType) {
  try {
    return parseAst(source, { lang: 'js', sourceType });
  } catch {
    return undefined;
  }
}

/** Where strings, templates and regular expressions lie: in them `//` is no comment. @param {unknown} tree */
function literals(tree) {
  /** @type {{ start: number, end: number }[]} */
  const found = [];
  /** @param {unknown} node */
  const walk = (node) => {
    if (typeof node !== 'object' || node === null) return;
    const { type, start, end } = /** @type {{ type?: string, start: number, end: number }} */ (node);
    if (type === 'Literal' || type === 'TemplateElement') found.push({ start, end });
    for (const child of Object.values(node)) walk(child);
  };
  walk(tree);
  return found.sort((a, b) => a.start - b.start);
}

/** @param {string} source @param {readonly { start: number, end: number }[]} kept */
function withoutComments(source, kept) {
  const first = source.startsWith('#!') ? source.indexOf('\n') : 0;
  let out = source.slice(0, first);
  let at = first;
  for (const { start, end } of [...kept, { start: source.length, end: source.length }]) {
    if (start < at) continue;
    out += tidy(source.slice(at, start)) + source.slice(start, end);
    at = end;
  }
  return out;
}

/** A comment becomes a blank, or a line end if it had one: where a statement ends may depend on it. @param {string} code */
function tidy(code) {
  return code
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n\r\u2028\u2029]*/g, (comment) => {
      if (STAYS.test(comment)) return comment;
      return comment.startsWith('/*') && !/[\n\r\u2028\u2029]/.test(comment)
        ? ' '
        : comment.startsWith('//')
          ? ''
          : '\n';
    })
    .replace(/[ \t]*\n(?:[ \t]*\n)*/g, '\n');
}

/** Whether two trees differ in nothing but places. @param {unknown} a @param {unknown} b @returns {boolean} */
export function sameProgram(a, b) {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return Object.is(a, b);
  if (a instanceof RegExp || b instanceof RegExp) return String(a) === String(b);
  const names = Object.keys(a).filter((name) => name !== 'start' && name !== 'end');
  const others = Object.keys(b).filter((name) => name !== 'start' && name !== 'end');
  if (names.length !== others.length) return false;
  const [left, right] = [
    /** @type {Record<string, unknown>} */ (a),
    /** @type {Record<string, unknown>} */ (b),
  ];
  return names.every((name) => name in right && sameProgram(left[name], right[name]));
}

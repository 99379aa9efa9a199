/** All mutants of some files, and a random sample of them from a seed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';
import { importFromTool } from './tool.mjs';
import { offsetsOf, textAt } from './verdict.mjs';

/**
 * One change of one source file.
 * @typedef {object} Mutant
 * @property {string} file From the project's folder.
 * @property {number} line Counted from 1.
 * @property {number} column Counted from 1.
 * @property {string} original
 * @property {string} replacement
 * @property {string} sourceLine
 * @property {string} mutated The whole source with the change.
 */

const silent = { isDebugEnabled: () => false, debug() {}, info() {}, warn() {} };
const MUTATOR_OPTIONS = { plugins: null, excludedMutations: [], ignorers: [], noHeader: true };

/**
 * Every mutant that Stryker makes of these files, in the order of the source.
 * @param {readonly string[]} files From the project's folder.
 * @returns {Promise<Mutant[]>}
 */
export async function mutantsOf(files) {
  const { Instrumenter } = await importFromTool('@stryker-mutator/instrumenter/dist/src/index.js');
  const sources = files.map((name) => ({
    name,
    mutate: true,
    content: readFileSync(join(ROOT, name), 'utf8'),
  }));
  const { mutants } = await new Instrumenter(silent).instrument(sources, MUTATOR_OPTIONS);
  const contents = new Map(sources.map(({ name, content }) => [name, content]));
  return mutants.map((/** @type {any} */ { fileName, location, replacement }) => {
    const source = contents.get(fileName) ?? '';
    // Stryker counts from 0 here, and from 1 in its reports.
    const place = {
      start: { line: location.start.line + 1, column: location.start.column + 1 },
      end: { line: location.end.line + 1, column: location.end.column + 1 },
    };
    const { from, to } = offsetsOf(source, place);
    return {
      file: fileName,
      ...place.start,
      original: textAt(source, place),
      replacement,
      sourceLine: source.split('\n')[place.start.line - 1].trim(),
      mutated: source.slice(0, from) + replacement + source.slice(to),
    };
  });
}

/**
 * The items in a random order that depends only on the seed (Fisher-Yates with the generator mulberry32).
 * @template T
 * @param {readonly T[]} items
 * @param {number} seed
 * @returns {T[]}
 */
export function shuffled(items, seed) {
  const order = [...items];
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

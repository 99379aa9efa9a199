/** All mutants of some files, and a random sample of them from a seed. */
import { createHash } from 'node:crypto';
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
 * The mutants in a random order that depends on the seed. Each has its place by its own text: after a change of the
 * source, a sample holds the same mutants but for those of the lines that changed.
 * @param {readonly Mutant[]} mutants
 * @param {number} seed
 * @returns {Mutant[]}
 */
export function shuffled(mutants, seed) {
  /** How many mutants had this text before. @type {Map<string, number>} */
  const seen = new Map();
  const placed = mutants.map((mutant) => {
    const text = [mutant.file, mutant.sourceLine, mutant.original, mutant.replacement].join('\0');
    const nth = seen.get(text) ?? 0;
    seen.set(text, nth + 1);
    return { mutant, place: createHash('sha256').update(`${seed}\0${text}\0${nth}`).digest('hex') };
  });
  placed.sort((a, b) => (a.place < b.place ? -1 : 1));
  return placed.map(({ mutant }) => mutant);
}

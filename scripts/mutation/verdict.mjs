/** Results of mutants: counts, the list of survivors, the known equivalents. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';

/**
 * A mutant and its result.
 * @typedef {object} Judged
 * @property {string} file From the project's folder.
 * @property {number} line Counted from 1.
 * @property {number} column Counted from 1.
 * @property {string} original The text that was replaced.
 * @property {string} replacement
 * @property {string} sourceLine The source line where the mutant begins, trimmed.
 * @property {'killed' | 'timeout' | 'survived' | 'uncovered' | 'refused'} verdict
 *   `uncovered`: no test reaches it. `refused`: it does not compile.
 */

/**
 * A mutant that behaves exactly as the source.
 * @typedef {{ file: string, sourceLine: string, original: string, replacement: string, reason: string }} Equivalent
 */

/** @returns {readonly Equivalent[]} */
function readEquivalents() {
  return JSON.parse(readFileSync(join(ROOT, 'scripts/mutation/equivalents.json'), 'utf8'));
}

/** @param {string} text */
const oneLine = (text) => text.replace(/\s+/g, ' ');

/** @param {string} text */
function short(text) {
  const line = oneLine(text);
  return line.length > 90 ? `${line.slice(0, 87)}…` : line;
}

/** `part` of `whole` in percent, rounded down to two decimals. @param {number} part @param {number} whole */
const percent = (part, whole) => (whole === 0 ? 100 : Math.floor((part / whole) * 10_000) / 100);

/**
 * Why a mutant behaves exactly as the source; `undefined` if it is no known equivalent.
 * @param {Judged} mutant
 * @param {readonly Equivalent[]} known
 */
function equivalentReason({ file, sourceLine, original, replacement }, known) {
  const same = known.find(
    (each) =>
      each.file === file &&
      each.sourceLine === sourceLine &&
      each.original === oneLine(original) &&
      each.replacement === oneLine(replacement),
  );
  return same?.reason;
}

/**
 * Prints the survivors and the counts. A mutant that reaches the time limit counts as killed; those that
 * the compiler refuses or that could not be run don't count.
 * @param {string} title
 * @param {readonly Judged[]} judged
 * @param {readonly Equivalent[]} known The mutants that behave exactly as the source.
 * @returns {number} The share of killed mutants in percent. Equivalent mutants count as survivors.
 */
export function printVerdict(title, judged, known = readEquivalents()) {
  /** @param {Judged['verdict']} verdict */
  const count = (verdict) => judged.filter((mutant) => mutant.verdict === verdict).length;
  const survivors = judged.filter(({ verdict }) => verdict === 'survived' || verdict === 'uncovered');
  let equivalents = 0;
  for (const mutant of survivors) {
    const reason = equivalentReason(mutant, known);
    if (reason !== undefined) equivalents++;
    const note = reason === undefined ? mutant.verdict : `equivalent: ${reason}`;
    console.log(`${mutant.file}:${mutant.line}:${mutant.column}  ${note}`);
    console.log(`  ${short(mutant.original)}  →  ${short(mutant.replacement)}`);
  }
  const killed = count('killed') + count('timeout');
  const counted = killed + survivors.length;
  const share = percent(killed, counted);
  console.log(
    `${title}: ${killed} of ${counted} mutants killed, ${share} % (${count('timeout')} of them by the time limit); ` +
      `${count('survived')} survived, ${count('uncovered')} not reached by a test`,
  );
  if (equivalents > 0) {
    console.log(
      `  without the equivalent ones (${equivalents}): ${percent(killed, counted - equivalents)} %`,
    );
  }
  if (count('refused') > 0) console.log(`  not counted: ${count('refused')} refused by the compiler`);
  return share;
}

/**
 * The text between two places of a source. Lines and columns count from 1, `end` is exclusive.
 * @param {string} source
 * @param {{ start: { line: number, column: number }, end: { line: number, column: number } }} location
 */
export function textAt(source, { start, end }) {
  const { from, to } = offsetsOf(source, { start, end });
  return source.slice(from, to);
}

/**
 * Offsets of two places of a source. Lines and columns count from 1.
 * @param {string} source
 * @param {{ start: { line: number, column: number }, end: { line: number, column: number } }} location
 */
export function offsetsOf(source, { start, end }) {
  const lines = source.split('\n');
  /** @param {{ line: number, column: number }} place */
  const offset = ({ line, column }) =>
    lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
  return { from: offset(start), to: offset(end) };
}

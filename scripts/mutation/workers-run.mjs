/**
 * A sample of the mutants of `src/workers`. That room runs in threads, from the build, so each mutant is built into
 * a copy of the tree and whole suites run on it. This takes long: every result is kept as soon as it is known.
 */

import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, makeCopy, runTests, writeInCopy } from './copy.mjs';
import { mutantsOf, shuffled } from './mutants.mjs';
import { hashFiles, ROOT, STATE, sourceFiles } from './paths.mjs';
import { installTool } from './tool.mjs';

/** @typedef {import('./verdict.mjs').Judged} Judged */
/** @typedef {import('./mutants.mjs').Mutant} Mutant */
/** @typedef {{ key: string, tests: string, verdict: Judged['verdict'] }} Kept */
/** @typedef {{ paths: readonly string[], limitMs: number }} Suite */

const SOURCE = 'src/workers';
/** Run in this order up to the first that fails: quick suites first. */
const SUITES = [
  ['test/simulation'],
  ['test/workers'],
  ['test/program/engine-logs', 'test/program/engine-shards', 'test/program/sends', 'test/program/sent-list'],
  ['test/program/engine-links', 'test/program/engine-noise', 'test/program/paced-sends', 'test/live'],
];
const TEST_FOLDERS = ['test/simulation', 'test/workers', 'test/program', 'test/live', 'test/support'];
const KEPT = join(STATE, 'workers.jsonl');

/**
 * Judges `size` mutants that compile, in a random order that depends on `seed`.
 * @param {number} size
 * @param {number} seed
 * @returns {Promise<Judged[]>}
 */
export async function runWorkers(size, seed) {
  installTool();
  const sources = sourceFiles(SOURCE);
  const order = shuffled(await mutantsOf(sources), seed);
  const tests = hashFiles(TEST_FOLDERS.flatMap(sourceFiles));
  const kept = readKept();
  /** @type {readonly Suite[] | undefined} */
  let suites;
  /** @type {Judged[]} */
  const judged = [];
  let counted = 0;
  for (const mutant of order) {
    if (counted === size) break;
    const key = keyOf(mutant);
    let verdict = stillHolds(kept.get(key), tests);
    if (verdict === undefined) {
      suites ??= await prepare();
      verdict = await judge(mutant, suites);
      appendFileSync(KEPT, `${JSON.stringify({ key, tests, verdict })}\n`);
      console.log(`${counted + 1} of ${size}  ${verdict}  ${mutant.file}:${mutant.line}`);
    }
    judged.push({ ...mutant, verdict });
    if (verdict !== 'refused') counted++;
  }
  return judged;
}

/** Identifies a mutant by its file and its mutated source. @param {Mutant} mutant */
function keyOf({ file, mutated }) {
  return createHash('sha256').update(`${file}\0${mutated}`).digest('hex').slice(0, 24);
}

/** @returns {Map<string, Kept>} */
function readKept() {
  const lines = existsSync(KEPT) ? readFileSync(KEPT, 'utf8').split('\n') : [];
  /** @type {Kept[]} */
  const all = lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line));
  return new Map(all.map((one) => [one.key, one]));
}

/** Whether a kept result is still valid; a survivor is judged again if the tests changed. @param {Kept | undefined} kept @param {string} tests */
function stillHolds(kept, tests) {
  return kept?.verdict === 'survived' && kept.tests !== tests ? undefined : kept?.verdict;
}

/** Makes the copy and measures how long each suite takes without a mutant. @returns {Promise<Suite[]>} */
async function prepare() {
  makeCopy();
  /** @type {Suite[]} */
  const suites = [];
  for (const paths of SUITES) {
    const from = performance.now();
    const found = await runTests(paths, 600_000);
    if (found !== 'passed') throw new Error(`${paths.join(', ')}: ${found} without any mutant`);
    const tookMs = performance.now() - from;
    // Generous, because the machine may be busy: only a mutant that hangs should reach it.
    suites.push({ paths, limitMs: 30_000 + 4 * tookMs });
    console.log(`${paths.join(', ')}: ${Math.round(tookMs / 1000)} s without a mutant`);
  }
  return suites;
}

/** @param {Mutant} mutant @param {readonly Suite[]} suites @returns {Promise<Judged['verdict']>} */
async function judge(mutant, suites) {
  writeInCopy(mutant.file, mutant.mutated);
  try {
    if (!build()) return 'refused';
    for (const { paths, limitMs } of suites) {
      const found = await runTests(paths, limitMs);
      if (found !== 'passed') return found === 'timeout' ? 'timeout' : 'killed';
    }
    return 'survived';
  } finally {
    writeInCopy(mutant.file, readFileSync(join(ROOT, mutant.file), 'utf8'));
  }
}

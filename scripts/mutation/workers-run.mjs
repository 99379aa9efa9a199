/**
 * A sample of the mutants of `src/workers`. That room runs in threads, from the build, so each mutant is built into
 * a copy of the tree and whole suites run on it. This takes long: every result is kept as soon as it is known.
 */

import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Copy } from './copy.mjs';
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
  ['test/program/engine-links', 'test/program/engine-noise', 'test/program/paced-sends'],
  ['test/live'],
];
/** Mutants that are judged at the same time, each in a copy of its own: tests wait about as long as they work. */
const JOBS = Math.max(2, availableParallelism());
const TEST_FOLDERS = ['test/simulation', 'test/workers', 'test/program', 'test/live', 'test/support'];
const KEPT = join(STATE, 'workers.jsonl');
/** What was judged before on other machines: a sample takes hours. */
const JUDGED = join(ROOT, 'scripts/mutation/judged-workers.jsonl');

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
  /** The results by their place in the order, in which the sample has no gap. @type {Judged[]} */
  const judged = [];
  let counted = 0;
  let begun = 0;
  let open = 0;
  /** @param {number} at @param {Judged['verdict']} verdict */
  const note = (at, verdict) => {
    judged[at] = { ...order[at], verdict };
    if (verdict !== 'refused') counted++;
  };
  const isDone = () => begun === order.length || counted + open >= size;
  const verdictKept = () =>
    begun < order.length ? stillHolds(kept.get(keyOf(order[begun])), tests) : undefined;
  /** Judges one mutant after the other. @param {Copy} copy @param {readonly Suite[]} suites */
  const work = async (copy, suites) => {
    while (!isDone()) {
      const known = verdictKept();
      const at = begun++;
      if (known !== undefined) {
        note(at, known);
        continue;
      }
      open++;
      const verdict = await judge(order[at], copy, suites);
      open--;
      appendFileSync(KEPT, `${JSON.stringify({ key: keyOf(order[at]), tests, verdict })}\n`);
      note(at, verdict);
      console.log(`${counted} of ${size}  ${verdict}  ${order[at].file}:${order[at].line}`);
    }
  };
  // Where all is known, no copy is made.
  for (let known = verdictKept(); !isDone() && known !== undefined; known = verdictKept())
    note(begun++, known);
  if (isDone()) return judged;
  const copies = Array.from({ length: JOBS }, (_, i) => new Copy(i + 1));
  const suites = await measure(copies);
  // A place that a refused mutant leaves may be free after the other jobs have ended.
  while (!isDone()) await Promise.all(copies.map((copy) => work(copy, suites)));
  return judged;
}

/** Identifies a mutant by its file and its mutated source. @param {Mutant} mutant */
function keyOf({ file, mutated }) {
  return createHash('sha256').update(`${file}\0${mutated}`).digest('hex').slice(0, 24);
}

/** @returns {Map<string, Kept>} */
function readKept() {
  const lines = [JUDGED, KEPT].flatMap((path) =>
    existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [],
  );
  /** @type {Kept[]} */
  const all = lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line));
  return new Map(all.map((one) => [one.key, one]));
}

/** Whether a kept result is still valid; a survivor is judged again if the tests changed. @param {Kept | undefined} kept @param {string} tests */
function stillHolds(kept, tests) {
  return kept?.verdict === 'survived' && kept.tests !== tests ? undefined : kept?.verdict;
}

/**
 * Measures how long each suite takes without a mutant, while all copies run it.
 * @param {readonly Copy[]} copies
 * @returns {Promise<Suite[]>}
 */
async function measure(copies) {
  /** @type {Suite[]} */
  const suites = [];
  for (const paths of SUITES) {
    const from = performance.now();
    const found = await Promise.all(copies.map((copy) => copy.runTests(paths, 600_000)));
    if (found.some((one) => one !== 'passed'))
      throw new Error(`${paths.join(', ')}: ${found} without any mutant`);
    const tookMs = performance.now() - from;
    // Generous, because the machine may be busy: only a mutant that hangs should reach it.
    suites.push({ paths, limitMs: 30_000 + 4 * tookMs });
    console.log(`${paths.join(', ')}: ${Math.round(tookMs / 1000)} s without a mutant`);
  }
  return suites;
}

/** @param {Mutant} mutant @param {Copy} copy @param {readonly Suite[]} suites @returns {Promise<Judged['verdict']>} */
async function judge(mutant, copy, suites) {
  copy.write(mutant.file, mutant.mutated);
  try {
    if (!(await copy.build())) return 'refused';
    for (const { paths, limitMs } of suites) {
      const found = await copy.runTests(paths, limitMs);
      if (found !== 'passed') return found === 'timeout' ? 'timeout' : 'killed';
    }
    return 'survived';
  } finally {
    copy.write(mutant.file, readFileSync(join(ROOT, mutant.file), 'utf8'));
  }
}

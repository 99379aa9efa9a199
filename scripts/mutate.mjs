/**
 * Mutation testing: changes one place of the source at a time and checks that a test fails.
 * `npm run mutate -- --room codec`, or `npm run mutate -- --workers`. See CONTRIBUTING.md.
 */
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { STATE } from './mutation/paths.mjs';
import { runRoom } from './mutation/room-run.mjs';
import { LEAST_KILLED_PERCENT, ROOMS } from './mutation/rooms.mjs';
import { printVerdict } from './mutation/verdict.mjs';
import { runWorkers } from './mutation/workers-run.mjs';

const USAGE = `npm run mutate -- --room ${Object.keys(ROOMS).join('|')} [--only FILE]
npm run mutate -- --workers [--sample N] [--seed S]

--room     judge every mutant of a room by the room's tests
--only     only the source files whose path ends so
--workers  judge a sample of the mutants of src/workers, each built into a copy of the tree
--sample   mutants of that sample (default 300)
--seed     picks the sample (default 1)

What was judged is kept in .mutation/, so that an interrupted run goes on where it was.
Ends with exit code 1 if fewer than ${LEAST_KILLED_PERCENT} % of a room's mutants were killed.`;

const OPTIONS = /** @type {const} */ ({
  room: { type: 'string' },
  only: { type: 'string', default: '' },
  workers: { type: 'boolean', default: false },
  sample: { type: 'string', default: '300' },
  seed: { type: 'string', default: '1' },
});

/** A whole number of at least 1. @param {string} option @param {string} text */
function wholeNumber(option, text) {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Error(`--${option} is ${text}, expected a whole number of at least 1`);
}

async function main() {
  const { values } = parseArgs({ options: OPTIONS });
  mkdirSync(STATE, { recursive: true });
  if (values.workers) {
    const size = wholeNumber('sample', values.sample);
    const seed = wholeNumber('seed', values.seed);
    printVerdict(`workers, sample of ${size} with seed ${seed}`, await runWorkers(size, seed));
  } else if (values.room !== undefined && values.room in ROOMS) {
    const share = printVerdict(values.room, await runRoom(values.room, values.only));
    if (share < LEAST_KILLED_PERCENT) process.exitCode = 1;
  } else {
    console.log(USAGE);
    process.exitCode = 2;
  }
}

await main();

/** The mutants of a room, judged by the room's tests: Stryker runs each test with the mutants that it reaches. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { mutantsOf } from './mutants.mjs';
import { hashFiles, ROOT, STATE, sourceFiles } from './paths.mjs';
import { ROOMS } from './rooms.mjs';
import { installTool, STRYKER } from './tool.mjs';
import { textAt } from './verdict.mjs';

/** @typedef {import('./verdict.mjs').Judged} Judged */

/** Stryker's word for a result → ours. @type {Readonly<Record<string, Judged['verdict']>>} */
const VERDICTS = {
  Killed: 'killed',
  Timeout: 'timeout',
  Survived: 'survived',
  NoCoverage: 'uncovered',
  CompileError: 'refused',
  // A test file that can't be loaded, or an error that no test caught.
  RuntimeError: 'killed',
};

/** Files of the project that the tests don't need; Stryker copies the rest for each run. */
const NOT_COPIED = ['.mutation', 'dist', 'build', 'log', 'docs'];

/**
 * Judges every mutant of a room, one source file after the other. Results are kept, so that an interrupted run continues
 * with the file it was in. A file is judged again when the room's sources or tests change; Stryker then runs only
 * the mutants that the change concerns.
 * @param {string} name
 * @param {string} only Judges only the files whose path ends with this text; all if empty.
 * @returns {Promise<Judged[]>}
 */
export async function runRoom(name, only) {
  const room = ROOMS[name];
  installTool();
  const folder = join(STATE, name);
  mkdirSync(folder, { recursive: true });
  const sources = sourceFiles(room.source);
  const tests = [...room.tests, 'test/support'].flatMap(sourceFiles);
  const hash = hashFiles([...sources, ...tests]);
  // A file of types alone has no mutants; to find that out, Stryker would run all tests.
  const changed = new Set((await mutantsOf(sources)).map(({ file }) => file));
  const chosen = sources.filter((file) => changed.has(file) && file.endsWith(only));
  return chosen.flatMap((file, index) => {
    const report = join(folder, `${file.slice(room.source.length + 1).replaceAll('/', '+')}.json`);
    if (readHash(report) !== hash) {
      console.log(`${file} (${index + 1} of ${chosen.length})`);
      forgetStaticSurvivors(report);
      runStryker(file, room.tests, report);
      writeFileSync(`${report}.hash`, hash);
    }
    return readReport(report).filter((mutant) => mutant.file === file);
  });
}

/** The hash with which a report was made. @param {string} report */
function readHash(report) {
  return existsSync(`${report}.hash`) ? readFileSync(`${report}.hash`, 'utf8') : undefined;
}

/**
 * Takes the survivors out of a report whose line runs when the module loads: Stryker doesn't know which tests reach them, and
 * would keep them for ever, whatever tests are added.
 * @param {string} report
 */
function forgetStaticSurvivors(report) {
  if (!existsSync(report)) return;
  const known = JSON.parse(readFileSync(report, 'utf8'));
  for (const each of Object.values(known.files)) {
    each.mutants = each.mutants.filter(
      (/** @type {{ static?: boolean, status: string }} */ { static: atLoad, status }) =>
        atLoad !== true || status !== 'Survived',
    );
  }
  writeFileSync(report, JSON.stringify(known));
}

/** @param {string} file @param {readonly string[]} tests @param {string} report */
function runStryker(file, tests, report) {
  const temporary = join(STATE, 'tmp', basename(report));
  // Left by an interrupted run.
  rmSync(temporary, { recursive: true, force: true });
  const config = join(STATE, 'stryker.json');
  writeFileSync(config, JSON.stringify(strykerOptions(file, report, temporary), undefined, 2));
  const { status, signal } = spawnSync(process.execPath, [STRYKER, 'run', config], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, MUTATION_TESTS: JSON.stringify(tests) },
  });
  if (status !== 0) throw new Error(`Stryker ended with ${signal ?? `exit code ${status}`} on ${file}`);
}

/** @param {string} file @param {string} report @param {string} temporary */
function strykerOptions(file, report, temporary) {
  return {
    mutate: [file],
    testRunner: 'vitest',
    vitest: { configFile: 'scripts/mutation/vitest.config.mjs', related: false },
    coverageAnalysis: 'perTest',
    concurrency: availableParallelism(),
    timeoutMS: 10_000,
    incremental: true,
    incrementalFile: report,
    tempDirName: temporary,
    ignorePatterns: NOT_COPIED,
    // Stryker reads tsconfig.json through an interface that TypeScript 7 doesn't have, and doesn't need it here.
    tsconfigFile: 'none',
    reporters: ['progress-append-only'],
    logLevel: 'warn',
    warnings: { slow: false },
    allowConsoleColors: false,
  };
}

/** The mutants of a report in Stryker's format. @param {string} report @returns {Judged[]} */
function readReport(report) {
  const { files } = JSON.parse(readFileSync(report, 'utf8'));
  return Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants
      .filter((/** @type {{ status: string }} */ { status }) => status in VERDICTS)
      .map((/** @type {any} */ { location, replacement, status }) => ({
        file,
        line: location.start.line,
        column: location.start.column,
        original: textAt(source, location),
        replacement,
        sourceLine: source.split('\n')[location.start.line - 1].trim(),
        verdict: VERDICTS[status],
      })),
  );
}

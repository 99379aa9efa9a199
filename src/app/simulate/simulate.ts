import type { CommandSpecification } from '../../command-line/command-specification.js';
import { StartError } from '../../coordinator/errors.js';
import { readApiToken, readViewToken } from '../program/api-token.js';
import { endInOrder } from '../program/ending.js';
import { leave } from '../program/leave.js';
import { refuseStart } from '../program/refuse-start.js';
import { type LoadedFiles, loadFiles } from './load-files.js';
import type { PlannedWalk } from './planned-walk.js';
import { Simulator } from './simulator.js';
import { parseSimulator, type SimulatorOptions } from './simulator-options.js';

/** Runs the simulator with the words of a command line. Ends the process when it is done; without sends it runs on. */
export async function simulate(words: readonly string[], specification: CommandSpecification): Promise<void> {
  const parsed = parseSimulator(words, specification);
  if ('exitCode' in parsed) process.exit(parsed.exitCode);
  await runSimulator(parsed.options, words);
}

/** Runs the simulator with options that were read already; `words` are printed in the reports. */
export async function runSimulator(options: SimulatorOptions, words: readonly string[]): Promise<void> {
  try {
    const exitCode = await run(options, words);
    if (exitCode !== undefined) await leave(exitCode);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    await leave(refuseStart(...error.lines, ...(await adviceOf(error, options))));
  }
}

/** What to do about the error, where the lines do not say it. */
async function adviceOf({ missingAddresses }: StartError, { ini }: SimulatorOptions): Promise<string[]> {
  if (missingAddresses === 0) return [];
  const { addressAdvice } = await import('../addresses/missing-addresses.js');
  return [addressAdvice(ini, 'simulator', missingAddresses)];
}

/** Returns the exit code; `undefined` while the RTUs stay. */
async function run(options: SimulatorOptions, words: readonly string[]): Promise<number | undefined> {
  const access = readApiToken(options);
  if ('fault' in access) {
    return refuseStart(access.fault);
  }
  const looking = readViewToken(options, access.token);
  if ('fault' in looking) return refuseStart(looking.fault);
  const files = await loadFiles(options);
  if ('exitCode' in files) return files.exitCode;
  const walk = await planOf(options, files);
  if (typeof walk === 'number') return walk;
  const plays = options.sends.length > 0 || files.profile !== undefined;
  // What only a run needs is not loaded without one: the RTUs listen sooner.
  const RunClass = plays ? (await import('../../run/run.js')).Run : undefined;
  // Before anything can be seen of the program: who waits for its log or its lines may end it at once.
  endInOrder(() => simulator);
  const simulator = new Simulator(
    { ...options, apiToken: access.token, viewToken: looking.token },
    files,
    words,
    RunClass,
    walk,
  );
  for (const warning of [...access.warnings, ...looking.warnings]) simulator.warn(warning);
  try {
    await simulator.start();
  } catch (error) {
    // Before anything is said of it: with the dashboard the words would be gone.
    simulator.leaveScreen();
    await simulator.closeLogs();
    throw error;
  }
  if ((await simulator.play()) === 'stay') return undefined;
  await simulator.end();
  return simulator.exitCode();
}

/** The walk of the options; an exit code if it can't be; `undefined`: there is none. */
async function planOf(
  options: SimulatorOptions,
  files: LoadedFiles,
): Promise<PlannedWalk | number | undefined> {
  if (options.walk === undefined) return undefined;
  const { PlannedWalk: Planned } = await import('./planned-walk.js');
  const walk = new Planned(options.walk, options, files.configuration);
  const fault = walk.findFault();
  if (fault === undefined) return walk;
  return refuseStart(fault);
}

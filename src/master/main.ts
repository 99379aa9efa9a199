/** The controlling station's command line: process in, process out. */
import { isNoRun, parseArguments } from './cli-options.js';
import { MasterError } from './master-error.js';
import { run } from './run.js';

const out = (line: string): void => void process.stdout.write(`${line}\n`);
const err = (line: string): void => void process.stderr.write(`${line}\n`);

const options = parseArguments(process.argv.slice(2));
if (isNoRun(options)) {
  (options.exitCode === 0 ? out : err)(options.message);
  process.exitCode = options.exitCode;
} else {
  const interruption = new AbortController();
  // The second signal finds no listener and ends the process at once.
  process.once('SIGINT', () => interruption.abort());
  process.once('SIGTERM', () => interruption.abort());
  try {
    process.exitCode = await run(options, { out, err }, interruption.signal);
  } catch (error) {
    if (!(error instanceof MasterError)) throw error;
    err(`error: ${error.message}`);
    process.exitCode = 1;
  }
}

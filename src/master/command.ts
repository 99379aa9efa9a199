import type { TextSinks } from '../command-line/parse-words.js';
import { MasterError } from './master-error.js';
import { parseMaster } from './master-options.js';
import { run } from './run.js';

const EXIT_FAILED = 1;

/**
 * Runs the master with the words of its command line until its seconds are over, SIGINT, SIGTERM or SIGBREAK comes, or the
 * reader of its lines is gone; a second signal ends the process at once. Returns the exit code: 0 clean, 1 if anything failed or an RTU violated
 * the protocol, 2 usage.
 */
export async function runMaster(words: readonly string[], sinks: TextSinks): Promise<number> {
  const parsed = parseMaster(words, sinks);
  if ('exitCode' in parsed) return parsed.exitCode;
  const interruption = new AbortController();
  // `once`: the second signal finds no listener and ends the process.
  process.once('SIGINT', () => interruption.abort());
  process.once('SIGTERM', () => interruption.abort());
  // Ctrl-Break on Windows.
  process.once('SIGBREAK', () => interruption.abort());
  // The reader of its lines is gone, for example a demo that was killed: no more lines are wanted.
  process.stderr.once('error', () => interruption.abort());
  const output = {
    out: (line: string) => void sinks.out.write(`${line}\n`),
    err: (line: string) => void sinks.err.write(`${line}\n`),
  };
  try {
    return await run(parsed.options, output, interruption.signal);
  } catch (error) {
    if (!(error instanceof MasterError)) throw error;
    output.err(`error: ${error.message}`);
    return EXIT_FAILED;
  }
}

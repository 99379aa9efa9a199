/** Which command the first word names: the simulator where it names none. */
import { simulate } from './simulate.js';

/** Runs the command that `words`, what follows the program's name, ask for. */
export async function runCommand(words: readonly string[]): Promise<void> {
  const [command, ...rest] = words;
  if (command !== 'compare') return simulate(words);
  const { runCompare } = await import('../compare/compare.js');
  process.exitCode = await runCompare(rest, process.stdout, process.stderr);
}

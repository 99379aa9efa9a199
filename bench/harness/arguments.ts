/** Command lines of the benchmarks. */

/** A number within its range, or the default if the argument is absent. Throws `RangeError`. */
export function numberOf(
  name: string,
  text: string | undefined,
  initial: number,
  low: number,
  high: number,
): number {
  if (text === undefined) return initial;
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value >= low && value <= high) return value;
  throw new RangeError(`--${name} is "${text}", expected ${low}…${high}`);
}

/** Like `numberOf`, for whole numbers. */
export function wholeOf(
  name: string,
  text: string | undefined,
  initial: number,
  low: number,
  high: number,
): number {
  const value = numberOf(name, text, initial, low, high);
  if (Number.isInteger(value)) return value;
  throw new RangeError(`--${name} is "${text}", expected a whole number ${low}…${high}`);
}

/** One of a few words, or the first if the argument is absent. Throws `RangeError`. */
export function wordOf<Word extends string>(
  name: string,
  text: string | undefined,
  words: readonly Word[],
): Word {
  if (text === undefined) return words[0];
  const word = words.find((known) => known === text);
  if (word !== undefined) return word;
  throw new RangeError(`--${name} is "${text}", expected ${words.join(' or ')}`);
}

/** Runs a benchmark: bad arguments → usage and exit code 2, any other failure → its text and exit code 1. */
export async function runBenchmark(usage: string, main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const misused = error instanceof RangeError || isArgumentError(error);
    const text = error instanceof Error ? error.message : String(error);
    process.stderr.write(misused ? `${text}\n${usage}\n` : `${text}\n`);
    process.exitCode = misused ? 2 : 1;
  }
}

function isArgumentError(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS');
}

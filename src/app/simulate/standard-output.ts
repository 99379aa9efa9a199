/** Where the simulator writes: its result to standard output, everything else to standard error. Nothing of it ever blocks. */
import { UnblockedOutput, UnreadLines } from '../unread-output.js';

/** Opened at the first line, not when the module is imported. */
const opened: { lines?: UnreadLines; result?: UnreadLines } = {};

/** Writes a line to standard error. While nobody reads, lines are dropped and counted. */
export function say(line: string): void {
  opened.lines ??= new UnreadLines(new UnblockedOutput(process.stderr));
  opened.lines.write(line);
}

/** Writes a line of the result to standard output. */
export function print(line: string): void {
  opened.result ??= new UnreadLines(new UnblockedOutput(process.stdout));
  opened.result.write(line);
}

/** Resolves when all lines were taken, or after `withinMs`. */
export async function allSaid(withinMs: number): Promise<void> {
  await Promise.all([opened.lines?.taken(withinMs), opened.result?.taken(withinMs)]);
}

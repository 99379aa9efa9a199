/** Where the simulator writes: its result to standard output, everything else to standard error. Nothing of it ever blocks. */
import type { BarProgress } from '../../progress/bar-progress.js';
import { lineProgress } from '../../progress/line-progress.js';
import type { Progress } from '../../progress/progress.js';
import { barOn, monotonicNow } from '../command-progress.js';
import { UnblockedOutput, UnreadLines } from '../unread-output.js';

/** Opened at the first line, not when the module is imported. */
const opened: {
  error?: UnblockedOutput;
  lines?: UnreadLines;
  result?: UnreadLines;
  bar?: BarProgress | undefined;
} = {};

function standardError(): UnblockedOutput {
  opened.error ??= new UnblockedOutput(process.stderr);
  return opened.error;
}

/** Writes a line to standard error, above the bar if one is shown. While nobody reads, lines are dropped and counted. */
export function say(line: string): void {
  opened.lines ??= new UnreadLines(standardError());
  opened.bar?.makeWay();
  opened.lines.write(line);
}

/** Writes a line of the result to standard output. */
export function print(line: string): void {
  opened.result ??= new UnreadLines(new UnblockedOutput(process.stdout));
  opened.bar?.makeWay();
  opened.result.write(line);
}

/** Long work: a bar on a terminal, elsewhere a line every ten seconds, given to `tell`. */
export async function progress(tell: (line: string) => void = say): Promise<Progress> {
  opened.bar ??= await barOn(standardError());
  return opened.bar ?? lineProgress(tell, monotonicNow);
}

/** Resolves when all lines were taken, or after `withinMs`. */
export async function allSaid(withinMs: number): Promise<void> {
  await Promise.all([opened.lines?.taken(withinMs), opened.result?.taken(withinMs)]);
}

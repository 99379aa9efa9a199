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

/** Takes the lines while a screen is open. */
let holder: ((line: string) => void) | undefined;

/**
 * Writes a line to standard error, above the bar if one is shown; while lines are held, to their holder. While nobody reads, lines are
 * dropped and counted.
 */
export function say(line: string): void {
  if (holder !== undefined) {
    holder(line);
    return;
  }
  opened.lines ??= new UnreadLines(standardError());
  opened.bar?.makeWay();
  opened.lines.write(line);
}

/** Lines that are said in one turn of a long list. */
const LINES_A_TURN = 200;
/** How long a turn of a long list waits for its reader. */
const TURN_MS = 5000;

/** Writes many lines to standard error, at the pace of a reader such as `less`; of one that stands still, lines are dropped as by `say`. */
export async function sayAll(lines: readonly string[]): Promise<void> {
  for (let from = 0; from < lines.length; from += LINES_A_TURN) {
    for (const line of lines.slice(from, from + LINES_A_TURN)) say(line);
    await opened.lines?.taken(TURN_MS);
  }
}

/**
 * Gives every line for standard error to `take` instead, also what Node.js, a worker thread or a package writes there: on a screen it would
 * stand in the picture, and be gone with it. Returns a function that ends this.
 */
export function holdLines(take: (line: string) => void): () => void {
  holder = take;
  const { stderr } = process;
  const { write } = stderr;
  stderr.write = (chunk: string | Uint8Array, ...more: unknown[]): boolean => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    for (const line of text.split('\n')) if (line.trim() !== '') take(line);
    const done = more.find((each) => typeof each === 'function') as (() => void) | undefined;
    if (done !== undefined) queueMicrotask(done);
    return true;
  };
  return () => {
    holder = undefined;
    stderr.write = write;
  };
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

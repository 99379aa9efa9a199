import { UnblockedOutput, UnreadLines } from '../unread-output.js';

let lines: UnreadLines | undefined;

/** Opened at the first line, not when the module is imported. */
function open(): UnreadLines {
  lines ??= new UnreadLines(new UnblockedOutput(process.stderr));
  return lines;
}

/** Writes a line to standard error; never blocks. While nobody reads, lines are dropped and counted. */
export function say(line: string): void {
  open().write(line);
}

/** Resolves when all lines were taken, or after `withinMs`. */
export async function allSaid(withinMs: number): Promise<void> {
  await lines?.taken(withinMs);
}

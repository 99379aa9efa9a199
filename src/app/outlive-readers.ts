import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { isatty } from 'node:tty';

/** What a write says when its reader is gone: a pipe without a reader (on Windows EOF too), a terminal that was closed. */
const READER_GONE = ['EPIPE', 'EIO', 'EOF'];
const STANDARD_DESCRIPTORS = [0, 1, 2];

/**
 * Lets the program continue when the reader of its output is gone, as in `iec104rs compare … | head` or
 * `iec104rs 2>&1 | head`, or when its terminal was closed: the RTUs stay, and the exit code is still the result of the
 * command. On standard output, only that is ignored: if a full disk does not take a result, that is a fault.
 */
export function outliveReaders(): void {
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!isReaderGone(error)) throw error;
  });
  if (process.platform === 'win32') return;
  const terminals = STANDARD_DESCRIPTORS.filter((descriptor) => isatty(descriptor));
  process.on('exit', () => letGo(terminals.filter((descriptor) => !isatty(descriptor))));
}

/** Whether an error of standard output says that nobody reads it any more. */
export function isReaderGone({ code = '' }: Pick<NodeJS.ErrnoException, 'code'>): boolean {
  return READER_GONE.includes(code);
}

/**
 * Puts the null device in the place of terminals that were closed. At its exit Node.js restores the mode of the terminals it
 * began with, and aborts (SIGABRT, SIGSEGV) where that fails; it leaves alone what was replaced.
 */
function letGo(closedTerminals: readonly number[]): void {
  for (const descriptor of closedTerminals) closeSync(descriptor);
  // Each takes the lowest number that is free.
  for (const _ of closedTerminals) openSync(devNull, 'r+');
}

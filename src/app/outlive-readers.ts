/** What a write says when its reader is gone: a pipe without a reader, a terminal that was closed. */
const READER_GONE = ['EPIPE', 'EIO'];

/**
 * Lets the program continue when the reader of its output is gone, as in `iec104rs compare … | head` or
 * `iec104rs 2>&1 | head`, or when its terminal was closed: the RTUs stay, and the exit code is still the result of the
 * command. On standard output, only that is ignored: if a full disk does not take a result, that is a fault.
 */
export function outliveReaders(): void {
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!READER_GONE.includes(error.code ?? '')) throw error;
  });
}

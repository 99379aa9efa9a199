/**
 * Goes on when nobody reads what the program writes, as in `iec104rs compare … | head` or `iec104rs 2>&1 | head`: the
 * RTUs stay, and the exit code is what the command found. Of standard output that is so for a pipe without a reader only
 * (`EPIPE`): a result that a full disk does not take is a fault.
 */
export function outliveReaders(): void {
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

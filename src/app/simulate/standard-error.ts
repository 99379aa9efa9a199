/** Writes a line to standard error. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Goes on when the reader of standard error is gone: `iec104rs 2>&1 | head` must not end the RTUs. */
export function outliveReader(): void {
  process.stderr.on('error', () => {});
}

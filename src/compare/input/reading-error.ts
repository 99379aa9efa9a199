/** A file can't be read or written, or lacks what the comparison needs; the message is for the user. Exit code 1. */
export class ReadingError extends Error {
  readonly code = 'READING';
}

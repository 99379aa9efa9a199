/** Why a file can't be compared, for people. */

/** A file can't be read, or lacks what the comparison needs: exit code 1. */
export class ReadingError extends Error {
  readonly code = 'READING';
}

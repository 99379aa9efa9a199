/** Exit codes of the simulator (`docs/behaviour.md` §6). A usage error is 2, given by the command line's parser. */
export const EXIT = {
  OK: 0,
  /** The files, ports or paths do not allow a start. */
  CONFIGURATION: 1,
  /** An error of the program itself. */
  FAULT: 1,
  /** Ended at once by a second signal. */
  ABORTED: 1,
  /** A stated limit was missed. */
  LIMIT: 3,
} as const;

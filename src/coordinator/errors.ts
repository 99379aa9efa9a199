/** Faults that keep the simulator from starting, with stable codes. */
export type StartErrorCode = 'PORTS' | 'LOG_FOLDER' | 'SENT_LIST' | 'SHARD';

/** The simulator could not start; `lines`: one reason each. Everything is stopped again. */
export class StartError extends Error {
  override readonly name = 'StartError';
  constructor(
    readonly code: StartErrorCode,
    readonly lines: readonly string[],
    /** How many addresses to listen on are not on this machine. */
    readonly missingAddresses = 0,
  ) {
    super(lines.join('\n'));
  }
}

import { EXIT } from './exit-codes.js';

/** A program that can be ended. */
export interface Endable {
  /** Ends everything in order. */
  end(): Promise<void>;
  /** Reports an uncaught error. */
  fail(error: unknown): void;
  exitCode(): number;
}

/**
 * Ends the process in order at the first SIGINT or SIGTERM, or after an uncaught error was reported.
 * A second signal ends it at once.
 */
export function endInOrder(program: Endable): void {
  let ending = false;
  const begin = (): void => {
    ending = true;
    void program.end().finally(() => process.exit(program.exitCode()));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (ending) process.exit(EXIT.ABORTED);
      begin();
    });
  }
  process.on('uncaughtException', (error) => {
    program.fail(error);
    // An error while ending does not stop the rest of it.
    if (!ending) begin();
  });
}

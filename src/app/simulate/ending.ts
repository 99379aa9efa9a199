import { EXIT } from './exit-codes.js';
import { say } from './standard-output.js';

/** A program that can be ended. */
export interface Endable {
  /** Ends everything in order. */
  end(): Promise<void>;
  /** Reports an uncaught error. */
  fail(error: unknown): void;
  /** Gives the terminal back, so that what is said from now on stays. */
  leaveScreen(): void;
  exitCode(): number;
  /** A thread hangs in a call of the system: only the system can end the process. */
  readonly waitsForDisk?: boolean;
}

/** Signals that end the program. A closed terminal sends SIGHUP, Ctrl-\ SIGQUIT. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/**
 * Ends the process in order at the first signal, or after an uncaught error was reported. A second signal ends it at
 * once; not SIGHUP, which the system and the shell may both send for one closed terminal. `running` is asked when
 * a signal comes.
 */
export function endInOrder(running: () => Endable): void {
  let ending = false;
  const begin = (): void => {
    ending = true;
    const program = running();
    void program.end().finally(() => process.exit(program.exitCode()));
  };
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (!ending) begin();
      else if (signal !== 'SIGHUP') {
        const program = running();
        const { waitsForDisk = false } = program;
        program.leaveScreen();
        const when = waitsForDisk ? 'as soon as the log disk lets it go' : 'at once';
        say(`${signal} while the program was ending: it ends ${when}, its logs may be incomplete`);
        if (waitsForDisk) process.kill(process.pid, 'SIGKILL');
        process.exit(EXIT.ABORTED);
      }
    });
  }
  process.on('uncaughtException', (error) => {
    running().fail(error);
    // An error while ending does not stop the rest of it.
    if (!ending) begin();
  });
}

import { heedStarter, tellStarter } from '../program-channel.js';
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

/**
 * Signals that end the program. A closed terminal sends SIGHUP, Ctrl-\ SIGQUIT. On Windows Ctrl-Break is SIGBREAK, and a closed console
 * window is SIGHUP: some seconds later the system ends the process.
 */
export const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK'] as const;

/**
 * Ends the process in order at the first signal, or after an uncaught error was reported. A second signal ends it at
 * once; not SIGHUP, which the system and the shell may both send for one closed terminal. A program that started this one
 * may ask for the same through its channel (`program-channel.ts`). `running` is asked when a signal comes.
 */
export function endInOrder(running: () => Endable): void {
  let ending = false;
  /** Times that the end was asked for, by signals and through the channel: one Ctrl-C comes by both ways. */
  const asked = { bySignal: 0, byStarter: 0 };
  const begin = (): void => {
    ending = true;
    const program = running();
    void program.end().finally(() => process.exit(program.exitCode()));
  };
  const endAtOnce = (signal: string): void => {
    const program = running();
    const { waitsForDisk = false } = program;
    program.leaveScreen();
    const when = waitsForDisk ? 'as soon as the log disk lets it go' : 'at once';
    say(`${signal} while the program was ending: it ends ${when}, its logs may be incomplete`);
    if (waitsForDisk) process.kill(process.pid, 'SIGKILL');
    process.exit(EXIT.ABORTED);
  };
  const take = (signal: string, way: keyof typeof asked): void => {
    const before = Math.max(asked.bySignal, asked.byStarter);
    asked[way] = signal === 'SIGHUP' ? Math.max(1, asked[way]) : asked[way] + 1;
    const isNews = Math.max(asked.bySignal, asked.byStarter) > before;
    if (!ending) {
      tellStarter({ endedByHand: true });
      begin();
    } else if (isNews && signal !== 'SIGHUP') endAtOnce(signal);
  };
  for (const signal of END_SIGNALS) process.on(signal, () => take(signal, 'bySignal'));
  heedStarter((signal) => take(signal, 'byStarter'));
  process.on('uncaughtException', (error) => {
    running().fail(error);
    // An error while ending does not stop the rest of it.
    if (!ending) begin();
  });
}

/**
 * What a program that starts the simulator and the simulator tell each other. A terminal sends a signal to both; were it
 * passed on as a signal, the simulator would take it for a second one, which ends it at once.
 */
import type { ChildProcess } from 'node:child_process';

/** To the simulator: end, as that signal does. */
interface EndRequest {
  readonly end: NodeJS.Signals;
}

/** From the simulator. */
type Notice =
  /** A signal or a key ends it. */
  | { readonly endedByHand: true }
  /** Why it was not begun, a sentence without a full stop. */
  | { readonly notBegun: string };

function isEndRequest(message: unknown): message is EndRequest {
  return typeof message === 'object' && message !== null && 'end' in message;
}

/** Asks a simulator that was started with a channel to end. */
export function askToEnd(child: ChildProcess, end: NodeJS.Signals): void {
  // One that has ended already needs nothing.
  if (child.connected) child.send({ end } satisfies EndRequest, () => {});
}

/** Calls `told` with what a simulator says that was started with a channel. */
export function hearSimulator(child: ChildProcess, told: (notice: Notice) => void): void {
  child.on('message', (message) => {
    if (typeof message === 'object' && ('endedByHand' in message || 'notBegun' in message))
      told(message as Notice);
  });
}

/** Resolves when a simulator has ended and all that it said is heard. */
export async function heardOut(child: ChildProcess): Promise<void> {
  if (child.connected) await new Promise((resolve) => child.once('disconnect', resolve));
}

/** In the simulator: calls `end` for each request of the program that started it, and when that program is gone. */
export function heedStarter(end: (signal: NodeJS.Signals) => void): void {
  if (process.channel === undefined) return;
  process.on('message', (message) => isEndRequest(message) && end(message.end));
  process.on('disconnect', () => end('SIGHUP'));
  process.channel.unref();
}

/** In the simulator: tells the program that started it, if there is one. */
export function tellStarter(notice: Notice): void {
  // It may be gone: then nobody asks.
  if (process.connected) process.send?.(notice, undefined, undefined, () => {});
}

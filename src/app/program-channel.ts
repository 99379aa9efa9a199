/**
 * What a program that starts the simulator and the simulator tell each other. A terminal sends a signal to both; were it
 * passed on as a signal, the simulator would take it for a second one, which ends it at once.
 */
import type { ChildProcess } from 'node:child_process';

/** To the simulator: end, as that signal does. */
interface EndRequest {
  readonly end: NodeJS.Signals;
}

/** From the simulator: a signal or a key ends it. */
const ENDED_BY_HAND = 'ended by hand';

function isEndRequest(message: unknown): message is EndRequest {
  return typeof message === 'object' && message !== null && 'end' in message;
}

/** Asks a simulator that was started with a channel to end. */
export function askToEnd(child: ChildProcess, end: NodeJS.Signals): void {
  // One that has ended already needs nothing.
  if (child.connected) child.send({ end } satisfies EndRequest, () => {});
}

/** Calls `told` if somebody ends the simulator by a signal or a key. */
export function whenEndedByHand(child: ChildProcess, told: () => void): void {
  child.on('message', (message) => message === ENDED_BY_HAND && told());
}

/** In the simulator: calls `end` for each request of the program that started it, and when that program is gone. */
export function heedStarter(end: (signal: NodeJS.Signals) => void): void {
  if (process.channel === undefined) return;
  process.on('message', (message) => isEndRequest(message) && end(message.end));
  process.on('disconnect', () => end('SIGHUP'));
  process.channel.unref();
}

/** In the simulator: says that it is ended by hand. */
export function tellStarter(): void {
  // It may be gone: then nobody asks.
  if (process.connected) process.send?.(ENDED_BY_HAND, undefined, undefined, () => {});
}

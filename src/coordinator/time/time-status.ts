/** What the program says of its time, word for word (`docs/behaviour.md` §5; the manual's screenshots). */
import { formatDay, formatTimeOfDay } from '../../text/local-time.js';
import type { SntpFault } from './sntp-client.js';

/** `off`: no server is configured. */
export type TimeState = 'updated' | 'no-privilege' | 'trying' | 'off';

/** A server that gave no time in the latest round. */
export interface ServerFailure {
  /** As configured. */
  readonly server: string;
  readonly code: SntpFault;
  readonly detail: string;
}

/** The state of the program's time. What is known of the latest success stays while later rounds fail. */
export interface TimeStatus {
  readonly state: TimeState;
  /** The line of the dashboard; empty when off. */
  readonly text: string;
  /** More for the log: what the text leaves out. May be empty. */
  readonly detail: string;
  /** The server that gave the time, as configured. */
  readonly server?: string;
  /** By how much its answer corrected the time in force before, ms. */
  readonly offsetMs?: number;
  /** Time on the way to the server and back, ms. */
  readonly roundTripMs?: number;
  /** When it answered, by its own time, ms since 1970. */
  readonly at?: number;
  /** Servers asked in vain in the latest round, in order. */
  readonly failures: readonly ServerFailure[];
}

/** While no server has answered, and after a round in which none did. */
export const TRYING_TEXT = 'Trying NTP servers to update local time ..';

/** `Time updated at: YYYY-MM-DD HH:MM:SS from SERVER`, local time; `atMs` in ms since 1970. */
export function updatedText(atMs: number, server: string): string {
  return `Time updated at: ${formatDay(atMs)} ${formatTimeOfDay(atMs)} from ${server}`;
}

/** Who may set a clock is called root, on Windows admin. */
export function noPrivilegeText(platform: NodeJS.Platform): string {
  return `No ${platform === 'win32' ? 'admin' : 'root'} privilege, cannot update time.`;
}

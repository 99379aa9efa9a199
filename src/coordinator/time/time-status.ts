/** The program's messages about its time, word for word (`docs/behaviour.md` §5; the manual's screenshots). */
import { formatDay, formatTimeOfDay } from '../../text/local-time.js';
import { parseNtpServer } from './ntp-server-name.js';
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

/** The state of the program's time. The data of the latest success stay while later rounds fail. */
export interface TimeStatus {
  readonly state: TimeState;
  /** The line of the dashboard; empty when off. */
  readonly text: string;
  /** Details for the log that the text leaves out. May be empty. */
  readonly detail: string;
  /** The server that gave the time, as configured. */
  readonly server?: string;
  /** Correction of the former time by its answer, ms. */
  readonly offsetMs?: number;
  /** Round trip time, ms. */
  readonly roundTripMs?: number;
  /** When the server answered, by its own time, ms since 1970. */
  readonly at?: number;
  /** Servers that did not give the time in the latest round, in order. */
  readonly failures: readonly ServerFailure[];
}

/** Shown before a server has answered, and after a round in which none did. */
export const TRYING_TEXT = 'Trying NTP servers to update local time ..';

/** `Time updated at: YYYY-MM-DD HH:MM:SS from SERVER`, local time; `atMs` in ms since 1970. */
export function updatedText(atMs: number, server: string): string {
  return `Time updated at: ${formatDay(atMs)} ${formatTimeOfDay(atMs)} from ${server}`;
}

/** The user who may set a clock is called root, on Windows admin. */
export function noPrivilegeText(platform: NodeJS.Platform): string {
  return `No ${platform === 'win32' ? 'admin' : 'root'} privilege, cannot update time.`;
}

/**
 * What is to be read beside the text: that the machine's clock was left, if it is never set (`--no-set-clock`), and which servers gave no time
 * in the latest round, each with its reason. Empty: nothing.
 */
export function besideText({ state, failures }: TimeStatus, machineClock: 'set' | 'left'): string {
  const parts = failures.map(describeFailure);
  if (state === 'updated' && machineClock === 'left') parts.unshift("the machine's clock was left as it is");
  return parts.join('; ');
}

/** The reason of a server with its name as configured, once. */
function describeFailure({ server, code, detail }: ServerFailure): string {
  if (isNamedIn(detail, server)) return detail;
  const { host = '', port } = parseNtpServer(server) ?? {};
  const place = `${host} port ${port}`;
  if (isNamedIn(detail, place)) return detail.replace(place, server);
  if (!isNamedIn(detail, host)) return `${server}: ${detail}`;
  // A name that leads to no address has nothing to do with its port.
  return code === 'dns' ? detail : detail.replace(host, server);
}

/** Whether the text has the name as a word of its own. */
function isNamedIn(text: string, name: string): boolean {
  const at = text.indexOf(name);
  if (name === '' || at < 0) return false;
  const beside = [text[at - 1], text[at + name.length]];
  return beside.every((letter) => letter === undefined || !/[\w.-]/.test(letter));
}

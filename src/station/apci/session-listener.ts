/** What a session tells its owner. */
import type { CloseReason } from './close-reason.js';

/**
 * Events of a session, in the order in which they happen. `nowMs` is monotonic.
 * A listener may close the session: after each call, the session's state has to be checked again.
 */
export interface SessionListener {
  /** STARTDT con was written; I frames may follow. */
  started(nowMs: number): void;
  /** STOPDT act came: no more I frames. Those outstanding may still be acknowledged. */
  stopped(nowMs: number): void;
  /** An I frame in sequence; `octets[at…end)` is its ASDU, only lent. */
  asdu(octets: Uint8Array, at: number, end: number, nowMs: number): void;
  /** Own I frames `first`, `first+1`, … (`count` of them, modulo 32768) were acknowledged. */
  acknowledged(first: number, count: number, nowMs: number): void;
  /** TESTFR act came and was answered. */
  testFrame(nowMs: number): void;
  /** A U frame without effect: a con that was not requested. */
  unexpected(what: string, nowMs: number): void;
  /** The session ended; nothing follows. */
  closed(reason: CloseReason, nowMs: number): void;
}

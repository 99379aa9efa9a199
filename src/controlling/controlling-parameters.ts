/**
 * Parameters of a session of the controlling side. Times are milliseconds on the monotonic clock.
 * Source: `docs/protocol.md` §1.
 */

/**
 * When received I frames are acknowledged:
 * `w` after every w-th, and at the latest t2 after the first one; `eager` whenever no more octets are waiting;
 * `delay` a fixed time after the first one, for any number of frames; `never` not at all, not even in sent I frames.
 */
export type AckPolicy =
  | { readonly kind: 'w' }
  | { readonly kind: 'eager' }
  | { readonly kind: 'never' }
  | { readonly kind: 'delay'; readonly delayMs: number };

/** Parameters of one session. */
export interface ControllingParameters {
  /** Most own I frames without acknowledgement, 1…32767; default 12. */
  k: number;
  /** Acknowledge after this many received I frames, 1…32767; default 8. */
  w: number;
  /** Time-out of own I frames, STARTDT, STOPDT and TESTFR act, 1…255000 ms; default 15000. */
  t1Ms: number;
  /** Latest acknowledgement of a received I frame, 1…255000 ms; default 10000. */
  t2Ms: number;
  /** Silence before TESTFR act is sent, 1…172800000 ms, 0: never; default 20000. */
  t3Ms: number;
  /** TESTFR act in this period regardless of other traffic, in ms; 0 (default): by t3 only. */
  testfrPeriodMs: number;
  /** The link is closed when nothing was received for so long, in ms; 0 or absent (default): never. */
  idleMs?: number;
  ack: AckPolicy;
}

/** The defaults of the standard. */
export const DEFAULT_CONTROLLING_PARAMETERS: Readonly<ControllingParameters> = {
  k: 12,
  w: 8,
  t1Ms: 15_000,
  t2Ms: 10_000,
  t3Ms: 20_000,
  testfrPeriodMs: 0,
  ack: { kind: 'w' },
};

/** What a session does when the peer breaks the protocol. */
export interface SessionConduct {
  /** What must end the link is counted, and the link goes on: numbers are taken as they come. */
  readonly isTolerant: boolean;
  /** An answer that is late by t1 is counted, and the link goes on. */
  readonly ignoresT1: boolean;
}

/** As the standard says: the link ends. */
export const STANDARD_SESSION_CONDUCT: SessionConduct = { isTolerant: false, ignoresT1: false };

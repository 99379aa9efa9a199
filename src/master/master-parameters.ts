/**
 * Parameters of the controlling side of a link. Times are milliseconds on the monotonic clock.
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

/** Parameters of one link of the controlling station. */
export interface MasterParameters {
  /** Most own I frames without acknowledgement, 1…32767; default 12. */
  k: number;
  /** Acknowledge after this many received I frames, 1…32767; default 8. */
  w: number;
  /** Time-out of the TCP connection, 1…255000 ms; default 10000. */
  t0Ms: number;
  /** Time-out of own I frames, STARTDT, STOPDT and TESTFR act, 1…255000 ms; default 15000. */
  t1Ms: number;
  /** Latest acknowledgement of a received I frame, 1…255000 ms; default 10000. */
  t2Ms: number;
  /** Silence before TESTFR act is sent, 1…172800000 ms, 0: never; default 20000. */
  t3Ms: number;
  /** TESTFR act in this period regardless of other traffic, in ms; 0 (default): by t3 only. */
  testfrPeriodMs: number;
  ack: AckPolicy;
}

/** The defaults of the standard (t0: 10 s, as front-ends use it). */
export const DEFAULT_PARAMETERS: Readonly<MasterParameters> = {
  k: 12,
  w: 8,
  t0Ms: 10_000,
  t1Ms: 15_000,
  t2Ms: 10_000,
  t3Ms: 20_000,
  testfrPeriodMs: 0,
  ack: { kind: 'w' },
};

/**
 * Violations of the standard by a controlled station, as seen at this end.
 * Faults of the link layer end the link; faults of an ASDU don't. Source: `docs/protocol.md` §1 and §2.
 */

/** Kinds of violation; each has one place in the code that reports it. */
export type ViolationCode =
  /** Octet 1 is not 0x68, or the length octet is out of range. */
  | 'FRAMING'
  /** N(S) of a received I frame is not V(R). */
  | 'SEND_NUMBER'
  /** N(R) acknowledges frames that were never sent, or goes back. */
  | 'RECEIVE_NUMBER'
  /** More I frames without acknowledgement than the RTU's k. */
  | 'WINDOW'
  /** I or S frame while data transfer is not started. */
  | 'NOT_STARTED'
  /** U frame that is undefined, not the RTU's to send, or confirms nothing. */
  | 'U_FRAME'
  /** Reserved bits of the control field are set, or an S or U frame is longer than six octets. */
  | 'CONTROL_FIELD'
  /** No answer within t1. */
  | 'T1'
  /** Nothing received for the idle time. */
  | 'IDLE'
  /** Header cut off, no objects, objects cut off, or octets behind them. */
  | 'MALFORMED_ASDU'
  /** A type that doesn't exist in 104. */
  | 'UNKNOWN_TYPE'
  /** A cause that the type must not carry in monitor direction. */
  | 'CAUSE'
  /** A common address other than the RTU's. */
  | 'COMMON_ADDRESS';

/** One violation. */
export interface Violation {
  code: ViolationCode;
  /** Found and expected, in words. */
  detail: string;
  /** On the monotonic clock. */
  atMs: number;
}

/** Violations whose details are kept per link; further ones are only counted. */
const MOST_DETAILS = 20;

const NONE: ReadonlySet<ViolationCode> = new Set();

/** The violations of one link: all counted, the first 20 kept. */
export class ViolationLog {
  count = 0;
  /** The first one of those on which the link is to be closed. */
  grave: Violation | undefined;
  /** The newest one. */
  last: Violation | undefined;
  readonly byCode = new Map<ViolationCode, number>();
  readonly details: Violation[] = [];

  /** `closesOn`: after which the link is to be closed though the session goes on. */
  constructor(private readonly closesOn: ReadonlySet<ViolationCode> = NONE) {}

  add(code: ViolationCode, detail: string, atMs: number): void {
    this.count++;
    this.byCode.set(code, (this.byCode.get(code) ?? 0) + 1);
    const violation = { code, detail, atMs };
    this.last = violation;
    if (this.details.length < MOST_DETAILS) this.details.push(violation);
    if (this.grave === undefined && this.closesOn.has(code)) this.grave = violation;
  }
}

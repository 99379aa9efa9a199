/** Whether a master did what a fault on purpose demands (`docs/behaviour.md` §13). */
import type { Demand } from '../faults/fault-kind.js';
import { formatDuration } from '../text/format.js';

/** "At once" is within this time, ms: more than a busy front-end takes, far less than any t1. */
export const AT_ONCE_MS = 2000;
/** A time-out may be over so much later, ms: front-ends look at their timers once a second. */
export const TIMEOUT_SLACK_MS = 2000;

/** What is known of one RTU. Times in ms after the effect of the fault; NaN: it did not happen. */
export interface FaultFacts {
  readonly demand: Demand;
  /** Whether it had an effect at all. */
  readonly isApplied: boolean;
  /** Of the RTU; the master must have the same. */
  readonly t1Ms: number;
  readonly t3Ms: number;
  /** The end of the connection, and its code, as `PEER_CLOSED`. */
  readonly closedMs: number;
  readonly code: string;
  readonly overMs: number;
  readonly startedMs: number;
  /** The effect of the next fault on the RTU; NaN: there was none. */
  readonly nextMs: number;
  /** The end of the run. */
  readonly untilMs: number;
}

export interface FaultVerdict {
  readonly asDemanded: 'yes' | 'no' | 'not judged';
  readonly why: string;
}

/** Ends of connections that the master decides. */
const BY_MASTER: ReadonlySet<string> = new Set(['PEER_CLOSED', 'SOCKET_ERROR', 'REPLACED']);

const YES: FaultVerdict = { asDemanded: 'yes', why: '' };

/** Judges one RTU. */
export function judgeFault(facts: FaultFacts): FaultVerdict {
  if (!facts.isApplied) return { asDemanded: 'not judged', why: 'it had nothing to act on' };
  switch (facts.demand) {
    case 'free':
      return { asDemanded: 'not judged', why: 'nothing is demanded' };
    case 'returns':
      return Number.isNaN(facts.startedMs) ? no('no connection was started again') : YES;
    case 'stays':
      return isByMaster(facts) && isBecauseOf(facts)
        ? no(`the master closed the connection after ${formatDuration(facts.closedMs)}`)
        : YES;
    case 'closes':
      return judgeClosing(facts, AT_ONCE_MS);
    case 'closes-t1':
      return judgeClosing(facts, facts.t1Ms + facts.t3Ms + TIMEOUT_SLACK_MS);
  }
}

function judgeClosing(facts: FaultFacts, mostMs: number): FaultVerdict {
  const { closedMs, code, untilMs } = facts;
  if (isByMaster(facts)) {
    return closedMs <= mostMs
      ? YES
      : no(`the master closed the connection only after ${formatDuration(closedMs)}`);
  }
  if (!Number.isNaN(closedMs)) return no(`the connection ended by the RTU itself (${code})`);
  if (untilMs < mostMs)
    return { asDemanded: 'not judged', why: `the run ended ${formatDuration(untilMs)} after it` };
  return no('the master did not close the connection');
}

/** Whether the connection ended while the fault was on, or at once after it and before another fault. */
function isBecauseOf({ closedMs, overMs, nextMs }: FaultFacts): boolean {
  return !(closedMs > overMs) || (closedMs <= overMs + AT_ONCE_MS && !(nextMs < closedMs));
}

function isByMaster({ closedMs, code }: FaultFacts): boolean {
  return !Number.isNaN(closedMs) && BY_MASTER.has(code);
}

function no(why: string): FaultVerdict {
  return { asDemanded: 'no', why };
}

/** What is demanded, in words. */
export function demandWords(demand: Demand): string {
  switch (demand) {
    case 'returns':
      return 'the master connects and starts again';
    case 'closes':
      return `the master closes the connection at once (within ${AT_ONCE_MS / 1000} s)`;
    case 'closes-t1':
      return 'the master closes the connection when its time-out is over';
    case 'stays':
      return 'the master keeps the connection';
    case 'free':
      return 'nothing';
  }
}

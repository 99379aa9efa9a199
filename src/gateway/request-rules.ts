/** Which requests of masters are not passed on (`docs/gateway.md` §5). */
import { GLOBAL_CA } from '../codec/asdu.js';
import { COT } from '../codec/causes.js';
import {
  type AsduView,
  CLOCK_SYNC,
  COUNTER_REQUEST,
  INTERROGATION,
  isMonitorType,
  onlyReads,
  READ,
  RESET,
  TEST,
} from './asdu-view.js';

/** Requests that may be for the global CA (`docs/protocol.md` §2). */
const FOR_ALL: ReadonlySet<number> = new Set([INTERROGATION, COUNTER_REQUEST, CLOCK_SYNC, RESET]);

/** Not a mirror with a cause of its own, but a confirmation with P/N = 1. */
export const NEGATIVE = 0;

/** Why a request is refused. */
export interface Refusal {
  /** Cause of its mirror, or `NEGATIVE`. */
  readonly cot: number;
  readonly why: string;
  readonly counter: 'REFUSED_RIGHTS' | 'REFUSED_REQUESTS' | 'EXPIRED';
}

/** What the answer depends on besides the request. */
export interface RequestCase {
  /** CA towards the RTU. */
  readonly ca: number;
  readonly isOwnCaOnly: boolean;
  readonly rtuNumber: number;
  readonly mayWrite: boolean;
  readonly maySetClock: boolean;
  /** As many requests as may wait do. */
  readonly isFull: boolean;
  /** The link of the RTU has ended, and this master's is about to. */
  readonly isRtuLost: boolean;
}

/** The refusal of a request; `undefined`: it is passed on. */
export function refusalFor(asked: AsduView, at: RequestCase): Refusal | undefined {
  if (at.isRtuLost) return { cot: NEGATIVE, why: 'the RTU is lost', counter: 'EXPIRED' };
  const counter = 'REFUSED_REQUESTS';
  if (isMonitorType(asked.typeId))
    return { cot: COT.UNKNOWN_TYPE, why: 'only an RTU sends this type', counter };
  if (at.ca === GLOBAL_CA) {
    if (!FOR_ALL.has(asked.typeId))
      return { cot: COT.UNKNOWN_CA, why: 'this type is not for all CA', counter };
  } else if (at.isOwnCaOnly && at.ca !== at.rtuNumber) {
    return { cot: COT.UNKNOWN_CA, why: 'the RTU of this group has another CA', counter };
  }
  if (!at.mayWrite && !isHarmless(asked)) {
    return { cot: NEGATIVE, why: 'this master may only read', counter: 'REFUSED_RIGHTS' };
  }
  if (!at.maySetClock) {
    return { cot: NEGATIVE, why: "another master sets the RTU's clock", counter: 'REFUSED_RIGHTS' };
  }
  return at.isFull ? { cot: NEGATIVE, why: 'too many requests wait for the RTU', counter } : undefined;
}

/** Whether a request changes nothing: interrogations, counters without freeze, reading, the test command. */
function isHarmless(request: AsduView): boolean {
  return onlyReads(request) || request.typeId === READ || request.typeId === TEST;
}

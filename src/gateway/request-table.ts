/** Requests of masters that wait for the RTU, and which answer belongs to which (`docs/gateway.md` §4). */
import { GLOBAL_CA } from '../codec/asdu.js';
import { COT } from '../codec/causes.js';
import { type AsduView, isCommandType, READ } from './asdu-view.js';
import type { Master } from './parties.js';

/** What ends a request besides its refusal: the object that was read, the confirmation, or the end of what it began. */
type RequestEnd = 'data' | 'confirmation' | 'termination';

/** One request on its way. */
export interface OpenRequest {
  /** Who asked; `undefined`: the gateway itself, or a master that has gone. */
  master: Master | undefined;
  /** As the master sent it, for its mirror. */
  readonly asked: AsduView;
  /** As it goes to the RTU. */
  readonly sent: AsduView;
  readonly end: RequestEnd;
  /** Counted in the order in which they came. */
  readonly number: number;
  /** When it was taken, monotonic ms. */
  readonly takenMs: number;
  /** When it was written; when it was confirmed; NaN: not yet. */
  sentMs: number;
  confirmedMs: number;
  /** When it is over without an answer, monotonic ms; Infinity before it was written. */
  deadlineMs: number;
}

/** An answer of the RTU and the request that it belongs to. */
export interface MatchedAnswer {
  readonly request: OpenRequest;
  /** Whether the request is over with it. */
  readonly ends: boolean;
}

/** What a request is over with. A select ends with its confirmation; a command without select bit or with execute goes on to its end. */
function endOf({ typeId, cot, select }: AsduView): RequestEnd {
  if (typeId === READ) return 'data';
  if (cot !== COT.ACTIVATION) return 'confirmation';
  return isCommandType(typeId) && select !== 1 ? 'termination' : 'confirmation';
}

/** The open requests of a group, oldest first; interrogations that can be shared are not among them. */
export class RequestTable {
  private readonly requests: OpenRequest[] = [];
  private opened = 0;

  constructor(private readonly answerMs: number) {}

  get size(): number {
    return this.requests.length;
  }

  /** All, oldest first; the list itself. */
  get all(): readonly OpenRequest[] {
    return this.requests;
  }

  open(master: Master | undefined, asked: AsduView, sent: AsduView, nowMs: number): OpenRequest {
    const request: OpenRequest = {
      master,
      asked,
      sent,
      end: endOf(sent),
      number: this.opened++,
      takenMs: nowMs,
      sentMs: Number.NaN,
      confirmedMs: Number.NaN,
      deadlineMs: Number.POSITIVE_INFINITY,
    };
    this.requests.push(request);
    return request;
  }

  /** It was written to the RTU. */
  written(request: OpenRequest, nowMs: number): void {
    request.sentMs = nowMs;
    request.deadlineMs = nowMs + this.answerMs;
  }

  /** Takes it out; false: it is not open any more. */
  close(request: OpenRequest): boolean {
    const at = this.requests.indexOf(request);
    if (at < 0) return false;
    this.requests.splice(at, 1);
    return true;
  }

  /** Whether an open request bears this OA towards the RTU. */
  bears(oa: number): boolean {
    return this.requests.some(({ sent }) => sent.oa === oa);
  }

  /** The first deadline, monotonic ms; Infinity: none. */
  get nextDeadline(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { deadlineMs } of this.requests) if (deadlineMs < next) next = deadlineMs;
    return next;
  }

  /** Takes out and returns those whose deadline has passed. */
  overdue(nowMs: number): OpenRequest[] {
    const late = this.requests.filter(({ deadlineMs }) => deadlineMs <= nowMs);
    for (const request of late) this.close(request);
    return late;
  }

  clear(): OpenRequest[] {
    return this.requests.splice(0);
  }

  /**
   * The request that a confirmation, an end or a refusal of the RTU belongs to; it is taken out where it is over. Of several alike it is
   * the one whose OA the answer bears, else the oldest. `undefined`: none is open.
   */
  answered(answer: AsduView, nowMs: number): MatchedAnswer | undefined {
    const request = this.find((open) => belongs(open, answer), answer.oa);
    if (request === undefined) return undefined;
    const { cot, negative } = answer;
    const isConfirmed = cot === COT.ACTIVATION_CON && !negative && request.end === 'termination';
    // Every station that the global CA names answers: the request stays for the others until its time is over.
    const isOneOfMany = request.sent.ca === GLOBAL_CA;
    if (isConfirmed || isOneOfMany) {
      request.confirmedMs = nowMs;
      request.deadlineMs = nowMs + this.answerMs;
      return { request, ends: false };
    }
    this.close(request);
    return { request, ends: true };
  }

  /** The read request for the object that the RTU sends with COT 5; it is over then. */
  read(data: AsduView): OpenRequest | undefined {
    const request = this.find(
      ({ end, sent, sentMs }) =>
        end === 'data' && !Number.isNaN(sentMs) && sent.ca === data.ca && sent.ioa === data.ioa,
      data.oa,
    );
    if (request !== undefined) this.close(request);
    return request;
  }

  private find(matches: (open: OpenRequest) => boolean, oa: number): OpenRequest | undefined {
    let oldest: OpenRequest | undefined;
    for (const open of this.requests) {
      if (!matches(open)) continue;
      if (oa !== 0 && open.sent.oa === oa) return open;
      oldest ??= open;
    }
    return oldest;
  }
}

/** Whether an answer may belong to a request: type, CA, IOA, select bit and qualifier are those of the request, and its cause can follow now. */
function belongs(open: OpenRequest, answer: AsduView): boolean {
  const { sent } = open;
  if (Number.isNaN(open.sentMs) || sent.typeId !== answer.typeId) return false;
  if (sent.ca !== answer.ca && sent.ca !== GLOBAL_CA) return false;
  if (sent.ioa !== answer.ioa || sent.select !== answer.select || sent.qualifier !== answer.qualifier)
    return false;
  const isOpen = Number.isNaN(open.confirmedMs) || sent.ca === GLOBAL_CA;
  switch (answer.cot) {
    case COT.ACTIVATION_CON:
      return isOpen && sent.cot !== COT.DEACTIVATION;
    case COT.DEACTIVATION_CON:
      return isOpen && sent.cot === COT.DEACTIVATION;
    case COT.ACTIVATION_TERM:
      return sent.cot === COT.ACTIVATION && (open.end === 'termination' || sent.ca === GLOBAL_CA);
    default:
      return isOpen;
  }
}

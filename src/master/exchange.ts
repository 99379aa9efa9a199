/**
 * Requests and their answers: act → actcon → data → actterm, matched by the octets that a station must mirror.
 * Pure: time is an argument, the link keeps the deadlines. Source: `docs/protocol.md` §5.
 */
import { ASDU_HEADER_OCTETS, copyOctets, GLOBAL_CA, readCa, readIoa } from '../codec/asdu.js';
import { COT } from '../codec/causes.js';

/** What ends an exchange: a positive confirmation, the termination, or the data itself (read command). */
export type ExchangeEnd = 'confirmation' | 'termination' | 'data';

/**
 * How an exchange ended: completely (`done`), with a negative confirmation, with COT 44–47, by a deactivation that the
 * station confirmed, at its deadline, or with the link.
 */
export type ExchangeOutcome = 'done' | 'refused' | 'unknown' | 'cancelled' | 'timeout' | 'closed';

/** Observations of an exchange. Times in ms after the request was written, `undefined` if the event did not come. */
export interface ExchangeReport {
  typeId: number;
  /** First IOA of the request. */
  ioa: number;
  outcome: ExchangeOutcome;
  /** COT of the reply that ended it; 0: none did. */
  cot: number;
  /** On the monotonic clock; `undefined` if the window stayed closed. */
  sentAtMs: number | undefined;
  confirmedAfterMs: number | undefined;
  firstDataAfterMs: number | undefined;
  endedAfterMs: number | undefined;
  /** ASDUs and objects with the exchange's data cause. */
  dataAsdus: number;
  dataObjects: number;
  /** The ASDU that confirmed or refused it. */
  confirmation: Uint8Array | undefined;
}

/** One request under way. */
export interface Exchange {
  readonly request: Uint8Array;
  readonly until: ExchangeEnd;
  /** Cause of the data that belong to it; 0: none. */
  readonly dataCot: number;
  readonly report: ExchangeReport;
  readonly settle: (report: ExchangeReport) => void;
}

/** Opens an exchange; `settle` is called once. */
export function openExchange(
  request: Uint8Array,
  until: ExchangeEnd,
  dataCot: number,
  settle: (report: ExchangeReport) => void,
): Exchange {
  const report: ExchangeReport = {
    typeId: request[0],
    ioa: readIoa(request, ASDU_HEADER_OCTETS),
    outcome: 'timeout',
    cot: 0,
    sentAtMs: undefined,
    confirmedAfterMs: undefined,
    firstDataAfterMs: undefined,
    endedAfterMs: undefined,
    dataAsdus: 0,
    dataObjects: 0,
    confirmation: undefined,
  };
  return { request, until, dataCot, report, settle };
}

/** The exchanges of one link, in the order of their requests. */
export class Exchanges {
  private readonly open: Exchange[] = [];
  /** Confirmations, terminations and refusals that answer no open exchange. */
  unmatched = 0;

  /** Exchanges under way. */
  get size(): number {
    return this.open.length;
  }

  add(exchange: Exchange): void {
    this.open.push(exchange);
  }

  /** Ends an exchange from this side; no effect if it is over. */
  end(exchange: Exchange, outcome: ExchangeOutcome, nowMs: number): void {
    const index = this.open.indexOf(exchange);
    if (index < 0) return;
    this.open.splice(index, 1);
    const { report } = exchange;
    report.outcome = outcome;
    if (report.sentAtMs !== undefined) report.endedAfterMs = nowMs - report.sentAtMs;
    exchange.settle(report);
  }

  /** Ends all exchanges. */
  endAll(outcome: ExchangeOutcome, nowMs: number): void {
    for (const exchange of [...this.open]) this.end(exchange, outcome, nowMs);
  }

  /** Takes a received ASDU with `objects` objects; at least nine octets. */
  receive(octets: Uint8Array, at: number, end: number, objects: number, nowMs: number): void {
    const cot = octets[at + 2] & 0x3f;
    if (isReply(cot)) this.receiveReply(octets, at, end, cot, nowMs);
    else if (this.open.length > 0) this.receiveData(octets, at, cot, objects, nowMs);
  }

  private receiveData(octets: Uint8Array, at: number, cot: number, objects: number, nowMs: number): void {
    for (const exchange of this.open) {
      const { report } = exchange;
      if (exchange.dataCot !== cot || report.sentAtMs === undefined) continue;
      if (!isAnsweredBy(octets, at, exchange.request)) continue;
      if (exchange.until === 'data' && readIoa(octets, at + ASDU_HEADER_OCTETS) !== report.ioa) continue;
      report.firstDataAfterMs ??= nowMs - report.sentAtMs;
      report.dataAsdus++;
      report.dataObjects += objects;
      if (exchange.until === 'data') {
        report.cot = cot;
        this.end(exchange, 'done', nowMs);
      }
      return;
    }
  }

  private receiveReply(octets: Uint8Array, at: number, end: number, cot: number, nowMs: number): void {
    for (const exchange of this.open) {
      const { report } = exchange;
      if (report.sentAtMs === undefined || !mirrors(octets, at, end, exchange.request)) continue;
      const confirmed = report.confirmedAfterMs !== undefined;
      if (cot === COT.ACTIVATION_TERM ? !confirmed || exchange.until !== 'termination' : confirmed) continue;
      const confirmation = (exchange.request[2] & 0x3f) + 1;
      if ((cot === COT.ACTIVATION_CON || cot === COT.DEACTIVATION_CON) && cot !== confirmation) continue;
      if (cot === COT.ACTIVATION_TERM) {
        report.cot = cot;
        this.end(exchange, 'done', nowMs);
        return;
      }
      report.confirmedAfterMs = nowMs - report.sentAtMs;
      report.confirmation = copyOctets(octets, at, end);
      const negative = (octets[at + 2] & 0x40) !== 0;
      if (cot >= COT.UNKNOWN_TYPE || negative || exchange.until === 'confirmation') {
        report.cot = cot;
        if (cot === COT.DEACTIVATION_CON && !negative) this.cancel(octets, at, end, nowMs);
        this.end(exchange, cot >= COT.UNKNOWN_TYPE ? 'unknown' : negative ? 'refused' : 'done', nowMs);
      }
      return;
    }
    this.unmatched++;
  }

  /** A confirmed deactivation ends the activation: no termination follows. */
  private cancel(octets: Uint8Array, at: number, end: number, nowMs: number): void {
    for (const exchange of [...this.open]) {
      const activated = (exchange.request[2] & 0x3f) === COT.ACTIVATION;
      if (activated && mirrors(octets, at, end, exchange.request)) this.end(exchange, 'cancelled', nowMs);
    }
  }
}

function isReply(cot: number): boolean {
  return (
    cot === COT.ACTIVATION_CON ||
    cot === COT.DEACTIVATION_CON ||
    cot === COT.ACTIVATION_TERM ||
    (cot >= COT.UNKNOWN_TYPE && cot <= COT.UNKNOWN_IOA)
  );
}

/** Whether an ASDU has the CA of the request; requests to the global CA are answered by every RTU under its own. */
function isAnsweredBy(octets: Uint8Array, at: number, request: Uint8Array): boolean {
  const asked = readCa(request, 0);
  return asked === GLOBAL_CA || readCa(octets, at) === asked;
}

/** Whether type, CA, IOA and, for interrogations and commands, the first element octet equal those of the request. */
function mirrors(octets: Uint8Array, at: number, end: number, request: Uint8Array): boolean {
  if (octets[at] !== request[0] || !isAnsweredBy(octets, at, request)) return false;
  for (let i = ASDU_HEADER_OCTETS; i < ASDU_HEADER_OCTETS + 3; i++) {
    if (octets[at + i] !== request[i]) return false;
  }
  // The time in a clock confirmation is the RTU's own.
  if (request[0] === 103 || request.length < 10) return true;
  return at + 9 < end && octets[at + 9] === request[9];
}

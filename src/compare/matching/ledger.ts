/** The result of the matching: the fate of every row of both lists. */
import type { EventList } from '../input/event-list.js';
import type { Points } from '../input/points.js';
import { SENT, type SentList } from '../input/sent-list.js';

/** The fate of a row. Fates 1–5 are pairs and are noted at both rows, the others at one. */
export const FATE = {
  OPEN: 0,
  MATCHED: 1,
  WRONG_TIME: 2,
  WRONG_VALUE: 3,
  WRONG_QUALITY: 4,
  WRONG_TYPE: 5,
  /** Sent and acknowledged, not in the event list. */
  MISSING: 6,
  /** Sent, never acknowledged, not in the event list: no difference. */
  UNACKNOWLEDGED: 7,
  /** In the event list more often than it was sent. */
  DUPLICATE: 8,
  /** In the event list; its point was sent, but never with this value and time tag. */
  UNEXPECTED: 9,
  /** In the event list; its point was never sent. */
  UNKNOWN_POINT: 10,
  /** Sent and acknowledged, perhaps in a row of the event list that can't be read: not counted as missing too. */
  UNREAD: 11,
} as const;

/** A number of `FATE`. */
export type Fate = (typeof FATE)[keyof typeof FATE];

/** Whether the order of the event list contradicts the order sent. */
export const ORDER = {
  /** Not judged: equal rows could be paired in several ways. */
  UNJUDGED: 0,
  IN_ORDER: 1,
  /** Contradicts the order of its point. */
  OUT_IN_POINT: 2,
  /** Contradicts the order of its RTU's connection, not of its point. */
  OUT_IN_RTU: 3,
} as const;

/** A constant offset of the times of one CA. */
export interface Shift {
  /** CA number. */
  ca: number;
  /** Time in the list minus time sent. */
  ms: number;
  /** Events with this offset. */
  events: number;
}

/** Both lists, and the pairs found so far. */
export class Ledger {
  readonly sentFate: Uint8Array;
  readonly eventFate: Uint8Array;
  /** Row of the other list; −1: none. For a duplicate, the sent row that it repeats. */
  readonly partnerOfSent: Int32Array;
  readonly partnerOfEvent: Int32Array;
  /** `ORDER` of each event. */
  readonly order: Uint8Array;
  readonly shifts: Shift[] = [];
  /** Events without time tag whose order would take too long to judge. */
  unjudged = 0;

  constructor(
    readonly points: Points,
    readonly sent: SentList,
    readonly events: EventList,
    readonly toleranceMs: number,
    readonly reachMs: number,
  ) {
    this.sentFate = new Uint8Array(sent.rows);
    this.eventFate = new Uint8Array(events.rows);
    this.partnerOfSent = new Int32Array(sent.rows).fill(-1);
    this.partnerOfEvent = new Int32Array(events.rows).fill(-1);
    this.order = new Uint8Array(events.rows);
  }

  pair(sent: number, event: number, fate: Fate, order: number = ORDER.UNJUDGED): void {
    this.sentFate[sent] = fate;
    this.eventFate[event] = fate;
    this.partnerOfSent[sent] = event;
    this.partnerOfEvent[event] = sent;
    this.order[event] = order;
  }

  /** Notes the fate of an event without a pair; `repeated` is the sent row that it repeats. */
  settleEvent(event: number, fate: Fate, repeated = -1): void {
    this.eventFate[event] = fate;
    this.partnerOfEvent[event] = repeated;
  }

  isAcknowledged(sent: number): boolean {
    return (this.sent.flags[sent] & SENT.ACKNOWLEDGED) !== 0;
  }

  /** Whether the sent row has a time tag. */
  isTimed(sent: number): boolean {
    return !Number.isNaN(this.sent.time[sent]);
  }

  openSent(rows: Iterable<number>): number[] {
    return Array.from(rows).filter((row) => this.sentFate[row] === FATE.OPEN);
  }

  openEvents(rows: Iterable<number>): number[] {
    return Array.from(rows).filter((row) => this.eventFate[row] === FATE.OPEN);
  }

  /** Time in the list minus time sent, ms; NaN if one is missing. */
  offMs(event: number): number {
    return this.events.time[event] - this.sent.time[this.partnerOfEvent[event]];
  }
}

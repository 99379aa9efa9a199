/** The counts of a comparison. */
import { FATE, type Ledger, ORDER } from '../matching/ledger.js';
import { KINDS } from './kinds.js';

/** Median and largest of some amounts, ms. */
export interface Spread {
  count: number;
  medianMs: number;
  largestMs: number;
}

/** Counts of a comparison. */
export interface Tally {
  acknowledged: number;
  unacknowledged: number;
  /** Never acknowledged, but in the event list. */
  unacknowledgedInList: number;
  /** Sent, and perhaps in a row of the event list that can't be read. */
  unread: number;
  /** Point, value and time tag are right, and quality and type if the list has them; in any order. */
  matched: number;
  /** By `Kind.key`. */
  differences: Record<string, number>;
  /** All differences, and rows that can't be read. */
  total: number;
  /** Offsets of wrong times, without sign. */
  wrongTime: Spread;
  /** Wrong times without any time in the list. */
  timeless: number;
  /** Pairs with a time on both sides. */
  timed: number;
  /** From writing a row to receiving it, if the list has a column for that. */
  delay: Spread;
}

/** Adds up the fates of all rows. */
export function tallyOf(ledger: Ledger): Tally {
  const { sent, events } = ledger;
  const differences = Object.fromEntries(KINDS.map((kind) => [kind.key, 0]));
  const fates = new Map<number, number>();
  const orders = new Map<number, number>();
  const offs: number[] = [];
  const delays: number[] = [];
  let timed = 0;
  let timeless = 0;
  let unacknowledgedInList = 0;
  for (let event = 0; event < events.rows; event++) {
    const fate = ledger.eventFate[event];
    fates.set(fate, (fates.get(fate) ?? 0) + 1);
    orders.set(ledger.order[event], (orders.get(ledger.order[event]) ?? 0) + 1);
    if (!isPair(fate)) continue;
    const row = ledger.partnerOfEvent[event];
    if (!ledger.isAcknowledged(row)) unacknowledgedInList++;
    const off = Math.abs(ledger.offMs(event));
    if (!Number.isNaN(off)) timed++;
    if (fate === FATE.WRONG_TIME) {
      if (Number.isNaN(off)) timeless++;
      else offs.push(off);
    }
    const delay = events.received[event] - sent.written[row];
    if (!Number.isNaN(delay)) delays.push(delay);
  }
  let missing = 0;
  let unread = 0;
  let acknowledged = 0;
  for (let row = 0; row < sent.rows; row++) {
    if (ledger.sentFate[row] === FATE.MISSING) missing++;
    if (ledger.sentFate[row] === FATE.UNREAD) unread++;
    if (ledger.isAcknowledged(row)) acknowledged++;
  }
  const fate = (each: number): number => fates.get(each) ?? 0;
  Object.assign(differences, {
    missing,
    duplicate: fate(FATE.DUPLICATE),
    unexpected: fate(FATE.UNEXPECTED),
    unknownPoint: fate(FATE.UNKNOWN_POINT),
    wrongTime: fate(FATE.WRONG_TIME),
    wrongValue: fate(FATE.WRONG_VALUE),
    wrongQuality: fate(FATE.WRONG_QUALITY),
    wrongType: fate(FATE.WRONG_TYPE),
    outOfOrder: orders.get(ORDER.OUT_IN_POINT) ?? 0,
    outOfOrderInRtu: orders.get(ORDER.OUT_IN_RTU) ?? 0,
  });
  const unreadable = sent.faults.rows + events.faults.rows;
  return {
    acknowledged,
    unacknowledged: sent.rows - acknowledged,
    unacknowledgedInList,
    unread,
    matched: fate(FATE.MATCHED),
    differences,
    total: Object.values(differences).reduce((sum, count) => sum + count, unreadable),
    wrongTime: spreadOf(offs),
    timeless,
    timed,
    delay: spreadOf(delays),
  };
}

/** Whether rows of this fate are pairs. */
export function isPair(fate: number): boolean {
  return fate >= FATE.MATCHED && fate <= FATE.WRONG_TYPE;
}

function spreadOf(amounts: readonly number[]): Spread {
  const sorted = Float64Array.from(amounts).sort();
  const count = sorted.length;
  if (count === 0) return { count, medianMs: 0, largestMs: 0 };
  return { count, medianMs: sorted[(count - 1) >> 1], largestMs: sorted[count - 1] };
}

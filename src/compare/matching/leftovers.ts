/** Settles the rows of a point that stay open after equal times are paired: wrong times and values, duplicates, single rows. */
import { SENT } from '../input/sent-list.js';
import type { Budget } from './common-sequence.js';
import { FATE, type Fate, type Ledger } from './ledger.js';
import { addTo } from './multi-map.js';
import { pairNearest } from './nearest.js';
import { pairByTime, sidesByValue, sortByTime } from './time-pairs.js';
import { pairUntimed } from './untimed.js';

/** All rows of one point in both lists, and the offsets found for its CA. */
export interface PointRows {
  sent: Int32Array;
  events: Int32Array;
  shiftsMs: readonly number[];
}

/** Finds the fate of every open row of the point. */
export function settleLeftovers(ledger: Ledger, rows: PointRows, budget: Budget): void {
  const { sent, events } = ledger;
  const hasTag = (row: number): boolean => ledger.isTimed(row) && (sent.flags[row] & SENT.TIME_INVALID) === 0;
  const hasNoTag = (row: number): boolean => !hasTag(row);
  const hasNoTime = (event: number): boolean => Number.isNaN(events.time[event]);
  const open = (): number[] => ledger.openSent(rows.sent);
  const heard = (): number[] => ledger.openEvents(rows.events);

  settleRepeated(ledger, rows);
  pairUntimed(ledger, open().filter(hasNoTag), heard().filter(hasNoTime), budget);
  // Acknowledged rows must be in the list, so they are paired first; the others may be in it.
  for (const mustBeThere of [true, false]) {
    const due = open().filter((row) => hasTag(row) && ledger.isAcknowledged(row) === mustBeThere);
    pairWrong(ledger, due, heard(), rows.shiftsMs);
  }
  pairTimeless(ledger, open().filter(hasTag), heard().filter(hasNoTime));
  pairUntimed(ledger, open().filter(hasNoTag), heard(), budget);
  settleRest(ledger, rows, hasNoTag);
}

/** Finds duplicates: events that are equal to an event with a pair. */
function settleRepeated(ledger: Ledger, { sent, events, shiftsMs }: PointRows): void {
  const open = ledger.openEvents(events);
  if (open.length === 0) return;
  const { toleranceMs } = ledger;
  for (const sides of sidesByValue(ledger, Array.from(sent), open)) {
    const times = sides.sent.map((row) => ledger.sent.time[row]);
    for (const event of sides.events) {
      for (const shift of [0, ...shiftsMs]) {
        const time = ledger.events.time[event] - shift;
        const at = firstFrom(times, time - toleranceMs);
        if (at === times.length || times[at] > time + toleranceMs) continue;
        const row = sides.sent[at];
        if (ledger.partnerOfSent[row] < 0) continue;
        ledger.settleEvent(event, FATE.DUPLICATE, row);
        break;
      }
    }
  }
}

/** Position of the first number from `least` on; the length if there is none. */
function firstFrom(sorted: readonly number[], least: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const half = (low + high) >> 1;
    if (sorted[half] < least) low = half + 1;
    else high = half;
  }
  return low;
}

interface Pair {
  sent: number;
  event: number;
  fate: Fate;
}

/** A wrong value at the right time is taken as likely as the right value this many ms off. */
const WRONG_VALUE_MS = 100;

/**
 * Pairs wrong times and wrong values. The kind that is paired first may take rows that the other needs, so both orders are
 * tried: the one with more pairs is used, or with equally many the one with the lower cost.
 */
function pairWrong(
  ledger: Ledger,
  sent: readonly number[],
  events: readonly number[],
  shiftsMs: readonly number[],
): void {
  if (sent.length === 0 || events.length === 0) return;
  const timeFirst = new Plan(ledger, sent, events);
  timeFirst.takeEqualTimes(shiftsMs);
  timeFirst.takeEqualValues();
  const valueFirst = new Plan(ledger, sent, events);
  valueFirst.takeEqualValues();
  valueFirst.takeEqualTimes(shiftsMs);
  const more = valueFirst.pairs.length - timeFirst.pairs.length;
  const isBetter = more > 0 || (more === 0 && valueFirst.costMs() < timeFirst.costMs());
  for (const { sent: row, event, fate } of (isBetter ? valueFirst : timeFirst).pairs) {
    ledger.pair(row, event, fate);
  }
}

/** Pairs that are not in the ledger yet. */
class Plan {
  readonly pairs: Pair[] = [];
  private sent: number[];
  private events: number[];

  constructor(
    private readonly ledger: Ledger,
    sent: readonly number[],
    events: readonly number[],
  ) {
    this.sent = sortByTime([...sent], ledger.sent.time);
    this.events = sortByTime(
      events.filter((event) => !Number.isNaN(ledger.events.time[event])),
      ledger.events.time,
    );
  }

  /** Pairs rows of the same time and another value. */
  takeEqualTimes(shiftsMs: readonly number[]): void {
    const { ledger } = this;
    for (const shift of [0, ...shiftsMs]) {
      const before = this.pairs.length;
      pairByTime(ledger, { sent: this.sent, events: this.events }, shift, (sent, event) => {
        const isSame = Object.is(ledger.sent.value[sent], ledger.events.value[event]);
        this.pairs.push({ sent, event, fate: isSame ? FATE.WRONG_TIME : FATE.WRONG_VALUE });
      });
      this.dropPaired(before);
    }
  }

  /** Pairs rows of the same value and another time within the reach. */
  takeEqualValues(): void {
    const { ledger } = this;
    const before = this.pairs.length;
    for (const { sent, events } of sidesByValue(ledger, this.sent, this.events)) {
      const a = sent.map((row) => ledger.sent.time[row]);
      const b = events.map((event) => ledger.events.time[event]);
      pairNearest(a, b, ledger.reachMs, (x, y) =>
        this.pairs.push({ sent: sent[x], event: events[y], fate: FATE.WRONG_TIME }),
      );
    }
    this.dropPaired(before);
  }

  /** The sum of the wrong times, in ms; a wrong value costs as much as `WRONG_VALUE_MS`. */
  costMs(): number {
    const { sent, events } = this.ledger;
    return this.pairs.reduce((sum, pair) => {
      const off = Math.abs(events.time[pair.event] - sent.time[pair.sent]);
      return sum + (pair.fate === FATE.WRONG_VALUE ? WRONG_VALUE_MS : off);
    }, 0);
  }

  private dropPaired(from: number): void {
    if (this.pairs.length === from) return;
    const fresh = this.pairs.slice(from);
    const sent = new Set(fresh.map((pair) => pair.sent));
    const events = new Set(fresh.map((pair) => pair.event));
    this.sent = this.sent.filter((row) => !sent.has(row));
    this.events = this.events.filter((event) => !events.has(event));
  }
}

/** Pairs events that have no time in the list. */
function pairTimeless(ledger: Ledger, sent: readonly number[], events: readonly number[]): void {
  const waiting = new Map<number, number[]>();
  for (const event of [...events].reverse()) addTo(waiting, ledger.events.value[event], event);
  for (const row of sent) {
    const event = waiting.get(ledger.sent.value[row])?.pop();
    if (event !== undefined) ledger.pair(row, event, FATE.WRONG_TIME);
  }
}

function settleRest(ledger: Ledger, rows: PointRows, hasNoTag: (row: number) => boolean): void {
  const [first] = rows.sent;
  let unread = ledger.events.unread.get(ledger.sent.point[first]) ?? 0;
  for (const row of ledger.openSent(rows.sent)) {
    if (!ledger.isAcknowledged(row)) ledger.sentFate[row] = FATE.UNACKNOWLEDGED;
    else ledger.sentFate[row] = unread-- > 0 ? FATE.UNREAD : FATE.MISSING;
  }
  const open = ledger.openEvents(rows.events);
  if (open.length === 0) return;
  const untimed = new Map<number, number>();
  for (const row of rows.sent) if (hasNoTag(row)) untimed.set(ledger.sent.value[row], row);
  const keyOf = (event: number): string => `${ledger.events.value[event]} ${ledger.events.time[event]}`;
  const paired = new Map<string, number>();
  for (const event of rows.events) {
    const row = ledger.partnerOfEvent[event];
    if (row >= 0 && !Number.isNaN(ledger.events.time[event])) paired.set(keyOf(event), row);
  }
  for (const event of open) {
    const row = untimed.get(ledger.events.value[event]) ?? paired.get(keyOf(event));
    if (row === undefined) ledger.settleEvent(event, FATE.UNEXPECTED);
    else ledger.settleEvent(event, FATE.DUPLICATE, row);
  }
}

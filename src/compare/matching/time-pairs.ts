/** Pairs of equal values by their time tags: equal ones first, then within the tolerance. Linear after sorting. */
import type { Ledger } from './ledger.js';

/** Rows sent and events that may be pairs: of one point and one value, each in the order of time. */
export interface Sides {
  sent: number[];
  events: number[];
}

/** Sorts rows by time, rows of one time in their order; what is sorted already stays. */
export function sortByTime(rows: number[], time: Float64Array): number[] {
  for (let i = 1; i < rows.length; i++) {
    if (time[rows[i]] < time[rows[i - 1]]) return rows.sort((a, b) => time[a] - time[b] || a - b);
  }
  return rows;
}

/** Splits rows with a time into those of equal value; rows sent and events of a value stand together, by time. */
export function sidesByValue(ledger: Ledger, sent: readonly number[], events: readonly number[]): Sides[] {
  const byValue = new Map<number, Sides>();
  const sidesOf = (value: number): Sides => {
    let sides = byValue.get(value);
    if (sides === undefined) {
      sides = { sent: [], events: [] };
      byValue.set(value, sides);
    }
    return sides;
  };
  for (const row of sent) {
    if (!Number.isNaN(ledger.sent.time[row])) sidesOf(ledger.sent.value[row]).sent.push(row);
  }
  for (const row of events) {
    if (!Number.isNaN(ledger.events.time[row])) sidesOf(ledger.events.value[row]).events.push(row);
  }
  const all = [...byValue.values()];
  for (const sides of all) {
    sortByTime(sides.sent, ledger.sent.time);
    sortByTime(sides.events, ledger.events.time);
  }
  return all;
}

/** Takes a pair: a row sent and an event. */
export type PairTaker = (sent: number, event: number) => void;

/**
 * Pairs rows whose event time is the time sent plus `shiftMs`, up to the ledger's tolerance.
 * As many pairs as can be; among ways with equally many, the one with most exact times; what was acknowledged goes first.
 */
export function pairByTime(ledger: Ledger, { sent, events }: Sides, shiftMs: number, take: PairTaker): void {
  if (sent.length === 0 || events.length === 0) return;
  const pairs: number[] = [];
  pairExact(ledger, sent, events, shiftMs, pairs);
  const most = Math.min(sent.length, events.length) * 2;
  if (ledger.toleranceMs > 0 && pairs.length < most) {
    const paired = new Set(pairs.filter((_, i) => i % 2 === 0));
    const heard = new Set(pairs.filter((_, i) => i % 2 === 1));
    const restSent = sent.filter((row) => !paired.has(row));
    const restEvents = events.filter((row) => !heard.has(row));
    pairNear(ledger, restSent, restEvents, shiftMs, pairs);
    if (pairs.length < most) {
      // A burst of equal values, all a little late: its exact neighbours are not its own.
      const other: number[] = [];
      pairNear(ledger, sent, events, shiftMs, other);
      if (other.length > pairs.length) {
        for (let i = 0; i < other.length; i += 2) take(other[i], other[i + 1]);
        return;
      }
    }
  }
  for (let i = 0; i < pairs.length; i += 2) take(pairs[i], pairs[i + 1]);
}

function pairExact(
  ledger: Ledger,
  sent: readonly number[],
  events: readonly number[],
  shiftMs: number,
  pairs: number[],
): void {
  const sentTime = ledger.sent.time;
  const eventTime = ledger.events.time;
  let i = 0;
  let j = 0;
  while (i < sent.length && j < events.length) {
    const time = sentTime[sent[i]] + shiftMs;
    const other = eventTime[events[j]];
    if (time < other) i++;
    else if (time > other) j++;
    else {
      const firstSent = i;
      const firstEvent = j;
      while (i < sent.length && sentTime[sent[i]] + shiftMs === time) i++;
      while (j < events.length && eventTime[events[j]] === time) j++;
      pairEqual(ledger, sent.slice(firstSent, i), events.slice(firstEvent, j), pairs);
    }
  }
}

/** Columns that tell rows of one value and time apart. */
interface Described {
  readonly quality: Uint16Array;
  readonly type: Uint8Array;
}

/** Rows of one point, value and time: only quality and type can tell them apart. */
function pairEqual(
  ledger: Ledger,
  sent: readonly number[],
  events: readonly number[],
  pairs: number[],
): void {
  if (sent.length === 1 && events.length === 1) {
    pairs.push(sent[0], events[0]);
    return;
  }
  const { sent: from, events: to } = ledger;
  const hasQuality = to.picks.quality !== undefined;
  const hasType = to.picks.type !== undefined;
  const keyOf = ({ quality, type }: Described, row: number): number =>
    (hasQuality ? quality[row] * 256 : 0) + (hasType ? type[row] : 0);
  const groups = new Map<number, Sides>();
  for (const row of sent) {
    const key = keyOf(from, row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { sent: [row], events: [] });
    else group.sent.push(row);
  }
  const otherEvents: number[] = [];
  for (const row of events) {
    (groups.get(keyOf(to, row))?.events ?? otherEvents).push(row);
  }
  const otherSent: number[] = [];
  for (const group of groups.values()) {
    const chosen = choose(ledger, group.sent, group.events.length, otherSent);
    zip(chosen, group.events, pairs, otherEvents);
  }
  otherEvents.sort((a, b) => a - b);
  otherSent.sort((a, b) => a - b);
  zip(choose(ledger, otherSent, otherEvents.length, []), otherEvents, pairs, []);
}

/** `count` of the rows in their order, acknowledged ones first; the others go to `rest`. */
function choose(ledger: Ledger, rows: readonly number[], count: number, rest: number[]): readonly number[] {
  if (rows.length <= count) return rows;
  let acknowledged = 0;
  for (const row of rows) if (ledger.isAcknowledged(row)) acknowledged++;
  let places = Math.min(count, acknowledged);
  let others = count - places;
  return rows.filter((row) => {
    const taken = ledger.isAcknowledged(row) ? places-- > 0 : others-- > 0;
    if (!taken) rest.push(row);
    return taken;
  });
}

function zip(sent: readonly number[], events: readonly number[], pairs: number[], rest: number[]): void {
  for (let i = 0; i < events.length; i++) {
    if (i < sent.length) pairs.push(sent[i], events[i]);
    else rest.push(events[i]);
  }
}

/** The most pairs within the tolerance: each in turn takes the earliest that is left for it. */
function pairNear(
  ledger: Ledger,
  sent: readonly number[],
  events: readonly number[],
  shiftMs: number,
  pairs: number[],
): void {
  const acknowledged = sent.filter((row) => ledger.isAcknowledged(row));
  const heard = sweep(ledger, acknowledged, events, shiftMs, pairs);
  if (acknowledged.length === sent.length) return;
  const others = sent.filter((row) => !ledger.isAcknowledged(row));
  sweep(
    ledger,
    others,
    events.filter((row) => !heard.has(row)),
    shiftMs,
    pairs,
  );
}

function sweep(
  ledger: Ledger,
  sent: readonly number[],
  events: readonly number[],
  shiftMs: number,
  pairs: number[],
): Set<number> {
  const heard = new Set<number>();
  let j = 0;
  for (const row of sent) {
    const time = ledger.sent.time[row] + shiftMs;
    while (j < events.length && ledger.events.time[events[j]] < time - ledger.toleranceMs) j++;
    if (j === events.length) break;
    if (ledger.events.time[events[j]] > time + ledger.toleranceMs) continue;
    heard.add(events[j]);
    pairs.push(row, events[j++]);
  }
  return heard;
}

/** Pairs rows by their time tags: equal ones first, then within the tolerance. Linear after sorting. */
import type { Ledger } from './ledger.js';

/** Sent rows and events that may be pairs, each in the order of time. */
export interface Sides {
  sent: number[];
  events: number[];
}

/** Sorts rows by time, rows of equal time by row; in place, and quickly if they are sorted already. */
export function sortByTime(rows: number[], time: Float64Array): number[] {
  for (let i = 1; i < rows.length; i++) {
    if (time[rows[i]] < time[rows[i - 1]]) return rows.sort((a, b) => time[a] - time[b] || a - b);
  }
  return rows;
}

/** Groups the rows with a time by their value, each group in the order of time. */
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

/** Takes a pair: a sent row and an event. */
export type PairTaker = (sent: number, event: number) => void;

/** How times are compared, and the pairs found: `[sent, event, sent, event, …]`. */
interface Pairing {
  readonly ledger: Ledger;
  /** Time in the list minus time sent. */
  readonly shiftMs: number;
  readonly pairs: number[];
}

/**
 * Pairs rows whose event time is the time sent plus `shiftMs`, within the ledger's tolerance: as many pairs as possible, with
 * as many exact times as possible, and acknowledged rows first.
 */
export function pairByTime(ledger: Ledger, sides: Sides, shiftMs: number, take: PairTaker): void {
  const { sent, events } = sides;
  if (sent.length === 0 || events.length === 0) return;
  const pairs = findPairs({ ledger, shiftMs, pairs: [] }, sides);
  for (let i = 0; i < pairs.length; i += 2) take(pairs[i], pairs[i + 1]);
}

function findPairs(pairing: Pairing, sides: Sides): readonly number[] {
  const { ledger, pairs } = pairing;
  const { sent, events } = sides;
  pairExact(pairing, sides);
  const most = Math.min(sent.length, events.length) * 2;
  if (ledger.toleranceMs === 0 || pairs.length === most) return pairs;
  const paired = new Set(pairs.filter((_, i) => i % 2 === 0));
  const heard = new Set(pairs.filter((_, i) => i % 2 === 1));
  pairNear(pairing, {
    sent: sent.filter((row) => !paired.has(row)),
    events: events.filter((row) => !heard.has(row)),
  });
  if (pairs.length === most) return pairs;
  // In a burst of equal values that are all a little late, an event with the exact time may belong to another row.
  const other: Pairing = { ...pairing, pairs: [] };
  pairNear(other, sides);
  return other.pairs.length > pairs.length ? other.pairs : pairs;
}

function pairExact(pairing: Pairing, { sent, events }: Sides): void {
  const { ledger, shiftMs } = pairing;
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
      pairEqual(pairing, { sent: sent.slice(firstSent, i), events: events.slice(firstEvent, j) });
    }
  }
}

/** Columns in which rows of one value and time can differ. */
interface Described {
  readonly quality: Uint16Array;
  readonly type: Uint8Array;
}

/** Pairs rows of one point, value and time, which can differ only in quality and type. */
function pairEqual({ ledger, pairs }: Pairing, { sent, events }: Sides): void {
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

/** Chooses `count` of the rows, acknowledged ones first, and keeps their order; the others go to `rest`. */
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

/** Finds the most pairs within the tolerance: each row takes the earliest event that is left, acknowledged rows first. */
function pairNear(pairing: Pairing, { sent, events }: Sides): void {
  const { ledger } = pairing;
  const acknowledged = sent.filter((row) => ledger.isAcknowledged(row));
  const heard = sweep(pairing, { sent: acknowledged, events });
  if (acknowledged.length === sent.length) return;
  sweep(pairing, {
    sent: sent.filter((row) => !ledger.isAcknowledged(row)),
    events: events.filter((row) => !heard.has(row)),
  });
}

/** Returns the events that it paired. */
function sweep({ ledger, shiftMs, pairs }: Pairing, { sent, events }: Sides): Set<number> {
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

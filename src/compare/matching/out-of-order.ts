/** Which of the paired events contradict the order sent: the fewest that, taken away, leave the others in order. */

import { groupRows } from '../input/number-column.js';
import { FATE, type Ledger, ORDER } from './ledger.js';

/** Positions in `keys` that don't belong to its longest non-decreasing subsequence. O(n log n), O(n) when all are in order. */
export function outOfOrder(keys: readonly number[]): number[] {
  if (isSorted(keys)) return [];
  /** For each length the position where the subsequence with the least last key ends. */
  const ends: number[] = [];
  const before = new Int32Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const half = (low + high) >> 1;
      if (keys[ends[half]] <= keys[i]) low = half + 1;
      else high = half;
    }
    before[i] = low === 0 ? -1 : ends[low - 1];
    ends[low] = i;
  }
  const inOrder = new Uint8Array(keys.length);
  for (let i = ends[ends.length - 1]; i >= 0; i = before[i]) inOrder[i] = 1;
  const out: number[] = [];
  for (let i = 0; i < keys.length; i++) if (inOrder[i] === 0) out.push(i);
  return out;
}

function isSorted(keys: readonly number[]): boolean {
  for (let i = 1; i < keys.length; i++) if (keys[i] < keys[i - 1]) return false;
  return true;
}

/** Only events of one connection have an order, and of them those that the list has on one clock: an hour less sorts them elsewhere. */
function clockOf(ledger: Ledger, event: number): number {
  const onOtherClock = ledger.eventFate[event] === FATE.WRONG_TIME ? 1 : 0;
  return ledger.sent.link[ledger.partnerOfEvent[event]] * 2 + onOtherClock;
}

/**
 * Judges one point: its paired events against the order in which each connection sent them. `events` in the order of the list.
 * A list with its newest row first says nothing about events of one time: databases turn round times, not rows.
 */
export function judgePoint(ledger: Ledger, events: Int32Array): void {
  const byClock = new Map<number, { keys: number[]; events: number[] }>();
  for (const event of events) {
    if (ledger.order[event] !== ORDER.IN_ORDER) continue;
    const sent = ledger.partnerOfEvent[event];
    const clock = clockOf(ledger, event);
    let group = byClock.get(clock);
    if (group === undefined) {
      group = { keys: [], events: [] };
      byClock.set(clock, group);
    }
    group.keys.push(ledger.events.newestFirst ? ledger.sent.rank[sent] : sent);
    group.events.push(event);
  }
  for (const group of byClock.values()) {
    for (const at of outOfOrder(group.keys)) ledger.order[group.events[at]] = ORDER.OUT_IN_POINT;
  }
}

/**
 * Judges the order across the points of each connection, where the list's order says something about it.
 * Events of one time tag may stand in any order: front-ends sort by time.
 */
export function judgeConnections(ledger: Ledger): void {
  const { sent, events } = ledger;
  if (!events.inOrderOfTime) return;
  const rows: number[] = [];
  for (let event = 0; event < events.rows; event++) {
    if (ledger.order[event] === ORDER.IN_ORDER) rows.push(event);
  }
  const clocks = Int32Array.from(rows, (event) => clockOf(ledger, event));
  const { start, order } = groupRows(clocks, sent.links * 2);
  for (let clock = 0; clock < sent.links * 2; clock++) {
    const group = Array.from(order.subarray(start[clock], start[clock + 1]), (at) => rows[at]);
    const keys = group.map((event) => sent.rank[ledger.partnerOfEvent[event]]);
    for (const at of outOfOrder(keys)) ledger.order[group[at]] = ORDER.OUT_IN_RTU;
  }
}

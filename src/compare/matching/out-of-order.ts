/** Finds the paired events that contradict the order sent: the fewest whose removal leaves the rest in order. */
import { groupRows } from '../input/number-column.js';
import { FATE, type Ledger, ORDER } from './ledger.js';

/** Positions in `keys` outside its longest non-decreasing subsequence. O(n log n), O(n) if all are in order. */
export function outOfOrder(keys: readonly number[]): number[] {
  if (isSorted(keys)) return [];
  // For each length, where the subsequence with the lowest last key ends.
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

/** The group of an event in which order is judged: its connection, and whether its time is wrong (wrong times sort elsewhere). */
function clockOf(ledger: Ledger, event: number): number {
  const onOtherClock = ledger.eventFate[event] === FATE.WRONG_TIME ? 1 : 0;
  return ledger.sent.link[ledger.partnerOfEvent[event]] * 2 + onOtherClock;
}

/**
 * Judges the paired events of one point (in the order of the list) against the order in which each connection sent them.
 * In a list with its newest row first, the order of events of one time is not judged: databases reverse times, not rows.
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
 * Judges the order across the points of each connection if the list is sorted by time.
 * Events with the same time tag may be in any order, because front-ends sort by time.
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

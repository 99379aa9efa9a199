/** Finds constant offsets of the times of one CA: a time zone, summer time, a wrong clock. */
import { FATE, type Ledger, ORDER } from './ledger.js';
import { pairByTime, type Sides } from './time-pairs.js';

const QUARTER_MS = 900_000;
/** How many rows at the start and at the end of each value vote for an offset. */
const VOTERS = 50;
/** Most offsets of a CA: summer time may end during a test, and the clock may also be wrong. */
const MOST_SHIFTS = 3;
/** Events that an offset must explain unless it is that of a time zone; fewer may be chance. */
const ODD_EVENTS = 10;
/** The least number of events if the offset explains all of them. */
const WHOLE_EVENTS = 3;

/** Whether an offset may come from time zones: it is a multiple of a quarter of an hour. */
export function isZoneShift(ms: number): boolean {
  return ms !== 0 && ms % QUARTER_MS === 0;
}

/**
 * Finds the offsets of the open rows of a CA and pairs the rows that differ by them. `sides`: rows of each point and value.
 * An offset is taken if it explains at least half of the rows that could be paired.
 */
export function pairShifted(ledger: Ledger, ca: number, sides: readonly Sides[]): void {
  for (let round = 0; round < MOST_SHIFTS; round++) {
    const open = sides.map(({ sent, events }) => ({
      sent: ledger.openSent(sent),
      events: ledger.openEvents(events),
    }));
    const sent = open.reduce((sum, each) => sum + each.sent.length, 0);
    const events = open.reduce((sum, each) => sum + each.events.length, 0);
    const ms = vote(ledger, open);
    if (ms === undefined) return;
    const pairs: number[] = [];
    for (const each of open) pairByTime(ledger, each, ms, (row, event) => pairs.push(row, event));
    const found = pairs.length / 2;
    const isWhole = found >= WHOLE_EVENTS && found === Math.max(sent, events);
    const likely = isZoneShift(ms) || found >= ODD_EVENTS || isWhole;
    if (!likely || found * 2 < Math.min(sent, events)) return;
    for (let i = 0; i < pairs.length; i += 2) {
      ledger.pair(pairs[i], pairs[i + 1], FATE.WRONG_TIME, ORDER.IN_ORDER);
    }
    ledger.shifts.push({ ca, ms, events: found });
  }
}

/** The offset that most pairs at the starts and ends have; `undefined` if there is none. */
function vote(ledger: Ledger, open: readonly Sides[]): number | undefined {
  const votes = new Map<number, number>();
  const zoneVotes = new Map<number, number>();
  let all = 0;
  const count = (sent: number, event: number): void => {
    const off = Math.round((ledger.events.time[event] - ledger.sent.time[sent]) * 1000) / 1000;
    if (Math.abs(off) <= ledger.toleranceMs) return;
    all++;
    votes.set(off, (votes.get(off) ?? 0) + 1);
    const zone = Math.round(off / QUARTER_MS) * QUARTER_MS;
    if (zone !== 0 && Math.abs(off - zone) <= ledger.toleranceMs) {
      zoneVotes.set(zone, (zoneVotes.get(zone) ?? 0) + 1);
    }
  };
  for (const { sent, events } of open) {
    const both = Math.min(sent.length, events.length);
    const voters = Math.min(both, VOTERS);
    for (let i = 0; i < voters; i++) count(sent[i], events[i]);
    // If rows are missing at the start, only the ends correspond.
    if (sent.length === events.length && both <= VOTERS) continue;
    for (let i = 1; i <= voters; i++) count(sent[sent.length - i], events[events.length - i]);
  }
  const [zone, zoneCount] = most(zoneVotes);
  return zoneCount * 2 >= all && zoneCount > 0 ? zone : most(votes)[0];
}

function most(votes: ReadonlyMap<number, number>): [number | undefined, number] {
  let best: number | undefined;
  let count = 0;
  for (const [key, each] of votes) {
    const isNearer = each === count && best !== undefined && Math.abs(key) < Math.abs(best);
    if (each > count || isNearer) {
      best = key;
      count = each;
    }
  }
  return [best, count];
}

/**
 * Matches both lists exactly, as two multisets, point by point, in this order:
 * 1. equal value and time tag; 2. equal value, time within the tolerance, or an hour later in the hour that comes twice; 3. the same with a constant offset of the whole CA;
 * 4. repeated events; 5. rows without time, by value and order; 6. same value at another time, same time with another value.
 */

import type { TellShare } from '../input/csv-records.js';
import type { EventList } from '../input/event-list.js';
import { groupRows } from '../input/number-column.js';
import type { Points } from '../input/points.js';
import { ANY_TYPE, agrees } from '../input/quality.js';
import type { SentList } from '../input/sent-list.js';
import type { Budget } from './common-sequence.js';
import { FATE, Ledger, ORDER } from './ledger.js';
import { settleLeftovers } from './leftovers.js';
import { addTo } from './multi-map.js';
import { judgeConnections, judgePoint } from './out-of-order.js';
import { pairShifted } from './shifts.js';
import { pairByTime, type Sides, sidesByValue, sortByTime } from './time-pairs.js';

/** How far times may differ, in ms. */
export interface TimeLimits {
  /** Times this far apart count as equal. */
  toleranceMs: number;
  /** Times further apart belong to different events, unless the whole CA is shifted. */
  reachMs: number;
}

/** Steps that comparing sequences without times may take in all: some seconds. */
const SEQUENCE_STEPS = 500_000_000;

/** The share of the work that is shown when the rows are paired by time; the rest settles what is left over. */
const PAIRING_SHARE = 0.5;

/** Finds the fate of every row of both lists. Takes time nearly proportional to the number of rows; `tell` hears how far it is. */
export function matchLists(
  points: Points,
  sent: SentList,
  events: EventList,
  limits: TimeLimits,
  tell: TellShare = () => {},
): Ledger {
  const ledger = new Ledger(points, sent, events, limits.toleranceMs, limits.reachMs);
  const sentOf = groupRows(sent.point, points.count);
  const eventsOf = groupRows(events.point, points.count);
  const rowsOf = (point: number): { sent: Int32Array; events: Int32Array } => ({
    sent: sentOf.order.subarray(sentOf.start[point], sentOf.start[point + 1]),
    events: eventsOf.order.subarray(eventsOf.start[point], eventsOf.start[point + 1]),
  });

  // Points with open rows, and by CA number the rows that may be paired by time.
  const openPoints: number[] = [];
  const openSides = new Map<number, Sides[]>();
  for (let point = 0; point < points.sent; point++) {
    tell((point / points.sent) * PAIRING_SHARE);
    const rows = rowsOf(point);
    const first = pairHead(ledger, rows.sent, rows.events);
    if (first === rows.sent.length && first === rows.events.length) continue;
    openPoints.push(point);
    for (const sides of sidesByValue(ledger, rest(rows.sent, first), rest(rows.events, first))) {
      pairByTime(ledger, sides, 0, (row, event) => ledger.pair(row, event, FATE.MATCHED, ORDER.IN_ORDER));
      const open = { sent: ledger.openSent(sides.sent), events: ledger.openEvents(sides.events) };
      if (open.sent.length + open.events.length > 0) addTo(openSides, points.caIdOfPoint(point), open);
    }
  }
  for (const sides of openSides.values()) for (const each of sides) pairLater(ledger, each);
  for (const [ca, sides] of openSides) pairShifted(ledger, ca, sides);

  const budget: Budget = { steps: SEQUENCE_STEPS };
  const shiftsOfCa = new Map<number, number[]>();
  for (const { ca, ms } of ledger.shifts) addTo(shiftsOfCa, ca, ms);
  for (const [at, point] of openPoints.entries()) {
    tell(PAIRING_SHARE + (at / openPoints.length) * (1 - PAIRING_SHARE));
    const shiftsMs = shiftsOfCa.get(points.caIdOfPoint(point)) ?? [];
    settleLeftovers(ledger, { ...rowsOf(point), shiftsMs }, budget);
  }
  for (let event = 0; event < events.rows; event++) {
    if (events.point[event] >= points.sent) ledger.settleEvent(event, FATE.UNKNOWN_POINT);
  }
  judgeDescriptions(ledger);
  for (let point = 0; point < points.sent; point++) judgePoint(ledger, rowsOf(point).events);
  judgeConnections(ledger);
  return ledger;
}

/** Pairs events that fit if their time is of the second pass of the hour that comes twice. The others keep the first. */
function pairLater(ledger: Ledger, sides: Sides): void {
  const { time, later } = ledger.events;
  const events = ledger.openEvents(sides.events).filter((event) => !Number.isNaN(later[event]));
  if (events.length === 0) return;
  const first = events.map((event) => time[event]);
  for (const event of events) time[event] = later[event];
  pairByTime(
    ledger,
    { sent: ledger.openSent(sides.sent), events: sortByTime([...events], time) },
    0,
    (row, event) => ledger.pair(row, event, FATE.MATCHED, ORDER.IN_ORDER),
  );
  for (const [i, event] of events.entries())
    if (ledger.eventFate[event] === FATE.OPEN) time[event] = first[i];
}

/** Pairs rows from the start while both lists of a point are equal (mostly to their ends); returns how many. */
function pairHead(ledger: Ledger, sent: Int32Array, events: Int32Array): number {
  const both = Math.min(sent.length, events.length);
  for (let i = 0; i < both; i++) {
    const row = sent[i];
    const event = events[i];
    const isEqual =
      ledger.sent.time[row] === ledger.events.time[event] &&
      Object.is(ledger.sent.value[row], ledger.events.value[event]) &&
      ledger.isAcknowledged(row) &&
      isDescribed(ledger, row, event);
    if (!isEqual) return i;
    ledger.pair(row, event, FATE.MATCHED, ORDER.IN_ORDER);
  }
  return both;
}

function rest(rows: Int32Array, from: number): number[] {
  return Array.from(rows.subarray(from));
}

/** Whether quality and type are equal, where the list has them. */
function isDescribed(ledger: Ledger, row: number, event: number): boolean {
  return hasQuality(ledger, row, event) && hasType(ledger, row, event);
}

function hasQuality(ledger: Ledger, row: number, event: number): boolean {
  return agrees(ledger.events.quality[event], ledger.sent.quality[row]);
}

function hasType(ledger: Ledger, row: number, event: number): boolean {
  const type = ledger.events.type[event];
  return type === ANY_TYPE || type === ledger.sent.type[row];
}

/** Finds matched pairs that differ in quality or type. Their order is not judged, because equal events could be swapped. */
function judgeDescriptions(ledger: Ledger): void {
  for (let event = 0; event < ledger.events.rows; event++) {
    if (ledger.eventFate[event] !== FATE.MATCHED) continue;
    const row = ledger.partnerOfEvent[event];
    if (isDescribed(ledger, row, event)) continue;
    const fate = hasQuality(ledger, row, event) ? FATE.WRONG_TYPE : FATE.WRONG_QUALITY;
    ledger.pair(row, event, fate);
  }
}

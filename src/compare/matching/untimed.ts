/** Pairs rows without a time, by their values in the order of the lists. */
import { type Budget, commonSequence } from './common-sequence.js';
import { FATE, type Ledger, ORDER } from './ledger.js';
import { addTo } from './multi-map.js';

/**
 * Pairs open sent rows and events of one point by their values. Values in the same order are matched; equal values elsewhere are
 * matched as out of order; different values between the same matched neighbours are wrong values.
 */
export function pairUntimed(
  ledger: Ledger,
  sent: readonly number[],
  events: readonly number[],
  budget: Budget,
): void {
  if (sent.length === 0 || events.length === 0) return;
  const ids = new Map<number, number>();
  const idOf = (value: number): number => {
    const id = ids.get(value) ?? ids.size;
    ids.set(value, id);
    return id;
  };
  const a = sent.map((row) => idOf(ledger.sent.value[row]));
  const b = events.map((row) => idOf(ledger.events.value[row]));
  const common = commonSequence(a, b, budget);
  const match = (row: number, event: number, order: number): void =>
    ledger.pair(row, event, FATE.MATCHED, order);
  if (common === undefined) {
    ledger.unjudged += pairEqualValues(ledger, sent, events, (row, event) =>
      match(row, event, ORDER.UNJUDGED),
    );
    preferAcknowledged(ledger, sent);
    return;
  }
  // If events are missing, equal values cannot be told apart, so order is not judged.
  const complete = common.length === 2 * a.length && a.length === b.length;
  for (let i = 0; i < common.length; i += 2) {
    match(sent[common[i]], events[common[i + 1]], complete ? ORDER.IN_ORDER : ORDER.UNJUDGED);
  }
  if (complete) return;
  const links = new Set(sent.map((row) => ledger.sent.link[row]));
  // Rows of several connections have no common order.
  const moved = links.size === 1 ? ORDER.OUT_IN_POINT : ORDER.UNJUDGED;
  pairEqualValues(ledger, sent, events, (row, event) => match(row, event, moved));
  preferAcknowledged(ledger, sent);
  pairGaps(ledger, sent, events);
}

/** Pairs open rows of equal value, in order; returns how many pairs. */
function pairEqualValues(
  ledger: Ledger,
  sent: readonly number[],
  events: readonly number[],
  take: (sent: number, event: number) => void,
): number {
  const waiting = new Map<number, number[]>();
  for (const row of ledger.openSent(sent).reverse()) {
    addTo(waiting, ledger.sent.value[row], row);
  }
  let pairs = 0;
  for (const event of ledger.openEvents(events)) {
    const row = waiting.get(ledger.events.value[event])?.pop();
    if (row === undefined) continue;
    take(row, event);
    pairs++;
  }
  return pairs;
}

/** Among equal values, gives events to acknowledged rows first: those must be in the list, the others may be. */
function preferAcknowledged(ledger: Ledger, sent: readonly number[]): void {
  const spare = new Map<number, number[]>();
  for (const row of sent) {
    if (ledger.sentFate[row] !== FATE.MATCHED || ledger.isAcknowledged(row)) continue;
    addTo(spare, ledger.sent.value[row], row);
  }
  if (spare.size === 0) return;
  for (const row of ledger.openSent(sent)) {
    if (!ledger.isAcknowledged(row)) continue;
    const other = spare.get(ledger.sent.value[row])?.pop();
    if (other === undefined) continue;
    const event = ledger.partnerOfSent[other];
    ledger.sentFate[other] = FATE.OPEN;
    ledger.partnerOfSent[other] = -1;
    ledger.pair(row, event, FATE.MATCHED, ORDER.UNJUDGED);
  }
}

/** Pairs open rows between the same matched neighbours as wrong values if both lists have equally many. */
function pairGaps(ledger: Ledger, sent: readonly number[], events: readonly number[]): void {
  const rowAfter = new Map<number, number[]>();
  let last = -1;
  for (const row of sent) {
    if (ledger.sentFate[row] === FATE.OPEN) addTo(rowAfter, last, row);
    else last = row;
  }
  const eventAfter = new Map<number, number[]>();
  last = -1;
  for (const event of events) {
    if (ledger.eventFate[event] === FATE.OPEN) addTo(eventAfter, last, event);
    else if (ledger.order[event] !== ORDER.OUT_IN_POINT) last = ledger.partnerOfEvent[event];
  }
  for (const [after, rows] of rowAfter) {
    const others = eventAfter.get(after);
    if (others?.length !== rows.length) continue;
    for (let i = 0; i < rows.length; i++) ledger.pair(rows[i], others[i], FATE.WRONG_VALUE);
  }
}

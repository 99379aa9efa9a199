/** The columns of the list that show how fast the master is. */

import type { CounterName } from '../channel/stats-table.js';
import { COUNTER_CATALOG } from '../figures/counter-catalog.js';
import { formatNumber, formatShortMs } from '../text/format.js';
import type { RtuColumn } from './rtu-column.js';
import type { Tone } from './table-column.js';

/** A latency; empty if none was measured. */
export function formatAck(ms: number): string {
  return Number.isFinite(ms) ? formatShortMs(ms) : '';
}

/** `3.2/15 s`: how long something has lasted, and how long it may last; empty below 0.05 s. */
export function formatAge(ms: number, mostMs: number): string {
  const seconds = ms / 1000;
  if (seconds < 0.05) return '';
  return `${seconds < 9.95 ? seconds.toFixed(1) : Math.round(seconds)}/${Math.round(mostMs / 1000)} s`;
}

const some = (count: number): string => (count > 0 ? formatNumber(count) : '');

/** Values to sort by; rows without a measured value come last. */
const shortestFirst = (ms: number): number => (ms > 0 ? ms : Number.MAX_VALUE);
const longestFirst = (ms: number): number => (ms > 0 ? -ms : 1);

const column = (it: Omit<RtuColumn, 'align' | 'live'>): RtuColumn => ({ ...it, align: 'right', live: true });

/** A column that shows a counter of the catalogue, empty at 0. Sorted by it, the most or the longest comes first. */
function counterColumn(
  name: CounterName,
  { tone, ...it }: Omit<RtuColumn, 'align' | 'live' | 'cell' | 'sortValue'> & { tone?: Tone },
): RtuColumn {
  const { unit, total } = COUNTER_CATALOG[name];
  const text = (value: number): string => (unit === 'ms' && value > 0 ? formatShortMs(value) : some(value));
  return column({
    ...it,
    cell: (_, { counter }) => ({ text: text(counter(name)), ...(tone === undefined ? {} : { tone }) }),
    sortValue: (_, { counter }) =>
      total === 'min' ? shortestFirst(counter(name)) : longestFirst(counter(name)),
  });
}

/** From left to right; they follow the columns of the state. */
export const MEASURED_COLUMNS: readonly RtuColumn[] = [
  column({
    name: 'sent',
    heading: 'Sent/s',
    width: 7,
    most: 9,
    rank: 6,
    help: 'Sent/s: signals sent in the last second, whatever their cause.',
    cell: (_, { signalsPerSecond }) => ({ text: some(signalsPerSecond) }),
    sortValue: (_, { signalsPerSecond }) => -signalsPerSecond,
  }),
  column({
    name: 'unacked',
    heading: 'Unacked',
    width: 7,
    most: 9,
    rank: 7,
    help: 'Unacked: I frames without acknowledgement / k. Equal: it waits for the master.',
    cell: (_, { started, outstanding, window }) =>
      started > 0
        ? { text: `${outstanding}/${window}`, tone: outstanding >= window ? 'warning' : 'plain' }
        : { text: '' },
    sortValue: (_, { outstanding, window }) => -outstanding / Math.max(1, window),
  }),
  column({
    name: 'ack',
    heading: 'Ack p99',
    width: 8,
    most: 8,
    rank: 10,
    help: 'Ack p99: 99 % of acks took less, since the last send began (else the start).',
    cell: (_, { ackP99Ms }) => ({ text: formatAck(ackP99Ms) }),
    sortValue: (_, { ackRank }) => -ackRank,
  }),
  column({
    name: 'stall',
    heading: 'Stall',
    width: 5,
    most: 6,
    rank: 12,
    help: 'Stall: share of the last second that signals waited behind a closed window.',
    cell: (_, { stalled }) => ({ text: stalled > 0 ? `${Math.round(stalled * 100)} %` : '' }),
    sortValue: (_, { stalled }) => -stalled,
  }),
  counterColumn('ACK_MAX_MS', {
    name: 'ackmost',
    heading: 'Ack max',
    width: 8,
    most: 8,
    rank: 13,
    help: 'Ack max: longest time from I frame to acknowledgement since the start.',
  }),
  column({
    name: 'oldest',
    heading: 'Oldest',
    width: 9,
    most: 10,
    rank: 14,
    help: 'Oldest: how long the oldest I frame waits for its ack, and t1, the most.',
    cell: ({ t1Ms }, { oldestMs }) => ({
      text: formatAge(oldestMs, t1Ms),
      tone: oldestMs >= t1Ms / 2 ? 'warning' : 'plain',
    }),
    sortValue: ({ t1Ms }, { oldestMs }) => -oldestMs / t1Ms,
  }),
  counterColumn('RECONNECTS', {
    name: 'reconnects',
    heading: 'Reconn.',
    width: 7,
    most: 7,
    rank: 15,
    help: 'Reconn.: connections in place of one that had ended, since the start.',
    tone: 'warning',
  }),
  column({
    name: 'unsent',
    heading: 'Unsent',
    width: 7,
    most: 9,
    rank: 16,
    help: 'Unsent: offered, not acknowledged: link lost, send ended, filter timed out.',
    cell: (_, { unsent }) => ({ text: some(unsent), tone: 'warning' }),
    sortValue: (_, { unsent }) => -unsent,
  }),
  counterColumn('INTERROGATION_MS', {
    name: 'gitime',
    heading: 'GI time',
    width: 8,
    most: 8,
    rank: 17,
    help: 'GI time: how long the last interrogation took.',
  }),
  column({
    name: 'command',
    heading: 'Command',
    width: 8,
    most: 8,
    rank: 18,
    help: 'Command: mean time from a command to the ack of its last confirmation.',
    cell: (_, { commandMs }) => ({ text: formatAck(commandMs) }),
    sortValue: (_, { commandMs }) => longestFirst(commandMs),
  }),
  column({
    name: 'effw',
    heading: 'Eff. w',
    width: 6,
    most: 6,
    rank: 19,
    help: 'Eff. w: I frames per acknowledgement, last second (else since the start).',
    cell: (_, { effectiveW }) => ({ text: Number.isFinite(effectiveW) ? effectiveW.toFixed(1) : '' }),
    sortValue: (_, { effectiveW }) => longestFirst(effectiveW),
  }),
  counterColumn('TEST_FRAME_PERIOD_MS', {
    name: 'testfr',
    heading: 'TESTFR',
    width: 7,
    most: 8,
    rank: 20,
    help: 'TESTFR: the shortest time between two TESTFR act of a master so far.',
  }),
  counterColumn('UNSENT_LINK', {
    name: 'lost',
    heading: 'Lost',
    width: 6,
    most: 8,
    rank: 21,
    help: 'Lost: of Unsent: the link was lost or stopped before the acknowledgement.',
    tone: 'warning',
  }),
  counterColumn('UNSENT_ENDED', {
    name: 'ended',
    heading: 'Ended',
    width: 6,
    most: 8,
    rank: 22,
    help: 'Ended: of Unsent: the send ended, and the window was still closed.',
    tone: 'warning',
  }),
  counterColumn('UNSENT_FILTER', {
    name: 'filtered',
    heading: 'Filter',
    width: 6,
    most: 8,
    rank: 23,
    help: 'Filter: of Unsent: the telegram that a filter waits for did not come in time.',
    tone: 'warning',
  }),
  counterColumn('SIGNALS_OFFERED', {
    name: 'all-offered',
    heading: 'Offered',
    width: 9,
    most: 13,
    rank: 24,
    help: 'Offered: signals that were due since the start.',
  }),
  counterColumn('SIGNALS_SENT', {
    name: 'all-sent',
    heading: 'Sent',
    width: 9,
    most: 13,
    rank: 25,
    help: 'Sent: signals sent since the start, whatever their cause.',
  }),
  counterColumn('SIGNALS_ACKNOWLEDGED', {
    name: 'all-acknowledged',
    heading: 'Acked',
    width: 9,
    most: 13,
    rank: 26,
    help: 'Acked: signals acknowledged since the start.',
  }),
  ...percentileColumns(),
  counterColumn('CONNECT_TO_START_MS', {
    name: 'tostart',
    heading: 'To start',
    width: 8,
    most: 8,
    rank: 30,
    help: 'To start: from connect to STARTDT act, newest connection.',
  }),
  counterColumn('START_TO_INTERROGATION_MS', {
    name: 'togi',
    heading: 'To GI',
    width: 8,
    most: 8,
    rank: 31,
    help: 'To GI: from STARTDT act to the first interrogation, newest connection.',
  }),
  counterColumn('REFUSED', {
    name: 'refused',
    heading: 'Refused',
    width: 7,
    most: 8,
    rank: 32,
    help: 'Refused: connections refused since the start, for address or number.',
    tone: 'warning',
  }),
  counterColumn('FLOODS', {
    name: 'floods',
    heading: 'Floods',
    width: 6,
    most: 6,
    rank: 33,
    help: 'Floods: times that a connection sent so much that it is read in turns.',
    tone: 'warning',
  }),
  counterColumn('HELD', {
    name: 'held',
    heading: 'Held',
    width: 7,
    most: 9,
    rank: 35,
    urgent: 'HELD',
    help: 'Held: signals in event buffers, which wait for a connection to start.',
    tone: 'warning',
  }),
  counterColumn('UNSENT_BUFFER', {
    name: 'buffer',
    heading: 'Buffer',
    width: 7,
    most: 9,
    rank: 36,
    help: 'Buffer: of Unsent: newer events took its place in a full event buffer.',
    tone: 'warning',
  }),
  counterColumn('SWITCHOVER_MS', {
    name: 'switch',
    heading: 'Switch',
    width: 8,
    most: 8,
    rank: 37,
    help: 'Switch: last loss of a connection to the first ack on the next one.',
  }),
  counterColumn('FOREIGN_CA', {
    name: 'foreign',
    heading: 'Other CA',
    width: 8,
    most: 9,
    rank: 34,
    urgent: 'FOREIGN_CA',
    help: "Other CA: requests for a CA that is not the RTU's: the master has another one.",
    tone: 'warning',
  }),
];

function percentileColumns(): RtuColumn[] {
  const shares = [
    [0.5, 'p50', 'half of all acks'],
    [0.9, 'p90', '90 % of acks'],
    [0.999, 'p99.9', '99.9 % of acks'],
  ] as const;
  return shares.map(([share, heading, whose], i) =>
    column({
      name: `ack-${heading}`,
      heading,
      width: 8,
      most: 8,
      rank: 27 + i,
      help: `${heading}: ${whose} took less, as Ack p99 counts; sorted as Ack p99 is.`,
      cell: (_, { ackAtMs }) => ({ text: formatAck(ackAtMs(share)) }),
      sortValue: (_, { ackRank }) => -ackRank,
    }),
  );
}

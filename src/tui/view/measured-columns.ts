/** The columns of the list that tell how the master keeps up. */
import { formatNumber, formatShortMs } from '../../text/format.js';
import type { RtuColumn } from './rtu-columns.js';

/** A latency; empty where none was measured. */
export function formatAck(ms: number): string {
  return Number.isFinite(ms) ? formatShortMs(ms) : '';
}

/** `3.2/15 s`: how long something lasts, and how long it may; empty below a twentieth of a second. */
export function formatAge(ms: number, mostMs: number): string {
  const seconds = ms / 1000;
  if (seconds < 0.05) return '';
  return `${seconds < 9.95 ? seconds.toFixed(1) : Math.round(seconds)}/${Math.round(mostMs / 1000)} s`;
}

const some = (count: number): string => (count > 0 ? formatNumber(count) : '');

/** Nothing is shown where there is nothing; sorted, that comes last. */
const longestFirst = (ms: number): number => (ms > 0 ? -ms : 1);

const column = (it: Omit<RtuColumn, 'align' | 'live'>): RtuColumn => ({ ...it, align: 'right', live: true });

/** From the left, to the right of those of the state. */
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
    cell: (_, { started, unacked, window }) =>
      started > 0
        ? { text: `${unacked}/${window}`, tone: unacked >= window ? 'warning' : 'plain' }
        : { text: '' },
    sortValue: (_, { unacked, window }) => -unacked / Math.max(1, window),
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
  column({
    name: 'ackmost',
    heading: 'Ack max',
    width: 8,
    most: 8,
    rank: 13,
    help: 'Ack max: longest time from I frame to acknowledgement since the start.',
    cell: (_, { ackMostMs }) => ({ text: ackMostMs > 0 ? formatShortMs(ackMostMs) : '' }),
    sortValue: (_, { ackMostMs }) => -ackMostMs,
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
  column({
    name: 'reconnects',
    heading: 'Reconn.',
    width: 7,
    most: 7,
    rank: 15,
    help: 'Reconn.: connections in place of one that had ended, since the start.',
    cell: (_, { reconnects }) => ({ text: some(reconnects), tone: 'warning' }),
    sortValue: (_, { reconnects }) => -reconnects,
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
  column({
    name: 'gitime',
    heading: 'GI time',
    width: 8,
    most: 8,
    rank: 17,
    help: 'GI time: how long the last interrogation took.',
    cell: (_, { interrogationMs }) => ({ text: interrogationMs > 0 ? formatShortMs(interrogationMs) : '' }),
    sortValue: (_, { interrogationMs }) => longestFirst(interrogationMs),
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
  column({
    name: 'testfr',
    heading: 'TESTFR',
    width: 7,
    most: 8,
    rank: 20,
    help: 'TESTFR: the shortest time between two TESTFR act of a master so far.',
    cell: (_, { testFrameMs }) => ({ text: testFrameMs > 0 ? formatShortMs(testFrameMs) : '' }),
    sortValue: (_, { testFrameMs }) => (testFrameMs > 0 ? testFrameMs : Number.MAX_VALUE),
  }),
  column({
    name: 'lost',
    heading: 'Lost',
    width: 6,
    most: 8,
    rank: 21,
    help: 'Lost: of Unsent: the link was lost or stopped before the acknowledgement.',
    cell: (_, { unsentLink }) => ({ text: some(unsentLink), tone: 'warning' }),
    sortValue: (_, { unsentLink }) => -unsentLink,
  }),
  column({
    name: 'ended',
    heading: 'Ended',
    width: 6,
    most: 8,
    rank: 22,
    help: 'Ended: of Unsent: the send ended, and the window was still closed.',
    cell: (_, { unsentEnded }) => ({ text: some(unsentEnded), tone: 'warning' }),
    sortValue: (_, { unsentEnded }) => -unsentEnded,
  }),
  column({
    name: 'filtered',
    heading: 'Filter',
    width: 6,
    most: 8,
    rank: 23,
    help: 'Filter: of Unsent: the telegram that a filter waits for did not come in time.',
    cell: (_, { unsentFilter }) => ({ text: some(unsentFilter), tone: 'warning' }),
    sortValue: (_, { unsentFilter }) => -unsentFilter,
  }),
  ...countColumns(),
  ...percentileColumns(),
  column({
    name: 'tostart',
    heading: 'To start',
    width: 8,
    most: 8,
    rank: 30,
    help: 'To start: from connect to STARTDT act, newest connection.',
    cell: (_, { connectToStartMs }) => ({
      text: connectToStartMs > 0 ? formatShortMs(connectToStartMs) : '',
    }),
    sortValue: (_, { connectToStartMs }) => longestFirst(connectToStartMs),
  }),
  column({
    name: 'togi',
    heading: 'To GI',
    width: 8,
    most: 8,
    rank: 31,
    help: 'To GI: from STARTDT act to the first interrogation, newest connection.',
    cell: (_, { startToInterrogationMs: ms }) => ({ text: ms > 0 ? formatShortMs(ms) : '' }),
    sortValue: (_, { startToInterrogationMs }) => longestFirst(startToInterrogationMs),
  }),
];

function countColumns(): RtuColumn[] {
  const counts = [
    ['offered', 'Offered', 'Offered: signals that were due since the start.'],
    ['sent', 'Sent', 'Sent: signals sent since the start, whatever their cause.'],
    ['acknowledged', 'Acked', 'Acked: signals acknowledged since the start.'],
  ] as const;
  return counts.map(([name, heading, help], i) =>
    column({
      name: `all-${name}`,
      heading,
      width: 9,
      most: 13,
      rank: 24 + i,
      help,
      cell: (_, numbers) => ({ text: some(numbers[name]) }),
      sortValue: (_, numbers) => -numbers[name],
    }),
  );
}

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

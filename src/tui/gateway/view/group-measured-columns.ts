/** The columns of the list that show what passes through a group, and what went wrong. */
import type { GroupCounterName } from '../../../gateway/counters.js';
import type { Tone } from '../../../monitor/table-column.js';
import { formatNumber } from '../../../text/format.js';
import type { GroupFigures, GroupRate } from '../model/group-figures.js';
import { type GroupColumn, largestFirst, some, someLag, someMs } from './group-column.js';

/** A queue of at least this share of the buffer is a warning. */
const LONG_QUEUE = 0.5;

type Head = Pick<GroupColumn, 'name' | 'heading' | 'width' | 'most' | 'rank' | 'help'>;

const column = (it: Omit<GroupColumn, 'align' | 'live'>): GroupColumn => ({
  ...it,
  align: 'right',
  live: true,
});

/** A count that is empty at 0; sorted by it, the most comes first. */
function countColumn(
  { urgent, ...head }: Head & { urgent?: GroupCounterName },
  read: (figures: GroupFigures) => number,
  tone: Tone = 'plain',
): GroupColumn {
  return column({
    ...head,
    ...(urgent === undefined ? {} : { urgent }),
    cell: (_, figures) => ({ text: some(read(figures)), tone }),
    sortValue: (_, figures) => largestFirst(read(figures)),
  });
}

const counterColumn = (head: Head & { urgent?: GroupCounterName }, name: GroupCounterName, tone?: Tone) =>
  countColumn(head, (figures) => figures.counter(name), tone);

const rateColumn = (head: Head, rate: GroupRate): GroupColumn =>
  countColumn(head, (figures) => figures.perSecond(rate));

const lagColumn = (head: Head, which: 'p50' | 'p99'): GroupColumn =>
  column({
    ...head,
    cell: (_, { lag }) => ({ text: someLag(lag[`${which}Ms`]) }),
    sortValue: (_, figures) => largestFirst(figures.lagRank(which)),
  });

/** From left to right; they follow the columns of the state. */
export const GROUP_MEASURED_COLUMNS: readonly GroupColumn[] = [
  column({
    name: 'queue',
    heading: 'Queue/max',
    width: 9,
    most: 13,
    rank: 7,
    help: 'Queue/max: ASDUs of the RTU that not every master has got; the most so far.',
    cell: ({ bufferFrames }, figures) => {
      const [now, most] = [figures.counter('QUEUE'), figures.counter('QUEUE_MAX')];
      if (most === 0) return { text: '' };
      const tone = now >= bufferFrames * LONG_QUEUE ? 'warning' : now === 0 ? 'faint' : 'plain';
      return { text: `${formatNumber(now)}/${formatNumber(most)}`, tone };
    },
    sortValue: (_, figures) => -figures.counter('QUEUE') * 1e7 - figures.counter('QUEUE_MAX'),
  }),
  lagColumn(
    {
      name: 'lag50',
      heading: 'Lag p50',
      width: 8,
      most: 8,
      rank: 11,
      help: "Lag p50: from the RTU's frame to its write to a master, half took less.",
    },
    'p50',
  ),
  lagColumn(
    {
      name: 'lag99',
      heading: 'Lag p99',
      width: 8,
      most: 8,
      rank: 8,
      help: "Lag p99: from the RTU's frame to its write to a master, 99 % took less.",
    },
    'p99',
  ),
  rateColumn(
    {
      name: 'fromrtu',
      heading: 'RTU/s',
      width: 7,
      most: 9,
      rank: 9,
      help: 'RTU/s: I frames from the RTU in the last second.',
    },
    'FROM_RTU',
  ),
  rateColumn(
    {
      name: 'tomasters',
      heading: 'Out/s',
      width: 7,
      most: 9,
      rank: 10,
      help: 'Out/s: I frames to its masters in the last second, all together.',
    },
    'TO_MASTERS',
  ),
  countColumn(
    {
      name: 'stalls',
      heading: 'Stalls',
      width: 6,
      most: 9,
      rank: 13,
      help: 'Stalls: how often ASDUs waited behind the closed window of a connected master.',
    },
    ({ stalls }) => stalls,
  ),
  column({
    name: 'stalled',
    heading: 'Stalled',
    width: 7,
    most: 8,
    rank: 14,
    help: 'Stalled: how long ASDUs wait now behind the closed window of a master.',
    cell: (_, { stalledMs }) => ({ text: someMs(stalledMs), tone: 'warning' }),
    sortValue: (_, { stalledMs }) => largestFirst(stalledMs),
  }),
  column({
    name: 'held',
    heading: 'Held',
    width: 5,
    most: 7,
    rank: 15,
    urgent: 'HELD_BACK',
    help: 'Held: NOW: the RTU gets no acknowledgements, all masters lag; else how often.',
    cell: (_, figures) =>
      figures.counter('HELD_BACK') > 0
        ? { text: 'NOW', tone: 'bad' }
        : { text: some(figures.counter('HOLDS')), tone: 'warning' },
    sortValue: (_, figures) =>
      figures.counter('HELD_BACK') > 0 ? Number.NEGATIVE_INFINITY : largestFirst(figures.counter('HOLDS')),
  }),
  counterColumn(
    {
      name: 'undelivered',
      heading: 'Undeliv.',
      width: 8,
      most: 9,
      rank: 16,
      urgent: 'UNDELIVERED',
      help: 'Undeliv.: ASDUs for a master whose link ended before it got them.',
    },
    'UNDELIVERED',
    'warning',
  ),
  counterColumn(
    {
      name: 'lagging',
      heading: 'Lagging',
      width: 7,
      most: 7,
      rank: 17,
      help: 'Lagging: masters closed because they were a buffer behind the fastest.',
    },
    'LAGGING',
    'warning',
  ),
  countColumn(
    {
      name: 'refused',
      heading: 'Refused',
      width: 7,
      most: 9,
      rank: 18,
      help: 'Refused: masters, by filter, address of the RTU, number of masters or same IP.',
    },
    ({ refusedMasters }) => refusedMasters,
    'warning',
  ),
  countColumn(
    {
      name: 'refusedrequests',
      heading: 'Req.refd',
      width: 8,
      most: 9,
      rank: 20,
      help: 'Req.refd: requests refused, by rights, CA or type, or because they waited.',
    },
    ({ refusedRequests }) => refusedRequests,
    'warning',
  ),
  counterColumn(
    {
      name: 'conflicts',
      heading: 'Conflicts',
      width: 9,
      most: 9,
      rank: 19,
      help: "Conflicts: commands for a point that was another master's just then.",
    },
    'CONFLICTS',
    'warning',
  ),
  counterColumn(
    {
      name: 'atrisk',
      heading: 'At risk',
      width: 7,
      most: 9,
      rank: 21,
      help: 'At risk: acknowledged to the RTU, not yet by a master: lost in a crash now.',
    },
    'AT_RISK',
  ),
  countColumn(
    {
      name: 'saved',
      heading: 'GI saved',
      width: 8,
      most: 9,
      rank: 22,
      help: 'GI saved: interrogations that masters asked for and the RTU was spared.',
    },
    ({ saved }) => saved,
  ),
  counterColumn(
    {
      name: 'losses',
      heading: 'Losses',
      width: 6,
      most: 7,
      rank: 23,
      help: 'Losses: connections to the RTU that were lost.',
    },
    'RTU_LOSSES',
    'warning',
  ),
  counterColumn(
    {
      name: 'unmatched',
      heading: 'Unmatched',
      width: 9,
      most: 9,
      rank: 24,
      help: 'Unmatched: answers of the RTU that belong to no request; no master gets them.',
    },
    'UNMATCHED',
    'warning',
  ),
];

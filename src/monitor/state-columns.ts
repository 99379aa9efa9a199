/** The columns of the list that show which RTU it is, and its present state. */

import { formatNumber } from '../text/format.js';
import { formatClock } from '../text/local-time.js';
import type { RtuColumn } from './rtu-column.js';
import type { RtuFigures } from './rtu-figures.js';

const RUN_ORDER: Readonly<Record<RtuFigures['run'], number>> = { sending: 0, missing: 1, done: 2, none: 3 };

/** Last index send in words: `Sending N`, `N`, `Missing N`, or empty (`docs/behaviour.md` §4). */
export function formatLastIndex({ run, lastIndex }: RtuFigures): string {
  if (lastIndex < 0 || run === 'none') return '';
  if (run === 'sending') return `Sending ${lastIndex}`;
  return run === 'missing' ? `Missing ${lastIndex}` : String(lastIndex);
}

/** From left to right. */
export const STATE_COLUMNS: readonly RtuColumn[] = [
  {
    name: 'no',
    heading: 'No.',
    width: 4,
    most: 9,
    align: 'right',
    rank: 0,
    live: false,
    help: "No.: the first cell of the RTU's row in the ini file.",
    cell: (rtu) => ({ text: String(rtu.no) }),
    sortValue: (rtu) => rtu.no,
  },
  {
    name: 'system',
    heading: 'System',
    // Sixteen characters, of two columns each at the most.
    width: 16,
    most: 32,
    align: 'left',
    rank: 1,
    live: false,
    help: 'System: the name of the system or RTU, its first 16 characters.',
    cell: (rtu) => ({ text: rtu.name }),
    sortValue: (rtu) => rtu.name,
  },
  {
    name: 'online',
    heading: 'Online',
    width: 6,
    most: 6,
    align: 'left',
    rank: 2,
    live: true,
    help: 'Online: YES started; LINK: not yet; DOWN: port shut; GONE: removed; !: fault.',
    cell: ({ removed }, { started, connections, listening, counter }) => {
      if (removed) return { text: 'GONE', tone: 'faint' };
      if (counter('FAULTS') > 0) {
        const word = started > 0 ? 'YES' : connections > 0 ? 'LINK' : listening ? 'NO' : 'DOWN';
        return { text: `${word} !`, tone: 'warning' };
      }
      if (started > 0) return { text: started > 1 ? `YES ${started}` : 'YES', tone: 'good' };
      if (connections > 0) return { text: 'LINK', tone: 'warning' };
      return { text: listening ? 'NO' : 'DOWN', tone: 'bad' };
    },
    sortValue: ({ removed }, { started, connections }) => (removed ? 1 : -(started * 1000 + connections)),
  },
  {
    name: 'rtu',
    heading: 'RTU',
    width: 5,
    most: 5,
    align: 'right',
    rank: 3,
    live: false,
    help: 'RTU: the RTU number, the common address (CA); it may repeat.',
    cell: (rtu) => ({ text: String(rtu.rtuNumber) }),
    sortValue: (rtu) => rtu.rtuNumber,
  },
  {
    name: 'port',
    heading: 'Port',
    width: 5,
    most: 5,
    align: 'right',
    rank: 4,
    live: false,
    help: 'Port: the TCP port that the RTU listens on.',
    cell: (rtu) => ({ text: String(rtu.port) }),
    sortValue: (rtu) => rtu.port,
  },
  {
    name: 'bind',
    heading: 'Address',
    width: 12,
    most: 39,
    align: 'left',
    rank: 9,
    live: false,
    help: 'Address: the local address that the RTU listens on; empty: all addresses.',
    cell: (rtu) => ({ text: rtu.bind }),
    sortValue: (rtu) => rtu.bind,
  },
  {
    name: 'gi',
    heading: 'GI',
    width: 4,
    most: 5,
    align: 'right',
    rank: 8,
    live: true,
    help: 'GI: RUN while an interrogation runs, else how many ran to their end.',
    cell: (_, { interrogating, counter }) => {
      if (interrogating) return { text: 'RUN', tone: 'warning' };
      const ended = counter('INTERROGATIONS');
      return { text: ended > 0 ? formatNumber(ended) : '', tone: 'faint' };
    },
    sortValue: (_, { interrogating, counter }) =>
      interrogating ? Number.NEGATIVE_INFINITY : -counter('INTERROGATIONS'),
  },
  {
    name: 'index',
    heading: 'Last index',
    // `Missing` and the six digits of the original's files.
    width: 14,
    most: 20,
    align: 'left',
    rank: 5,
    live: true,
    help: 'Last index: Sending N, then N; Missing N: no such index in its IOA file.',
    cell: (_, figures) => ({
      text: formatLastIndex(figures),
      tone: figures.run === 'sending' ? 'good' : figures.run === 'missing' ? 'warning' : 'plain',
    }),
    sortValue: (_, { run, lastIndex }) => RUN_ORDER[run] * 1e13 + lastIndex,
  },
  {
    name: 'connected',
    heading: 'Connected at',
    width: 12,
    most: 12,
    align: 'left',
    rank: 11,
    live: true,
    help: 'Connected at: when a master started data transfer last (STARTDT).',
    cell: (_, { connectedAt }) => ({ text: connectedAt > 0 ? formatClock(connectedAt) : '' }),
    sortValue: (_, { connectedAt }) => -connectedAt,
  },
];

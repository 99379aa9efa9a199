/** The columns of the list that show which group it is, and the state of its links. */
import { formatNumber } from '../../../text/format.js';
import { formatClock } from '../../../text/local-time.js';
import type { GroupFigures } from '../model/group-figures.js';
import { type GroupColumn, largestFirst } from './group-column.js';

const LINK_ORDER: Readonly<Record<GroupFigures['link'], number>> = { started: 0, connected: 1, dialling: 2 };

/** From left to right. */
export const GROUP_STATE_COLUMNS: readonly GroupColumn[] = [
  {
    name: 'group',
    heading: 'Group',
    width: 6,
    most: 12,
    align: 'right',
    rank: 0,
    live: false,
    help: 'Group: the first cell of its row in the ini file.',
    cell: ({ id }) => ({ text: String(id) }),
    sortValue: ({ id }) => id,
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
    help: 'System: the name of the station, its first 16 characters.',
    cell: ({ name }) => ({ text: name }),
    sortValue: ({ name }) => name,
  },
  {
    name: 'online',
    heading: 'Online',
    width: 6,
    most: 6,
    align: 'left',
    rank: 2,
    live: true,
    help: 'Online: YES once the RTU has confirmed STARTDT; it needs a started master.',
    cell: (_, { link }) =>
      link === 'started'
        ? { text: 'YES', tone: 'good' }
        : { text: 'NO', tone: link === 'connected' ? 'warning' : 'bad' },
    sortValue: (_, { link }) => LINK_ORDER[link],
  },
  {
    name: 'port',
    heading: 'Port',
    width: 5,
    most: 23,
    align: 'right',
    rank: 3,
    live: false,
    help: 'Port: where its masters connect to; several in a file of the older form.',
    cell: ({ ports }) => ({ text: ports.map(({ port }) => port).join(';') }),
    sortValue: ({ ports }) => ports[0]?.port ?? 0,
  },
  {
    name: 'rtu',
    heading: 'RTU',
    width: 5,
    most: 5,
    align: 'right',
    rank: 4,
    live: false,
    help: 'RTU: the common address (CA) of the RTU.',
    cell: ({ rtuNumber }) => ({ text: String(rtuNumber) }),
    sortValue: ({ rtuNumber }) => rtuNumber,
  },
  {
    name: 'startedat',
    heading: 'Online at',
    width: 12,
    most: 12,
    align: 'left',
    rank: 5.4,
    live: true,
    help: 'Online at: when the RTU confirmed STARTDT last (STARTDT con).',
    cell: (_, figures) => {
      const at = figures.counter('RTU_STARTED_AT');
      return { text: at > 0 && figures.link === 'started' ? formatClock(at) : '' };
    },
    sortValue: (_, figures) => -figures.counter('RTU_STARTED_AT'),
  },
  {
    name: 'masters',
    heading: 'Masters',
    width: 7,
    most: 9,
    align: 'right',
    rank: 5,
    live: true,
    help: 'Masters: connected; 2/3: only two of the three are started. m lists them.',
    cell: (_, figures) => {
      const [connected, started] = [figures.counter('MASTERS'), figures.counter('MASTERS_STARTED')];
      if (connected === 0) return { text: '0', tone: 'faint' };
      if (started === connected) return { text: formatNumber(connected), tone: 'good' };
      return { text: `${formatNumber(started)}/${formatNumber(connected)}`, tone: 'warning' };
    },
    sortValue: (_, figures) => -figures.counter('MASTERS') * 1e6 - figures.counter('MASTERS_STARTED'),
  },
  {
    name: 'link',
    heading: 'RTU link',
    width: 9,
    most: 9,
    align: 'left',
    rank: 6,
    live: true,
    help: 'RTU link: dialling, connected, started; SHUT: a port for masters is not open.',
    cell: (_, { link, shutPorts }) => {
      if (shutPorts > 0) return { text: 'SHUT', tone: 'bad' };
      return { text: link, tone: link === 'started' ? 'good' : link === 'connected' ? 'plain' : 'bad' };
    },
    sortValue: (_, { link, shutPorts }) => (shutPorts > 0 ? -1 : LINK_ORDER[link]),
  },
  {
    name: 'host',
    heading: 'RTU at',
    width: 15,
    most: 28,
    align: 'left',
    rank: 12,
    live: true,
    help: 'RTU at: the host in use, of those in the ini file; else the one tried last.',
    cell: (_, { host, link }) => ({ text: host, tone: link === 'dialling' ? 'faint' : 'plain' }),
    sortValue: (_, { host }) => host,
  },
  {
    name: 'peers',
    heading: 'Master: IP:port',
    // Two masters.
    width: 44,
    most: 120,
    align: 'left',
    rank: 12.5,
    live: true,
    help: 'Master: IP:port: the masters that are connected, in the order of their coming.',
    cell: (_, { masters }) => ({ text: masters.map(({ peer }) => peer).join(', ') }),
    sortValue: (_, { masters }) => largestFirst(masters.length),
  },
];

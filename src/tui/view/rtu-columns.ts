/** The columns of the list of RTUs: heading, room, text, order, explanation. */
import type { RtuDefinition } from '../../channel/definitions.js';
import type { RtuNumbers } from '../model/rtu-numbers.js';
import { type Alignment, formatClock, formatCount, formatMs } from './text.js';

/** How a cell is shown. */
export type Tone = 'plain' | 'good' | 'bad' | 'faint' | 'warning';

/** What a cell says. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

/** One column. */
export interface RtuColumn {
  readonly name: string;
  readonly heading: string;
  /** Columns of the screen that it needs, and that it can use where there is room. */
  readonly width: number;
  readonly most: number;
  readonly align: Alignment;
  /** Where there is no room for all, the highest numbers go first. */
  readonly rank: number;
  /** Its values change by themselves. */
  readonly live: boolean;
  readonly help: string;
  cell(rtu: RtuDefinition, numbers: RtuNumbers): Cell;
  sortValue(rtu: RtuDefinition, numbers: RtuNumbers): number | string;
}

const RUN_ORDER: Readonly<Record<RtuNumbers['run'], number>> = { sending: 0, missing: 1, done: 2, none: 3 };

/** What the list says of the last index send (`spec.md` §4). */
export function formatLastIndex({ run, lastIndex }: RtuNumbers): string {
  if (lastIndex < 0 || run === 'none') return '';
  if (run === 'sending') return `Sending ${lastIndex}`;
  return run === 'missing' ? `Missing ${lastIndex}` : String(lastIndex);
}

/** Acknowledgement latency; empty where none was measured. */
export function formatAck(ms: number): string {
  return Number.isFinite(ms) ? formatMs(ms) : '';
}

const COLUMNS: readonly RtuColumn[] = [
  {
    name: 'no',
    heading: 'No.',
    width: 4,
    most: 6,
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
    width: 14,
    most: 16,
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
    help: 'Online: YES after STARTDT; LINK: connected without it; DOWN: port not open.',
    cell: (_, { started, connections, listening }) => {
      if (started > 0) return { text: started > 1 ? `YES ${started}` : 'YES', tone: 'good' };
      if (connections > 0) return { text: 'LINK', tone: 'warning' };
      return { text: listening ? 'NO' : 'DOWN', tone: 'bad' };
    },
    sortValue: (_, { started, connections }) => -(started * 1000 + connections),
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
    most: 15,
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
    cell: (_, { interrogating, interrogations }) =>
      interrogating
        ? { text: 'RUN', tone: 'warning' }
        : { text: interrogations > 0 ? formatCount(interrogations) : '', tone: 'faint' },
    sortValue: (_, { interrogating, interrogations }) =>
      interrogating ? Number.NEGATIVE_INFINITY : -interrogations,
  },
  {
    name: 'index',
    heading: 'Last index',
    width: 11,
    most: 20,
    align: 'left',
    rank: 5,
    live: true,
    help: 'Last index: Sending N, then N; Missing N: not in the IOA file.',
    cell: (_, numbers) => ({
      text: formatLastIndex(numbers),
      tone: numbers.run === 'sending' ? 'good' : numbers.run === 'missing' ? 'warning' : 'plain',
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
  {
    name: 'sent',
    heading: 'Sent/s',
    width: 7,
    most: 9,
    align: 'right',
    rank: 6,
    live: true,
    help: 'Sent/s: signals sent in the last second, whatever their cause.',
    cell: (_, { signalsPerSecond }) => ({ text: signalsPerSecond > 0 ? formatCount(signalsPerSecond) : '' }),
    sortValue: (_, { signalsPerSecond }) => -signalsPerSecond,
  },
  {
    name: 'unacked',
    heading: 'Unacked',
    width: 7,
    most: 9,
    align: 'right',
    rank: 7,
    live: true,
    help: 'Unacked: I frames without acknowledgement / k. Equal: it waits for the master.',
    cell: (_, { started, unacked, window }) =>
      started > 0
        ? { text: `${unacked}/${window}`, tone: unacked >= window ? 'warning' : 'plain' }
        : { text: '' },
    sortValue: (_, { unacked, window }) => -unacked / Math.max(1, window),
  },
  {
    name: 'ack',
    heading: 'Ack mean',
    width: 8,
    most: 8,
    align: 'right',
    rank: 10,
    live: true,
    help: 'Ack mean: I frame to acknowledgement, last second (else since the start).',
    cell: (_, { ackMs }) => ({ text: formatAck(ackMs) }),
    sortValue: (_, { ackMs }) => (Number.isFinite(ackMs) ? -ackMs : 1),
  },
  {
    name: 'stall',
    heading: 'Stall',
    width: 5,
    most: 6,
    align: 'right',
    rank: 12,
    live: true,
    help: 'Stall: share of the last second that signals waited behind a closed window.',
    cell: (_, { stalled }) => ({ text: stalled > 0 ? `${Math.round(stalled * 100)} %` : '' }),
    sortValue: (_, { stalled }) => -stalled,
  },
  {
    name: 'ackmost',
    heading: 'Ack max',
    width: 8,
    most: 8,
    align: 'right',
    rank: 13,
    live: true,
    help: 'Ack max: longest time from I frame to acknowledgement since the start.',
    cell: (_, { ackMostMs }) => ({ text: ackMostMs > 0 ? formatMs(ackMostMs) : '' }),
    sortValue: (_, { ackMostMs }) => -ackMostMs,
  },
  {
    name: 'testfr',
    heading: 'TESTFR',
    width: 7,
    most: 8,
    align: 'right',
    rank: 14,
    live: true,
    help: 'TESTFR: the shortest time between two TESTFR act of a master so far.',
    cell: (_, { testFrameMs }) => ({ text: testFrameMs > 0 ? formatMs(testFrameMs) : '' }),
    sortValue: (_, { testFrameMs }) => (testFrameMs > 0 ? testFrameMs : Number.MAX_VALUE),
  },
  {
    name: 'unsent',
    heading: 'Unsent',
    width: 7,
    most: 9,
    align: 'right',
    rank: 15,
    live: true,
    help: 'Unsent: offered, not acknowledged: link lost, send ended, filter timed out.',
    cell: (_, { unsent }) => ({ text: unsent > 0 ? formatCount(unsent) : '', tone: 'warning' }),
    sortValue: (_, { unsent }) => -unsent,
  },
];

/** The columns of these RTUs: the address is one only where an RTU has its own. */
export function columnsFor(rtus: readonly RtuDefinition[]): readonly RtuColumn[] {
  return rtus.some((rtu) => rtu.bind !== '') ? COLUMNS : COLUMNS.filter(({ name }) => name !== 'bind');
}

/** A column and the room it gets. */
export interface PlacedColumn {
  readonly column: RtuColumn;
  readonly width: number;
}

/**
 * The columns that fit side by side into `width`, one blank between them, in their order: the lowest ranks,
 * and always the one that has the focus. Room that is left goes to those that can use it.
 */
export function placeColumns(columns: readonly RtuColumn[], width: number, focus: string): PlacedColumn[] {
  const byRank = [...columns].sort((a, b) => wanted(a, focus) - wanted(b, focus));
  const chosen = new Set<RtuColumn>();
  let used = -1;
  for (const column of byRank) {
    if (used + 1 + column.width > width) continue;
    used += 1 + column.width;
    chosen.add(column);
  }
  let spare = width - used;
  const widths = new Map<RtuColumn, number>();
  for (const column of byRank) {
    if (!chosen.has(column)) continue;
    const more = Math.min(spare, column.most - column.width);
    widths.set(column, column.width + more);
    spare -= more;
  }
  return columns
    .filter((column) => chosen.has(column))
    .map((column) => ({ column, width: widths.get(column) ?? column.width }));
}

function wanted(column: RtuColumn, focus: string): number {
  return column.name === focus ? -1 : column.rank;
}

/** The column next to the focus, `step` further in the order of the screen. */
export function nextColumn(columns: readonly RtuColumn[], focus: string, step: 1 | -1): string {
  const at = columns.findIndex(({ name }) => name === focus);
  const next = columns[Math.max(0, Math.min(columns.length - 1, at + step))];
  return next?.name ?? focus;
}

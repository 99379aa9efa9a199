/** The table of all RTUs. */
import { unsentOf } from '../figures/books.js';
import { countOf, formatMs, formatNumber, formatPercent } from '../text/format.js';
import { type Column, paragraph, sectionPieces, tablePieces } from './html-text.js';
import { formatPlace } from './place.js';
import type { RtuReport, RunReport } from './run-report.js';

/** Rows that are marked as the slowest. */
const MARKED = 10;
/** Rows that are printed, and shown before the user clicks for all: the layout of thousands takes minutes. */
export const ROWS_SHOWN = 200;

const COLUMNS: readonly Column<RtuReport>[] = [
  { head: 'No.', cell: (rtu) => String(rtu.no) },
  { head: 'Name', text: true, cell: (rtu) => rtu.name },
  { head: 'CA', cell: (rtu) => String(rtu.ca) },
  { head: 'Port', text: true, cell: (rtu) => formatPlace(rtu) },
  { head: 'Offered', cell: (rtu) => formatNumber(rtu.signals.offered) },
  { head: 'Acknowledged', cell: (rtu) => formatNumber(rtu.signals.acknowledged) },
  {
    head: 'Unsent',
    title: 'Link lost, send ended or filter timed out',
    cell: (rtu) => formatNumber(unsentOf(rtu.signals)),
  },
  { head: 'Open', title: 'Not settled at the end of the run', cell: (rtu) => formatNumber(rtu.signals.open) },
  { head: 'Signals/s', title: 'Acknowledged, until 99 % of all were', cell: (rtu) => formatNumber(rtu.rate) },
  { head: 'Ack p50 (ms)', cell: (rtu) => formatMs(rtu.latency.p50Ms) },
  { head: 'Ack p99 (ms)', cell: (rtu) => formatMs(rtu.latency.p99Ms) },
  { head: 'Ack max (ms)', cell: (rtu) => formatMs(rtu.latency.maxMs) },
  {
    head: 'Oldest (ms)',
    title:
      "Longest that an I frame was without acknowledgement since the program's start, whether it came or not",
    cell: (rtu) => formatMs(rtu.oldestUnackedMs),
  },
  {
    head: 'Stall (%)',
    title: 'Share of the run in which signals waited behind a closed window',
    cell: (rtu) => formatPercent(rtu.stallShare),
  },
  { head: 'k', cell: (rtu) => String(rtu.k) },
  {
    head: 'Eff. w',
    title: "The master's effective w: I frames to one acknowledgement",
    cell: (rtu) => formatNumber(rtu.effectiveW, 1),
  },
  { head: 'Links lost', cell: (rtu) => formatNumber(rtu.disconnects) },
  { head: 'Reconnects', cell: (rtu) => formatNumber(rtu.reconnects) },
  {
    head: 'GI (ms)',
    title: 'Longest interrogation',
    cell: (rtu) => formatMs(rtu.interrogationMaxMs),
  },
  { head: 'Commands', cell: (rtu) => formatNumber(rtu.commands) },
  {
    head: 'Cmd max (ms)',
    title: 'Command received to the acknowledgement of its last confirmation',
    cell: (rtu) => formatMs(rtu.commandMaxMs),
  },
  {
    head: 'TESTFR (ms)',
    title: 'Shortest period of TESTFR act',
    cell: (rtu) => formatMs(rtu.testFramePeriodMs),
  },
  { head: 'Log lost', title: 'Log lines lost', cell: (rtu) => formatNumber(rtu.logLinesLost) },
];

/** Every RTU, in the order of the report; in pieces, because they are thousands. `suffix`: of the table's id. */
export function rtusSection({ rtus }: RunReport, suffix = ''): Iterable<string> {
  const parts: (string | Iterable<string>)[] = [
    paragraph(
      `Slowest first; the first ${Math.min(MARKED, rtus.length)} are marked. Counts are of every signal of the run, ` +
        'whatever its cause.',
    ),
  ];
  if (rtus.length > ROWS_SHOWN) {
    parts.push(
      paragraph(
        `On paper are the first ${ROWS_SHOWN} of ${countOf(rtus.length, 'RTU')}, in the order shown; the file has all.`,
        'paper',
      ),
    );
  }
  const rowClass = (_: RtuReport, index: number): string => (index < MARKED ? 'slow' : '');
  parts.push(tablePieces(COLUMNS, rtus, { id: `rtus${suffix}`, rowClass, empty: 'No RTU was loaded.' }));
  return sectionPieces('RTUs', parts, 'wide');
}

/**
 * One row per RTU as CSV (RFC 4180), in the order of the report, slowest first. The first line names the columns with their
 * units. There is no row of totals: a spreadsheet that sorts or adds up a column would take it for an RTU.
 */
import { quoteCell } from '../text/csv-cell.js';
import { isMeasured } from '../text/format.js';
import type { RtuReport, RunReport } from './run-report.js';

type Cell = string | number | null | undefined;

const COLUMNS: readonly (readonly [string, (rtu: RtuReport) => Cell])[] = [
  ['No.', (rtu) => rtu.no],
  ['Name', (rtu) => rtu.name],
  ['CA', (rtu) => rtu.ca],
  ['Port', (rtu) => rtu.port],
  ['Bind', (rtu) => rtu.bind],
  ['IOA file', (rtu) => rtu.ioFile],
  ['k', (rtu) => rtu.k],
  ['t1 (s)', (rtu) => rtu.t1Ms / 1000],
  ['Signals offered', (rtu) => rtu.signals.offered],
  ['Signals sent', (rtu) => rtu.signals.sent],
  ['Signals acknowledged', (rtu) => rtu.signals.acknowledged],
  ['Unsent: link lost', (rtu) => rtu.signals.unsentLink],
  ['Unsent: send ended', (rtu) => rtu.signals.unsentEnded],
  ['Unsent: filter timed out', (rtu) => rtu.signals.unsentFilter],
  ['Open', (rtu) => rtu.signals.open],
  ['Interrogated', (rtu) => rtu.interrogated],
  ['Resent', (rtu) => rtu.resent],
  ['Frames sent', (rtu) => rtu.framesSent],
  ['Frames received', (rtu) => rtu.framesReceived],
  ['Octets sent', (rtu) => rtu.octetsSent],
  ['Octets received', (rtu) => rtu.octetsReceived],
  ['Acknowledged signals/s', (rtu) => rounded(rtu.rate, 1)],
  ['Frames with latency', (rtu) => rtu.latency.count],
  ['Ack mean (ms)', (rtu) => rounded(rtu.latency.meanMs)],
  ['Ack p50 (ms)', (rtu) => rounded(rtu.latency.p50Ms)],
  ['Ack p90 (ms)', (rtu) => rounded(rtu.latency.p90Ms)],
  ['Ack p99 (ms)', (rtu) => rounded(rtu.latency.p99Ms)],
  ['Ack p99.9 (ms)', (rtu) => rounded(rtu.latency.p999Ms)],
  ['Ack max (ms)', (rtu) => rounded(rtu.latency.maxMs)],
  ['Oldest unacknowledged (ms)', (rtu) => rounded(rtu.oldestUnackedMs)],
  ['Stall (%)', (rtu) => rounded(rtu.stallShare * 100, 2)],
  ['Stalls', (rtu) => rtu.stalls],
  ['Effective w (I frames)', (rtu) => rounded(rtu.effectiveW, 2)],
  ['TESTFR period (ms)', (rtu) => rounded(rtu.testFramePeriodMs)],
  ['TESTFR act', (rtu) => rtu.testFrames],
  ['Connect to STARTDT (ms)', (rtu) => rounded(rtu.connectToStartMs)],
  ['STARTDT to interrogation (ms)', (rtu) => rounded(rtu.startToInterrogationMs)],
  ['Interrogation (ms)', (rtu) => rounded(rtu.interrogationMs)],
  ['Interrogation max (ms)', (rtu) => rounded(rtu.interrogationMaxMs ?? null)],
  ['Interrogations', (rtu) => rtu.interrogations],
  ['Commands', (rtu) => rtu.commands],
  ['Command mean (ms)', (rtu) => rounded(rtu.commandMeanMs)],
  ['Command max (ms)', (rtu) => rounded(rtu.commandMaxMs)],
  ['Links lost', (rtu) => rtu.disconnects],
  ['Reconnects', (rtu) => rtu.reconnects],
  ['Log lines lost', (rtu) => rtu.logLinesLost],
];

/** CSV text, comma-separated, lines ended by CR LF; an empty cell where nothing was measured. */
export function csvReport({ rtus }: Pick<RunReport, 'rtus'>): string {
  const lines = [COLUMNS.map(([head]) => cell(head)).join(',')];
  for (const rtu of rtus) lines.push(COLUMNS.map(([, read]) => cell(read(rtu))).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function rounded(value: number | null, digits = 3): number | null {
  return isMeasured(value) ? Number(value.toFixed(digits)) : null;
}

function cell(value: Cell): string {
  if (typeof value !== 'string') return isMeasured(value) ? String(value) : '';
  // A spreadsheet would carry out a name that begins like a formula.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return quoteCell(text);
}

/** The faults on purpose of a run as CSV: a row for each RTU and repetition. */
import { textCell } from '../text/csv-cell.js';
import { isMeasured } from '../text/format.js';
import type { FaultHitReport, FaultReport } from './fault-report.js';
import type { RunReport } from './run-report.js';

type Cell = string | number | null;

const COLUMNS: readonly (readonly [string, (fault: FaultReport, hit: FaultHitReport) => Cell])[] = [
  ['Fault', ({ name }) => name],
  ['Word', ({ word }) => word],
  ['What', ({ what }) => what],
  ['No.', (_, { no }) => no],
  ['Name', (_, { name }) => name],
  ['Port', (_, { port }) => port],
  ['Demanded', (_, { demand }) => demand],
  ['As demanded', (_, { asDemanded }) => asDemanded],
  ['Why', (_, { why }) => why],
  ['Effect (ms)', (_, { appliedMs }) => appliedMs],
  ['First reaction', (_, { reaction }) => reaction],
  ['Reaction (ms)', (_, { reactionMs }) => reactionMs],
  ['End of the connection', (_, { ending }) => ending],
  ['Ended (ms)', (_, { endedMs }) => endedMs],
  ['Connected (ms)', (_, { connectedMs }) => connectedMs],
  ['STARTDT (ms)', (_, { startedMs }) => startedMs],
  ['Data (ms)', (_, { dataMs }) => dataMs],
  ['Interrogated (ms)', (_, { interrogatedMs }) => interrogatedMs],
  ['Open', (_, { open }) => open],
  ['Sent again', (_, { resent }) => resent],
  ['Lost', (_, { lost }) => lost],
  ['Spared RTUs', ({ collateral }) => collateral?.rtus ?? null],
  ['Spared p99 before (ms)', ({ collateral }) => collateral?.p99BeforeMs ?? null],
  ['Spared p99 (ms)', ({ collateral }) => collateral?.p99Ms ?? null],
  ['Spared reconnects before', ({ collateral }) => collateral?.reconnectsBefore ?? null],
  ['Spared reconnects', ({ collateral }) => collateral?.reconnects ?? null],
];

/** The file beside the CSV report: `day.csv` has its faults in `day-faults.csv`. */
export function faultsPathOf(path: string): string {
  return path.replace(/(?=\.csv$)/i, '-faults');
}

/** CSV text line by line (RFC 4180, CR LF); the first line names the columns. The cell of a figure that there is not is empty. */
export function* faultPieces({ faults = [] }: Pick<RunReport, 'faults'>): Generator<string> {
  yield `${COLUMNS.map(([head]) => textCell(head)).join(',')}\r\n`;
  for (const fault of faults)
    for (const hit of fault.hits) yield `${COLUMNS.map(([, read]) => cell(read(fault, hit))).join(',')}\r\n`;
}

function cell(value: Cell): string {
  if (typeof value === 'string') return textCell(value);
  return isMeasured(value) ? String(Number(value.toFixed(3))) : '';
}

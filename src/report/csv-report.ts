/** The report as CSV: one row per RTU. */
import type { Counter } from '../figures/counter-catalog.js';
import { REPORT_COUNTERS, type ReportCounter } from '../figures/counter-rules.js';
import { textCell } from '../text/csv-cell.js';
import { isMeasured } from '../text/format.js';
import type { RtuReport, RunReport } from './run-report.js';

type Cell = string | number | null | undefined;

/** Heading and figure of a column. */
type CsvColumn = readonly [heading: string, read: (rtu: RtuReport) => Cell];

/** The columns in their order; a counter of the catalogue by its name. New columns go to the end. */
const ORDER: readonly (CsvColumn | Counter['name'])[] = [
  ['No.', (rtu) => rtu.no],
  ['Name', (rtu) => rtu.name],
  ['CA', (rtu) => rtu.ca],
  ['Port', (rtu) => rtu.port],
  ['Bind', (rtu) => rtu.bind],
  ['IOA file', (rtu) => rtu.ioFile],
  ['k', (rtu) => rtu.k],
  ['t1 (s)', (rtu) => rtu.t1Ms / 1000],
  'SIGNALS_OFFERED',
  'SIGNALS_SENT',
  'SIGNALS_ACKNOWLEDGED',
  'UNSENT_LINK',
  'UNSENT_ENDED',
  'UNSENT_FILTER',
  ['Open', (rtu) => rtu.signals.open],
  'SIGNALS_INTERROGATED',
  'SIGNALS_RESENT',
  'I_SENT',
  'I_RECEIVED',
  'OCTETS_SENT',
  'OCTETS_RECEIVED',
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
  'STALLS',
  ['Effective w (I frames)', (rtu) => rounded(rtu.effectiveW, 2)],
  'TEST_FRAME_PERIOD_MS',
  'TEST_FRAMES',
  'CONNECT_TO_START_MS',
  'START_TO_INTERROGATION_MS',
  'INTERROGATION_MS',
  'INTERROGATION_MAX_MS',
  'INTERROGATIONS',
  'COMMANDS',
  ['Command mean (ms)', (rtu) => rounded(rtu.commandMeanMs)],
  ['Command max (ms)', (rtu) => rounded(rtu.commandMaxMs)],
  'DISCONNECTS',
  'RECONNECTS',
  'LOG_LOST',
];

/** Behind all others: what came later. */
const LAST: readonly (CsvColumn | Counter['name'])[] = [
  ['Longest pause of its shard (ms)', (rtu) => rounded(rtu.shardPauseMs ?? null)],
  'UNSENT_BUFFER',
  ['Held', (rtu) => rtu.signals.held ?? 0],
  ['Switchovers', (rtu) => rtu.switchovers?.times ?? 0],
  ['Switchover longest (ms)', (rtu) => rounded(rtu.switchovers?.longestMs ?? null)],
  ['Switchover last (ms)', (rtu) => rounded(rtu.switchovers?.lastMs ?? null)],
  ['Switchover to STARTDT (ms)', (rtu) => rounded(rtu.switchovers?.startMs ?? null)],
  ['Switchover to interrogated (ms)', (rtu) => rounded(rtu.switchovers?.interrogatedMs ?? null)],
  ['Switchover gap (ms)', (rtu) => rounded(rtu.switchovers?.gapMs ?? null)],
  ['Clock syncs', (rtu) => rtu.clock?.syncs ?? 0],
  ['Clock lowest (ms)', (rtu) => rounded(rtu.clock?.lowMs ?? null)],
  ['Clock mean (ms)', (rtu) => rounded(rtu.clock?.meanMs ?? null)],
  ['Clock highest (ms)', (rtu) => rounded(rtu.clock?.highMs ?? null)],
  ['Clock bound (ms)', (rtu) => rounded(rtu.clock?.boundMs ?? null)],
  ['Clock longest interval (ms)', (rtu) => rounded(rtu.clock?.longestIntervalMs ?? null)],
  ['Clock drift (ppm)', (rtu) => rounded(rtu.clock?.driftPpm ?? null, 2)],
  'SPOILED',
  'ANSWERS_LOST',
  ['Command time tags', (rtu) => rtu.commandTags?.commands ?? 0],
  ['Command time tag lowest (ms)', (rtu) => rounded(rtu.commandTags?.lowMs ?? null)],
  ['Command time tag mean (ms)', (rtu) => rounded(rtu.commandTags?.meanMs ?? null)],
  ['Command time tag highest (ms)', (rtu) => rounded(rtu.commandTags?.highMs ?? null)],
];

/** `ORDER`, then the counters that both lists leave out, then `LAST`. */
const COLUMNS: readonly CsvColumn[] = [
  ...ORDER.flatMap(columnsOf),
  ...REPORT_COUNTERS.filter(({ name }) => ![...ORDER, ...LAST].includes(name)).map(columnOf),
  ...LAST.flatMap(columnsOf),
];

/**
 * CSV text (RFC 4180) with one row per RTU in the order of the report, slowest first; lines end with CR LF. The first line
 * names the columns with their units. The cell of a figure that was not measured is empty. There is no row of totals: a
 * spreadsheet that sorts or adds up a column would take it for an RTU.
 */
export function csvReport(report: Pick<RunReport, 'rtus'>): string {
  return [...csvPieces(report)].join('');
}

/** The same line by line. */
export function* csvPieces({ rtus }: Pick<RunReport, 'rtus'>): Generator<string> {
  yield `${COLUMNS.map(([head]) => cell(head)).join(',')}\r\n`;
  for (const rtu of rtus) yield `${COLUMNS.map(([, read]) => cell(read(rtu))).join(',')}\r\n`;
}

function columnsOf(column: CsvColumn | Counter['name']): CsvColumn[] {
  if (typeof column !== 'string') return [column];
  return REPORT_COUNTERS.filter(({ name }) => name === column).map(columnOf);
}

function columnOf({ report: { part, field, column }, unit }: ReportCounter): CsvColumn {
  return [
    column,
    (rtu) => {
      const fields = (part === 'signals' ? rtu.signals : rtu) as unknown as Readonly<
        Record<string, number | null>
      >;
      return unit === 'ms' ? rounded(fields[field]) : fields[field];
    },
  ];
}

function rounded(value: number | null, digits = 3): number | null {
  return isMeasured(value) ? Number(value.toFixed(digits)) : null;
}

function cell(value: Cell): string {
  if (typeof value !== 'string') return isMeasured(value) ? String(value) : '';
  return textCell(value);
}

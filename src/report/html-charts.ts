/** The charts, and the same figures as tables. */
import { countOf, formatMs, formatNumber, formatPercent, isMeasured } from '../text/format.js';
import { clockTables } from './clock-charts.js';
import { paragraph, section, table } from './html-text.js';
import { binLatencies, type LatencyBin } from './latency-bins.js';
import { runCharts } from './run-charts.js';
import type { RunReport, RunSeries } from './run-report.js';

const MOST_ROWS = 60;

/** The charts, which need no script, and the same figures as tables. `suffix` of the ids: a page may have the charts of several runs. */
export function chartsSection(report: RunReport, suffix = ''): string {
  const figures = [
    seriesTable(report.series),
    binsTable(binLatencies(report.latencyBuckets)),
    ...clockTables(report),
  ].join('\n');
  const legend = (report.faults ?? []).length > 0 ? [paragraph('Shaded: faults on purpose.', 'small')] : [];
  return section('Charts', [
    ...legend,
    `<div class="charts">\n${runCharts(report, suffix).join('\n')}\n</div>`,
    `<details class="figures"><summary>The figures of the charts</summary>\n${figures}\n</details>`,
  ]);
}

/** The series as a table of at most `MOST_ROWS` rows; in a long run each row stands for several intervals. */
function seriesTable(series: RunSeries): string {
  const intervals = series.atMs.length;
  if (intervals === 0) return paragraph('The run was too short for an interval.');
  const step = Math.ceil(intervals / MOST_ROWS);
  const rows = Array.from({ length: Math.ceil(intervals / step) }, (_, row) => row * step);
  const part = (values: readonly (number | null)[], from: number): number[] =>
    values.slice(from, from + step).filter(isMeasured);
  const mean = (values: readonly (number | null)[]) => (from: number) => {
    const list = part(values, from);
    return list.length === 0 ? null : list.reduce((sum, value) => sum + value, 0) / list.length;
  };
  const least = (values: readonly (number | null)[]) => (from: number) => limit(Math.min, part(values, from));
  const most = (values: readonly (number | null)[]) => (from: number) => limit(Math.max, part(values, from));
  const end = (from: number): number => series.atMs[Math.min(from + step, intervals) - 1];
  const column = (head: string, figure: (from: number) => number | null, format = formatCount) => ({
    head,
    cell: (from: number) => format(figure(from)),
  });
  const columns = [
    { head: 'Until (s)', cell: (from: number) => formatNumber(end(from) / 1000, 1) },
    column('Sent/s', mean(series.signalsPerSecond)),
    column('Acknowledged/s', mean(series.acknowledgedPerSecond)),
    column('Frames/s', mean(series.framesPerSecond)),
    column('Waiting (%)', mean(series.stallShare), formatPercent),
    column('Busiest shard (%)', most(series.shardBusy), formatPercent),
    column('Ack p50 (ms)', most(series.ackP50Ms), formatMs),
    column('Ack p99 (ms)', most(series.ackP99Ms), formatMs),
    column('Online', least(series.online)),
    column('Outstanding', most(series.outstanding)),
  ];
  const legend =
    step === 1
      ? 'One row for each interval.'
      : `One row for ${countOf(step, 'interval')}: rates and waiting are means; latencies, outstanding frames and the busiest shard are the highest, online the fewest.`;
  return paragraph(legend, 'small') + table(columns, rows);
}

function formatCount(value: number | null): string {
  return formatNumber(value);
}

/** The edge of a bin; edges are round numbers. */
function formatEdge(ms: number): string {
  return ms.toLocaleString('en-US', { maximumSignificantDigits: 6 });
}

function limit(choose: (...values: number[]) => number, values: readonly number[]): number | null {
  return values.length === 0 ? null : choose(...values);
}

function binsTable(bins: readonly LatencyBin[]): string {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  return table(
    [
      { head: 'Acknowledged within (ms)', cell: ({ edgeMs }) => formatEdge(edgeMs) },
      { head: 'I frames', cell: ({ count }) => formatNumber(count) },
      { head: 'Share (%)', cell: ({ count }) => formatPercent(count / total) },
      { head: 'Took longer', cell: ({ later }) => formatNumber(later) },
    ],
    bins.filter(({ count }) => count > 0),
    { empty: 'No acknowledgement was measured.' },
  );
}

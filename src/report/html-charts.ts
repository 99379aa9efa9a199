/** The charts: their data for the script of the page, and the same figures as tables. */
import { countOf, formatMs, formatNumber, formatPercent, isMeasured } from '../text/format.js';
import { BLUE, type Chart, DASHED, line, ORANGE, overTime, rounded } from './chart-data.js';
import { clockCharts, clockTables } from './clock-charts.js';
import { escapeHtml, paragraph, scriptJson, section, table } from './html-text.js';
import { binLatencies, FINE_STEPS, type LatencyBin } from './latency-bins.js';
import type { RunReport, RunSeries } from './run-report.js';

const MOST_ROWS = 60;
const MOST_MARKS = 500;

/**
 * Places for the charts with their data, and the tables; or the tables alone. The tables stay open unless charts are drawn.
 * `suffix` of the ids: a page may have the charts of several runs.
 */
export function chartsSection(report: RunReport, how: 'drawn' | 'tables', suffix = ''): string {
  const { series } = report;
  const bins = binLatencies(report.latencyBuckets);
  const figures = [seriesTable(series), binsTable(bins), ...clockTables(report)].join('\n');
  if (how === 'tables') {
    return section('Charts', [
      paragraph('Without charts, because their library (uPlot) is not installed.'),
      figures,
    ]);
  }
  const drawn = [...timeCharts(series), ...clockCharts(report), ...latencyCharts(report, bins)];
  const charts = drawn.map((chart) => ({ ...chart, id: `${chart.id}${suffix}` }));
  const idOf = (name: string) => (suffix === '' ? '' : ` id="${name}${suffix}"`);
  const data = { atS: series.atMs.map((ms) => rounded(ms / 1000)), charts, marks: marksOf(report) };
  const legend = (report.faults ?? []).length > 0 ? [paragraph('Shaded: faults on purpose.', 'small')] : [];
  return section('Charts', [
    ...legend,
    `<div class="charts"${idOf('charts')}>\n${charts.map(placeOf).join('\n')}\n</div>`,
    `<details open class="figures"${idOf('figures')}><summary>The figures of the charts</summary>\n${figures}\n</details>`,
    `<script type="application/json" id="chart-data${suffix}">${scriptJson(data)}</script>`,
  ]);
}

/** When faults were on, s from the start of the run; most of them for the charts alone. */
function marksOf({ faults = [], startedAt }: RunReport): (readonly [number, number])[] {
  const spans = faults.flatMap((fault) => fault.spans);
  return spans
    .slice(0, MOST_MARKS)
    .map(([from, to]) => [rounded((from - startedAt) / 1000), rounded((to - startedAt) / 1000)]);
}

function placeOf({ id, title, unit }: Chart): string {
  const caption = escapeHtml(unit === '' ? title : `${title} (${unit})`);
  return (
    `<figure><figcaption>${caption}</figcaption><div class="chart" id="chart-${id}" role="img" ` +
    `aria-label="${caption}; the figures are in the tables below the charts"></div></figure>`
  );
}

function timeCharts(series: RunSeries): Chart[] {
  const percent = (shares: readonly (number | null)[]) =>
    shares.map((share) => (share === null ? null : share * 100));
  return [
    overTime('signals', 'Signals per second', '1/s', [
      line('sent', BLUE, series.signalsPerSecond),
      line('acknowledged', ORANGE, series.acknowledgedPerSecond, DASHED),
    ]),
    overTime('frames', 'Frames per second', '1/s', [line('frames', BLUE, series.framesPerSecond)]),
    {
      ...overTime('load', 'Waiting behind closed windows, and the busiest shard', '%', [
        line('waiting', BLUE, percent(series.stallShare)),
        line('busiest shard', ORANGE, percent(series.shardBusy), DASHED),
      ]),
      most: 100,
    },
    {
      ...overTime('latency', 'Acknowledgement latency', 'ms', [
        line('p50', BLUE, positive(series.ackP50Ms)),
        line('p99', ORANGE, positive(series.ackP99Ms), DASHED),
      ]),
      log: true,
    },
    overTime('online', 'RTUs with a started connection', '', [line('online', BLUE, series.online)]),
    overTime('outstanding', 'I frames without acknowledgement', '', [
      line('outstanding', BLUE, series.outstanding),
    ]),
  ];
}

function latencyCharts({ latencyBuckets }: RunReport, bins: readonly LatencyBin[]): Chart[] {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const percent = (count: number): number => (100 * count) / total;
  const points = binLatencies(latencyBuckets, FINE_STEPS);
  return [
    {
      id: 'distribution',
      title: 'How long acknowledgements took',
      kind: 'bins',
      unit: '% of the I frames, by ms up to',
      log: false,
      most: null,
      labels: bins.map(({ edgeMs }) => formatEdge(edgeMs)),
      series: [
        line(
          'I frames',
          BLUE,
          bins.map(({ count }) => (count > 0 ? percent(count) : null)),
        ),
      ],
    },
    {
      id: 'tail',
      title: 'How many took longer',
      kind: 'curve',
      unit: '% of the I frames, over ms',
      log: true,
      most: null,
      x: points.map(({ edgeMs }) => edgeMs),
      // Nothing took longer than the longest time: 0 has no place on a logarithmic scale.
      series: [line('took longer', BLUE, positive(points.map(({ later }) => percent(later))))],
    },
  ];
}

/** Only values above 0, which a logarithmic scale can show. */
function positive(values: readonly (number | null)[]): (number | null)[] {
  return values.map((value) => (isMeasured(value) && value > 0 ? value : null));
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

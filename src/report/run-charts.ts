/** The charts of a run: which lines, units and sentences each has. */
import { formatFigure, formatFigureMs, formatNumber, formatShare, isMeasured } from '../text/format.js';
import { clockCharts } from './clock-charts.js';
import { binLatencies, FINE_STEPS, type LatencyBin } from './latency-bins.js';
import { parseLimit } from './limits.js';
import { rtuStrip } from './rtu-strip.js';
import type { RunReport } from './run-report.js';
import { type Axis, WHOLE } from './svg/axes.js';
import { barChart } from './svg/bar-chart.js';
import { type ChartLevel, type ChartLine, type LineChart, lineChart } from './svg/line-chart.js';
import { linearScale, logScale, timeScale, timeUnit } from './svg/scale.js';
import type { NamedSpan } from './svg/spans.js';

/** Most spans that are drawn: of a profile of many repetitions the first. */
const MOST_SPANS = 500;
const NOTHING = 'Nothing was measured.';

type Values = readonly (number | null)[];

/** Every chart as a figure. `suffix`: of the ids, where a page has the charts of several runs. */
export function runCharts(report: RunReport, suffix = ''): string[] {
  const charts = [...timeCharts(report), ...clockCharts(report, timeAxis(report)), ...tailChart(report)];
  const [signals, latency, ...others] = charts.map((chart) =>
    lineChart({ ...chart, id: `${chart.id}${suffix}` }),
  );
  const strip = rtuStrip(report, timeAxis(report), suffix);
  return [signals, latency, distribution(report, suffix), ...strip, ...others];
}

/** The run from its start to its end. */
function timeAxis({ series, durationMs }: RunReport): Axis {
  const endS = Math.max(durationMs, series.atMs.at(-1) ?? 0) / 1000;
  return { scale: timeScale(endS), unit: timeUnit(endS) };
}

function timeCharts(report: RunReport): LineChart[] {
  const { series, faults = [], startedAt } = report;
  const x = timeAxis(report);
  const atS = series.atMs.map((ms) => ms / 1000);
  const line = (text: string, tone: ChartLine['tone'], values: Values): ChartLine => ({
    text,
    tone,
    x: atS,
    values,
  });
  const seconds = (ms: number): number => (ms - startedAt) / 1000;
  const bands = faults
    .flatMap(({ spans }) => spans)
    .slice(0, MOST_SPANS)
    .map(([from, to]): [number, number] => [seconds(from), seconds(to)]);
  const chart = (id: string, title: string, unit: string, lines: readonly ChartLine[], finding: string) => {
    const all = lines.flatMap(({ values }) => values.filter(isMeasured));
    const y: Axis = { scale: linearScale(Math.min(0, ...all), Math.max(0, ...all)), unit };
    return { id, title, x, y, lines, bands, finding: all.length === 0 ? NOTHING : finding };
  };
  const most = (values: Values): number => Math.max(0, ...values.filter(isMeasured));
  const percent = (shares: Values): Values => shares.map((share) => (isMeasured(share) ? share * 100 : null));
  const load = chart(
    'load',
    'Waiting behind closed windows, and the busiest shard',
    '%',
    [
      line('waiting', 'first', percent(series.stallShare)),
      line('busiest shard', 'second', percent(series.shardBusy)),
    ],
    `RTUs waited up to ${formatShare(most(series.stallShare))} of the time; the busiest shard worked up to ${formatShare(most(series.shardBusy))} of it.`,
  );
  return [
    {
      ...chart(
        'signals',
        'Signals per second',
        'signals/s',
        [
          line('sent', 'first', series.signalsPerSecond),
          line('acknowledged', 'second', series.acknowledgedPerSecond),
        ],
        `Up to ${formatNumber(most(series.signalsPerSecond))} signals/s were sent and up to ${formatNumber(most(series.acknowledgedPerSecond))} acknowledged.`,
      ),
      spans: spansOf(report, seconds),
      size: WHOLE,
    },
    latencyChart(report, chart('latency', 'Acknowledgement latency', 'ms', latencyLines(report, line), '')),
    chart(
      'frames',
      'Frames per second',
      'I frames/s',
      [line('frames', 'first', series.framesPerSecond)],
      `Up to ${formatNumber(most(series.framesPerSecond))} I frames/s were sent.`,
    ),
    { ...load, y: { scale: linearScale(0, 100, 100), unit: '%' } },
    chart(
      'online',
      'RTUs with a started connection',
      'RTUs',
      [line('online', 'first', series.online)],
      `The fewest RTUs with a started connection: ${formatNumber(Math.min(report.totals.onlineLeast, ...series.online))} of ${formatNumber(report.configuration.rtus)}.`,
    ),
    chart(
      'outstanding',
      'I frames without acknowledgement',
      'I frames',
      [line('outstanding', 'first', series.outstanding)],
      `Up to ${formatNumber(most(series.outstanding))} at a time, ${formatNumber(series.outstanding.at(-1))} at the end.`,
    ),
  ];
}

function latencyLines(
  { series }: RunReport,
  line: (text: string, tone: ChartLine['tone'], values: Values) => ChartLine,
): ChartLine[] {
  return [line('p50', 'first', positive(series.ackP50Ms)), line('p99', 'second', positive(series.ackP99Ms))];
}

/** On a logarithmic scale, with the limits that are stated for the run. */
function latencyChart({ limits, series }: RunReport, chart: LineChart): LineChart {
  const levels = limits.flatMap(({ limit }) => levelOf(limit));
  const values = chart.lines.flatMap((one) => one.values.filter(isMeasured));
  if (values.length === 0) return { ...chart, finding: NOTHING };
  const all = [...values, ...levels.map(({ value }) => value)];
  const p99 = series.ackP99Ms.filter(isMeasured);
  const stated = levels.map(({ text }) => `; ${text} for the whole run`).join('');
  return {
    ...chart,
    y: { scale: logScale(Math.min(...all), Math.max(...all)), unit: 'ms' },
    levels,
    finding: `In each part of the run 99 % were acknowledged within ${formatFigureMs(Math.min(...p99))} to ${formatFigureMs(Math.max(...p99))}${stated}.`,
  };
}

/** A stated limit of the lines that are drawn. */
function levelOf(text: string): ChartLevel[] {
  const limit = parseLimit(text);
  if (typeof limit === 'string' || !['ack-p50', 'ack-p99'].includes(limit.name) || !(limit.value > 0))
    return [];
  return [{ text: `limit ${limit.name} ${formatFigureMs(limit.value)}`, value: limit.value }];
}

function spansOf({ sends, faults = [] }: RunReport, seconds: (ms: number) => number): NamedSpan[] {
  const ofSends = sends.map(({ name, times, startedAt, endedAt }): NamedSpan => {
    const often = times > 1 ? `, ${formatNumber(times)} times` : '';
    return { kind: 'send', name: `${name}${often}`, from: seconds(startedAt), to: seconds(endedAt) };
  });
  const ofFaults = faults.flatMap(({ name, what, spans }) =>
    spans.map(
      ([from, to]): NamedSpan => ({
        kind: 'fault',
        name: `${name}: ${what}`,
        from: seconds(from),
        to: seconds(to),
      }),
    ),
  );
  return [...ofSends.slice(0, MOST_SPANS), ...ofFaults.slice(0, MOST_SPANS)];
}

/** How the latencies are distributed, with the percentiles of the whole run. */
function distribution({ latency, latencyBuckets }: RunReport, suffix: string): string {
  const bins = binLatencies(latencyBuckets);
  const total = totalOf(bins);
  const { p50Ms, p90Ms, p99Ms, p999Ms, maxMs } = latency;
  const marks = [
    { text: 'p50', value: p50Ms },
    { text: 'p90', value: p90Ms },
    { text: 'p99', value: p99Ms },
    { text: 'p99.9', value: p999Ms },
    { text: 'max', value: maxMs },
  ].flatMap(({ text, value }) =>
    isMeasured(value) && value > 0 ? [{ text: `${text} ${formatFigure(value)}`, value }] : [],
  );
  return barChart({
    id: `distribution${suffix}`,
    title: 'How long acknowledgements took',
    finding:
      total === 0
        ? NOTHING
        : `Half of the I frames were acknowledged within ${formatFigureMs(p50Ms)}, 99 % within ${formatFigureMs(p99Ms)}, the slowest after ${formatFigureMs(maxMs)}.`,
    bars: bins.map(({ edgeMs, count }, i) => {
      const from = bins[i - 1]?.edgeMs ?? edgeMs / 1.25;
      const title = `${formatFigure(from)} to ${formatFigure(edgeMs)} ms: ${formatNumber(count)}`;
      return { from, to: edgeMs, height: (100 * count) / total, title };
    }),
    xUnit: 'ms',
    yUnit: '% of the I frames',
    marks,
  });
}

/** How many took longer than a time. */
function tailChart({ latency, latencyBuckets }: RunReport): LineChart[] {
  const points = binLatencies(latencyBuckets, FINE_STEPS);
  const total = totalOf(points);
  // Nothing took longer than the longest time: 0 has no place on a logarithmic scale.
  const shares = positive(points.map(({ later }) => (100 * later) / total));
  const drawn = shares.filter(isMeasured);
  const edges = points.map(({ edgeMs }) => edgeMs);
  return [
    {
      id: 'tail',
      title: 'How many took longer',
      x: { scale: logScale(edges[0] ?? 1, edges.at(-1) ?? 10), unit: 'ms' },
      y: { scale: logScale(Math.min(100, ...drawn), 100), unit: '% of the I frames' },
      lines: [{ text: 'took longer', tone: 'first', x: edges, values: shares }],
      finding:
        drawn.length === 0
          ? NOTHING
          : `One I frame in 100 took longer than ${formatFigureMs(latency.p99Ms)}, one in 1,000 longer than ${formatFigureMs(latency.p999Ms)}.`,
    },
  ];
}

function totalOf(bins: readonly LatencyBin[]): number {
  return bins.reduce((sum, { count }) => sum + count, 0);
}

/** Only values above 0, which a logarithmic scale can show. */
function positive(values: Values): Values {
  return values.map((value) => (isMeasured(value) && value > 0 ? value : null));
}

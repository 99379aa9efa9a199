/** Prometheus text format 0.0.4, written by hand: for more samples than prom-client can handle, and for forms that it lacks. */
import type { LatencyHistogram } from '../../figures/latency-histogram.js';

/** Types of metrics. */
export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary';

/** Labels by name. */
export type Labels = Readonly<Record<string, string | number>>;

/**
 * Upper edges of the buckets of a histogram of times, ms. Each is also an edge in the latency tables, so that counts are
 * exact; only a time of exactly an edge is counted above it. (15 s, the default of t1, is not an edge of the tables.)
 */
export const EDGES_MS: readonly number[] = [
  0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 40_000, 80_000, 160_000,
];

/** The lines before the samples of a metric. */
export function metricHead(name: string, type: MetricType, help: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

/** The type of a metric, by its name: those that end with `_total` are counters. */
export function typeOf(name: string): 'counter' | 'gauge' {
  return name.endsWith('_total') ? 'counter' : 'gauge';
}

/** A number in the spelling of the format. */
export function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}

/** Labels without their braces; backslash, quotation mark and line feed are escaped. */
export function labelsText(labels: Labels): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}="${escapeLabel(String(value))}"`)
    .join(',');
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

/** Samples of one histogram; `sumMs` is the sum of all its times. */
export function histogramSamples(
  name: string,
  histogram: LatencyHistogram,
  sumMs: number,
  labels: Labels = {},
): string {
  const buckets = histogram.buckets();
  let text = '';
  let count = 0;
  let next = 0;
  for (const edgeMs of EDGES_MS) {
    while (next < buckets.length && buckets[next][0] <= edgeMs) count += buckets[next++][1];
    text += `${name}_bucket{${labelsText({ ...labels, le: edgeMs / 1000 })}} ${count}\n`;
  }
  while (next < buckets.length) count += buckets[next++][1];
  const own = labelsText(labels);
  const behind = own === '' ? '' : `{${own}}`;
  text += `${name}_bucket{${labelsText({ ...labels, le: '+Inf' })}} ${count}\n`;
  // All from one reading of the buckets, so that the figures agree although the shards continue to count.
  return `${text}${name}_sum${behind} ${numberText(sumMs / 1000)}\n${name}_count${behind} ${count}\n`;
}

/** A strict reader of the Prometheus text format 0.0.4: throws at the first line outside the format. */

/** One sample. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** A parsed text. */
export interface MetricsText {
  /** Types by the name of the metric. */
  types: Map<string, string>;
  samples: Sample[];
  /** The value of the one sample with this name and at least these labels; `undefined`: there is none. */
  value(name: string, labels?: Record<string, string | number>): number | undefined;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: [''],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
};

/** Parses a text. */
export function parseMetrics(text: string): MetricsText {
  const fail = (line: string, why: string): never => {
    throw new Error(`${why}: ${line}`);
  };
  if (!text.endsWith('\n')) fail(text.slice(-80), 'the last line has no end');
  const types = new Map<string, string>();
  const helps = new Set<string>();
  const samples: Sample[] = [];
  const series = new Set<string>();
  let current = '';
  for (const line of text.slice(0, -1).split('\n')) {
    if (line === '') continue;
    const help = new RegExp(`^# HELP (${NAME}) \\S.*$`).exec(line);
    if (help !== null) {
      if (helps.has(help[1])) fail(line, 'a second HELP');
      helps.add(help[1]);
      continue;
    }
    const type = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram|summary)$`).exec(line);
    if (type !== null) {
      [, current] = type;
      if (types.has(current)) fail(line, 'a second TYPE');
      if (!helps.has(current)) fail(line, 'TYPE without HELP before');
      types.set(current, type[2]);
      continue;
    }
    const sample = parseSample(line) ?? fail(line, 'not a metric');
    const suffixes = SUFFIXES[types.get(current) ?? ''] ?? [];
    if (!suffixes.some((suffix) => sample.name === `${current}${suffix}`))
      fail(line, 'not of the TYPE above');
    const key = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).sort())}`;
    if (series.has(key)) fail(line, 'told twice');
    series.add(key);
    samples.push(sample);
  }
  for (const [name, type] of types) if (type === 'histogram') checkHistogram(name, samples);
  const value: MetricsText['value'] = (name, labels = {}) => {
    const found = samples.filter(
      (sample) =>
        sample.name === name &&
        Object.entries(labels).every(([label, wanted]) => sample.labels[label] === String(wanted)),
    );
    if (found.length > 1) throw new Error(`${found.length} samples of ${name}`);
    return found[0]?.value;
  };
  return { types, samples, value };
}

function parseSample(line: string): Sample | undefined {
  const label = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
  const number = '[+-]?(?:Inf|\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?)|NaN';
  const match = new RegExp(`^(${NAME})(?:\\{(${label}(?:,${label})*)\\})? (${number})$`).exec(line);
  if (match === null) return undefined;
  const [, name, inBraces = '', value] = match;
  const labels: Record<string, string> = {};
  for (const [, key, escaped] of inBraces.matchAll(/([a-zA-Z0-9_]+)="((?:[^"\\]|\\.)*)"/g)) {
    labels[key] = escaped.replace(/\\(.)/g, (_, octet) => (octet === 'n' ? '\n' : octet));
  }
  return { name, labels, value: Number(value.replace('Inf', 'Infinity')) };
}

/** Checks that buckets ascend, are cumulative, and that the last one holds all. */
function checkHistogram(name: string, samples: readonly Sample[]): void {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples.filter((one) => one.name === `${name}_bucket`)) {
    const { le, ...rest } = sample.labels;
    const key = JSON.stringify(rest);
    groups.set(key, [...(groups.get(key) ?? []), { ...sample, labels: { le } }]);
  }
  for (const [key, buckets] of groups) {
    const edges = buckets.map(({ labels: { le } }) => Number(le.replace('Inf', 'Infinity')));
    buckets.forEach(({ value }, i) => {
      if (i === 0) return;
      if (!(edges[i] > edges[i - 1])) throw new Error(`${name}${key}: le ${edges[i]} after ${edges[i - 1]}`);
      if (value < buckets[i - 1].value) throw new Error(`${name}${key}: fewer up to ${edges[i]}`);
    });
    if (edges.at(-1) !== Number.POSITIVE_INFINITY) throw new Error(`${name}${key}: no le="+Inf"`);
    const count = samples.find(
      (one) => one.name === `${name}_count` && JSON.stringify(one.labels) === key,
    )?.value;
    if (count !== buckets.at(-1)?.value) throw new Error(`${name}${key}: count ${count}`);
    if (!samples.some((one) => one.name === `${name}_sum` && JSON.stringify(one.labels) === key))
      throw new Error(`${name}${key}: no sum`);
  }
}

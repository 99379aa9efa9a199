/**
 * The metrics of every RTU as Prometheus text. Written here without prom-client, because there are many: 10,000 RTUs
 * make over 500,000 lines, which prom-client would make in one go of several seconds, and sends could not start meanwhile.
 */

import type { RtuDefinition } from '../../channel/definitions.js';
import type { Engine } from '../../coordinator/api.js';
import { COUNTERS } from '../../figures/counter-catalog.js';
import { describeMetric, metricScale } from '../../figures/counter-rules.js';
import { percentilesOf } from '../../figures/latency-histogram.js';
import { COUNTER } from '../../station/measures/counters.js';
import { DERIVED_FIELDS, type DerivedSource } from '../views/derived-fields.js';
import { helpOf } from './measure-metrics.js';
import { labelsText, metricHead, numberText, typeOf } from './prometheus-text.js';

/** One RTU during the making of the text. */
interface LabelledRtu {
  slot: number;
  rtu: RtuDefinition;
  row: Float64Array;
  /** Without braces. */
  labels: string;
}

/** A metric with one number for each RTU; NaN: left out. */
interface RtuMetric {
  name: string;
  help: string;
  read(rtu: LabelledRtu): number;
}

/** A summary of every RTU. */
interface RtuSummary {
  name: string;
  help: string;
  sum: number;
  count(row: Float64Array): number;
  quantiles(engine: Engine, rtu: LabelledRtu): readonly (readonly [string, number])[];
}

const COUNTER_METRICS: readonly RtuMetric[] = [
  ...COUNTERS.flatMap((counter): RtuMetric[] => {
    const { name, metric } = counter;
    if (metric === undefined) return [];
    const scale = metricScale(counter);
    const at = COUNTER[name];
    const help = describeMetric(counter, 'rtu');
    return [{ name: `iec104rs_rtu_${metric}`, help, read: ({ row }) => row[at] * scale }];
  }),
  {
    name: 'iec104rs_rtu_t1_seconds',
    help: 't1, which limits the age of an I frame without acknowledgement',
    read: ({ rtu }) => rtu.t1Ms / 1000,
  },
];

const SHARES = [0.5, 0.9, 0.99, 0.999];

const SUMMARIES: readonly RtuSummary[] = [
  {
    name: 'iec104rs_rtu_ack_latency_seconds',
    help: "time from an I frame to its acknowledgement, since the program's start; quantiles once there is one",
    sum: COUNTER.ACK_SUM_MS,
    count: (row) => row[COUNTER.ACK_COUNT] - row[COUNTER.ACKS_PAUSED],
    quantiles(engine, { slot, row }) {
      // The empty histogram of an RTU without acknowledgements is not read, so that its memory stays unallocated.
      if (row[COUNTER.ACK_COUNT] === row[COUNTER.ACKS_PAUSED]) return [];
      const maxMs = row[COUNTER.ACK_MAX_MS];
      const found = percentilesOf(engine.latencies.rtu(slot), SHARES);
      return [...found.map((ms, i) => [String(SHARES[i]), Math.min(ms, maxMs)] as const), ['1', maxMs]];
    },
  },
  {
    name: 'iec104rs_rtu_command_round_trip_seconds',
    help: 'time from the arrival of a command to the acknowledgement of its last confirmation',
    sum: COUNTER.COMMAND_SUM_MS,
    count: (row) => row[COUNTER.COMMANDS] - row[COUNTER.COMMANDS_PAUSED],
    quantiles: () => [],
  },
];

/** The text, line by line. */
export function* writeRtuMetrics(source: DerivedSource & { engine: Engine }): Generator<string> {
  const { engine } = source;
  // A restart replaces an RTU's definition; one text shows the definitions of one instant.
  const rtus: LabelledRtu[] = [];
  for (const rtu of [...engine.rtus]) {
    rtus.push({ slot: rtu.slot, rtu, row: engine.stats.row(rtu.slot), labels: labelsOf(rtu) });
    // An empty piece, after which a slice may end.
    yield '';
  }
  const derived = DERIVED_FIELDS.map(
    (field): RtuMetric => ({
      name: `iec104rs_rtu_${field.metric}`,
      help: helpOf(field.description),
      read: ({ slot }) => field.ofRtu(source, slot) * metricScale(field),
    }),
  );
  for (const { name, help, read } of [...COUNTER_METRICS, ...derived]) {
    yield metricHead(name, typeOf(name), help);
    for (const rtu of rtus) {
      const value = read(rtu);
      if (!Number.isNaN(value)) yield `${name}{${rtu.labels}} ${numberText(value)}\n`;
    }
  }
  for (const summary of SUMMARIES) {
    yield metricHead(summary.name, 'summary', summary.help);
    for (const rtu of rtus) yield summarySamples(engine, summary, rtu);
  }
}

function summarySamples(engine: Engine, summary: RtuSummary, rtu: LabelledRtu): string {
  const { name, sum, count } = summary;
  const { labels, row } = rtu;
  let text = '';
  for (const [share, ms] of summary.quantiles(engine, rtu)) {
    text += `${name}{${labels},quantile="${share}"} ${numberText(ms / 1000)}\n`;
  }
  return `${text}${name}_sum{${labels}} ${numberText(row[sum] / 1000)}\n${name}_count{${labels}} ${count(row)}\n`;
}

function labelsOf({ no, name, rtuNumber, port, bind }: RtuDefinition): string {
  return labelsText({ no, name, ca: rtuNumber, port, bind });
}

/** The measurements over all RTUs as Prometheus text. */

import type { ShardLatency } from '../../channel/latency-table.js';
import type { Engine } from '../../coordinator/api.js';
import { metricScale } from '../../figures/counter-rules.js';
import { mergeShards } from '../../figures/latency-summaries.js';
import type { CounterName } from '../../station/measures/counters.js';
import { DERIVED_FIELDS, type DerivedSource } from '../views/derived-fields.js';
import { histogramSamples, metricHead, numberText, typeOf } from './prometheus-text.js';

/** A histogram over all RTUs. */
interface TotalHistogram {
  name: string;
  help: string;
  what: ShardLatency;
  sum: CounterName;
}

const HISTOGRAMS: readonly TotalHistogram[] = [
  {
    name: 'iec104rs_ack_latency_seconds',
    help: 'all RTUs: time from an I frame to its acknowledgement',
    what: 'acknowledgement',
    sum: 'ACK_SUM_MS',
  },
  {
    name: 'iec104rs_command_round_trip_seconds',
    help: 'all RTUs: time from the arrival of a command to the acknowledgement of its last confirmation',
    what: 'command',
    sum: 'COMMAND_SUM_MS',
  },
];

/** Derived figures and histograms over all RTUs, metric by metric. */
export function* writeTotalMeasures(source: DerivedSource & { engine: Engine }): Generator<string> {
  const { engine } = source;
  const { stats } = engine;
  for (const field of DERIVED_FIELDS) {
    const name = `iec104rs_${field.metric}`;
    const value = field.ofAll(source);
    yield metricHead(name, typeOf(name), helpOf(field.totalDescription));
    if (!Number.isNaN(value)) yield `${name} ${numberText(value * metricScale(field))}\n`;
  }
  for (const { name, help, what, sum } of HISTOGRAMS) {
    yield metricHead(name, 'histogram', help);
    yield histogramSamples(name, mergeShards(engine, what, 'start'), stats.total(sum));
  }
}

/** The help of a metric from the description of a derived figure: the unit is in the name, and `null` becomes a missing sample. */
export function helpOf(description: string): string {
  return description.replace(/, ms\b/, '').replace('; null: ', '; left out: ');
}

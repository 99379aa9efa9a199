/**
 * The metrics of every RTU as Prometheus text. Written out here and not by prom-client, because there are many:
 * 10,000 RTUs make 310,000 lines, which prom-client needs 1.6 s for in one go; sends can't start meanwhile.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RtuDefinition } from '../../channel/definitions.js';
import { COUNTER, type CounterName } from '../../station/counters.js';
import type { Engine } from '../interface.js';
import { COUNTER_FIELDS, inSeconds, scaleOf } from './counter-fields.js';

/** A metric of every RTU. */
interface RtuMetric {
  name: string;
  help: string;
  column: number;
  scale: number;
}

function metricOf(name: string, column: CounterName, description: string): RtuMetric {
  return {
    name: `iec104rs_rtu_${name}`,
    help: inSeconds(description),
    column: COUNTER[column],
    scale: scaleOf(name),
  };
}

const RTU_METRICS: readonly RtuMetric[] = [
  metricOf('listening', 'LISTENING', '1 while the port is open'),
  ...COUNTER_FIELDS.map(({ metric, column, description }) => metricOf(metric, column, description)),
  metricOf('ack_frames_total', 'ACK_COUNT', 'I frames acknowledged'),
  metricOf(
    'ack_latency_seconds_total',
    'ACK_SUM_MS',
    'time from I frames to their acknowledgement, added up',
  ),
  metricOf('ack_latency_max_seconds', 'ACK_MAX_MS', 'longest time from an I frame to its acknowledgement'),
];

/** The text, one metric at a time; others get a turn between two. */
export async function* writeRtuMetrics(engine: Engine): AsyncGenerator<string> {
  // A restart replaces an RTU's definition; one text shows the RTUs of one instant.
  const rtus = [...engine.rtus];
  const rows = rtus.map(({ slot }) => engine.stats.row(slot));
  const labels = rtus.map(labelsOf);
  for (const { name, help, column, scale } of RTU_METRICS) {
    const type = name.endsWith('_total') ? 'counter' : 'gauge';
    let text = `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
    for (let i = 0; i < rows.length; i++) text += `${name}${labels[i]} ${rows[i][column] * scale}\n`;
    yield `${text}\n`;
    await nextTurn();
  }
}

function labelsOf({ no, name, rtuNumber, port, bind }: RtuDefinition): string {
  const cells = { no, name, ca: rtuNumber, port, bind };
  const pairs = Object.entries(cells).map(([label, value]) => `${label}="${escapeLabel(String(value))}"`);
  return `{${pairs.join(',')}}`;
}

/** Text format 0.0.4: backslash, quotation mark and line feed are escaped. */
function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

/** The counters of an RTU as the HTTP API and the metrics name them: one table for JSON, schema and Prometheus. */
import type { CounterName } from '../../station/counters.js';

/** One counter. */
export interface CounterField {
  /** In JSON. */
  readonly name: string;
  readonly column: CounterName;
  /** `count` only grows; `state` is as it is now; `last` is the figure of the last event, which doesn't add up over RTUs. */
  readonly kind: 'count' | 'state' | 'last';
  /** With the unit. */
  readonly description: string;
  /** In Prometheus, behind `iec104rs_rtu_` and `iec104rs_`; durations are told in seconds there. */
  readonly metric: string;
}

function field(
  kind: CounterField['kind'],
  name: string,
  column: CounterName,
  metric: string,
  description: string,
): CounterField {
  return { name, column, kind, description, metric };
}

/** In the order of the API. A metric name with `_seconds` holds ms in the table. */
export const COUNTER_FIELDS: readonly CounterField[] = [
  field('state', 'connections', 'CONNECTIONS', 'connections', 'connections that are open'),
  field('state', 'started', 'STARTED', 'started', 'connections with data transfer started'),
  field('count', 'accepted', 'ACCEPTED', 'accepted_total', 'connections accepted'),
  field(
    'count',
    'refused',
    'REFUSED',
    'refused_total',
    'connections refused, for their address or their number',
  ),
  field('last', 'sendState', 'SEND_STATE', 'send_state', 'V(S) of the connection that moved last, 0…32767'),
  field(
    'last',
    'receiveState',
    'RECEIVE_STATE',
    'receive_state',
    'V(R) of the connection that moved last, 0…32767',
  ),
  field(
    'state',
    'outstanding',
    'OUTSTANDING',
    'outstanding',
    'I frames sent and not acknowledged yet, over all connections',
  ),
  field('count', 'framesSent', 'I_SENT', 'frames_sent_total', 'I frames sent'),
  field('count', 'framesReceived', 'I_RECEIVED', 'frames_received_total', 'I frames received'),
  field('count', 'octetsSent', 'OCTETS_SENT', 'octets_sent_total', 'octets sent'),
  field('count', 'octetsReceived', 'OCTETS_RECEIVED', 'octets_received_total', 'octets received'),
  field(
    'count',
    'signalsOffered',
    'SIGNALS_OFFERED',
    'signals_offered_total',
    'signals that were due to be sent',
  ),
  field('count', 'signalsSent', 'SIGNALS_SENT', 'signals_sent_total', 'signals sent'),
  field(
    'count',
    'signalsAcknowledged',
    'SIGNALS_ACKNOWLEDGED',
    'signals_acknowledged_total',
    'signals acknowledged',
  ),
  field(
    'count',
    'signalsResent',
    'SIGNALS_RESENT',
    'signals_resent_total',
    'signals sent a second time, on the connection that took over',
  ),
  field(
    'count',
    'unsentLink',
    'UNSENT_LINK',
    'unsent_link_total',
    'signals never acknowledged, because the link was lost or stopped',
  ),
  field(
    'count',
    'unsentEnded',
    'UNSENT_ENDED',
    'unsent_ended_total',
    'signals not sent, because the send was over before the window opened',
  ),
  field(
    'count',
    'unsentFilter',
    'UNSENT_FILTER',
    'unsent_filter_total',
    'signals not sent, because the telegram they wait for did not come in time',
  ),
  field(
    'count',
    'interrogations',
    'INTERROGATIONS',
    'interrogations_total',
    'interrogations that ran to their end',
  ),
  field('state', 'interrogating', 'INTERROGATING', 'interrogating', 'interrogations running'),
  field(
    'last',
    'interrogationMs',
    'INTERROGATION_MS',
    'interrogation_seconds',
    'duration of the last interrogation, ms',
  ),
  field('state', 'runs', 'RUNS', 'runs', 'index sends under way, by connection'),
  field('count', 'testFrames', 'TEST_FRAMES', 'test_frames_total', 'TESTFR act received'),
  field(
    'last',
    'testFramePeriodMs',
    'TEST_FRAME_PERIOD_MS',
    'test_frame_period_seconds',
    'shortest time between two TESTFR act of one connection, ms; 0: not known',
  ),
  field('count', 'stalls', 'STALLS', 'stalls_total', 'times that signals waited behind a closed window'),
  field(
    'count',
    'stallMs',
    'STALL_MS',
    'stall_seconds_total',
    'time that signals waited behind a closed window, ms',
  ),
  field(
    'count',
    'logLinesLost',
    'LOG_LOST',
    'log_lines_lost_total',
    'log lines lost because the disk could not keep up',
  ),
];

/** What adds up over RTUs. */
export const ADDING_FIELDS: readonly CounterField[] = COUNTER_FIELDS.filter(({ kind }) => kind !== 'last');

/** What a cell of the table is multiplied with for a metric: the table counts ms, Prometheus seconds. */
export function scaleOf(metric: string): number {
  return metric.includes('_seconds') ? 1e-3 : 1;
}

/** A description of a metric, whose unit stands in its name. */
export function inSeconds(description: string): string {
  return description.replace(/, ms\b/, '');
}

/**
 * The counters of an RTU as the HTTP API and the metrics name them: one table for JSON, schema and Prometheus.
 * Columns that hold instants of the monotonic clock are not here: what is made of them is in `derived-fields.ts`.
 */
import type { StatsTable } from '../../channel/stats-table.js';
import type { CounterName } from '../../station/measures/counters.js';

/** One counter. */
export interface CounterField {
  /** In JSON. */
  readonly name: string;
  readonly column: CounterName;
  /**
   * `count` only grows and `state` is as it is now; both add up over RTUs. Figures that don't: of `longest` the total is the
   * largest of all RTUs, of `shortest` the smallest above 0, of `single` there is none.
   */
  readonly kind: 'count' | 'state' | 'longest' | 'shortest' | 'single';
  /** With the unit. */
  readonly description: string;
  /** In Prometheus, behind `iec104rs_rtu_` and `iec104rs_`; durations are told in seconds there. `undefined`: told otherwise there. */
  readonly metric: string | undefined;
}

function field(
  kind: CounterField['kind'],
  name: string,
  column: CounterName,
  metric: string | undefined,
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
  field('count', 'disconnects', 'DISCONNECTS', 'disconnects_total', 'connections that ended'),
  field(
    'count',
    'reconnects',
    'RECONNECTS',
    'reconnects_total',
    'connections that came in place of one that had ended',
  ),
  field(
    'longest',
    'connectToStartMs',
    'CONNECT_TO_START_MS',
    'connect_to_start_seconds',
    'from connect to STARTDT act, of the newest connection, ms; 0: none',
  ),
  field(
    'longest',
    'startToInterrogationMs',
    'START_TO_INTERROGATION_MS',
    'start_to_interrogation_seconds',
    'from STARTDT act to the first interrogation, of the newest connection, ms; 0: none',
  ),
  field('single', 'sendState', 'SEND_STATE', 'send_state', 'V(S) of the connection that moved last, 0…32767'),
  field(
    'single',
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
  field('count', 'framesAcknowledged', 'ACK_COUNT', 'ack_frames_total', 'I frames acknowledged'),
  field(
    'count',
    'acknowledgements',
    'ACKS',
    'acknowledgements_total',
    'acknowledgements: N(R) that covered something new',
  ),
  field(
    'longest',
    'ackMaxMs',
    'ACK_MAX_MS',
    'ack_latency_max_seconds',
    'longest time from an I frame to its acknowledgement, ms',
  ),
  field(
    'longest',
    'unackedMaxMs',
    'UNACKED_MAX_MS',
    'unacked_max_seconds',
    'longest time that an I frame was without acknowledgement when its link ended, ms; 0: none was',
  ),
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
    'signalsInterrogated',
    'SIGNALS_INTERROGATED',
    'signals_interrogated_total',
    'signals sent in answer to interrogations',
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
    'longest',
    'interrogationMs',
    'INTERROGATION_MS',
    'interrogation_seconds',
    'duration of the last interrogation, ms; 0: none',
  ),
  field(
    'longest',
    'interrogationMaxMs',
    'INTERROGATION_MAX_MS',
    'interrogation_max_seconds',
    'duration of the longest interrogation, ms; 0: none',
  ),
  field(
    'count',
    'commands',
    'COMMANDS',
    'commands_total',
    'commands whose last confirmation was acknowledged',
  ),
  field(
    'count',
    'commandMs',
    'COMMAND_SUM_MS',
    undefined,
    'time from the arrival of commands to there, added up, ms',
  ),
  field(
    'longest',
    'commandMaxMs',
    'COMMAND_MAX_MS',
    'command_round_trip_max_seconds',
    'longest time from the arrival of a command to the acknowledgement of its last confirmation, ms; 0: none',
  ),
  field('state', 'runs', 'RUNS', 'runs', 'index sends under way, by connection'),
  field('count', 'testFrames', 'TEST_FRAMES', 'test_frames_total', 'TESTFR act received'),
  field(
    'shortest',
    'testFramePeriodMs',
    'TEST_FRAME_PERIOD_MS',
    'test_frame_period_seconds',
    'shortest time between two TESTFR act of one connection, ms; 0: not known',
  ),
  field('count', 'stalls', 'STALLS', 'stalls_total', 'times that signals waited behind a closed window'),
  field(
    'count',
    'logLinesLost',
    'LOG_LOST',
    'log_lines_lost_total',
    'log lines lost because the disk could not keep up',
  ),
  field(
    'count',
    'sentListLinesLost',
    'SENT_LIST_LOST',
    'sent_list_lines_lost_total',
    'lines that the list of sent signals lost',
  ),
];

/** What there is a total of. */
export const TOTAL_FIELDS: readonly CounterField[] = COUNTER_FIELDS.filter(({ kind }) => kind !== 'single');

/** The total over all RTUs; 0 where no RTU has the figure. */
export function totalOf(stats: StatsTable, { kind, column }: CounterField): number {
  if (kind === 'count' || kind === 'state') return stats.total(column);
  let found = 0;
  for (let slot = 0; slot < stats.rows; slot++) {
    const value = stats.get(slot, column);
    const better = kind === 'longest' ? value > found : value > 0 && (found === 0 || value < found);
    if (better) found = value;
  }
  return found;
}

/** The description of a total. */
export function describeTotal({ kind, description }: Pick<CounterField, 'kind' | 'description'>): string {
  if (kind === 'longest' || kind === 'shortest') return `${kind} of all RTUs: ${description}`;
  return `all RTUs: ${description}`;
}

/** What a cell of the table is multiplied with for a metric: the table counts ms, Prometheus seconds. */
export function scaleOf(metric: string): number {
  return metric.includes('_seconds') ? 1e-3 : 1;
}

/** A description of a metric, whose unit stands in its name. */
export function inSeconds(description: string): string {
  return description.replace(/, ms\b/, '');
}

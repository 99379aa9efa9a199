/** Every counter once: its meaning, how it adds up over RTUs, and its names in the HTTP API, the metrics and the reports. */
import type { CounterName } from '../station/measures/counters.js';
import { CLOCK_COUNTERS } from './clock-counters.js';
import type { CounterRow, CounterRowOf } from './counter-row.js';
import { EVENT_COUNTERS } from './event-counters.js';
import { FAULT_COUNTERS } from './fault-counters.js';
import { MISTAKE_COUNTERS, REFUSAL_COUNTERS } from './mistake-counters.js';
import { PAUSE_COUNTERS } from './pause-counters.js';
import { SWITCHOVER_COUNTERS } from './switchover-counters.js';

const COUNT = { kind: 'counter', unit: 'number', total: 'sum' } as const;
const TIME = { kind: 'counter', unit: 'ms', total: 'sum' } as const;
const GAUGE = { kind: 'gauge', unit: 'number', total: 'sum' } as const;
const LONGEST = { kind: 'figure', unit: 'ms', total: 'max' } as const;
const SHORTEST = { kind: 'figure', unit: 'ms', total: 'min' } as const;
const STATE = { kind: 'state', unit: 'number', total: 'none' } as const;
const INSTANT = { kind: 'state', unit: 'instant', total: 'none' } as const;

/** The rows by column of the stats table, in the order of the API and the metrics. */
export const COUNTER_CATALOG = {
  LISTENING: {
    ...GAUGE,
    help: '1 while the port is open',
    metric: 'listening',
  },
  CONNECTIONS: {
    ...GAUGE,
    help: 'connections that are open',
    json: 'connections',
    metric: 'connections',
  },
  STARTED: {
    ...GAUGE,
    help: 'connections with data transfer started',
    json: 'started',
    metric: 'started',
  },
  CONNECTED_AT: {
    ...INSTANT,
    help: 'wall time of the newest STARTDT',
    zero: 'none',
  },
  ACCEPTED: {
    ...COUNT,
    help: 'connections accepted',
    json: 'accepted',
    metric: 'accepted_total',
  },
  REFUSED: {
    ...COUNT,
    help: 'connections refused, for their address or their number',
    json: 'refused',
    metric: 'refused_total',
  },
  DISCONNECTS: {
    ...COUNT,
    help: 'connections that ended',
    json: 'disconnects',
    metric: 'disconnects_total',
    report: { part: 'traffic', field: 'disconnects', column: 'Links lost' },
  },
  RECONNECTS: {
    ...COUNT,
    help: 'connections that came in place of one that had ended',
    json: 'reconnects',
    metric: 'reconnects_total',
    report: { part: 'traffic', field: 'reconnects', column: 'Reconnects' },
  },
  CONNECT_TO_START_MS: {
    ...LONGEST,
    help: 'from connect to STARTDT act, of the newest connection',
    zero: 'none',
    json: 'connectToStartMs',
    metric: 'connect_to_start_seconds',
    report: { part: 'rtu', field: 'connectToStartMs', column: 'Connect to STARTDT (ms)' },
  },
  START_TO_INTERROGATION_MS: {
    ...LONGEST,
    help: 'from STARTDT act to the first interrogation, of the newest connection',
    zero: 'none',
    json: 'startToInterrogationMs',
    metric: 'start_to_interrogation_seconds',
    report: { part: 'rtu', field: 'startToInterrogationMs', column: 'STARTDT to interrogation (ms)' },
  },
  SEND_STATE: {
    ...STATE,
    help: 'V(S) of the connection that moved last, 0…32767',
    json: 'sendState',
    metric: 'send_state',
  },
  RECEIVE_STATE: {
    ...STATE,
    help: 'V(R) of the connection that moved last, 0…32767',
    json: 'receiveState',
    metric: 'receive_state',
  },
  OUTSTANDING: {
    ...GAUGE,
    help: 'I frames sent and not acknowledged yet, over all connections',
    json: 'outstanding',
    metric: 'outstanding',
  },
  SIGNALS_OUTSTANDING: { ...GAUGE, help: 'signals in I frames that are not acknowledged yet' },
  OLDEST_SENT_AT_MS: {
    ...INSTANT,
    help: 'monotonic time at which the oldest I frame without acknowledgement was sent',
    zero: 'none',
  },
  I_SENT: {
    ...COUNT,
    help: 'I frames sent',
    json: 'framesSent',
    metric: 'frames_sent_total',
    report: { part: 'traffic', field: 'framesSent', column: 'Frames sent' },
  },
  I_RECEIVED: {
    ...COUNT,
    help: 'I frames received',
    json: 'framesReceived',
    metric: 'frames_received_total',
    report: { part: 'traffic', field: 'framesReceived', column: 'Frames received' },
  },
  ACK_COUNT: {
    ...COUNT,
    help: 'I frames acknowledged',
    json: 'framesAcknowledged',
    metric: 'ack_frames_total',
  },
  ACKS: {
    ...COUNT,
    help: 'acknowledgements: N(R) that covered something new',
    json: 'acknowledgements',
    metric: 'acknowledgements_total',
  },
  ACK_SUM_MS: {
    ...TIME,
    help: 'time from I frames to their acknowledgement, added up',
    metric: 'ack_latency_seconds_total',
  },
  ACK_MAX_MS: {
    ...LONGEST,
    help: 'longest time from an I frame to its acknowledgement',
    json: 'ackMaxMs',
    metric: 'ack_latency_max_seconds',
  },
  UNACKED_MAX_MS: {
    ...LONGEST,
    help: 'longest time that an I frame was without acknowledgement when its link ended',
    zero: 'none was',
    json: 'unackedMaxMs',
    metric: 'unacked_max_seconds',
  },
  OCTETS_SENT: {
    ...COUNT,
    help: 'octets sent',
    json: 'octetsSent',
    metric: 'octets_sent_total',
    report: { part: 'traffic', field: 'octetsSent', column: 'Octets sent' },
  },
  OCTETS_RECEIVED: {
    ...COUNT,
    help: 'octets received',
    json: 'octetsReceived',
    metric: 'octets_received_total',
    report: { part: 'traffic', field: 'octetsReceived', column: 'Octets received' },
  },
  SIGNALS_OFFERED: {
    ...COUNT,
    help: 'signals that were due to be sent',
    json: 'signalsOffered',
    metric: 'signals_offered_total',
    report: { part: 'signals', field: 'offered', column: 'Signals offered' },
  },
  SIGNALS_SENT: {
    ...COUNT,
    help: 'signals sent',
    json: 'signalsSent',
    metric: 'signals_sent_total',
    report: { part: 'signals', field: 'sent', column: 'Signals sent' },
  },
  SIGNALS_ACKNOWLEDGED: {
    ...COUNT,
    help: 'signals acknowledged',
    json: 'signalsAcknowledged',
    metric: 'signals_acknowledged_total',
    report: { part: 'signals', field: 'acknowledged', column: 'Signals acknowledged' },
  },
  SIGNALS_INTERROGATED: {
    ...COUNT,
    help: 'signals sent in answer to interrogations',
    json: 'signalsInterrogated',
    metric: 'signals_interrogated_total',
    report: { part: 'traffic', field: 'interrogated', column: 'Interrogated' },
  },
  SIGNALS_RESENT: {
    ...COUNT,
    help: 'signals sent a second time, on the connection that took over',
    json: 'signalsResent',
    metric: 'signals_resent_total',
    report: { part: 'traffic', field: 'resent', column: 'Resent' },
  },
  UNSENT_LINK: {
    ...COUNT,
    help: 'signals never acknowledged, because the link was lost or stopped',
    json: 'unsentLink',
    metric: 'unsent_link_total',
    report: { part: 'signals', field: 'unsentLink', column: 'Unsent: link lost' },
    unsent: {
      word: 'link',
      short: 'link lost',
      because: 'a link was lost',
      heading: 'Link lost',
      meaning: 'Offered, never acknowledged: the link was lost or stopped',
    },
  },
  ANSWERS_LOST: {
    ...COUNT,
    help: 'of those lost with a link: answers to interrogations, which a master asks for again',
    json: 'answersLost',
    metric: 'answers_lost_total',
    report: { part: 'rtu', field: 'answersLost', column: 'Interrogation answers lost' },
  },
  UNSENT_ENDED: {
    ...COUNT,
    help: 'signals not sent, because the send was over before the window opened',
    json: 'unsentEnded',
    metric: 'unsent_ended_total',
    report: { part: 'signals', field: 'unsentEnded', column: 'Unsent: send ended' },
    unsent: {
      word: 'ended',
      short: 'send ended',
      because: 'the send ended',
      heading: 'Send ended',
      meaning: 'Offered, not sent: the send was stopped, or its time was over, behind a closed window',
    },
  },
  UNSENT_FILTER: {
    ...COUNT,
    help: 'signals not sent, because the telegram they wait for did not come in time',
    json: 'unsentFilter',
    metric: 'unsent_filter_total',
    report: { part: 'signals', field: 'unsentFilter', column: 'Unsent: filter timed out' },
    unsent: {
      word: 'filter',
      short: 'filter timed out',
      because: 'a filter timed out',
      heading: 'Filter',
      meaning: "Offered, not sent: the filter's telegram did not come in time",
    },
  },
  ...EVENT_COUNTERS,
  ...SWITCHOVER_COUNTERS,
  ...FAULT_COUNTERS,
  ...CLOCK_COUNTERS,
  INTERROGATIONS: {
    ...COUNT,
    help: 'interrogations that ran to their end',
    json: 'interrogations',
    metric: 'interrogations_total',
    report: { part: 'traffic', field: 'interrogations', column: 'Interrogations' },
  },
  INTERROGATING: {
    ...GAUGE,
    help: 'interrogations running',
    json: 'interrogating',
    metric: 'interrogating',
  },
  INTERROGATION_MS: {
    ...LONGEST,
    help: 'duration of the last interrogation',
    zero: 'none',
    json: 'interrogationMs',
    metric: 'interrogation_seconds',
    report: { part: 'rtu', field: 'interrogationMs', column: 'Interrogation (ms)' },
  },
  INTERROGATION_MAX_MS: {
    ...LONGEST,
    help: 'duration of the longest interrogation',
    zero: 'none',
    json: 'interrogationMaxMs',
    metric: 'interrogation_max_seconds',
    report: { part: 'rtu', field: 'interrogationMaxMs', column: 'Interrogation max (ms)' },
  },
  COMMANDS: {
    ...COUNT,
    help: 'commands whose last confirmation was acknowledged',
    json: 'commands',
    metric: 'commands_total',
    report: { part: 'rtu', field: 'commands', column: 'Commands' },
  },
  COMMAND_SUM_MS: {
    ...TIME,
    help: 'time from the arrival of commands to there, added up',
    json: 'commandMs',
  },
  COMMAND_MAX_MS: {
    ...LONGEST,
    help: 'longest time from the arrival of a command to the acknowledgement of its last confirmation',
    zero: 'none',
    json: 'commandMaxMs',
    metric: 'command_round_trip_max_seconds',
  },
  RUNS: {
    ...GAUGE,
    help: 'index sends under way, by connection',
    json: 'runs',
    metric: 'runs',
  },
  LAST_INDEX: {
    kind: 'figure',
    unit: 'number',
    total: 'none',
    help: 'index of the last send; -1: none',
  },
  RUN_STATE: {
    ...STATE,
    help: 'what became of the last index send: a value of `RUN_STATE`',
  },
  TEST_FRAMES: {
    ...COUNT,
    help: 'TESTFR act received',
    json: 'testFrames',
    metric: 'test_frames_total',
    report: { part: 'traffic', field: 'testFrames', column: 'TESTFR act' },
  },
  TEST_FRAME_PERIOD_MS: {
    ...SHORTEST,
    help: 'shortest time between two TESTFR act of one connection',
    zero: 'not known',
    json: 'testFramePeriodMs',
    metric: 'test_frame_period_seconds',
    report: { part: 'rtu', field: 'testFramePeriodMs', column: 'TESTFR period (ms)' },
  },
  STALLS: {
    ...COUNT,
    help: 'times that signals waited behind a closed window',
    json: 'stalls',
    metric: 'stalls_total',
    report: { part: 'rtu', field: 'stalls', column: 'Stalls' },
  },
  STALL_MS: {
    ...TIME,
    help: 'time that signals waited behind a closed window, without a wait that still runs',
  },
  STALLED_SINCE_MS: {
    ...INSTANT,
    help: 'monotonic time since which signals wait behind a closed window',
    zero: 'none do',
  },
  LOG_LOST: {
    ...COUNT,
    help: 'log lines lost because the disk could not keep up',
    json: 'logLinesLost',
    metric: 'log_lines_lost_total',
    report: { part: 'traffic', field: 'logLinesLost', column: 'Log lines lost' },
  },
  SENT_LIST_LOST: {
    ...COUNT,
    help: 'lines that the list of sent signals lost',
    json: 'sentListLinesLost',
    metric: 'sent_list_lines_lost_total',
  },
  ...REFUSAL_COUNTERS,
  ...PAUSE_COUNTERS,
  ...MISTAKE_COUNTERS,
} as const satisfies { readonly [Name in CounterName]: CounterRowOf<Name> };

/** A row with its column in the stats table. */
export interface Counter extends CounterRow {
  readonly name: CounterName;
}

/** The rows as a list, in the order of the catalogue. */
export const COUNTERS: readonly Counter[] = Object.entries(COUNTER_CATALOG).map(([name, row]) => ({
  name: name as CounterName,
  ...row,
}));

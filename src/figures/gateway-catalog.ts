/** Every counter of the gateway once: its meaning, how it adds up, and its names in the HTTP API and the metrics. */
import {
  type GROUP_STATES,
  type GroupCounterName,
  MASTER_COUNTER,
  type MasterCounterName,
} from '../gateway/counters.js';
import type { CounterRow } from './counter-row.js';

/** Description of one counter of the gateway. */
export type GatewayCounterRow = Omit<CounterRow, 'report' | 'unsent'>;

type GroupState = (typeof GROUP_STATES)[number];

/** A row of a group: a column that begins anew with it is a gauge or a state. */
type GroupRowOf<Name extends GroupCounterName> = GatewayCounterRow & {
  readonly kind: Name extends GroupState ? 'gauge' | 'state' : 'counter' | 'figure';
};

const COUNT = { kind: 'counter', unit: 'number', total: 'sum' } as const;
const TIME = { kind: 'counter', unit: 'ms', total: 'sum' } as const;
const GAUGE = { kind: 'gauge', unit: 'number', total: 'sum' } as const;
const MOST = { kind: 'figure', unit: 'number', total: 'max' } as const;
const STATE = { kind: 'state', unit: 'number', total: 'none' } as const;
const INSTANT = { kind: 'state', unit: 'instant', total: 'none' } as const;

/** The rows of a group, by column, in the order of the API and the metrics. */
export const GROUP_CATALOG = {
  RTU_CONNECTED: { ...GAUGE, help: '1 while the RTU is connected', metric: 'rtu_connected' },
  RTU_STARTED: { ...GAUGE, help: '1 while data transfer with the RTU is started', metric: 'rtu_started' },
  RTU_CONNECTED_AT: { ...INSTANT, help: 'wall time of the connection of the RTU', zero: 'none' },
  RTU_STARTED_AT: { ...INSTANT, help: 'wall time of STARTDT con of the RTU', zero: 'none' },
  RTU_HOST: {
    ...STATE,
    help: 'number of the host of the RTU that is connected or was tried last, from 0',
    metric: 'rtu_host',
  },
  LISTENING: { ...GAUGE, help: 'ports for masters that are open', metric: 'listening' },
  MASTERS: { ...GAUGE, help: 'masters that are connected', json: 'masters', metric: 'masters' },
  MASTERS_STARTED: {
    ...GAUGE,
    help: 'masters with data transfer started',
    json: 'mastersStarted',
    metric: 'masters_started',
  },
  QUEUE: {
    ...GAUGE,
    help: 'ASDUs of the RTU that not every started master has got',
    json: 'queue',
    metric: 'queue',
  },
  QUEUE_MAX: {
    ...MOST,
    help: 'most ASDUs of the RTU that not every started master had got',
    json: 'queueMax',
    metric: 'queue_max',
  },
  HELD_BACK: {
    ...GAUGE,
    help: '1 while the RTU gets no acknowledgements, because even the fastest master is a buffer behind',
    json: 'heldBack',
    metric: 'held_back',
  },
  OPEN_REQUESTS: {
    ...GAUGE,
    help: 'requests that wait for the RTU',
    json: 'openRequests',
    metric: 'open_requests',
  },
  AT_RISK: {
    ...GAUGE,
    help: 'ASDUs that the RTU has an acknowledgement for and no master has acknowledged: what a crash now would lose',
    json: 'atRisk',
    metric: 'at_risk',
  },
  DIALS: { ...COUNT, help: 'attempts to connect to the RTU', json: 'dials', metric: 'dials_total' },
  DIALS_FAILED: {
    ...COUNT,
    help: 'attempts to connect to the RTU that failed',
    json: 'dialsFailed',
    metric: 'dials_failed_total',
  },
  RTU_CONNECTS: {
    ...COUNT,
    help: 'connections to the RTU',
    json: 'rtuConnects',
    metric: 'rtu_connects_total',
  },
  RTU_LOSSES: {
    ...COUNT,
    help: 'connections to the RTU that were lost',
    json: 'rtuLosses',
    metric: 'rtu_losses_total',
  },
  FROM_RTU: {
    ...COUNT,
    help: 'I frames received from the RTU',
    json: 'framesFromRtu',
    metric: 'frames_from_rtu_total',
  },
  TO_RTU: { ...COUNT, help: 'I frames sent to the RTU', json: 'framesToRtu', metric: 'frames_to_rtu_total' },
  TO_MASTERS: {
    ...COUNT,
    help: 'I frames sent to masters',
    json: 'framesToMasters',
    metric: 'frames_to_masters_total',
  },
  FROM_MASTERS: {
    ...COUNT,
    help: 'I frames received from masters',
    json: 'framesFromMasters',
    metric: 'frames_from_masters_total',
  },
  ACKNOWLEDGED: {
    ...COUNT,
    help: 'I frames that masters have acknowledged',
    json: 'framesAcknowledged',
    metric: 'frames_acknowledged_total',
  },
  UNDELIVERED: {
    ...COUNT,
    help: 'ASDUs for a master whose link ended before it got them',
    json: 'undelivered',
    metric: 'undelivered_total',
  },
  ACCEPTED: { ...COUNT, help: 'masters accepted', json: 'accepted', metric: 'accepted_total' },
  REFUSED_FILTER: {
    ...COUNT,
    help: 'masters refused, for the filter of their port',
    json: 'refusedFilter',
    metric: 'refused_filter_total',
  },
  REFUSED_RTU_IP: {
    ...COUNT,
    help: 'masters refused, for having the address of the RTU',
    json: 'refusedRtuIp',
    metric: 'refused_rtu_ip_total',
  },
  REFUSED_CONNECTIONS: {
    ...COUNT,
    help: 'masters refused, for their number',
    json: 'refusedConnections',
    metric: 'refused_connections_total',
  },
  REFUSED_SAME_IP: {
    ...COUNT,
    help: 'masters refused, for a master of the same address that is connected',
    json: 'refusedSameIp',
    metric: 'refused_same_ip_total',
  },
  LAGGING: {
    ...COUNT,
    help: 'masters closed because they were a buffer behind the fastest',
    json: 'lagging',
    metric: 'lagging_total',
  },
  REQUESTS: { ...COUNT, help: 'requests of masters', json: 'requests', metric: 'requests_total' },
  REFUSED_RIGHTS: {
    ...COUNT,
    help: 'requests refused, for the rights of the master',
    json: 'refusedRights',
    metric: 'refused_rights_total',
  },
  REFUSED_REQUESTS: {
    ...COUNT,
    help: 'requests refused, for their CA or type, or because too many were open',
    json: 'refusedRequests',
    metric: 'refused_requests_total',
  },
  CONFLICTS: {
    ...COUNT,
    help: "commands refused, for another master's command to the same point",
    json: 'conflicts',
    metric: 'conflicts_total',
  },
  EXPIRED: {
    ...COUNT,
    help: 'commands refused and never sent, because they could not be written in time',
    json: 'expired',
    metric: 'expired_total',
  },
  UNANSWERED: {
    ...COUNT,
    help: 'requests that the RTU did not answer in time',
    json: 'unanswered',
    metric: 'unanswered_total',
  },
  UNMATCHED: {
    ...COUNT,
    help: 'answers of the RTU that belong to no request',
    json: 'unmatched',
    metric: 'unmatched_total',
  },
  GI_ASKED: {
    ...COUNT,
    help: 'interrogations and plain counter requests that masters asked for',
    json: 'interrogationsAsked',
    metric: 'interrogations_asked_total',
  },
  GI_SENT: {
    ...COUNT,
    help: 'interrogations and plain counter requests that went to the RTU',
    json: 'interrogationsSent',
    metric: 'interrogations_sent_total',
  },
  HOLDS: {
    ...COUNT,
    help: 'how often acknowledgements to the RTU were held back',
    json: 'holds',
    metric: 'holds_total',
  },
  HOLD_MS: {
    ...TIME,
    help: 'how long acknowledgements to the RTU were held back',
    json: 'holdMs',
    metric: 'hold_seconds_total',
  },
  OCTETS_FROM_RTU: {
    ...COUNT,
    help: 'octets received from the RTU',
    json: 'octetsFromRtu',
    metric: 'octets_from_rtu_total',
  },
  OCTETS_TO_RTU: {
    ...COUNT,
    help: 'octets sent to the RTU',
    json: 'octetsToRtu',
    metric: 'octets_to_rtu_total',
  },
  OCTETS_FROM_MASTERS: {
    ...COUNT,
    help: 'octets received from masters',
    json: 'octetsFromMasters',
    metric: 'octets_from_masters_total',
  },
  OCTETS_TO_MASTERS: {
    ...COUNT,
    help: 'octets sent to masters',
    json: 'octetsToMasters',
    metric: 'octets_to_masters_total',
  },
  CLOCK_WARNINGS: {
    ...COUNT,
    help: "times that two masters' clocks differed by more than a second",
    json: 'clockWarnings',
    metric: 'clock_warnings_total',
  },
  LOG_LOST: {
    ...COUNT,
    help: 'log lines lost because the disk could not keep up',
    json: 'logLinesLost',
    metric: 'log_lines_lost_total',
  },
} as const satisfies { readonly [Name in GroupCounterName]: GroupRowOf<Name> };

/** The rows of a master, by column. All of them begin anew with each connection of its place. */
export const MASTER_CATALOG = {
  CONNECTED: { ...GAUGE, help: '1 while a master has the place', metric: 'connected' },
  STARTED: { ...GAUGE, help: '1 while its data transfer is started', metric: 'started' },
  CONNECTION: { ...STATE, help: 'number of the connection in its group', metric: 'connection' },
  CONNECTED_AT: { ...INSTANT, help: 'wall time of the connection', zero: 'none' },
  STARTED_AT: { ...INSTANT, help: 'wall time of STARTDT act', zero: 'none' },
  PORT: { ...STATE, help: 'port of the group that it came to, from 0' },
  OA: { ...STATE, help: 'OA towards the RTU', zero: 'none', json: 'oa', metric: 'oa' },
  QUEUE: { ...GAUGE, help: 'ASDUs that wait for it', json: 'queue', metric: 'queue' },
  QUEUE_MAX: { ...MOST, help: 'most ASDUs that waited for it', json: 'queueMax', metric: 'queue_max' },
  BEHIND: {
    ...GAUGE,
    help: 'ASDUs that it is behind the fastest master',
    json: 'behind',
    metric: 'behind',
  },
  FRAMES: { ...COUNT, help: 'I frames sent to it', json: 'framesSent', metric: 'frames_sent_total' },
  ACKNOWLEDGED: {
    ...COUNT,
    help: 'I frames that it has acknowledged',
    json: 'framesAcknowledged',
    metric: 'frames_acknowledged_total',
  },
  OUTSTANDING: {
    ...GAUGE,
    help: 'I frames sent to it and not acknowledged yet',
    json: 'outstanding',
    metric: 'outstanding',
  },
  RECEIVED: {
    ...COUNT,
    help: 'I frames received from it',
    json: 'framesReceived',
    metric: 'frames_received_total',
  },
  STALLS: {
    ...COUNT,
    help: 'times that ASDUs waited behind its closed window',
    json: 'stalls',
    metric: 'stalls_total',
  },
  STALL_MS: {
    ...TIME,
    help: 'time that ASDUs waited behind its closed window, a wait that still runs included',
    json: 'stallMs',
    metric: 'stall_seconds_total',
  },
  STALLED_SINCE_MS: {
    ...INSTANT,
    help: 'monotonic time since which ASDUs wait behind its closed window',
    zero: 'none do',
  },
  REQUESTS: { ...COUNT, help: 'its requests', json: 'requests', metric: 'requests_total' },
  REFUSED: {
    ...COUNT,
    help: 'its requests that were refused, for its rights, their CA or type',
    json: 'refused',
    metric: 'refused_total',
  },
  CONFLICTS: {
    ...COUNT,
    help: "its commands that were refused, for another master's command to the same point",
    json: 'conflicts',
    metric: 'conflicts_total',
  },
  GI_ASKED: {
    ...COUNT,
    help: 'its interrogations and plain counter requests',
    json: 'interrogationsAsked',
    metric: 'interrogations_asked_total',
  },
  CLOCK_SYNCS: { ...COUNT, help: 'its clock syncs', json: 'clockSyncs', metric: 'clock_syncs_total' },
  CLOCK_ERROR_MS: {
    kind: 'figure',
    unit: 'ms',
    total: 'none',
    help: 'its clock less that of this machine, at its last clock sync',
    json: 'clockErrorMs',
    metric: 'clock_error_seconds',
  },
  TESTFR_PERIOD_MS: {
    kind: 'figure',
    unit: 'ms',
    total: 'none',
    help: 'shortest time between two of its TESTFR act',
    zero: 'not known',
    json: 'testFramePeriodMs',
    metric: 'test_frame_period_seconds',
  },
} as const satisfies { readonly [Name in MasterCounterName]: GatewayCounterRow };

/** A row with its column. */
export type GroupCounter = GatewayCounterRow & { readonly name: GroupCounterName };
export type MasterCounter = GatewayCounterRow & { readonly name: MasterCounterName };

/** The rows as lists, in the order of the catalogues. */
export const GROUP_COUNTERS: readonly GroupCounter[] = Object.entries(GROUP_CATALOG).map(([name, row]) => ({
  name: name as GroupCounterName,
  ...row,
}));
export const MASTER_COUNTERS: readonly MasterCounter[] = Object.entries(MASTER_CATALOG).map(
  ([name, row]) => ({ name: name as MasterCounterName, ...row }),
);

/**
 * A cell of a master as people see it: a stall that still runs is a part of `STALL_MS`; what 0 does not say is NaN. `nowMs`: monotonic.
 */
export function masterValue(row: Float64Array, name: MasterCounterName, nowMs: number): number {
  const value = row[MASTER_COUNTER[name]];
  if (name === 'CLOCK_ERROR_MS' && row[MASTER_COUNTER.CLOCK_SYNCS] === 0) return Number.NaN;
  if (name === 'TESTFR_PERIOD_MS' && value === 0) return Number.NaN;
  if (name !== 'STALL_MS') return value;
  const since = row[MASTER_COUNTER.STALLED_SINCE_MS];
  return since === 0 ? value : value + Math.max(0, nowMs - since);
}

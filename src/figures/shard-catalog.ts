/** Every time of a shard once: its meaning, and its name in the HTTP API and the metrics. */
import { PAUSE_MS, type PauseRow } from '../channel/pause-table.js';
import type { ShardCounterName } from '../channel/shard-table.js';

/** A count of a shard: meaning, name in JSON, and name in Prometheus after `iec104rs_shard_`. */
export interface ShardCount {
  readonly name: ShardCounterName;
  readonly help: string;
  readonly json: string;
  readonly metric: string;
}

/** The counts, in the order of the API and the metrics. */
export const SHARD_COUNTS: readonly ShardCount[] = [
  {
    name: 'LOG_LINES_GONE',
    help: 'log lines that went with the thread when it died, at most',
    json: 'logLinesGone',
    metric: 'log_lines_gone_total',
  },
  {
    name: 'SENT_LIST_LINES_GONE',
    help: 'lines of the list of sent signals that went with the thread when it died, at most',
    json: 'sentListLinesGone',
    metric: 'sent_list_lines_gone_total',
  },
];

/** A column of the shard table, in ms. */
export interface ShardTime {
  readonly name: ShardCounterName;
  /** Meaning for people, without the unit. */
  readonly help: string;
  /** Name in JSON; absent: the HTTP API has it in another form. */
  readonly json?: string;
  /** Name in Prometheus after `iec104rs_shard_`, in seconds there. */
  readonly metric: string;
  /** Why the time may be missing; absent: it always exists. */
  readonly unknown?: string;
}

const NOT_REPORTED = 'this system does not report it';

/** The times, in the order of the API and the metrics. */
export const SHARD_TIMES: readonly ShardTime[] = [
  {
    name: 'BUSY_MS',
    help: 'time that the event loop worked',
    json: 'busyMs',
    metric: 'busy_seconds_total',
  },
  {
    name: 'CPU_MS',
    help: 'processor time of the thread',
    json: 'cpuMs',
    metric: 'cpu_seconds_total',
    unknown: NOT_REPORTED,
  },
  {
    name: 'WAITED_MS',
    help: 'time that the thread waited for a processor that others had',
    json: 'waitedMs',
    metric: 'waited_seconds_total',
    unknown: NOT_REPORTED,
  },
  // JSON has it as the maximum of `loopDelay`.
  {
    name: 'LOOP_DELAY_MAX_MS',
    help: 'latest turn of the event loop',
    metric: 'event_loop_delay_max_seconds',
  },
];

/** A figure of the pauses of a thread: of a shard, or of the coordinator. */
export interface PauseFigure {
  /** Meaning for people, without the unit. */
  readonly help: string;
  /** Name in JSON. */
  readonly json: string;
  /** Name in Prometheus after `iec104rs_shard_` and `iec104rs_coordinator_`; times are in seconds there. */
  readonly metric: string;
  readonly unit: 'times' | 'ms';
  read(row: PauseRow): number;
}

/** The figures since the program's start, in the order of the API and the metrics. */
export const PAUSE_FIGURES: readonly PauseFigure[] = [
  {
    help: `how often the thread stood still for ${PAUSE_MS} ms or more`,
    json: 'pauses',
    metric: 'pauses_total',
    unit: 'times',
    read: ({ count }) => count,
  },
  {
    help: 'longest of these pauses',
    json: 'longestPauseMs',
    metric: 'pause_longest_seconds',
    unit: 'ms',
    read: ({ longestMs }) => longestMs,
  },
  {
    help: 'all these pauses together',
    json: 'pausedMs',
    metric: 'paused_seconds_total',
    unit: 'ms',
    read: ({ totalMs }) => totalMs,
  },
];

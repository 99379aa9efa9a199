/** Messages between engine and shard, besides shared memory: the task, requests with an answer, events. */
import type { MessagePort } from 'node:worker_threads';
import type { ReactionNews, WatchList } from '../reactions/plan.js';
import type { PointState } from '../station/points/point-state.js';
import type { SignalTable } from '../station/points/signal-table.js';
import { noCounts, type RunCounts } from '../station/sends/run-account.js';
import type { HandOrder } from '../station/station.js';
import type { RtuDefinition } from './definitions.js';

/** What the tasks of all shards have, of the simulator and of the gateway: plain data and ports. */
export interface ThreadTask {
  /** Number of the shard, from 0. */
  shard: number;
  shards: number;
  /** Memory of the broadcast ring. */
  ring: SharedArrayBuffer;
  /** Brings requests. */
  requests: MessagePort;
  /** Takes events. */
  events: MessagePort;
  /** Takes the lines of logs and of the sent list. */
  logs: LogChannel;
}

/** The task that a thread of the simulator runs until shutdown. Its requests are `ShardApi`, its events `ShardEvent`. */
export interface ShardTask extends ThreadTask {
  measures: MeasureMemory;
  /** Wall time = monotonic ms + this. */
  wallOffsetMs: number;
  log: SignalLogOptions;
  /** What reactions watch; absent: there are none. */
  watched?: WatchList;
}

/** A thread's way to the writer of the logs (`src/log-writer/`). */
export interface LogChannel {
  port: MessagePort;
  /** Memory of the `LogState`. */
  state: SharedArrayBuffer;
}

/** The tables in shared memory that the shards count in; any thread may read them. */
export interface MeasureMemory {
  /** Rows for RTUs: a few more than there are at the start. */
  rtus: number;
  /** Memory of the `StatsTable`, the `LatencyTable`, the `ShardTable` and the `SendTable`. */
  stats: SharedArrayBuffer;
  latencies: SharedArrayBuffer;
  shards: SharedArrayBuffer;
  /** Memory of the `PauseTable`. */
  pauses: SharedArrayBuffer;
  sends: SharedArrayBuffer;
}

/** Where the shards write logs, and which ones. */
export interface SignalLogOptions {
  folder: string;
  /** `none`: only events, no line per signal. */
  signals: 'all' | 'none';
  /** Stamp of the program's start for the file names, `YYYYMMDDTHHMMSS`. */
  startStamp: string;
  /** Path of the sent list, created with its header; absent: not written. */
  sentList?: string;
  /** Path of the program's log, where a shard tells that the coordinator hangs; absent: it does not. */
  programLog?: string;
}

/** An error as it crosses a thread: plain data. */
export interface PlainError {
  code: string;
  message: string;
  detail: string;
}

/** Whether the port of an RTU is open. */
export interface ListenResult {
  slot: number;
  /** The open port; for port 0 the one that the system chose. */
  port: number;
  /** Absent when the port is open. */
  error?: PlainError;
}

/** RTUs for a shard and the tables that they need. */
export interface Assignment {
  rtus: RtuDefinition[];
  tables: SignalTable[];
  /** Stamps of the log names of RTUs that were restarted, by slot; the others have that of the program's start. */
  stamps: ReadonlyMap<number, string>;
}

/** An RTU that will take over a slot. */
export interface Reservation {
  rtu: RtuDefinition;
  table: SignalTable;
  /** Stamp of its log names, `YYYYMMDDTHHMMSS`. */
  stamp: string;
}

/** Whether an RTU that is released comes back to the shard, which then keeps the point states of its RTU number. */
export type Departure = 'returns' | 'leaves';

/** Some points of an RTU, and how many it has in all. */
export interface PointPage {
  total: number;
  points: PointState[];
}

/** What came of a point that was set by hand. */
export interface PointChange {
  /** As it is now. */
  value: string;
  quality: string;
  /** Connections that it goes out on, of all ports of the station. */
  connections: number;
}

/** Requests with an answer, by Comlink. */
export interface ShardApi {
  /** Makes the RTUs without opening their ports; returns how many the shard has. */
  load(assignment: Assignment): number;
  /** Opens the port of every loaded RTU that is not listening, also after `pause`. */
  listen(): Promise<ListenResult[]>;
  /** Takes an edited table, for everything that starts from now on. Returns how many RTUs use it. */
  reload(table: SignalTable): number;
  /** Closes the port of the slot's RTU; its links stay. */
  pause(slot: number): void;
  /** Makes an RTU and opens its port while another has the slot; connections wait for `activate`. */
  reserve(reservation: Reservation): Promise<ListenResult>;
  /** Closes port and links of the slot's RTU and forgets it; `detail` is the reason in the logs. Does nothing if the shard has no such RTU. */
  release(slot: number, detail: string, departure: Departure): void;
  /** Gives the slot to the reserved RTU. Does nothing if none is reserved. */
  activate(slot: number): void;
  /** Points `from`…`from + count − 1` of the slot's RTU, in the order of its file; none if the shard has no such RTU. */
  points(slot: number, from: number, count: number): PointPage;
  /**
   * Sets a point of the slot's station by hand; `undefined`: there is no such point. After `untilMs` (monotonic) nobody waits for the answer any
   * more: then `silent`, and nothing is set.
   */
  setPoint(slot: number, order: HandOrder, untilMs: number): PointChange | 'silent' | undefined;
}

/** Counts of a send: over the runs of one shard, or of all shards. */
export interface SendTotals extends RunCounts {
  /** RTUs on which it runs; without the index; without a started connection. */
  running: number;
  missing: number;
  notStarted: number;
}

/** Totals of a send before its start. */
export function noTotals(): SendTotals {
  return { running: 0, missing: 0, notStarted: 0, ...noCounts() };
}

/** Adds the counts of a run, or the totals of a shard, to the totals of a send. */
export function addCounts(totals: SendTotals, part: Readonly<RunCounts | SendTotals>): void {
  for (const key of Object.keys(part) as (keyof typeof part)[]) totals[key] += part[key];
}

/** What a shard reports. `wallMs`: when, ms since 1970. */
export type ShardEvent =
  | { kind: 'link'; wallMs: number; slot: number; what: LinkEvent; peer: string; detail: string }
  /** A send has begun on this shard. First frames of the first and of the last RTU, monotonic ms; NaN: no RTU runs it. */
  | { kind: 'send-started'; id: number; totals: SendTotals; firstWriteMs: number; lastWriteMs: number }
  /** `finished`: no run can send any more; `settled`: also every signal is counted as acknowledged or unsent. */
  | { kind: 'send-finished'; id: number; totals: SendTotals }
  | { kind: 'send-settled'; id: number; totals: SendTotals }
  | FaultNews
  /** In the order in which it happened. */
  | { kind: 'reactions'; news: readonly ReactionNews[] }
  | { kind: 'trouble'; slot: number; detail: string };

/**
 * What happened to an RTU because of a fault on purpose; the first time of each step counts.
 * - `applied`: the fault had an effect: a connection was cut, a frame was changed or held back, a request was not answered as usual;
 * - `testfr`, `stopdt`, `closed`: what the master did then (`closed`: it, or the RTU at its t1, ended the connection);
 * - `over`: the fault has ended on this RTU;
 * - `connected`, `started`, `data`, `interrogated`: the master came back, started data transfer, acknowledged an I frame, has its interrogation.
 */
export type FaultStep =
  | 'applied'
  | 'testfr'
  | 'stopdt'
  | 'closed'
  | 'over'
  | 'connected'
  | 'started'
  | 'data'
  | 'interrogated';

/**
 * `atMs`: monotonic ms. `detail`: of `closed`, how the connection ended. Counts of the RTU at that instant: signals without acknowledgement;
 * sent again, and lost, since its start.
 */
export interface FaultNews {
  kind: 'fault';
  id: number;
  slot: number;
  step: FaultStep;
  atMs: number;
  detail: string;
  open: number;
  resent: number;
  lost: number;
}

/** What happened to a connection. */
export type LinkEvent = 'connect' | 'refuse' | 'startdt' | 'stopdt' | 'flood' | 'warning' | 'disconnect';

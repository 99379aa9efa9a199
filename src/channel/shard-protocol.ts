/** What passes between coordinator and shard besides shared memory: the task, requests with an answer, events. */
import type { MessagePort } from 'node:worker_threads';
import type { SignalTable } from '../station/points/signal-table.js';
import type { RunCounts } from '../station/sends/run-account.js';
import type { RtuDefinition } from './definitions.js';

/** The one task that a shard's thread runs until shutdown. Plain data and ports. */
export interface ShardTask {
  /** Number of the shard, from 0. */
  shard: number;
  shards: number;
  /** Memory of the broadcast ring. */
  ring: SharedArrayBuffer;
  measures: MeasureMemory;
  /** Wall time = monotonic ms + this. */
  wallOffsetMs: number;
  log: SignalLogOptions;
  /** Requests (`ShardApi`) come in here. */
  requests: MessagePort;
  /** Events (`ShardEvent`) go out here. */
  events: MessagePort;
}

/** Memory in which the shards count; any thread may read it. */
export interface MeasureMemory {
  rtus: number;
  /** Of `StatsTable`, `LatencyTable` and `ShardTable`. */
  stats: SharedArrayBuffer;
  latencies: SharedArrayBuffer;
  shards: SharedArrayBuffer;
}

/** Where and what the RTUs' logs write. */
export interface SignalLogOptions {
  folder: string;
  /** `none`: events only, no line per signal. */
  signals: 'all' | 'none';
  /** Stamp of the program's start for the file names, `YYYYMMDDTHHMMSS`. */
  startStamp: string;
  /** Path of the sent list, which is there with its header; absent: nobody wants it. */
  sentList?: string;
}

/** An error as it crosses a thread: plain data. */
export interface PlainError {
  code: string;
  message: string;
  detail: string;
}

/** What became of one RTU's listener. */
export interface ListenResult {
  slot: number;
  /** The port that is open; the one chosen by the system where 0 was asked for. */
  port: number;
  /** Absent when the port is open. */
  error?: PlainError;
}

/** RTUs and the tables they need. */
export interface Assignment {
  rtus: RtuDefinition[];
  tables: SignalTable[];
  /** Stamps of the log names of RTUs that were restarted, by slot; the others' is that of the program's start. */
  stamps?: ReadonlyMap<number, string>;
}

/** An RTU that is about to take over a slot. */
export interface Reservation {
  rtu: RtuDefinition;
  table: SignalTable;
  /** For its log names, as `SignalLogOptions.startStamp`. */
  stamp: string;
}

/** Whether an RTU that is taken off a shard comes back to it, with the point states of its number, or not. */
export type Departure = 'returns' | 'leaves';

/** Requests with an answer, by Comlink. */
export interface ShardApi {
  /** Makes the RTUs, opens no port. */
  load(assignment: Assignment): number;
  /** Opens the ports of every loaded RTU that isn't listening, also after `pause`. */
  listen(): Promise<ListenResult[]>;
  /** An edited database: whatever starts from now on uses it. Returns how many RTUs do. */
  reload(table: SignalTable): number;
  /** Closes the port of the RTU that has the slot; its links stand. */
  pause(slot: number): void;
  /** Makes an RTU and opens its port, beside the one that has the slot; who connects waits for `activate`. */
  reserve(reservation: Reservation): Promise<ListenResult>;
  /** Closes port and links of the RTU that has the slot and forgets it; nothing happens when it isn't here. */
  release(slot: number, detail: string, departure: Departure): void;
  /** The reserved RTU has the slot now. Nothing happens when none is reserved. */
  activate(slot: number): void;
}

/** Totals of a send on one shard. */
export interface SendTotals extends RunCounts {
  /** Runs that were started; RTUs without the index; RTUs without a started connection. */
  running: number;
  missing: number;
  notStarted: number;
}

/** A send that has sent nothing yet. */
export function noTotals(): SendTotals {
  return {
    running: 0,
    missing: 0,
    notStarted: 0,
    offered: 0,
    sent: 0,
    acknowledged: 0,
    unsentLink: 0,
    unsentEnded: 0,
    unsentFilter: 0,
  };
}

/** What a shard tells without being asked. `wallMs` is when, ms since 1970. */
export type ShardEvent =
  | { kind: 'link'; wallMs: number; slot: number; what: LinkEvent; peer: string; detail: string }
  /** A send has begun on this shard; `firstWriteMs` and `lastWriteMs` are monotonic: first frames of the first and of the last RTU. */
  | { kind: 'send-started'; id: number; totals: SendTotals; firstWriteMs: number; lastWriteMs: number }
  /** No run can send any more; `settled`: and every signal is accounted for. */
  | { kind: 'send-finished'; id: number; totals: SendTotals }
  | { kind: 'send-settled'; id: number; totals: SendTotals }
  | { kind: 'trouble'; slot: number; detail: string };

/** What happened to a connection. */
export type LinkEvent = 'connect' | 'refuse' | 'startdt' | 'stopdt' | 'disconnect';

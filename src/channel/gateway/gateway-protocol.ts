/** Messages between the engine of a gateway and its shards, besides shared memory. */
import type { GroupDefinition } from '../../gateway/definition.js';
import type { PlainError, ThreadTask } from '../shard-protocol.js';

/** The task that a thread of the gateway runs until shutdown. Its requests are `GatewayShardApi`, its events `GatewayShardEvent`. */
export interface GatewayTask extends ThreadTask {
  measures: GatewayMeasures;
  /** Wall time = monotonic ms + this. */
  wallOffsetMs: number;
  log: GatewayLogOptions;
}

/** The tables in shared memory that the shards count in; any thread may read them. */
export interface GatewayMeasures {
  /** Places of each group, by slot. */
  places: readonly number[];
  /** Memory of the `GatewayTable`, of the `LatencyTable` with a row for each place, of the `ShardTable` and the `PauseTable`. */
  table: SharedArrayBuffer;
  lags: SharedArrayBuffer;
  shards: SharedArrayBuffer;
  pauses: SharedArrayBuffer;
}

/** Where the shards write logs, and what. */
export interface GatewayLogOptions {
  folder: string;
  /** `none`: no line for what the RTU sent unasked. */
  signals: 'all' | 'none';
  /** Stamp of the program's start for the file names, `YYYYMMDDTHHMMSS`. */
  startStamp: string;
  /** Path of the program's log, where a shard tells that the coordinator hangs; absent: it does not. */
  programLog?: string;
}

/** Groups for a shard. */
export interface GatewayAssignment {
  groups: GroupDefinition[];
  /** Stamps of the log names of groups that were restarted, by slot; the others have that of the program's start. */
  stamps: ReadonlyMap<number, string>;
}

/** Requests with an answer, by Comlink. */
export interface GatewayShardApi {
  /** Makes the groups and begins to connect to their RTUs; returns how many the shard has. */
  load(assignment: GatewayAssignment): number;
  /**
   * Ends a group and begins it anew as `definition` says, with its log name's stamp. Refused, and the group goes on as before, if a new port
   * can't be opened.
   */
  restart(definition: GroupDefinition, stamp: string): Promise<PlainError | undefined>;
  /** Closes the link of a master; false: the place has another connection, or none. */
  closeMaster(slot: number, place: number, connection: number): boolean;
}

/** What a shard reports. `wallMs`: when, ms since 1970. */
export type GatewayShardEvent =
  | GatewayLinkEvent
  /** A group begins anew: what is told of its links from now on is of the new ones. */
  | { kind: 'begin'; slot: number }
  /** A port with the number 0 of a group is open: the system chose this number. `port`: from 0. */
  | { kind: 'port'; slot: number; port: number; number: number }
  | { kind: 'trouble'; slot: number; detail: string };

/** Something happened to a link of a group, or to the group. */
export interface GatewayLinkEvent {
  kind: 'link';
  wallMs: number;
  slot: number;
  /** `group`: neither an RTU nor a master. */
  side: 'rtu' | 'master' | 'group';
  what: GatewayLinkWord;
  /** `address:port`; empty: none. */
  peer: string;
  /** Of a master's connection: its place and its number (`MASTER_COUNTER.CONNECTION`); −1: it has none. */
  place: number;
  connection: number;
  detail: string;
}

/** The words of the log of which the coordinator hears. */
export type GatewayLinkWord =
  | 'dial'
  | 'listen'
  | 'connect'
  | 'refuse'
  | 'startdt'
  | 'stopdt'
  | 'disconnect'
  | 'hold'
  | 'warning';

/** What the coordinator offers to main, dashboard and HTTP API, and nothing more. */
import type { RtuDefinition } from '../channel/definitions.js';
import type { LinkEvent, SendTotals } from '../channel/shard-protocol.js';
import type { StatsTable } from '../channel/stats-table.js';

/** An index send, from its order to its last count. */
export interface SendStatus {
  /** From 1, in the order of the requests. */
  readonly id: number;
  readonly index: number;
  /** 0: one pass. */
  readonly durationMs: number;
  /** Wall time of the common start, ms since 1970. */
  readonly startedAt: number;
  /** `running`; `finished`: nothing more is sent; `settled`: every signal is accounted for. */
  readonly state: 'running' | 'finished' | 'settled';
  readonly totals: SendTotals;
  /** From the request to the first frame of the first and of the last RTU, ms; NaN before. */
  readonly firstFrameMs: number;
  readonly lastFirstFrameMs: number;
}

/** One thing that happened, for the program's log and for headless lines. */
export type EngineEvent =
  | { kind: 'started'; rtus: number; shards: number; ms: number }
  | { kind: 'link'; wallMs: number; rtu: RtuDefinition; what: LinkEvent; peer: string; detail: string }
  | { kind: 'send'; what: 'started' | 'finished' | 'settled'; send: SendStatus }
  | { kind: 'shard-died'; shard: number; detail: string }
  | { kind: 'shard-restarted'; shard: number; rtus: number; ms: number }
  | { kind: 'trouble'; detail: string };

/** The running simulator. */
export interface Engine {
  /** By slot. */
  readonly rtus: readonly RtuDefinition[];
  readonly stats: StatsTable;
  readonly shards: number;
  /** Wall time of the program's start, ms since 1970. */
  readonly startedAt: number;
  /** Sends `index` (0: everything) on every RTU at one instant; once, or for `durationMs`. */
  send(index: number, durationMs: number): SendStatus;
  /** Stops one send; false when there is no such send running. */
  stopSend(id: number): boolean;
  /** Running and ended sends, newest last; at most the last 100 that ended. */
  sends(): readonly SendStatus[];
  /** Resolves when every signal of the send is accounted for. */
  settled(id: number): Promise<SendStatus>;
  /** Resolves when `count` RTUs have a started connection. */
  awaitMasters(count: number): Promise<void>;
  /** Hears every event from now on; returns how to stop hearing. */
  onEvent(listener: (event: EngineEvent) => void): () => void;
  /** Stops sends, closes links and ports, flushes the logs. */
  close(): Promise<void>;
}

/** What the coordinator offers to main, dashboard and HTTP API, and nothing more. */
import type { Finding, FindingSeverity, RtuDefinition } from '../channel/definitions.js';
import type { LatencyTable } from '../channel/latency-table.js';
import type { LinkEvent, SendTotals } from '../channel/shard-protocol.js';
import type { ShardTable } from '../channel/shard-table.js';
import type { StatsTable } from '../channel/stats-table.js';
import type { LatencyMark } from '../figures/latency-mark.js';
import type { SignalTable } from '../station/points/signal-table.js';
import type { SendOrder } from '../station/sends/send-order.js';
import type { TimeStatus } from './time/time-status.js';

/** An index send as ordered, and how far it is. */
export interface SendStatus extends Readonly<Omit<SendOrder, 'startMs'>> {
  /** Wall time of the common start, ms since 1970. */
  readonly startedAt: number;
  /** Wall times when nothing more was left to send, and when the last signal was accounted for; NaN before. */
  readonly finishedAt: number;
  readonly settledAt: number;
  /** Whether somebody stopped it before its end. */
  readonly stopped: boolean;
  /** `running`; `finished`: nothing more is sent; `settled`: every signal is accounted for. */
  readonly state: 'running' | 'finished' | 'settled';
  readonly totals: SendTotals;
  /** From the request to the first frame of the first and of the last RTU, ms; NaN before. */
  readonly firstFrameMs: number;
  readonly lastFirstFrameMs: number;
  /** Shards that died during the send: what their RTUs sent is not in `totals`. */
  readonly shardsLost: readonly number[];
}

/** How a send differs from one on all RTUs, at once, as fast as the windows let. */
export interface SendOptions extends Readonly<Pick<SendOrder, 'ratePerRtu' | 'rtuNumbers' | 'walk'>> {
  /** Common start, monotonic ms (`monotonicMs`), of a send that is part of a run; absent or in the past: as soon as all shards can begin together. */
  readonly startMs?: number;
}

/** One thing that happened, for the program's log and for headless lines. */
export type EngineEvent =
  | { kind: 'started'; rtus: number; shards: number; ms: number }
  | { kind: 'link'; wallMs: number; rtu: RtuDefinition; what: LinkEvent; peer: string; detail: string }
  | { kind: 'send'; what: 'started' | 'finished' | 'settled'; send: SendStatus }
  | { kind: 'shard-died'; shard: number; detail: string }
  | { kind: 'shard-restarted'; shard: number; rtus: number; ms: number }
  /** An edited IOA file is in use; `findings` are those that the content before did not have. */
  | { kind: 'reloaded'; file: string; version: number; rows: number; rtus: number; findings: Finding[] }
  /** An IOA file changed, but its last good content stays in use; `findings` are the errors that hold the new one back. */
  | { kind: 'kept'; file: string; version: number; reason: string; findings: Finding[] }
  /** An RTU runs with changed parameters; `changed` names the fields as the ini file and the HTTP API do. */
  | { kind: 'restarted'; rtu: RtuDefinition; changed: readonly string[]; findings: Finding[] }
  /** A round of the NTP servers began or ended. */
  | { kind: 'time'; status: TimeStatus }
  | { kind: 'trouble'; detail: string };

/** One thing wrong with a parameter of a restart. */
export interface RestartProblem {
  severity: FindingSeverity;
  /** As the ini file's options and the HTTP body spell it. */
  field: string;
  found: string;
  expected: string;
}

/**
 * What became of a restart. A refused one has changed nothing: the RTU listens as before, and its links stand.
 * `findings` are about an IOA file that was read for it.
 */
export type RestartResult =
  | {
      outcome: 'restarted';
      rtu: RtuDefinition;
      /** Fields whose value is another than before. */
      changed: readonly string[];
      /** Warnings. */
      problems: readonly RestartProblem[];
      findings: readonly Finding[];
    }
  | {
      outcome: 'refused';
      /** A bad value; a port that is another's; a file that can't be read; a worker thread that died meanwhile. */
      reason: 'parameters' | 'port' | 'file' | 'shard';
      problems: readonly RestartProblem[];
      findings: readonly Finding[];
    };

/** The words of the NTP line and how they are shown. */
export interface TimeStatusLine {
  text: string;
  state: 'good' | 'bad' | 'busy';
}

/** The running simulator. */
export interface Engine {
  /** By slot. */
  readonly rtus: readonly RtuDefinition[];
  readonly stats: StatsTable;
  /** Histograms of every RTU and shard, and what each shard tells of itself. */
  readonly latencies: LatencyTable;
  readonly shardCounters: ShardTable;
  /** What the histograms held when the run began that is shown: the newest send that found no other running, or a profile. */
  readonly runMark: LatencyMark;
  /** A run begins now. */
  markRun(): LatencyMark;
  /** IOA databases in use, by file name. */
  readonly tables: ReadonlyMap<string, SignalTable>;
  readonly shards: number;
  /** Wall time of the program's start, ms since 1970. */
  readonly startedAt: number;
  /**
   * Sends `index` (0: every row) at one common instant; once (`durationMs` 0), or again and again for `durationMs`.
   * Throws `RingFullError` when a shard has left too many orders unread, `RangeError` for an RTU number outside 1…65535;
   * then there is no such send.
   */
  send(index: number, durationMs: number, options?: SendOptions): SendStatus;
  /** Stops one send; false when there is no such send running. */
  stopSend(id: number): boolean;
  /** Running and ended sends, newest last; at most the last 100 that ended. */
  sends(): readonly SendStatus[];
  /** Resolves when every signal of the send is accounted for. */
  settled(id: number): Promise<SendStatus>;
  /** Resolves when `count` RTUs have a started connection. */
  awaitMasters(count: number): Promise<void>;
  /**
   * Starts an RTU anew with changed parameters: `fields` are texts by field name, only what changes (`docs/behaviour.md` §7);
   * none starts it as it is. Throws `RangeError` when there is no such slot.
   */
  restartRtu(slot: number, fields: Readonly<Record<string, string>>): Promise<RestartResult>;
  /** RTUs by shard; a restart may move one: then the lists of both shards are others than before. */
  readonly placement: readonly (readonly RtuDefinition[])[];
  /** Paths of the logs that an RTU writes now; a file is made with its first line. Throws `RangeError` when there is no such slot. */
  logFiles(slot: number): { main: string; interrogation: string };
  /** Path of an RTU's IOA database. Throws `RangeError` when there is no such slot. */
  dataFile(slot: number): string;
  /** Stamp in the names of an RTU's log files, `YYYYMMDDTHHMMSS`: when the RTU was started last. */
  logStamp(slot: number): string;
  /** The NTP line; its text is empty where no server was named. */
  timeStatus(): TimeStatusLine;
  /** The corrected wall time, ms since 1970: what every time tag and log line goes by (`docs/behaviour.md` §5). */
  wallNow(): number;
  /** Hears every event from now on; returns how to stop hearing. */
  onEvent(listener: (event: EngineEvent) => void): () => void;
  /** Stops sends, closes links and ports, flushes the logs. */
  close(): Promise<void>;
}

/** The engine's interface for the command line, the dashboard, the HTTP API and a run. */
import type { ShardLosses } from '../channel/dead-shard.js';
import type { Finding, FindingSeverity, RtuDefinition } from '../channel/definitions.js';
import type { LatencyTable } from '../channel/latency-table.js';
import type { PauseTable } from '../channel/pause-table.js';
import type { FaultStep, LinkEvent, SendTotals } from '../channel/shard-protocol.js';
import type { ShardTable } from '../channel/shard-table.js';
import type { StatsTable } from '../channel/stats-table.js';
import type { FaultOrder } from '../faults/fault-order.js';
import type { LatencyMark } from '../figures/latency-mark.js';
import type { ExpectationResult, Expectations } from '../reactions/expectations.js';
import type { CommandNews } from '../reactions/plan.js';
import type { ReactionStep, StepCounts } from '../reactions/reactions.js';
import type { SignalTable } from '../station/points/signal-table.js';
import type { SendOrder } from '../station/sends/send-order.js';
import type { Points } from './points.js';
import type { TimeStatus } from './time/time-status.js';

/** An index send: its order, and how far it is. */
export interface SendStatus extends Readonly<SendOrder> {
  /** Wall time of the common start, ms since 1970. */
  readonly startedAt: number;
  /** Wall times, ms since 1970, when nothing was left to send, and when the last signal was accounted for; NaN before. */
  readonly finishedAt: number;
  readonly settledAt: number;
  /** The same instants, monotonic ms: durations are taken from these, because the wall clock may be corrected meanwhile. */
  readonly finishedMs: number;
  readonly settledMs: number;
  /** Whether it was stopped before its end. */
  readonly stopped: boolean;
  /** `finished`: nothing more is sent; `settled`: also every signal is counted as acknowledged or unsent. */
  readonly state: 'running' | 'finished' | 'settled';
  readonly totals: SendTotals;
  /** From the request to the first frame of the first and of the last RTU, ms; NaN before. */
  readonly firstFrameMs: number;
  readonly lastFirstFrameMs: number;
  /** Shards that died during the send: what was under way there is unsent (link), and their RTUs did not send to the end. */
  readonly shardsLost: readonly number[];
}

/** Options of a send; without them it goes to all RTUs, at once, as fast as the windows allow. */
export interface SendOptions
  extends Readonly<Pick<SendOrder, 'ratePerRtu' | 'rtuNumbers' | 'cot' | 'walk' | 'withoutWaits'>> {
  /** Common start, monotonic ms (`monotonicMs`), of a send that is part of a run; absent or in the past: as soon as all shards can begin together. */
  readonly startMs?: number;
}

/** A fault on purpose, as it is asked for. */
export interface FaultRequest extends Readonly<Omit<FaultOrder, 'id' | 'startMs'>> {
  /** Common instant, monotonic ms; absent or in the past: at once. */
  readonly startMs?: number;
  /** Who asked for it, for the log: `profile p.csv, row 7`, `API 127.0.0.1`. */
  readonly who: string;
}

/** A fault: its order, and what it did. */
export interface FaultStatus extends Readonly<FaultOrder> {
  readonly who: string;
  /** Wall time of its instant, ms since 1970. */
  readonly startedAt: number;
  /** `over`: on every RTU that it hits. */
  readonly state: 'running' | 'over';
  /** In the order of `slots`. */
  readonly hits: readonly FaultHit[];
}

/** What a fault did on one RTU. Instants are monotonic ms; NaN: it did not happen. */
export interface FaultHit {
  readonly slot: number;
  readonly at: Readonly<Record<FaultStep, number>>;
  /** How the connection ended; empty: it did not. */
  readonly ending: string;
  /** Signals without acknowledgement when it was applied; sent again, and lost, from then until data went out again. */
  readonly open: number;
  readonly resent: number;
  readonly lost: number;
}

export type { ExpectationResult };

/** The faults on purpose of the program. */
export interface Faults {
  /**
   * Begins a fault at one common instant on all its RTUs. Throws `RingFullError` like `send`, `RangeError` for a slot without an RTU;
   * then nothing begins.
   */
  start(request: FaultRequest): FaultStatus;
  /** Ends a fault early, or all for 0; false if no such fault is on. */
  end(id: number): boolean;
  /** Those that are not over, and the last 1000 others, in the order of their numbers. */
  list(): readonly FaultStatus[];
}

/** What came of a row of a reaction file at one time. */
export interface ReactionOutcome {
  readonly step: ReactionStep;
  readonly rule: string;
  readonly file: string;
  readonly row: number;
  /** What it changes, in words. */
  readonly change: string;
  readonly detail: string;
  /** How many reactions, and the RTU numbers of their points. */
  readonly reactions: number;
  readonly rtuNumbers: readonly number[];
}

/** A row of a reaction file in its order, and what came of it since the start. */
export interface ReactionStatus {
  readonly file: string;
  readonly row: number;
  readonly rule: string;
  readonly words: string;
  readonly comment: string;
  /** RTU numbers that it is for; empty: it names every RTU itself. */
  readonly rtuNumbers: readonly number[];
  readonly counts: StepCounts;
  /** When it last changed a point, wall time, ms since 1970; NaN: never. */
  readonly firedAt: number;
  /** Reactions whose delay is not over, and the time to the next one, ms; NaN: there is none. */
  readonly pending: number;
  readonly nextInMs: number;
}

/** An event, for the program's log and the lines of the command line. */
export type EngineEvent =
  | { kind: 'started'; rtus: number; shards: number; ms: number }
  | { kind: 'link'; wallMs: number; rtu: RtuDefinition; what: LinkEvent; peer: string; detail: string }
  | { kind: 'send'; what: 'started' | 'finished' | 'settled'; send: SendStatus }
  /** `losses`: what went with it; its cut links were reported before. */
  | { kind: 'shard-died'; shard: number; detail: string; losses: ShardLosses }
  | { kind: 'shard-restarted'; shard: number; rtus: number; ms: number }
  /** A shard hangs: it has not come round for `forMs`. Said within 1 s, again after 5 s, and then ever more seldom. */
  | { kind: 'hang'; shard: number; forMs: number }
  /**
   * Threads of this program stood still and go on. `program`: all of them at the same time, for `longestMs`. Otherwise that is
   * the longest pause of one thread. At most one such event a second.
   */
  | { kind: 'pause'; who: 'program' | 'threads'; longestMs: number; threads: readonly PausedThread[] }
  /** An edited IOA file is now used; `findings`: those that the old content did not have. */
  | { kind: 'reloaded'; file: string; version: number; rows: number; rtus: number; findings: Finding[] }
  /** An IOA file changed, but its last good content stays in use; `findings`: the errors of the new content. */
  | { kind: 'kept'; file: string; version: number; reason: string; findings: Finding[] }
  /** An RTU runs with changed parameters; `changed`: their names in the ini file and the HTTP API. */
  | { kind: 'restarted'; rtu: RtuDefinition; changed: readonly string[]; findings: Finding[] }
  /** An RTU was opened, because a row was put into the ini file. */
  | { kind: 'added'; rtu: RtuDefinition; findings: Finding[] }
  /** An RTU was closed for good, because its row was taken out of the ini file. */
  | { kind: 'removed'; rtu: RtuDefinition }
  /** A round of the NTP servers began or ended. */
  | { kind: 'time'; status: TimeStatus }
  | { kind: 'fault'; what: 'started' | 'over'; fault: FaultStatus }
  | { kind: 'reaction'; outcome: ReactionOutcome }
  | { kind: 'trouble'; detail: string };

/** A shard that hangs now, and for how long, ms. */
export interface Hang {
  readonly shard: number;
  readonly forMs: number;
}

/** A thread that stood still: how often, and for how long at most, ms. */
export interface PausedThread {
  /** Absent: the coordinator. */
  readonly shard?: number;
  readonly count: number;
  readonly longestMs: number;
}

/** A fault in a parameter of a restart, in words for people. */
export interface RestartProblem {
  severity: FindingSeverity;
  /** Name of the field in the ini file and the HTTP body. */
  field: string;
  found: string;
  expected: string;
}

/** What an RTU is to be after a restart: new texts of fields by name, or all of it, as a row of the ini file has it. */
export type RestartWish = Readonly<Record<string, string>> | WantedRtu;

/** An RTU as it is to be; its slot does not count. */
export interface WantedRtu {
  readonly definition: RtuDefinition;
}

/**
 * Outcome of a restart. A refused restart changes nothing: the RTU listens as before, and its links stay.
 * `findings`: of an IOA file that was read for it.
 */
export type RestartResult =
  | {
      outcome: 'restarted';
      rtu: RtuDefinition;
      /** Names of the fields whose value changed. */
      changed: readonly string[];
      /** Warnings. */
      problems: readonly RestartProblem[];
      findings: readonly Finding[];
    }
  | {
      outcome: 'refused';
      /** A bad value; a port that is in use; a file that cannot be read; a worker thread that died during the restart; the RTU was removed; no slot is left. */
      reason: 'parameters' | 'port' | 'file' | 'shard' | 'removed' | 'full';
      problems: readonly RestartProblem[];
      findings: readonly Finding[];
    };

/** Outcome of a removal. A refused one changes nothing. */
export type RemovalResult =
  | { outcome: 'removed'; rtu: RtuDefinition }
  | { outcome: 'refused'; problems: readonly RestartProblem[] };

/** Outcome of an addition. A refused one changes nothing. `findings`: of an IOA file that was read for it. */
export type AddResult =
  | { outcome: 'added'; rtu: RtuDefinition; findings: readonly Finding[] }
  | Extract<RestartResult, { outcome: 'refused' }>;

/** The NTP line and how to show it. */
export interface TimeStatusLine {
  text: string;
  state: 'good' | 'bad' | 'busy';
  /** Servers that gave no time, with their reasons, and whether the machine's clock was left; may be empty. */
  beside: string;
}

/** The running simulator. */
export interface Engine {
  /** By slot, also those that were removed (`withoutRemoved`). */
  readonly rtus: readonly RtuDefinition[];
  readonly stats: StatsTable;
  /** Latency histograms of every RTU and shard. */
  readonly latencies: LatencyTable;
  /** Time that each shard worked and waited. */
  readonly shardCounters: ShardTable;
  /** When each shard and the coordinator stood still. */
  readonly pauses: PauseTable;
  /** Begins to tell of hangs and pauses. For a program that is up: what it loads before blocks its thread. */
  watchThreads(): void;
  /** The shards that hang now: their figures stand still. */
  hangs(): readonly Hang[];
  /** The histograms at the start of the run that is shown: the newest send that began while no other was open, or a profile. */
  readonly runMark: LatencyMark;
  /** Marks the start of a run that is recorded now; the mark stays until `releaseRun`. */
  markRun(): LatencyMark;
  /** The recorded run is over: the next send may begin another. */
  releaseRun(): void;
  /** Signal tables in use, by IOA file name. */
  readonly tables: ReadonlyMap<string, SignalTable>;
  readonly shards: number;
  /** Wall time of the program's start, ms since 1970. */
  readonly startedAt: number;
  /**
   * Sends `index` (0: every row) at one common instant; once (`durationMs` 0), or again and again for `durationMs`.
   * Throws `RingFullError` if a shard has left too many orders unread, `RangeError` for an RTU number outside 1…65535;
   * then no send is started.
   */
  send(index: number, durationMs: number, options?: SendOptions): SendStatus;
  /** Stops one send; false if no such send runs. Throws `RingFullError` like `send`. */
  stopSend(id: number): boolean;
  /** Stops every send that runs, with one order to the shards. Throws `RingFullError` like `send`. */
  stopSends(): void;
  /** Open sends and the last 100 settled ones, newest last. */
  sends(): readonly SendStatus[];
  /** The send with a number; `gone`: it has ended and is no longer kept; `undefined`: there was none. */
  findSend(id: number): SendStatus | 'gone' | undefined;
  /** Resolves when the send is settled; rejects with `RangeError` if there is no such send. */
  settled(id: number): Promise<SendStatus>;
  /** Resolves when `count` RTUs have a started connection, or all that run. */
  awaitMasters(count: number): Promise<void>;
  /**
   * Restarts an RTU with changed parameters: `wish` holds their new texts by name (`docs/behaviour.md` §7), or a whole row;
   * empty: restarts it unchanged. Throws `RangeError` if there is no such slot.
   */
  restartRtu(slot: number, wish: RestartWish): Promise<RestartResult>;
  /**
   * Closes the port and the links of an RTU for good. It keeps its slot, its definition is `removed`, and its counts stay, so that the books
   * stay exact. `together`: slots that are removed too, the lowest first: so all RTUs of a shared port can go. Throws `RangeError` if there is no
   * such slot.
   */
  removeRtu(slot: number, together?: ReadonlySet<number>): Promise<RemovalResult>;
  /**
   * Opens an RTU beside the others. Its slot does not count: it gets the slot of a removed RTU of the same place or numbers, whose counts go on,
   * else a new one behind the last, as long as there are any.
   */
  addRtu(definition: RtuDefinition): Promise<AddResult>;
  readonly points: Points;
  readonly faults: Faults;
  readonly reactions: {
    list(): readonly ReactionStatus[];
    /** Calls `listener` with every watched command that an RTU has carried out; returns a function that stops this. */
    onCommand(listener: (command: CommandNews) => void): () => void;
    /** What must happen in a run: `begin` when it begins, `results` when it ends. */
    readonly expectations: Pick<Expectations, 'begin' | 'results' | 'dueMs'>;
  };
  /** RTUs by shard. A restart may move an RTU; both shards then have new lists. */
  readonly placement: readonly (readonly RtuDefinition[])[];
  /** Paths of the logs that an RTU writes now; a file is created with its first line. Throws `RangeError` if there is no such slot. */
  logFiles(slot: number): { main: string; interrogation: string };
  /** Path of an RTU's IOA file. Throws `RangeError` if there is no such slot. */
  dataFile(slot: number): string;
  /** Stamp in the names of an RTU's log files, `YYYYMMDDTHHMMSS`: the RTU's last start. */
  logStamp(slot: number): string;
  /** The NTP line; its text is empty if no server is configured. */
  timeStatus(): TimeStatusLine;
  /** The wall time of time tags and log lines, ms since 1970 (`docs/behaviour.md` §5). */
  wallNow(): number;
  /** Calls `listener` with every event from now on; returns a function that stops this. */
  onEvent(listener: (event: EngineEvent) => void): () => void;
  /** Stops sends, closes links and ports, flushes the logs. */
  close(): Promise<void>;
}

/** One RTU of the running program or of the file. */
export interface ReloadedRow {
  readonly no: number;
  readonly name: string;
  readonly rtuNumber: number;
  readonly port: number;
  /** Names of the fields that differ; empty unless the row was changed. */
  readonly changed: readonly string[];
  /** Whether the program now runs what the file says. */
  readonly done: boolean;
  /** `checked`: it was only compared, and can be tried; `refused`: it was not done, or can't be. */
  readonly outcome: 'done' | 'checked' | 'refused';
  /** Why it was not done; empty if it was. */
  readonly detail: string;
}

/** What the file says beside what runs. */
export interface ReloadResult {
  /** Nothing was to be done, only shown. */
  readonly checked: boolean;
  readonly changed: readonly ReloadedRow[];
  readonly added: readonly ReloadedRow[];
  readonly removed: readonly ReloadedRow[];
  readonly unchanged: readonly ReloadedRow[];
  /** Sentences about what the program can't take over while it runs. */
  readonly notes: readonly string[];
  /** Of the ini file, and of IOA files that were read for it. */
  readonly findings: readonly Finding[];
}

/** A file that gives no RTU changes nothing. */
export interface ReloadRefusal {
  readonly refused: string;
  readonly findings: readonly Finding[];
}

/** Reads the ini file again (`docs/behaviour.md` §7). */
export interface IniReading {
  /** Compares the file with what runs, and makes what runs what the file says; `check`: only compares. */
  read(check: boolean): Promise<ReloadResult | ReloadRefusal>;
}

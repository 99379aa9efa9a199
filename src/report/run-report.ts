/**
 * What a run leaves behind: one record of plain data, from which the JSON, HTML and CSV reports are made.
 * Durations and ages are ms, instants ms since 1970, shares 0…1; `null` where nothing was measured.
 */

import type { RtuFields, SignalFields, TrafficFields } from '../figures/counter-rules.js';
import type { LatencySummary } from '../figures/summary.js';

export type { LatencySummary };

/** Signals (monitored information objects): offered = acknowledged + every unsent field + open. The fields are the catalogue's. */
export interface SignalCounts extends SignalFields {}

/** One index send of the run, or all repetitions of one row of a profile. */
export interface SendReport {
  /** `send 3`, or `profile row 12` with its comment. */
  readonly name: string;
  readonly index: number;
  /** As asked; 0: one pass. */
  readonly durationMs: number;
  /** Asked signals per second and RTU; `null`: as fast as the window lets. */
  readonly ratePerRtu: number | null;
  /** How many sends it was: 1, or the repetitions of a profile row. */
  readonly times: number;
  /** Start of the first; end of the last: nothing more to send, and last signal accounted for. */
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly endedAt: number;
  /** RTUs that sent; RTUs without the index; RTUs without a started connection (the most of a repetition). */
  readonly rtus: number;
  readonly missing: number;
  readonly notStarted: number;
  readonly signals: SignalCounts;
  /** How many of the sends somebody stopped before their end. */
  readonly stopped: number;
  /** Shards that died meanwhile: their RTUs are not in `signals`. */
  readonly shardsLost: readonly number[];
}

/** Traffic of an RTU, or of all RTUs, during the run. The counts are the catalogue's. */
export interface TrafficCounts extends TrafficFields {
  /** Every signal of the run, whatever its cause, and what was open at its start. `open`: not settled at its end. */
  readonly signals: SignalCounts & { readonly open: number };
  /** Acknowledged signals per second, over `rateOverMs`. */
  readonly rate: number;
  /** The master's effective w: I frames per acknowledgement. */
  readonly effectiveW: number | null;
}

/** What was counted and measured of one RTU during the run. */
export interface RtuReport extends TrafficCounts, RtuFields {
  readonly no: number;
  readonly name: string;
  readonly ca: number;
  readonly port: number;
  /** Empty: all addresses. */
  readonly bind: string;
  readonly ioFile: string;
  readonly k: number;
  readonly t1Ms: number;
  readonly latency: LatencySummary;
  /** Share of the run in which signals waited behind a closed window. */
  readonly stallShare: number;
  /** Longest time that an I frame was without acknowledgement in the run, whether one came or not. */
  readonly oldestUnackedMs: number | null;
  /** From the arrival of a command to the acknowledgement of its last confirmation. */
  readonly commandMeanMs: number | null;
  readonly commandMaxMs: number | null;
}

/** A connection that ended during the run. */
export interface LinkLoss {
  readonly at: number;
  readonly no: number;
  readonly name: string;
  readonly peer: string;
  /** `T1_I_FRAME: N(S) 12 not acknowledged within t1 = 15 s, 12 outstanding`. */
  readonly reason: string;
}

/** The charts: one entry per interval in each list, all of one length. */
export interface RunSeries {
  /** End of each interval, ms from the start of the run. */
  readonly atMs: readonly number[];
  readonly signalsPerSecond: readonly number[];
  readonly acknowledgedPerSecond: readonly number[];
  readonly framesPerSecond: readonly number[];
  /** Share of the interval that RTUs with a started connection waited behind a closed window, averaged over them. */
  readonly stallShare: readonly number[];
  readonly online: readonly number[];
  /** I frames without acknowledgement at the end of the interval. */
  readonly outstanding: readonly number[];
  /** Latency of what was acknowledged in the interval. */
  readonly ackP50Ms: readonly (number | null)[];
  readonly ackP99Ms: readonly (number | null)[];
  /** Of the busiest shard: share of the interval that its event loop worked. */
  readonly shardBusy: readonly (number | null)[];
}

/** One shard during the run. */
export interface ShardReport {
  readonly shard: number;
  readonly rtus: number;
  /** Share of the run in which the event loop worked, and of the busiest second. */
  readonly busy: number | null;
  readonly busiest: number | null;
  /** Share of a processor that its thread used; share of the time that it waited for one because others had it. */
  readonly cpu: number | null;
  readonly waited: number | null;
  /** How late the event loop came round. */
  readonly loopDelay: LatencySummary;
}

/** One `--limit`, judged. */
export interface LimitVerdict {
  /** As given: `ack-p99=200ms`. */
  readonly limit: string;
  /** What was asked and what came out, in words: `ack-p99 at most 200 ms: 143 ms`. */
  readonly text: string;
  readonly verdict: 'PASS' | 'FAIL';
}

/** See the file's head. */
export interface RunReport {
  readonly program: { readonly name: string; readonly version: string };
  readonly machine: {
    readonly host: string;
    readonly system: string;
    readonly processor: string;
    readonly processors: number;
    readonly memoryOctets: number;
    readonly node: string;
  };
  readonly configuration: {
    /** SHA-256 over all files below, in order, and the arguments. */
    readonly hash: string;
    /** Ini file, IOA databases, profile. */
    readonly files: readonly { readonly path: string; readonly octets: number; readonly sha256: string }[];
    /** The program's arguments. */
    readonly arguments: readonly string[];
    readonly rtus: number;
    /** Monitored rows of all databases together. */
    readonly rows: number;
    readonly shards: number;
    readonly signalLog: 'all' | 'none';
    /** Reports of the loader. */
    readonly errors: number;
    readonly warnings: number;
  };
  readonly startedAt: number;
  readonly endedAt: number;
  /** From the common start of the first send to the last signal accounted for. */
  readonly durationMs: number;
  /** From the same start until nothing more was left to send. The rest is the master's last acknowledgements, up to its t2. */
  readonly sendingMs: number;
  /** From the same start until 99 % of the acknowledged signals were: rates are those of this time, so that the master's t2 does not spoil them. */
  readonly rateOverMs: number;
  /** `complete`; `interrupted`: the program was ended before the last signal was accounted for. */
  readonly ending: 'complete' | 'interrupted';
  readonly sends: readonly SendReport[];
  /** What was changed of what is tested while the run went on, in words. */
  readonly changes?: readonly string[];
  /** Shards that died during the run, also while nothing was sent: what their RTUs did is not counted. */
  readonly shardsLost?: readonly number[];
  /** Over all RTUs, every signal of the run. */
  readonly totals: TrafficCounts & {
    /** Acknowledged signals per second in the best second. */
    readonly peakRate: number;
    readonly stallShare: number;
    readonly oldestUnackedMs: number | null;
    /** RTUs with a started connection at the start of the run, and the fewest meanwhile. */
    readonly onlineAtStart: number;
    readonly onlineLeast: number;
    /** Lines of the sent list that could not be written; `null`: no sent list. */
    readonly sentListLost: number | null;
  };
  readonly latency: LatencySummary;
  /** Upper edge of each bucket that isn't empty, ms, and its count, ascending. */
  readonly latencyBuckets: readonly (readonly [number, number])[];
  readonly commandRoundTrip: LatencySummary;
  readonly series: RunSeries;
  /** Slowest first: by mean share of the signals that were acknowledged, then by p99. */
  readonly rtus: readonly RtuReport[];
  readonly links: readonly LinkLoss[];
  /** Connections lost that are not in `links`, because there are too many. */
  readonly linksLeftOut: number;
  readonly shards: readonly ShardReport[];
  /** What the ask needs and what is possible, as said before the run. */
  readonly possible: readonly string[];
  /** Who was the limit, in one plain sentence, and whether it was the simulator. */
  readonly limiter: {
    readonly who: 'simulator' | 'machine' | 'master' | 'ask' | 'unknown';
    readonly text: string;
  };
  readonly limits: readonly LimitVerdict[];
  /** `NONE`: no limit was stated. */
  readonly verdict: 'PASS' | 'FAIL' | 'NONE';
}

/** The report of a run as data. */

import type { RtuFields, SignalFields, TrafficFields } from '../figures/counter-rules.js';
import type { LatencySummary } from '../figures/summary.js';
import type { ReportCover } from './cover.js';
import type { ExpectationReport } from './expectation-report.js';
import type { FaultReport } from './fault-report.js';

export type { LatencySummary };

/** Signals (monitored information objects): offered = acknowledged + every unsent field + open + held. Fields: the counter catalogue's. */
export interface SignalCounts extends SignalFields {}

/** One index send of the run, or all repetitions of one row of a profile. */
export interface SendReport {
  /** `send 3`, or `profile row 12` with its comment. */
  readonly name: string;
  readonly index: number;
  /** As ordered; 0: one pass. */
  readonly durationMs: number;
  /** As ordered, signals per second and RTU; `null`: as fast as the window lets. */
  readonly ratePerRtu: number | null;
  /** Number of sends: 1, or the repetitions of a profile row. */
  readonly times: number;
  /** Start of the first send; when the last one had nothing more to send; when its last signal was settled. */
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly endedAt: number;
  /** RTUs that sent; without the index; without a started connection. Of several sends each is the largest number. */
  readonly rtus: number;
  readonly missing: number;
  readonly notStarted: number;
  /** `held`: at the end of the run. */
  readonly signals: SignalCounts & { readonly held?: number };
  /** How many of the sends were stopped before their end. */
  readonly stopped: number;
  /** Shards that died during the sends; what their RTUs had not sent yet is missing in `signals`. */
  readonly shardsLost: readonly number[];
}

/** Traffic of an RTU, or of all RTUs, during the run. The counts are those of the counter catalogue. */
export interface TrafficCounts extends TrafficFields {
  /** Every signal of the run, of any cause, and those open or held at its start. `open`, `held`: at its end. */
  readonly signals: SignalCounts & { readonly open: number; readonly held?: number };
  /** Acknowledged signals per second, over `rateOverMs`. */
  readonly rate: number;
  /** The master's effective w: I frames per acknowledgement. */
  readonly effectiveW: number | null;
}

/** Counts and measurements of one RTU during the run. */
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
  /** Absent in reports of schema 0. */
  readonly w?: number;
  readonly t2Ms?: number;
  readonly t3Ms?: number;
  readonly latency: LatencySummary;
  /** Share of the run in which signals waited behind a closed window. */
  readonly stallShare: number;
  /** Longest time that an I frame was without acknowledgement in the run, acknowledged later or not. */
  readonly oldestUnackedMs: number | null;
  /** From the arrival of a command to the acknowledgement of its last confirmation. */
  readonly commandMeanMs: number | null;
  readonly commandMaxMs: number | null;
  /** Longest pause of its shard in the run, ms; 0: there was none. */
  readonly shardPauseMs?: number;
  readonly switchovers?: RunSwitchovers;
  readonly clock?: RunClock;
  readonly commandTags?: RunCommandTags;
  /** A character for each part of the run: the highest p99 of the acknowledgement latency in it; `-` nothing was acknowledged; `!` nothing was, though I frames waited. */
  readonly ackCourse?: string;
}

/** Clock syncs of one RTU during the run; times in ms, `null`: none. */
export interface RunClock {
  readonly syncs: number;
  /** Time received minus own time: the lowest, the mean, the highest, and the last. */
  readonly lowMs: number | null;
  readonly meanMs: number | null;
  readonly highMs: number | null;
  readonly lastMs: number | null;
  /** Of the last: a round trip of its connection; `null`: none was measured. */
  readonly boundMs: number | null;
  /** The longest time until a sync, or from the last one to the end of the run. */
  readonly longestIntervalMs: number | null;
  /** How many times without a clock sync were longer than the limit `clock-interval`, the last one to the end of the run; absent: there is no such limit. */
  readonly overdue?: number;
  /** Of the master's clock against the RTU's; `null`: fewer than three syncs, or the RTU's clock follows them. */
  readonly driftPpm: number | null;
}

/** Time tags of the commands to one RTU during the run; times in ms, `null`: none came. */
export interface RunCommandTags {
  /** Those with a valid time tag. */
  readonly commands: number;
  /** That time minus own time: the lowest, the mean, the highest, and the last. */
  readonly lowMs: number | null;
  readonly meanMs: number | null;
  readonly highMs: number | null;
  readonly lastMs: number | null;
}

/** How far the masters' clock was off in the course of the run, by clock syncs or by command time tags: a list entry for each part of the run in which one came. */
export interface ClockCourse {
  /** End of the part, ms from the start of the run. */
  readonly atMs: readonly number[];
  /** Lowest and highest difference of all RTUs, ms, and how many differences. */
  readonly lowMs: readonly number[];
  readonly highMs: readonly number[];
  readonly count: readonly number[];
}

/** The parts of the run for which every RTU has a character in its `ackCourse` (`docs/behaviour.md` §10). */
export interface AckCourse {
  /** End of each part, ms from the start of the run; and how long each is. */
  readonly atMs: readonly number[];
  readonly columnMs: number;
  /** The time up to which each letter stands, ms: `A` the first, then `B` … `Z`, `a` … `z`, `0` … `9`. */
  readonly edgesMs: readonly number[];
}

/** Switchovers of one RTU during the run; times in ms, `null`: none. */
export interface RunSwitchovers {
  readonly times: number;
  /** From the loss of the connection to the first acknowledged I frame on the next one: the longest, and the last. */
  readonly longestMs: number | null;
  readonly lastMs: number | null;
  /** Of the last: from the loss to STARTDT, and to the end of the interrogation; from the last acknowledgement before it to the first after it. */
  readonly startMs: number | null;
  readonly interrogatedMs: number | null;
  readonly gapMs: number | null;
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

/** The series of the charts: lists of one length, with one entry per interval. */
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
  /** Share of the interval that the event loop of the busiest shard worked. */
  readonly shardBusy: readonly (number | null)[];
}

/** One shard during the run. */
export interface ShardReport {
  readonly shard: number;
  readonly rtus: number;
  /** Share of the run in which the event loop worked, and of the busiest second. */
  readonly busy: number | null;
  readonly busiest: number | null;
  /** Share of one processor that the thread used; share of the run that it was ready but others had the processors. */
  readonly cpu: number | null;
  readonly waited: number | null;
  /** Delays of the event loop. */
  readonly loopDelay: LatencySummary;
}

/** The pauses of one thread of this program during the run: times of 250 ms or more in which it did not come round. */
export interface ThreadPauses {
  /** `shard 0`, `coordinator`. */
  readonly thread: string;
  readonly count: number;
  /** The longest, and all together, ms; 0: there was none. */
  readonly longestMs: number;
  readonly totalMs: number;
}

/** One `--limit`, judged. */
export interface LimitVerdict {
  /** As given: `ack-p99=200ms`. */
  readonly limit: string;
  /** The limit and what was measured, in words: `ack-p99 at most 200 ms: 143 ms`. */
  readonly text: string;
  /** `NOT JUDGED`: a pause of the tester itself, longer than the limit `pause` allows, may have made the figure. */
  readonly verdict: 'PASS' | 'FAIL' | 'NOT JUDGED';
}

/** What somebody remarked. */
export interface Remark {
  /** `RTU 7`, or anything else. */
  readonly about: string;
  readonly text: string;
  /** Empty: nobody is named. */
  readonly who: string;
}

/** Version of the report's form. Keys may be added without a new one. */
export const REPORT_SCHEMA = 1;

/**
 * The report of a run: plain data, from which the JSON, HTML and CSV reports are made. Durations and ages are in ms, instants
 * in ms since 1970, shares 0…1; `null` if nothing was measured.
 */
export interface RunReport {
  /** Version of its form; absent: 0, from before there were versions. */
  readonly schema?: number;
  /** `package`: what was installed, such as `deb`; absent: not known. */
  readonly program: { readonly name: string; readonly version: string; readonly package?: string };
  /** What people said for the title page; absent: nothing. */
  readonly cover?: ReportCover;
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
    /** Ini file, IOA files, profile. */
    readonly files: readonly { readonly path: string; readonly octets: number; readonly sha256: string }[];
    /** The program's arguments. */
    readonly arguments: readonly string[];
    readonly rtus: number;
    /** Monitored rows of all databases together. */
    readonly rows: number;
    readonly shards: number;
    readonly signalLog: 'all' | 'none';
    /** Findings of the loader. */
    readonly errors: number;
    readonly warnings: number;
  };
  readonly startedAt: number;
  readonly endedAt: number;
  /** From the common start of the first send until the last signal was settled. */
  readonly durationMs: number;
  /** From the same start until nothing was left to send. After it come only the masters' last acknowledgements, up to their t2. */
  readonly sendingMs: number;
  /** From the same start until 99 % of the acknowledged signals were acknowledged. Rates are taken over this time. */
  readonly rateOverMs: number;
  /** `interrupted`: the program was ended before the last signal was settled. */
  readonly ending: 'complete' | 'interrupted';
  /** Why nothing was sent, where the run waited for its masters in vain: then it is `NOT JUDGED`. */
  readonly notBegun?: string;
  readonly sends: readonly SendReport[];
  /**
   * Sends that were under way when the run began (`before`) or ended (`after`): they are not among `sends`; what they did in
   * the run is in the totals alone.
   */
  readonly otherSends?: readonly {
    readonly send: number;
    readonly index: number;
    readonly when: 'before' | 'after';
  }[];
  /** Changes of the tested configuration during the run, as text. */
  readonly changes?: readonly string[];
  /** Shards that died during the run, even while nothing was sent. */
  readonly shardsLost?: readonly number[];
  /** What went with each of them: cut links, signals under way, and at most so many lines of the logs and of the sent list. */
  readonly shardLosses?: readonly {
    readonly shard: number;
    readonly links: number;
    readonly signals: number;
    readonly logLines: number;
    readonly sentListLines: number;
  }[];
  /** All RTUs together. */
  readonly totals: TrafficCounts & {
    /** Acknowledged signals per second in the best second. */
    readonly peakRate: number;
    readonly stallShare: number;
    readonly oldestUnackedMs: number | null;
    /** RTUs with a started connection at the start of the run, and the fewest during it. */
    readonly onlineAtStart: number;
    readonly onlineLeast: number;
    /**
     * Of this machine, whatever the program: connections that found a full listen queue, and all that listening ports dropped;
     * `null`: not known on this system.
     */
    readonly listenOverflows?: number | null;
    readonly listenDrops?: number | null;
    /** Lines of the sent list that could not be written, or went with a shard; `null`: no sent list. */
    readonly sentListLost: number | null;
    /** Lines of the logs and of the sent list that the disk had not taken yet when the report was made. */
    readonly logLinesWaiting?: number;
    readonly sentListWaiting?: number;
  };
  readonly latency: LatencySummary;
  /** Upper edge of each bucket that is not empty, ms, and its count, ascending. */
  readonly latencyBuckets: readonly (readonly [number, number])[];
  readonly commandRoundTrip: LatencySummary;
  readonly series: RunSeries;
  /** Absent: no clock sync came; no command with a time tag. */
  readonly clockSyncCourse?: ClockCourse;
  readonly commandTagCourse?: ClockCourse;
  /** Absent: it was not recorded. */
  readonly ackCourse?: AckCourse;
  /** Slowest first: by the share of signals acknowledged, then by p99. */
  readonly rtus: readonly RtuReport[];
  /** Faults on purpose; absent: there was none. */
  readonly faults?: readonly FaultReport[];
  /** What had to happen (`--expect`); absent: nothing had to. */
  readonly expectations?: readonly ExpectationReport[];
  readonly links: readonly LinkLoss[];
  /** Number of lost connections that are not in `links`, because there are too many. */
  readonly linksLeftOut: number;
  readonly shards: readonly ShardReport[];
  /** Pauses of the tester itself. Of the longest: when it began, and whose it was; `program`: all threads stood still. */
  readonly pauses?: {
    readonly longestMs: number;
    readonly longestAt: number | null;
    readonly longestOf: string | null;
    readonly threads: readonly ThreadPauses[];
  };
  /** What the run requires and what is possible, as printed before the run. */
  readonly possible: readonly string[];
  /** The bottleneck, and why it is one, as a sentence for people. */
  readonly limiter: {
    readonly who: 'simulator' | 'machine' | 'master' | 'ask' | 'unknown';
    readonly text: string;
  };
  readonly limits: readonly LimitVerdict[];
  /** `NONE`: no limit was stated. `NOT JUDGED`: no limit was missed, and some could not be judged. */
  readonly verdict: 'PASS' | 'FAIL' | 'NOT JUDGED' | 'NONE';
  /** What people remarked afterwards; absent: nothing. */
  readonly remarks?: readonly Remark[];
  /** What must be said beside the verdict: the tester was the limit; it paused, and no limit judges that. */
  readonly caveat?: string;
}

/**
 * What the program tells a live page, as JSON over one stream: a `hello`, then a `tick` twice a second. Types only, because the
 * page in the browser imports them too. Instants are ms since 1970, durations ms, rates per second, shares 0…1; `null`: not
 * measured. Texts are plain: what comes from files may hold anything, and a page shows it as text.
 */

/** What an RTU is, in the order of the ini file; its place in the list is its slot. */
export interface LiveRtu {
  readonly no: number;
  readonly name: string;
  readonly ca: number;
  readonly port: number;
  /** Empty: all addresses. */
  readonly bind: string;
}

/** The first message, and the first again after the list of RTUs has changed. */
export interface LiveHello {
  readonly seq: number;
  readonly program: { readonly name: string; readonly version: string };
  /** Wall time now, and of the program's start. */
  readonly at: number;
  readonly startedAt: number;
  /** `view`: this page may only look. */
  readonly may: 'command' | 'view';
  readonly rtus: readonly LiveRtu[];
  /** Headings of the table of RTUs, from left to right. */
  readonly columns: readonly LiveColumn[];
  readonly charts: LiveCharts;
  /** Of the last ten minutes. */
  readonly marks: readonly LiveMark[];
  /** The rows of the load profile, in the order of time; empty: there is none. */
  readonly plan: readonly LiveStep[];
  /** The newest lines of the program's log, the oldest first. */
  readonly events: readonly LiveEvent[];
}

/** A column of the table of RTUs. */
export interface LiveColumn {
  readonly name: string;
  readonly heading: string;
  readonly align: 'left' | 'right';
  /** One line, which begins with the heading. */
  readonly help: string;
}

/** One value for each second, the oldest first, at most ten minutes. The lists have one length. */
export interface LiveCharts {
  /** Number of the last of these seconds: a page that has it already leaves it out. */
  readonly until: number;
  readonly signals: readonly number[];
  readonly ackP50Ms: readonly (number | null)[];
  readonly ackP99Ms: readonly (number | null)[];
}

/** A send or a fault that began: a mark in the charts. */
export interface LiveMark {
  /** `s12`: send 12; `f3`: fault 3. */
  readonly id: string;
  readonly at: number;
  readonly kind: 'send' | 'fault';
  readonly text: string;
}

/** A row of the load profile. */
export interface LiveStep {
  /** From the start of the run. */
  readonly atMs: number;
  /** Its repetitions included; 0: it happens at once. */
  readonly durationMs: number;
  readonly text: string;
}

/** A line of the program's log. */
export interface LiveEvent {
  readonly at: number;
  readonly level: 'info' | 'warning' | 'error';
  readonly text: string;
}

/**
 * The state of an RTU as one ASCII letter, the first that holds: `g` removed, `f` a fault on purpose is on, `d` its port is shut,
 * `x` no connection, `l` a connection that is not started, `!` acknowledgements later than the limit, `s` it waited more than
 * half of the last second behind a closed window, `o` started and well.
 */
export type RtuSign = 'g' | 'f' | 'd' | 'x' | 'l' | '!' | 's' | 'o';

/** One of the RTUs with the slowest acknowledgements. */
export interface LiveSlow {
  readonly slot: number;
  readonly ackP99Ms: number | null;
  readonly oldestMs: number;
  readonly signalsPerSecond: number;
  readonly outstanding: number;
  readonly window: number;
  readonly stalled: number;
}

/** An index send that is not over, in words: `index 0, 12 of 60 s`. */
export interface LiveSend {
  readonly id: number;
  readonly text: string;
  readonly elapsedMs: number;
  /** 0: one pass. */
  readonly durationMs: number;
}

/** A fault on purpose that is on. */
export interface LiveFault {
  readonly id: number;
  readonly text: string;
  readonly rtus: number;
}

/** A limit of the run with what was measured so far. */
export interface LiveLimit {
  /** As given: `ack-p99=200ms`. */
  readonly limit: string;
  /** In words: `ack-p99 at most 200 ms: 143 ms`. */
  readonly text: string;
  /** While the run goes on: as it would be judged now. */
  readonly verdict: 'PASS' | 'FAIL' | 'NOT JUDGED';
  /** The figure as a share of the limit: 1 is the limit; `null`: nothing measured, or a limit of 0. */
  readonly share: number | null;
}

/** The run of the command line. */
export interface LiveRun {
  /** `waiting`: for its masters. */
  readonly state: 'waiting' | 'running' | 'over';
  /** What it plays, in words: `index 1 for 60 s`, `profiles/faults.csv`. */
  readonly name: string;
  readonly elapsedMs: number;
  /** 0: not known, one pass. */
  readonly plannedMs: number;
  /** Only when it is over. */
  readonly verdict?: 'PASS' | 'FAIL' | 'NOT JUDGED' | 'NONE';
  /** It was ended early. */
  readonly interrupted?: true;
  readonly limits: readonly LiveLimit[];
  /** Names of the report files that are written; only when it is over. */
  readonly reports?: readonly string[];
}

/** Signals since the program's start: offered = acknowledged + unsent + open + held + spoiled. */
export interface LiveSignals {
  readonly offered: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly unsent: number;
  readonly open: number;
  readonly held: number;
  readonly spoiled: number;
  /** The same in words, as the dashboard says it. */
  readonly text: string;
}

/** How everything stands. */
export interface LiveTick {
  readonly seq: number;
  readonly at: number;
  readonly online: number;
  /** RTUs that were not removed, and those whose port is open. */
  readonly rtus: number;
  readonly listening: number;
  readonly signalsPerSecond: number;
  readonly framesPerSecond: number;
  /** Of the last second. */
  readonly ackP50Ms: number | null;
  readonly ackP99Ms: number | null;
  /** Since the last send began, or the start. */
  readonly runAckP99Ms: number | null;
  readonly signals: LiveSignals;
  readonly limiter: {
    readonly who: 'simulator' | 'machine' | 'master' | 'ask' | 'unknown';
    readonly text: string;
  };
  /** A letter for each slot. */
  readonly signs: string;
  readonly slowest: readonly LiveSlow[];
  readonly sends: readonly LiveSend[];
  readonly faults: readonly LiveFault[];
  readonly run?: LiveRun;
  /** Shards that hang, in words: their figures stand still. */
  readonly hangs: readonly string[];
  /** The NTP line; empty: none. */
  readonly time: { readonly text: string; readonly state: 'good' | 'bad' | 'busy' };
  /** Lines of the log since the tick before. */
  readonly events: readonly LiveEvent[];
  /** A second of the charts that is over since the tick before. */
  readonly points: LiveCharts;
  /** What began since the tick before. */
  readonly marks: readonly LiveMark[];
  /** The rows that the page asked for. */
  readonly table?: LiveTable;
}

/** Which rows a page shows: a part of the table, sorted and filtered by the program. */
export interface LiveTableWish {
  /** First row, and how many, at most 200. */
  readonly from: number;
  readonly count: number;
  /** Name of a column; a `-` before it turns the order. */
  readonly sort: string;
  /** A number, or a part of a name; empty: all. */
  readonly find: string;
}

/** These rows. */
export interface LiveTable {
  readonly from: number;
  /** How many rows there are. */
  readonly of: number;
  readonly rows: readonly LiveRow[];
}

/** A row: the slot, and its cells in the order of the columns. */
export interface LiveRow {
  readonly slot: number;
  readonly cells: readonly LiveCell[];
}

/** A text, or a text with how it is shown. */
export type LiveCell = string | readonly [string, 'good' | 'bad' | 'faint' | 'warning'];

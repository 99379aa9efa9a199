/** What a run is to do, as its caller says. */
import type { Limit } from '../report/limits.js';

/** An index send at the begin of a run. */
export interface SendRequest {
  index: number;
  /** ms; 0: one pass. */
  durationMs: number;
}

/** The sends of a run, or its load profile, and what is to come of them. */
export interface RunOptions {
  sends: readonly SendRequest[];
  /** Path of the load profile; `undefined`: none. */
  profile: string | undefined;
  /** RTUs with a started connection to wait for; `undefined`: all. */
  awaitMasters: number | undefined;
  exitAfterSend: boolean;
  /** Paths of the reports. */
  reports: readonly string[];
  limits: readonly Limit[];
  /** Path of the sent list; `undefined`: none. */
  sentList: string | undefined;
}

/** What a report says of the program that was run. */
export interface ProgramFacts {
  version: string;
  /** The program's arguments. */
  words: readonly string[];
  /** The files that were read: ini file, folder of the databases. */
  ini: string;
  data: string;
  signalLog: 'all' | 'none';
}

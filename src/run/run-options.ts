/** Orders for a run. */

import type { ReportCover } from '../report/cover.js';
import type { Paper } from '../report/document/page-margins.js';
import type { Limit } from '../report/limits.js';
import type { SpreadsheetForm } from '../text/spreadsheet-form.js';

/** An index send at the start of a run. */
export interface SendRequest {
  index: number;
  /** ms; 0: one pass. */
  durationMs: number;
}

/** The sends of a run, or its load profile, and which reports and verdict it ends with. */
export interface RunOptions {
  sends: readonly SendRequest[];
  /** Path of the load profile; `undefined`: none. */
  profile: string | undefined;
  /** Paths of the files with what must happen; empty: none. */
  expectations: readonly string[];
  /** RTUs with a started connection to wait for; `undefined`: all. */
  awaitMasters: number | undefined;
  /** How long it waits for them, ms; 0: without end. */
  awaitTimeoutMs: number;
  exitAfterSend: boolean;
  /** Texts for the title page of the reports. */
  cover: ReportCover;
  /** Paths of the reports. */
  reports: readonly string[];
  /** Of PDF reports; `undefined`: A4. */
  paper: Paper | undefined;
  limits: readonly Limit[];
  /** Path of the sent list; `undefined`: none. */
  sentList: string | undefined;
}

/** Facts about the program for a report. */
export interface ProgramFacts {
  version: string;
  /** What was installed, such as `deb`; absent: not known. */
  package?: string;
  /** The program's arguments. */
  words: readonly string[];
  /** Paths of the ini file and of the folder with the IOA files. */
  ini: string;
  data: string;
  /** Paths of other files that say what the RTUs do. */
  reactions: readonly string[];
  signalLog: 'all' | 'none';
  /** The form of CSV files for a spreadsheet; `undefined`: plain. */
  csvForm: SpreadsheetForm | undefined;
}

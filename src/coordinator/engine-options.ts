import type { Finding, RtuDefinition } from '../channel/definitions.js';
import type { LogThread } from '../log-writer/log-thread.js';
import type { ExpectationPlan } from '../reactions/expectations.js';
import type { ReactionPlan, WatchedPlace } from '../reactions/plan.js';
import type { SignalTable } from '../station/points/signal-table.js';
import type { AddressForm } from '../text/octet-address.js';
import type { TimeOptions } from './engine-clock.js';

/** What an engine needs. */
export interface EngineOptions {
  /** `slot` counts from 0 without gaps. */
  rtus: readonly RtuDefinition[];
  /** By file name; every RTU's file is in it. */
  tables: ReadonlyMap<string, SignalTable>;
  shards: number;
  logFolder: string;
  signalLog: 'all' | 'none';
  /** Path of the sent list, created with its header; absent: not written. */
  sentList?: string;
  /** Writes all logs; default: one of the engine's own, which ends with it. */
  logThread?: LogThread;
  /** Whether the program has its own log in the log folder; default: no. */
  programLog?: 'written' | 'none';
  /** Absent: there are none. */
  reactions?: ReactionPlan;
  /** What must happen in a run; absent: nothing is expected. */
  expectations?: ExpectationPlan;
  /** Commands that `onCommand` tells of; absent: those that reactions wait for. */
  watchedCommands?: readonly WatchedPlace[];
  /** Absent: the machine's time. */
  time?: TimeOptions;
  /** Where the tables came from; absent: files are neither watched nor read again. */
  databases?: {
    /** Data folder, as `loadConfiguration` was given it. */
    folder: string;
    /** Findings of `loadConfiguration`, about these files and others. */
    findings: readonly Finding[];
    /** Wall time before the first file was read, ms since 1970. */
    readAtMs: number;
    /** How their addresses are written by octets; absent: as usual. */
    addresses?: AddressForm;
  };
}

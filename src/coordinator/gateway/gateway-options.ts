import type { GroupDefinition } from '../../gateway/definition.js';
import type { LogThread } from '../../log-writer/log-thread.js';
import type { TimeOptions } from '../engine-clock.js';

/** What a gateway needs. */
export interface GatewayOptions {
  /** `slot` counts from 0 without gaps. */
  groups: readonly GroupDefinition[];
  shards: number;
  logFolder: string;
  signalLog: 'all' | 'none';
  /** Writes all logs; default: one of the engine's own, which ends with it. */
  logThread?: LogThread;
  /** Whether the program has its own log in the log folder; default: no. */
  programLog?: 'written' | 'none';
  /** Absent: the machine's time. */
  time?: TimeOptions;
}

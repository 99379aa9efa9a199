/** The part of the coordinator that is watched. */
import type { Engine } from '../coordinator/api.js';

/** What the monitor reads of the engine: tables that shards write, and definitions. */
export type MonitoredEngine = Pick<
  Engine,
  | 'rtus'
  | 'stats'
  | 'latencies'
  | 'shardCounters'
  | 'pauses'
  | 'hangs'
  | 'runMark'
  | 'shards'
  | 'placement'
  | 'startedAt'
  | 'sends'
  | 'timeStatus'
  | 'wallNow'
>;

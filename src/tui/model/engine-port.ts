/** What the dashboard asks of the running simulator: a part of the coordinator's interface. */
import type { Engine, RestartResult, SendStatus } from '../../coordinator/api.js';

export type { RestartResult, SendStatus };

/** See the file's head. */
export type EnginePort = Pick<
  Engine,
  | 'rtus'
  | 'stats'
  | 'latencies'
  | 'shardCounters'
  | 'runMark'
  | 'shards'
  | 'startedAt'
  | 'send'
  | 'stopSend'
  | 'sends'
  | 'restartRtu'
  | 'placement'
  | 'logFiles'
  | 'dataFile'
  | 'timeStatus'
  | 'wallNow'
>;

/** Weight of a line in the program's log. */
export type LogLevel = 'info' | 'warning' | 'error';

/** One thing that happened, in words. */
export interface LogEntry {
  /** ms since 1970. */
  readonly wallMs: number;
  readonly level: LogLevel;
  /** The RTU it is about; `undefined`: the whole program. */
  readonly slot?: number;
  /** One line, or several. */
  readonly text: string;
}

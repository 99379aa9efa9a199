/** The part of the coordinator that the dashboard uses. */
import type { Engine, RestartResult, SendStatus } from '../../coordinator/api.js';
import type { MonitoredEngine } from '../../monitor/monitored-engine.js';

export type { RestartResult, SendStatus };

/** The part of the engine that the dashboard uses. */
export type EnginePort = MonitoredEngine &
  Pick<
    Engine,
    'tables' | 'send' | 'stopSend' | 'stopSends' | 'restartRtu' | 'logFiles' | 'dataFile' | 'faults'
  > & { readonly points: Pick<Engine['points'], 'read' | 'change' | 'find' | 'typeName'> };

/** A point as the shard has it. */
export type ShownPoint = Exclude<Awaited<ReturnType<EnginePort['points']['read']>>, string>['points'][number];

/** Severity of an entry in the program's log. */
export type LogLevel = 'info' | 'warning' | 'error';

/** One event of the program, as text. */
export interface LogEntry {
  /** ms since 1970. */
  readonly wallMs: number;
  readonly level: LogLevel;
  /** The RTU it is about; `undefined`: the whole program. */
  readonly slot?: number;
  /** One line, or several. */
  readonly text: string;
}

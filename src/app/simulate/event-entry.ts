import type { EngineEvent } from '../../coordinator/api.js';
import type { LogEntry } from '../../tui/dashboard.js';
import { describeEvent } from './event-text.js';

/** What a connection can do that is nearly always wrong. */
const WARNED: ReadonlySet<string> = new Set(['refuse', 'flood', 'warning']);

/** An event as an entry of the dashboard's log. */
export function entryOf(event: EngineEvent, wallMs: number): LogEntry {
  const slot = 'rtu' in event ? { slot: event.rtu.slot } : {};
  return { wallMs, level: levelOf(event), text: describeEvent(event), ...slot };
}

function levelOf(event: EngineEvent): LogEntry['level'] {
  switch (event.kind) {
    case 'shard-died':
      return 'error';
    case 'trouble':
    case 'hang':
    case 'pause':
    case 'kept':
      return 'warning';
    case 'reaction':
      return event.outcome.detail === '' ? 'info' : 'warning';
    case 'link':
      return WARNED.has(event.what) ? 'warning' : 'info';
    default:
      return 'info';
  }
}

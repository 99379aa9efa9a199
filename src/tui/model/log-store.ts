/** The program's log in tab 4. */
import { plainText } from '../../text/outside-text.js';
import type { LogEntry, LogLevel } from './engine-port.js';

/** Most entries that are kept. */
const MOST_ENTRIES = 10_000;

/** Which entries are shown: by least level, and by RTU. */
export interface LogFilter {
  readonly level: LogLevel;
  /** Only entries about RTUs whose name, number or port this text finds; empty: all entries. */
  readonly rtu: string;
}

const WEIGHT: Readonly<Record<LogLevel, number>> = { info: 0, warning: 1, error: 2 };

/** The newest entries of the program's log, as lines, filtered by level and RTU. */
export class LogStore {
  private entries: LogEntry[] = [];
  /** Counts changes, so that a filtered list is only rebuilt after one. */
  version = 0;
  private cache: { version: number; filter: LogFilter; shown: LogEntry[] } | undefined;

  add(entry: LogEntry): void {
    for (const line of entry.text.split('\n')) this.entries.push({ ...entry, text: plainText(line) });
    if (this.entries.length > MOST_ENTRIES * 1.1) this.entries = this.entries.slice(-MOST_ENTRIES);
    this.version++;
  }

  /** Number of lines kept. */
  get length(): number {
    return this.entries.length;
  }

  /** The newest line about a row; `undefined`: there is none. */
  lastOf(slot: number): LogEntry | undefined {
    return this.entries.findLast((entry) => entry.slot === slot);
  }

  /** The entries that pass the filter, oldest first. `finds`: whether the filter's text matches an RTU. */
  shown(filter: LogFilter, finds: (slot: number, text: string) => boolean): readonly LogEntry[] {
    const { cache } = this;
    if (
      cache?.version === this.version &&
      cache.filter.level === filter.level &&
      cache.filter.rtu === filter.rtu
    ) {
      return cache.shown;
    }
    const least = WEIGHT[filter.level];
    const shown = this.entries.filter(
      ({ level, slot }) =>
        WEIGHT[level] >= least && (filter.rtu === '' || (slot !== undefined && finds(slot, filter.rtu))),
    );
    this.cache = { version: this.version, filter, shown };
    return shown;
  }
}

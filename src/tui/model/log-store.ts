/** The program's log as the dashboard keeps it: the newest entries, as lines, filtered by level and RTU. */
import type { LogEntry, LogLevel } from './engine-port.js';

/** Entries kept. */
const MOST_ENTRIES = 10_000;

/** Which entries are shown: those of a level and above, of RTUs that `admits` accepts. */
export interface LogFilter {
  readonly level: LogLevel;
  /** Empty: every entry. Else those of RTUs whose name, number or port the text finds. */
  readonly rtu: string;
}

const WEIGHT: Readonly<Record<LogLevel, number>> = { info: 0, warning: 1, error: 2 };

/** See the file's head. */
export class LogStore {
  private entries: LogEntry[] = [];
  /** Counts changes, so that a view knows whether its lines still hold. */
  version = 0;
  private cache: { version: number; filter: LogFilter; shown: LogEntry[] } | undefined;

  add(entry: LogEntry): void {
    for (const text of entry.text.split('\n')) this.entries.push({ ...entry, text });
    if (this.entries.length > MOST_ENTRIES * 1.1) this.entries = this.entries.slice(-MOST_ENTRIES);
    this.version++;
  }

  /** All that are kept. */
  get length(): number {
    return this.entries.length;
  }

  /** The entries that the filter lets through, oldest first. `finds` tells whether an RTU is meant by the filter's text. */
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

/** The stamps in the names of the RTUs' log files: the time of each RTU's last start (`docs/behaviour.md` §8). */
import { join } from 'node:path';
import type { RtuDefinition } from '../channel/definitions.js';
import { formatFileStamp, logFileName } from '../channel/log-names.js';

/** Names count whole seconds; so a restart is stamped at least this much later than the start before. */
const APART_MS = 1000;

/** Stamps by slot. */
export class LogStamps {
  /** Stamps of the RTUs that were restarted, by slot. */
  readonly restarted = new Map<number, string>();
  private readonly restartedAt = new Map<number, number>();
  /** Stamp of the program's start. */
  readonly first: string;

  /** `startedAt`: the program's start; `now`: the wall time; both ms since 1970. */
  constructor(
    private readonly startedAt: number,
    private readonly now: () => number = Date.now,
  ) {
    this.first = formatFileStamp(startedAt);
  }

  /** The stamp of an RTU's log files. */
  of(slot: number): string {
    return this.restarted.get(slot) ?? this.first;
  }

  /** Paths of the logs that an RTU writes now into `folder`. */
  filesOf(rtu: RtuDefinition, folder: string): { main: string; interrogation: string } {
    const { slot, name, rtuNumber, port, bind } = rtu;
    const path = (kind: 'main' | 'interrogation'): string =>
      join(folder, logFileName(name, rtuNumber, port, bind, this.of(slot), kind));
    return { main: path('main'), interrogation: path('interrogation') };
  }

  /** The stamp for an RTU that is being started. */
  next(slot: number): string {
    return formatFileStamp(this.nextMs(slot));
  }

  /** The RTU was started with a stamp that `next` gave. */
  use(slot: number, stamp: string): void {
    this.restartedAt.set(slot, this.nextMs(slot));
    this.restarted.set(slot, stamp);
  }

  private nextMs(slot: number): number {
    return Math.max(this.now(), (this.restartedAt.get(slot) ?? this.startedAt) + APART_MS);
  }
}

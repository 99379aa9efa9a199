/** How far the masters' clock was off in the course of a run (`docs/behaviour.md` §9): read from the stats table, as the samples are. */
import type { Engine } from '../coordinator/api.js';
import type { ClockCourse } from '../report/run-report.js';
import type { CounterName } from '../station/measures/counters.js';

/** Width of a part of the run at first; it doubles when there are too many of them. */
const FIRST_PART_MS = 1000;
const MOST_PARTS = 240;

/** What a course is of: the columns with the instant and the difference of the last one. */
const KINDS = {
  syncs: { at: 'CLOCK_SYNC_AT_MS', error: 'CLOCK_ERROR_MS' },
  tags: { at: 'COMMAND_TAG_AT_MS', error: 'COMMAND_TAG_ERROR_MS' },
} as const satisfies Record<string, { at: CounterName; error: CounterName }>;

interface Part {
  low: number;
  high: number;
  count: number;
}

/** Differences of all RTUs by parts of the run. Of several between two readings the last one of each RTU counts. */
export class ClockCourseRecorder {
  private readonly seenMs: number[] = [];
  /** By number, from 0. */
  private parts = new Map<number, Part>();
  private partMs = FIRST_PART_MS;

  /** The run began at `startMs`, monotonic. */
  constructor(
    private readonly engine: Pick<Engine, 'rtus' | 'stats'>,
    private readonly kind: keyof typeof KINDS,
    private readonly startMs: number,
  ) {}

  read(): void {
    const { engine, seenMs, startMs } = this;
    const { at, error } = KINDS[this.kind];
    for (const { slot } of engine.rtus) {
      const atMs = engine.stats.get(slot, at);
      if (atMs <= (seenMs[slot] ?? startMs)) continue;
      seenMs[slot] = atMs;
      this.add(Math.floor((atMs - startMs) / this.partMs), engine.stats.get(slot, error));
    }
  }

  /** The course; `undefined`: there was no difference. */
  course(): ClockCourse | undefined {
    if (this.parts.size === 0) return undefined;
    const parts = [...this.parts].sort(([a], [b]) => a - b);
    return {
      atMs: parts.map(([number]) => (number + 1) * this.partMs),
      lowMs: parts.map(([, { low }]) => low),
      highMs: parts.map(([, { high }]) => high),
      count: parts.map(([, { count }]) => count),
    };
  }

  private add(number: number, errorMs: number): void {
    merge(this.parts, number, { low: errorMs, high: errorMs, count: 1 });
    if (this.parts.size <= MOST_PARTS) return;
    const before = this.parts;
    this.parts = new Map();
    this.partMs *= 2;
    for (const [old, part] of before) merge(this.parts, Math.floor(old / 2), part);
  }
}

function merge(parts: Map<number, Part>, number: number, { low, high, count }: Part): void {
  const part = parts.get(number);
  if (part === undefined) {
    parts.set(number, { low, high, count });
    return;
  }
  part.low = Math.min(part.low, low);
  part.high = Math.max(part.high, high);
  part.count += count;
}

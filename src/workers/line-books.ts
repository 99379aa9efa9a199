/** The books of a shard's lines in shared memory: how many there are, how many the writer has, and how many are written or lost. */
import { SHARD_COUNTER } from '../channel/shard-table.js';

/** Which lines. */
export type LineKind = 'log' | 'sent-list';

const COLUMNS = {
  log: {
    lines: SHARD_COUNTER.LOG_LINES,
    handed: SHARD_COUNTER.LOG_LINES_HANDED,
    done: SHARD_COUNTER.LOG_LINES_DONE,
  },
  'sent-list': {
    lines: SHARD_COUNTER.SENT_LIST_LINES,
    handed: SHARD_COUNTER.SENT_LIST_LINES_HANDED,
    done: SHARD_COUNTER.SENT_LIST_LINES_DONE,
  },
} as const;

/** Counts the lines of one kind in the row of the shard. What is not handed over when the shard dies went with it. */
export class LineBooks {
  private readonly lines: number;
  private readonly handedAt: number;
  private readonly doneAt: number;

  /** `cells`: the row of the shard, see `SHARD_COUNTER`. */
  constructor(
    private readonly cells: Float64Array,
    kind: LineKind,
  ) {
    this.lines = COLUMNS[kind].lines;
    this.handedAt = COLUMNS[kind].handed;
    this.doneAt = COLUMNS[kind].done;
  }

  /** Lines that must be written. */
  due(lines: number): void {
    this.cells[this.lines] += lines;
  }

  /** Lines that the writer has now. */
  handed(lines: number): void {
    this.cells[this.handedAt] += lines;
  }

  /** Lines that were handed over and are in a file, or counted as lost. */
  done(lines: number): void {
    this.cells[this.doneAt] += lines;
  }

  /** Lines that were lost before they were handed over. */
  lost(lines: number): void {
    this.handed(lines);
    this.done(lines);
  }
}

/** Books that nobody reads. */
export function privateBooks(kind: LineKind): LineBooks {
  return new LineBooks(new Float64Array(Object.keys(SHARD_COUNTER).length), kind);
}

/** Files in memory that are written with a delay, as on a disk. The disk may be full for a time. */
import type { AppendEvents, AppendFile, Files } from '../../src/log-writer/append-files.js';
import type { Thread, World } from './world.js';

const LINE_END = 0x0a;
/** The file that all shards append to. */
const SHARED = 'sent.csv';
/** Marks in a text where a full disk cut a line off. The program never reads it. */
export const CUT = '\0';

export class SimFiles implements Files {
  /** The disk is full until then, ms: writing and opening fail. */
  fullUntilMs = 0;
  private open = 0;

  constructor(
    private readonly world: World,
    private readonly thread: Thread,
    /** Text by path. */
    private readonly texts: Map<string, string[]>,
  ) {}

  /** Number of open files. */
  get openFiles(): number {
    return this.open;
  }

  makeFolder(): void {}

  append(path: string, events: AppendEvents): void {
    this.later(() => {
      if (this.isFull) {
        events.failed(new Error('ENOSPC'));
        return;
      }
      this.open++;
      const chunks = this.texts.get(path) ?? [];
      this.texts.set(path, chunks);
      events.opened(this.appendTo(path, chunks, events));
    });
  }

  private appendTo(path: string, chunks: string[], events: AppendEvents): AppendFile {
    const waiting: Uint8Array[] = [];
    return {
      get isEmpty() {
        return chunks.length === 0;
      },
      write: (octets) => {
        waiting.push(octets);
        this.later(() => {
          // Lent memory is read only now.
          const first = waiting.shift();
          if (first === undefined) return;
          if (!this.isFull) {
            chunks.push(textOf(first));
            events.written(first.length);
            return;
          }
          waiting.length = 0;
          const octetsThatFit = this.fitting(path, first);
          if (octetsThatFit > 0) {
            chunks.push(textOf(first.subarray(0, octetsThatFit)));
            if (first[octetsThatFit - 1] !== LINE_END) chunks.push(CUT);
            events.written(octetsThatFit);
          }
          events.failed(new Error('ENOSPC'));
        });
      },
      close: (done) => {
        this.open--;
        this.later(done);
      },
    };
  }

  /** Octets of a write that fit on a full disk. For the sent list whole lines, because a shard doesn't know of another's partial line. */
  private fitting(path: string, octets: Uint8Array): number {
    const { random } = this.world;
    if (random.chance(0.5)) return 0;
    const end = random.int(1, octets.length - 1);
    return path === SHARED ? octets.lastIndexOf(LINE_END, end - 1) + 1 : end;
  }

  private get isFull(): boolean {
    return this.world.nowMs < this.fullUntilMs;
  }

  private later(run: () => void): void {
    this.world.after(this.world.random.interval(2), run, this.thread);
  }
}

function textOf(octets: Uint8Array): string {
  return Buffer.from(octets).toString('utf8');
}

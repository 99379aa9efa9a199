/** Files in memory, written late, as a disk does. */
import type { AppendEvents, AppendFile, Files } from '../../src/workers/ports.js';
import type { Thread, World } from './world.js';

export class SimFiles implements Files {
  /** Text by path. */
  readonly texts = new Map<string, string[]>();
  private open = 0;

  constructor(
    private readonly world: World,
    private readonly thread: Thread,
    private readonly shared: Map<string, string[]>,
  ) {
    this.texts = shared;
  }

  /** Files that are open now. */
  get openFiles(): number {
    return this.open;
  }

  makeFolder(): void {}

  append(path: string, events: AppendEvents): void {
    const { world, thread } = this;
    const later = (run: () => void): void => {
      world.after(world.random.interval(2), run, thread);
    };
    later(() => {
      this.open++;
      const chunks = this.shared.get(path) ?? [];
      this.shared.set(path, chunks);
      const waiting: Uint8Array[] = [];
      const file: AppendFile = {
        get isEmpty() {
          return chunks.length === 0;
        },
        write: (octets) => {
          waiting.push(octets);
          later(() => {
            const first = waiting.shift();
            if (first === undefined) return;
            // What is lent is read only now.
            chunks.push(Buffer.from(first).toString('utf8'));
            events.written(first.length);
          });
        },
        close: (done) => {
          this.open--;
          later(done);
        },
      };
      events.opened(file);
    });
  }
}

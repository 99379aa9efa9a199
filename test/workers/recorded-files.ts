/** Files that keep what they were given until a test takes it, with timers that it fires. */
import type { AppendEvents, AppendFile, Files } from '../../src/log-writer/append-files.js';
import type { LogMachine } from '../../src/workers/log-files.js';

/** A file that was opened to append. */
export class RecordedFile implements AppendFile {
  /** Octets that are lent to it, in order. */
  readonly lent: Uint8Array[] = [];
  /** The text of all that it was ever given. */
  text = '';
  /** Lines that it was told of. */
  lines = 0;
  private done: (() => void) | undefined;

  constructor(
    readonly path: string,
    private readonly events: AppendEvents,
    readonly header: string | undefined,
  ) {}

  write(octets: Uint8Array, lines: number): void {
    this.lent.push(octets);
    this.text += Buffer.from(octets).toString();
    this.lines += lines;
  }

  close(done: () => void): void {
    this.done = done;
  }

  /** Whether it was asked to close and has not closed yet. */
  get isClosing(): boolean {
    return this.done !== undefined;
  }

  /** The oldest `octets` octets are in the file; without a number, all of them. */
  take(octets = this.lent.reduce((sum, { length }) => sum + length, 0)): void {
    for (let left = octets; left > 0; ) {
      const [first] = this.lent;
      if (first.length > left) {
        this.lent[0] = first.subarray(left);
        break;
      }
      this.lent.shift();
      left -= first.length;
    }
    this.events.written(octets);
  }

  fail(why: string): void {
    this.lent.length = 0;
    this.events.failed(new Error(why));
  }

  closed(): void {
    const { done } = this;
    this.done = undefined;
    done?.();
  }
}

/** The parts of the machine that log files use. */
export class RecordedMachine implements LogMachine {
  /** In the order in which they were opened. */
  readonly opened: RecordedFile[] = [];
  /** Folders that were to be made. */
  readonly folders: string[] = [];
  nowMs = 0;
  wallMs = new Date(2026, 10, 22, 10, 3, 11, 125).getTime();
  private running: { ms: number; run: () => void }[] = [];

  readonly files: Files = {
    makeFolder: (path) => this.folders.push(path),
    append: (path, events, header) => {
      const file = new RecordedFile(path, events, header);
      this.opened.push(file);
      return file;
    },
  };
  readonly clock = { monotonicMs: () => this.nowMs, wallMs: () => this.wallMs };
  readonly timers: LogMachine['timers'] = {
    setTimeout: (run: () => void, ms: number): object => {
      const timer = { ms, run };
      this.running.push(timer);
      return timer;
    },
    clearTimeout: (timer: object | undefined): void => {
      this.running = this.running.filter((one) => one !== timer);
    },
    setImmediate: (): object => ({}),
    clearImmediate: (): void => {},
    queueMicrotask,
  };

  /** The file that was opened last. */
  get file(): RecordedFile {
    const file = this.opened.at(-1);
    if (file === undefined) throw new Error('no file was opened');
    return file;
  }

  /** Delays of the timers that run, ms. */
  get delays(): number[] {
    return this.running.map(({ ms }) => ms);
  }

  /** Fires every timer that runs. */
  fire(): void {
    for (const { run } of this.running.splice(0)) run();
  }
}

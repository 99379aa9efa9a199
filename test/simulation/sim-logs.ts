/**
 * The writer of the logs on a simulated disk: `LogClient`, `LogDesk` and `LogDisk` as they are, messages that take their time, and a
 * disk that may be full, hang, refuse to shorten a file, or leave no descriptor free.
 */
import type { Files } from '../../src/log-writer/append-files.js';
import type { Disk } from '../../src/log-writer/disk.js';
import { LogClient } from '../../src/log-writer/log-client.js';
import { LogDesk, type Sender } from '../../src/log-writer/log-desk.js';
import { LogDisk } from '../../src/log-writer/log-disk.js';
import { LogState } from '../../src/log-writer/log-state.js';
import type { Thread, World } from './world.js';

/** Marks in a text where a full disk cut a line off. The program never reads it. */
export const CUT = '\0';
const RETRY_MS = 100;

export class SimLogs {
  readonly disk: SimDisk;
  private readonly thread = { name: 'log writer', heldFromMs: 0, heldUntilMs: 0 };
  private readonly state = LogState.allocate();
  private readonly logDisk: LogDisk;
  private readonly desk: LogDesk;
  private isRetrying = false;

  constructor(private readonly world: World) {
    const { random } = world;
    this.disk = new SimDisk(world);
    const options = {
      mostOpen: random.int(1, 6),
      ...(random.chance(0.3) ? { sizeOctets: random.int(1_000, 20_000) } : {}),
    };
    this.logDisk = new LogDisk(this.disk, options, () => world.nowMs);
    this.desk = new LogDesk(this.logDisk, this.state, () => world.nowMs);
  }

  /** The files of a thread. */
  filesFor(thread: Thread): Files {
    const client = new LogClient(
      this.channel(this.thread, (message) => {
        this.desk.take(sender, message);
        this.work();
      }),
      this.state,
    );
    const sender: Sender = {
      openings: new Map(),
      answer: this.channel(thread, (message) => client.take(message)),
    };
    return client;
  }

  /** The disk answers no call until then. */
  hang(untilMs: number): void {
    this.thread.heldUntilMs = Math.max(this.thread.heldUntilMs, untilMs);
    this.world.trace(() => `the disk hangs until ${untilMs.toFixed(3)}`);
  }

  /** Checks, after all shards have ended, that nothing is left. */
  checkEnd(): void {
    this.logDisk.closeAll();
    const { world, state, disk } = this;
    if (disk.replaced !== '') world.fail(disk.replaced);
    if (disk.openFiles > 0) world.fail(`the log writer left ${disk.openFiles} files open`);
    if (!this.desk.isIdle || state.waitingLines !== 0) world.fail(`${state.waitingLines} lines still wait`);
    if (state.unheardLines !== 0) world.fail(`of ${state.unheardLines} lost lines nobody knows`);
  }

  private work(): void {
    if (this.isRetrying) return;
    if (this.world.random.chance(0.1)) this.logDisk.closeIdle(0);
    if (this.desk.work() === 'done') return;
    this.isRetrying = true;
    const again = (): void => {
      this.isRetrying = false;
      this.work();
    };
    this.world.after(RETRY_MS, again, this.thread);
  }

  /** Messages to a thread: each takes its time, none overtakes another. */
  private channel<T>(to: Thread, take: (message: T) => void): (message: T) => void {
    const waiting: T[] = [];
    const next = (): void => take(waiting.shift() as T);
    return (message) => {
      waiting.push(message);
      this.world.after(this.world.random.interval(1), next, to);
    };
  }
}

/** Files in memory. */
class SimDisk implements Disk {
  /** The disk is full until then, ms. */
  fullUntilMs = 0;
  /** Sockets have taken all descriptors until then, ms. */
  noDescriptorUntilMs = 0;
  /** A file that was put aside in the place of another. */
  replaced = '';
  private readonly contents = new Map<string, Buffer>();
  private readonly open_ = new Map<number, string>();
  private lastFd = 0;

  constructor(private readonly world: World) {}

  get openFiles(): number {
    return this.open_.size;
  }

  /** Text of all files whose path is this one, or this one with a number: in the order of the numbers, those without last. */
  texts(path: string): string[] {
    const numberOf = (name: string): number =>
      name === path ? Number.POSITIVE_INFINITY : Number(name.slice(path.length + 1));
    return [...this.contents.keys()]
      .filter((name) => name === path || (name.startsWith(`${path}.`) && Number.isInteger(numberOf(name))))
      .sort((a, b) => numberOf(a) - numberOf(b))
      .map((name) => this.contents.get(name)?.toString() ?? '');
  }

  /** Paths without numbers. */
  get paths(): string[] {
    return [...new Set([...this.contents.keys()].map((path) => path.replace(/\.\d+$/, '')))];
  }

  makeFolder(): void {}

  open(path: string): number {
    if (this.world.nowMs < this.noDescriptorUntilMs) throw fault('EMFILE');
    if (!this.contents.has(path)) {
      if (this.isFull) throw fault('ENOSPC');
      this.contents.set(path, Buffer.alloc(0));
    }
    this.open_.set(++this.lastFd, path);
    return this.lastFd;
  }

  size(fd: number): number {
    return this.contentOf(fd).length;
  }

  write(fd: number, octets: Uint8Array): number {
    const { random } = this.world;
    let taken = octets.length;
    if (this.isFull) {
      if (taken === 1 || random.chance(0.5)) throw fault('ENOSPC');
      taken = random.int(1, octets.length - 1);
    } else if (taken > 1 && random.chance(0.02)) taken = random.int(1, octets.length - 1);
    this.set(fd, Buffer.concat([this.contentOf(fd), octets.subarray(0, taken)]));
    return taken;
  }

  truncate(fd: number, octets: number): void {
    const content = this.contentOf(fd);
    if (this.world.random.chance(0.3)) {
      this.set(fd, Buffer.concat([content, Buffer.from(CUT)]));
      throw fault('EINVAL');
    }
    this.set(fd, content.subarray(0, octets));
  }

  close(fd: number): void {
    this.open_.delete(fd);
  }

  rename(from: string, to: string): void {
    // Not thrown here: the writer goes on where a file can't be put aside.
    if (this.contents.has(to)) this.replaced = `${from} replaces ${to}`;
    if (this.world.random.chance(0.1)) throw fault('EBUSY');
    this.contents.set(to, this.contents.get(from) ?? Buffer.alloc(0));
    this.contents.delete(from);
  }

  remove(path: string): void {
    this.contents.delete(path);
  }

  list(folder: string): string[] {
    return [...this.contents.keys()]
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1));
  }

  private get isFull(): boolean {
    return this.world.nowMs < this.fullUntilMs;
  }

  private contentOf(fd: number): Buffer {
    const content = this.contents.get(this.open_.get(fd) ?? '');
    return content ?? this.world.fail(`descriptor ${fd} is not open`);
  }

  private set(fd: number, content: Buffer): void {
    this.contents.set(this.open_.get(fd) ?? '', content);
  }
}

function fault(code: string): Error {
  return Object.assign(new Error(code), { code });
}

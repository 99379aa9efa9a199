/** The writer's thread, seen by the program: start, ways to it, the watch over a disk that does not answer, the end. */
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { monotonicMs } from '../channel/clock.js';
import { descriptorLimit } from '../channel/descriptors.js';
import type { LogChannel } from '../channel/shard-protocol.js';
import { countOf } from '../text/format.js';
import type { SpreadsheetForm } from '../text/spreadsheet-form.js';
import type { Files } from './append-files.js';
import { DiskWatch } from './disk-watch.js';
import type { LogDiskOptions } from './log-disk.js';
import { LogState } from './log-state.js';
import { filesOver } from './message-files.js';
import type { EndOrder, NewSender, WriterData } from './writer-thread.js';

/** The writer keeps one of so many descriptors that the process may have, and at least the fewest; the others are for sockets. */
const DESCRIPTORS_PER_FILE = 16;
const FEWEST_OPEN_FILES = 4;
const MOST_OPEN_FILES = 256;
/** Half of what a program on Windows may have; sockets are not among them. */
const MOST_OPEN_ON_WINDOWS = 4096;
const LOOK_MS = 500;
/** A call that has not returned for so long keeps the thread from ending, ms. */
const STUCK_MS = 200;

/** How large logs grow. */
export type LogLimits = Pick<LogDiskOptions, 'sizeOctets' | 'keptFiles'>;

/** Lines that the disk has not taken. */
export interface Unwritten {
  lines: number;
  /** The file that the disk does not answer for. */
  path: string;
}

export class LogThread {
  /** Files for the calling thread. */
  readonly files: Files;
  private readonly state = LogState.allocate();
  private readonly worker: Worker;
  /** This thread's own way to the writer. */
  private readonly port: MessagePort;
  private senders = 0;
  private readonly ended: Promise<void>;
  private readonly watch: DiskWatch;
  private isEnding = false;
  private looking: NodeJS.Timeout | undefined;
  private tell: (text: string) => void = () => {};
  private lost: () => number = () => 0;

  /** `form`: of CSV files, for a spreadsheet; absent: as they come. */
  constructor(limits: LogLimits = {}, form?: SpreadsheetForm) {
    const options = { ...limits, ...openFileRules(process.platform, descriptorLimit()) };
    const state = this.state.memory;
    const workerData: WriterData = form === undefined ? { state, options } : { state, options, form };
    this.worker = new Worker(new URL('./writer-thread.js', import.meta.url), { workerData });
    this.watch = new DiskWatch(this.state, limits.sizeOctets !== undefined, monotonicMs());
    this.worker.on('error', (error) => {
      if (!this.isEnding) this.tell(`the thread that writes the logs died: ${error.message}; lines are lost`);
    });
    this.worker.unref();
    const channel = this.connect();
    this.port = channel.port;
    this.files = filesOver(channel, () => this.isEnding);
    // Its last answers are heard before it closes.
    const heard = new Promise<void>((resolve) => this.port.once('close', () => resolve()));
    const exit = new Promise<void>((resolve) => this.worker.once('exit', () => resolve()));
    this.ended = Promise.all([heard, exit]).then(() => {});
    this.port.unref();
  }

  /** Opens a way to the writer for another thread; its port is to be transferred. */
  connect(): LogChannel {
    const { port1, port2 } = new MessageChannel();
    const order: NewSender = { port: port1 };
    this.worker.postMessage(order, [port1]);
    this.senders++;
    return { port: port2, state: this.state.memory };
  }

  /** Tells of a disk that does not answer, and of logs that grow. `lost`: lines lost until now. */
  watchDisk(tell: (text: string) => void, lost: () => number): void {
    this.tell = tell;
    this.lost = lost;
    this.looking = setInterval(() => {
      for (const text of this.watch.look(monotonicMs(), this.lost())) this.tell(text);
    }, LOOK_MS).unref();
  }

  /** The disk has not answered a call for a while: Node.js can't end the thread, nor the process. */
  get hangs(): boolean {
    const { busySinceMs } = this.state;
    return busySinceMs > 0 && monotonicMs() - busySinceMs > STUCK_MS;
  }

  /**
   * Lines that were lost and that no counter has, because the thread that had them had ended, or the writer has died. Valid when the
   * writer has finished.
   */
  get uncountedLines(): number {
    return this.state.unheardLines + this.state.waitingLines;
  }

  /** Lines that were handed to the writer and that the disk has not taken yet. */
  get unwritten(): Unwritten {
    return { lines: this.state.waitingLines, path: this.state.path };
  }

  /**
   * Ends the thread once all that was handed to it is written or lost. Resolves with `undefined` then, or after `withinMs` with what is
   * still unwritten; the thread goes on writing, and `finished` tells when it is done.
   */
  async close(withinMs: number): Promise<Unwritten | undefined> {
    this.isEnding = true;
    clearInterval(this.looking);
    const finished = this.finished();
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<Unwritten>((resolve) => {
      timer = setTimeout(() => resolve(this.unwritten), withinMs);
    });
    const result = await Promise.race([finished, tooLong]);
    clearTimeout(timer);
    return result ?? undefined;
  }

  /** Resolves when everything is written or lost and the thread has ended; the threads of the other senders have to end before. */
  async finished(): Promise<void> {
    this.worker.ref();
    this.port.ref();
    const order: EndOrder = { kind: 'end', otherSenders: this.senders - 1 };
    this.port.postMessage(order);
    await this.ended;
  }
}

/** In words, for the end of the program. */
export function describeUnwritten({ lines, path }: Unwritten): string {
  return `the disk has not taken ${countOf(lines, 'line')} of the logs yet: ${path}`;
}

/**
 * A sixteenth of the descriptors that this process may have. On Windows files stay open: a spreadsheet takes one that nobody has open for
 * itself alone, and its lines would be lost.
 */
export function openFileRules(
  platform: NodeJS.Platform,
  descriptors: number,
): Pick<LogDiskOptions, 'mostOpen' | 'idleStayOpen'> {
  if (platform === 'win32') return { mostOpen: MOST_OPEN_ON_WINDOWS, idleStayOpen: true };
  const files = Math.floor(descriptors / DESCRIPTORS_PER_FILE);
  return { mostOpen: Math.min(MOST_OPEN_FILES, Math.max(FEWEST_OPEN_FILES, files)) };
}

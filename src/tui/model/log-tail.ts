/** The end of a log file that is being written. */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { systemReason } from '../../text/system-errors.js';
import type { PaneUi } from './ui.js';

/** Most octets of the first and of every further reading; older octets are skipped. */
const MOST_OCTETS = 128 * 1024;
/** Lines that are kept for scrolling. */
const MOST_LINES = 5000;

/** The newest lines of a log file, read as they are written. */
export class LogTail {
  /** The newest lines without their ends, oldest first. */
  lines: string[] = [];
  /** Number of the line in `lines[0]`; a line keeps its number while older lines are dropped. */
  first = 0;
  /** Why the file cannot be read; `undefined`: it can, or was not read yet. */
  trouble: string | undefined;
  private file: FileHandle | undefined;
  private readTo = 0;
  private rest = '';
  private reading: Promise<void> | undefined;
  private closed = false;

  constructor(readonly path: string) {}

  /** Number that the next line will have. */
  get end(): number {
    return this.first + this.lines.length;
  }

  /** Reads what was written since the last reading; joins a reading that is under way. Never rejects. */
  poll(): Promise<void> {
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  /** Closes the file. */
  close(): void {
    this.closed = true;
    const { file } = this;
    this.file = undefined;
    void Promise.resolve(this.reading).then(() => file?.close().catch(() => {}));
  }

  private async read(): Promise<void> {
    try {
      this.file ??= await open(this.path, 'r');
      // Looked at first: what the file got before it was put aside is read below.
      const newest = await stat(this.path);
      const { size, ino } = await this.file.stat();
      if (size > this.readTo) await this.readUpTo(this.file, size);
      if (newest.ino !== ino) await this.leave();
      this.trouble = undefined;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      this.trouble =
        code === 'ENOENT' ? 'nothing is logged yet' : `cannot be read: ${systemReason(error, 'read')}`;
    }
    if (this.closed) {
      await this.file?.close().catch(() => {});
      this.file = undefined;
    }
  }

  /** The file was put aside: the next reading begins with the one that took over. */
  private async leave(): Promise<void> {
    const { file } = this;
    this.file = undefined;
    this.readTo = 0;
    this.rest = '';
    await file?.close();
  }

  private async readUpTo(file: FileHandle, size: number): Promise<void> {
    const from = Math.max(this.readTo, size - MOST_OCTETS);
    const skipped = from > this.readTo;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    this.readTo = from + bytesRead;
    const text = (skipped ? '' : this.rest) + buffer.toString('utf8', 0, bytesRead);
    const parts = text.split('\n');
    this.rest = parts.pop() ?? '';
    // The first line after a gap is incomplete.
    if (skipped) parts.shift();
    this.lines.push(...parts);
    const surplus = this.lines.length - MOST_LINES;
    if (surplus > 0) {
      this.lines.splice(0, surplus);
      this.first += surplus;
    }
  }
}

/** The logs of the two panes of Compare. */
export class PaneTails {
  readonly tails: [LogTail | undefined, LogTail | undefined] = [undefined, undefined];

  /** Opens and reads the log of each pane; `pathOf` gives that of a slot, `undefined`: it has none. */
  async follow(panes: readonly PaneUi[], pathOf: (slot: number) => string | undefined): Promise<void> {
    const { tails } = this;
    await Promise.all(
      panes.map(async (pane, i) => {
        const path = pathOf(pane.slot);
        if (tails[i]?.path !== path) {
          tails[i]?.close();
          tails[i] = path === undefined ? undefined : new LogTail(path);
          pane.bottom = undefined;
        }
        await tails[i]?.poll();
      }),
    );
  }

  /** Closes the files. */
  close(): void {
    for (const tail of this.tails) tail?.close();
    this.tails[0] = undefined;
    this.tails[1] = undefined;
  }
}

/** Scrolls the log of a pane by lines, up when negative; at its end the log is followed again. */
export function scrollTail(pane: PaneUi, tail: LogTail | undefined, lines: number): void {
  if (tail === undefined) return;
  const bottom = Math.max(tail.first + pane.room, (pane.bottom ?? tail.end) + lines);
  pane.bottom = bottom >= tail.end ? undefined : bottom;
}

/**
 * The files of the logs on the disk, all written by one thread: so no two lines are glued and none is torn, whoever writes to the same
 * file (`docs/behaviour.md` §8).
 */
import { basename, dirname } from 'node:path';
import type { Disk } from './disk.js';

const LINE_END = 0x0a;

/** How files are kept open and how large they grow. */
export interface LogDiskOptions {
  /** Most files open at once; the one that was used longest ago is closed for the next. */
  mostOpen: number;
  /** Files that are not used stay open; absent: they are closed after a while. */
  idleStayOpen?: true;
  /** A file that would grow beyond this size is put aside, octets; absent: never. */
  sizeOctets?: number;
  /** Files that were put aside and are kept, of each log; absent: all. */
  keptFiles?: number;
}

/** A file by its path, open or not. */
export interface LogOnDisk {
  readonly path: string;
  /** First line of the files that take over, with its line end or empty; `undefined`: never rotated. */
  header: string | undefined;
  /** −1: closed. */
  fd: number;
  octets: number;
  usedMs: number;
  /** Ends within a line, because the disk was full and would not shorten it. */
  isTorn: boolean;
  /** Number of the file put aside last; `undefined`: not known yet. */
  asideNo: number | undefined;
}

/** Not all of a chunk was written. */
export class WriteFault extends Error {
  /** `written`: octets that are in the file, whole lines. */
  constructor(
    readonly written: number,
    override readonly cause: Error,
  ) {
    super(cause.message, { cause });
  }
}

export class LogDisk {
  private readonly files = new Map<string, LogOnDisk>();
  /** Those that are open; the one used longest ago first. */
  private readonly open = new Set<LogOnDisk>();

  constructor(
    private readonly disk: Disk,
    private readonly options: LogDiskOptions,
    private readonly nowMs: () => number,
  ) {}

  /** Number of open files. */
  get openFiles(): number {
    return this.open.size;
  }

  makeFolder(path: string): void {
    this.disk.makeFolder(path);
  }

  /** A file by its path; it is opened with the first lines. */
  file(path: string, header: string | undefined): LogOnDisk {
    let file = this.files.get(path);
    if (file === undefined) {
      file = { path, header, fd: -1, octets: 0, usedMs: 0, isTorn: false, asideNo: undefined };
      this.files.set(path, file);
    }
    file.header ??= header;
    return file;
  }

  /**
   * Appends whole lines, after the header if the file is empty. What a full disk took of a line is taken off again, or the line is ended
   * before the next one. Throws `WriteFault`.
   */
  append(file: LogOnDisk, octets: Uint8Array): void {
    const sink = { written: 0 };
    try {
      this.use(file);
      this.begin(file);
      if (this.isFullFor(file, octets.length)) {
        this.putAside(file);
        this.begin(file);
      }
      this.write(file, octets, sink);
    } catch (error) {
      const whole = octets.subarray(0, sink.written).lastIndexOf(LINE_END) + 1;
      if (whole < sink.written) this.cutOff(file, sink.written - whole);
      throw new WriteFault(whole, error as Error);
    }
  }

  /** Closes files that were not used for so long. */
  closeIdle(idleMs: number): void {
    const untilMs = this.nowMs() - idleMs;
    for (const file of this.open) {
      if (file.usedMs > untilMs) return;
      this.shut(file);
    }
  }

  /** Closes the file that was used longest ago, so that another can be opened; returns whether there was one. */
  closeOldest(): boolean {
    for (const file of this.open) {
      this.shut(file);
      return true;
    }
    return false;
  }

  close(file: LogOnDisk): void {
    if (file.fd >= 0) this.shut(file);
  }

  closeAll(): void {
    while (this.closeOldest());
  }

  private use(file: LogOnDisk): void {
    file.usedMs = this.nowMs();
    if (file.fd < 0) this.openIt(file);
    this.open.delete(file);
    this.open.add(file);
  }

  private openIt(file: LogOnDisk): void {
    if (this.open.size >= this.options.mostOpen) this.closeOldest();
    for (;;) {
      try {
        file.fd = this.disk.open(file.path);
        break;
      } catch (error) {
        if (!lacksDescriptors(error as Error) || !this.closeOldest()) throw error;
      }
    }
    file.octets = this.disk.size(file.fd);
  }

  private shut(file: LogOnDisk): void {
    const { fd } = file;
    file.fd = -1;
    this.open.delete(file);
    try {
      this.disk.close(fd);
    } catch {
      // The descriptor is gone all the same; what could not be written was told with its write.
    }
  }

  /** Writes what comes before the next line: the header, or the end of a line that is there in part. */
  private begin(file: LogOnDisk): void {
    const text = file.octets === 0 ? (file.header ?? '') : file.isTorn ? '\n' : '';
    if (text !== '') {
      const sink = { written: 0 };
      try {
        this.write(file, Buffer.from(text), sink);
      } catch (error) {
        if (sink.written > 0) this.cutOff(file, sink.written);
        throw error;
      }
    }
    file.isTorn = false;
  }

  /** `sink.written`: octets that the disk has taken, also after an error. */
  private write(file: LogOnDisk, octets: Uint8Array, sink: { written: number }): void {
    while (sink.written < octets.length) {
      const taken = this.disk.write(file.fd, sink.written === 0 ? octets : octets.subarray(sink.written));
      sink.written += taken;
      file.octets += taken;
    }
  }

  private cutOff(file: LogOnDisk, octets: number): void {
    try {
      this.disk.truncate(file.fd, this.disk.size(file.fd) - octets);
      file.octets -= octets;
    } catch {
      file.isTorn = true;
    }
  }

  /** Whether the file has lines, and would grow too large by so many octets. */
  private isFullFor({ header, octets: has }: LogOnDisk, octets: number): boolean {
    const { sizeOctets } = this.options;
    if (sizeOctets === undefined || header === undefined || has + octets <= sizeOctets) return false;
    return has > Buffer.byteLength(header);
  }

  /** If that fails, the file goes on growing: lines count for more than sizes. */
  private putAside(file: LogOnDisk): void {
    const aside = this.lastAside(file) + 1;
    this.shut(file);
    try {
      this.disk.rename(file.path, `${file.path}.${aside}`);
      file.asideNo = aside;
      this.removeOld(file, aside);
    } catch {
      // As above.
    }
    this.use(file);
  }

  private removeOld(file: LogOnDisk, newest: number): void {
    const { keptFiles } = this.options;
    if (keptFiles === undefined || newest <= keptFiles) return;
    try {
      this.disk.remove(`${file.path}.${newest - keptFiles}`);
    } catch {
      // Somebody else has removed it.
    }
  }

  private lastAside(file: LogOnDisk): number {
    if (file.asideNo !== undefined) return file.asideNo;
    const prefix = `${basename(file.path)}.`;
    const numbers = this.disk
      .list(dirname(file.path))
      .filter((name) => name.startsWith(prefix) && /^\d{1,9}$/.test(name.slice(prefix.length)))
      .map((name) => Number(name.slice(prefix.length)));
    return Math.max(0, ...numbers);
  }
}

/** Whether the process or the machine has no descriptor left: it will have one later. */
export function lacksDescriptors({ code }: Error & { code?: string }): boolean {
  return code === 'EMFILE' || code === 'ENFILE';
}

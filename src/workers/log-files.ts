/**
 * The RTUs' log files: chunks of lines to disk, never waited for. When the disk can't keep up, or a file can't be written,
 * lines are lost, counted, and the file says how many (`spec.md` §8).
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sonicBoom from 'sonic-boom';
import { LineBuffer } from './line-buffer.js';
import { formatStamp } from './time-stamp.js';

type Sink = InstanceType<typeof sonicBoom.SonicBoom>;

const CHUNK_OCTETS = 65536;
/** Chunk of a file that gets few lines, so that thousands of quiet RTUs cost little. */
const SMALL_CHUNK_OCTETS = 8192;
/** Chunks of a shard that may wait for the disk: 64 MB. */
const MOST_CHUNKS_WAITING = 1024;
/** Lines stay in memory this long at the most. */
const FLUSH_MS = 200;
/** A file that nothing was written to for this long is closed until the next line. */
const CLOSE_IDLE_MS = 30_000;
/** A line of its own must always fit: events with long details are cut. */
const LONGEST_LINE = 4096;

/** First line of every log; see `spec.md` §8. */
export const LOG_HEADER = 'time,event,connection,direction,type id,COT,IOA,value,quality,time tag,comment\n';

/** Memory and timers that the files of a shard share. */
export class LogFolder {
  private readonly spare: Uint8Array[] = [];
  private readonly dirty = new Set<LogFile>();
  private readonly open = new Set<LogFile>();
  private flushTimer: NodeJS.Timeout | undefined;
  private idleTimer: NodeJS.Timeout | undefined;
  private waiting = 0;

  constructor(
    readonly folder: string,
    private readonly reportTrouble: (file: string, detail: string) => void,
  ) {
    mkdirSync(folder, { recursive: true });
  }

  /** A file of this folder; it is made with its first line. `lost` hears of every line that is lost. */
  file(name: string, lost: (lines: number) => void): LogFile {
    return new LogFile(this, join(this.folder, name), lost);
  }

  /** Whether the disk has fallen too far behind to take more. */
  get full(): boolean {
    return this.waiting >= MOST_CHUNKS_WAITING;
  }

  /** A file has lines in memory. */
  noteDirty(file: LogFile): void {
    this.dirty.add(file);
    this.flushTimer ??= setTimeout(() => this.flushDirty(), FLUSH_MS);
  }

  noteOpen(file: LogFile, isOpen: boolean): void {
    if (isOpen) this.open.add(file);
    else this.open.delete(file);
    if (isOpen) this.idleTimer ??= setTimeout(() => this.closeIdle(), CLOSE_IDLE_MS);
  }

  takeMemory(octets: number): Uint8Array {
    const spare = octets === CHUNK_OCTETS ? this.spare.pop() : undefined;
    return spare ?? Buffer.allocUnsafeSlow(octets);
  }

  chunkSent(): void {
    this.waiting++;
  }

  chunkWritten(memory: Uint8Array): void {
    this.waiting--;
    if (memory.length === CHUNK_OCTETS && this.spare.length < 256) this.spare.push(memory);
  }

  trouble(file: string, detail: string): void {
    this.reportTrouble(file, detail);
  }

  /** Writes everything and closes the files; resolves when it is on its way to the disk for sure. */
  async close(): Promise<void> {
    clearTimeout(this.flushTimer);
    clearTimeout(this.idleTimer);
    for (const file of this.dirty) file.flush();
    await Promise.all([...this.open].map((file) => file.close()));
  }

  private flushDirty(): void {
    this.flushTimer = undefined;
    for (const file of this.dirty) file.flush();
    this.dirty.clear();
  }

  private closeIdle(): void {
    this.idleTimer = undefined;
    const beforeMs = Date.now() - CLOSE_IDLE_MS;
    for (const file of this.open) file.closeIfIdle(beforeMs);
    if (this.open.size > 0) this.idleTimer = setTimeout(() => this.closeIdle(), CLOSE_IDLE_MS);
  }
}

/** A chunk on its way to the disk. */
interface Chunk {
  memory: Uint8Array;
  octets: number;
  lines: number;
}

/** One log file. */
export class LogFile {
  private buffer: LineBuffer | undefined;
  private sink: Sink | undefined;
  private readonly chunks: Chunk[] = [];
  private written = 0;
  private lostLines = 0;
  private begun = false;
  private lastFlushMs = 0;
  private nextChunkOctets = SMALL_CHUNK_OCTETS;

  constructor(
    private readonly folder: LogFolder,
    readonly path: string,
    private readonly lost: (lines: number) => void,
  ) {}

  /**
   * The buffer with room for a line of `octets`, or `undefined` when the line is lost (and counted).
   * The caller appends exactly one whole line and counts it in `lines`.
   */
  lineOf(octets: number): LineBuffer | undefined {
    if (this.folder.full || octets > LONGEST_LINE) {
      this.lose(1);
      return undefined;
    }
    if (this.buffer !== undefined && !this.buffer.fits(octets)) this.flush();
    this.buffer ??= this.openBuffer();
    return this.buffer;
  }

  /** Hands the lines in memory to the disk. */
  flush(): void {
    const { buffer } = this;
    if (buffer === undefined) return;
    this.buffer = undefined;
    this.sink ??= this.openSink();
    this.chunks.push({ memory: buffer.octets, octets: buffer.length, lines: buffer.lines });
    this.folder.chunkSent();
    this.nextChunkOctets = buffer.length > SMALL_CHUNK_OCTETS / 2 ? CHUNK_OCTETS : SMALL_CHUNK_OCTETS;
    this.lastFlushMs = Date.now();
    // In content mode `buffer` the sink takes octets, which its types don't say.
    this.sink.write(buffer.octets.subarray(0, buffer.length) as unknown as string);
  }

  closeIfIdle(beforeMs: number): void {
    if (this.chunks.length > 0 || this.lastFlushMs > beforeMs || this.buffer !== undefined) return;
    this.sink?.end();
    this.sink = undefined;
    this.folder.noteOpen(this, false);
  }

  /** Resolves when everything handed over was written, or can't be. */
  async close(): Promise<void> {
    this.flush();
    const { sink } = this;
    if (sink === undefined) return;
    this.sink = undefined;
    await new Promise<void>((resolve) => {
      sink.once('close', resolve);
      sink.once('error', () => resolve());
      sink.end();
    });
  }

  private openBuffer(): LineBuffer {
    const buffer = new LineBuffer(this.folder.takeMemory(this.nextChunkOctets));
    this.folder.noteDirty(this);
    if (!this.begun) {
      this.begun = true;
      buffer.append(Buffer.from(LOG_HEADER));
    }
    if (this.lostLines > 0) {
      buffer.append(Buffer.from(`${formatStamp(Date.now())},lost,,,,,,,,,${this.lostLines} lines lost\n`));
      this.lostLines = 0;
    }
    return buffer;
  }

  private lose(lines: number): void {
    this.lostLines += lines;
    this.lost(lines);
  }

  private openSink(): Sink {
    const sink = new sonicBoom.SonicBoom({
      dest: this.path,
      append: true,
      sync: false,
      contentMode: 'buffer',
    });
    sink.on('write', (octets: number) => this.onWritten(octets));
    sink.on('error', (error: Error) => this.onError(sink, error));
    this.folder.noteOpen(this, true);
    return sink;
  }

  private onWritten(octets: number): void {
    this.written += octets;
    for (
      let first = this.chunks[0];
      first !== undefined && this.written >= first.octets;
      first = this.chunks[0]
    ) {
      this.written -= first.octets;
      this.chunks.shift();
      this.folder.chunkWritten(first.memory);
    }
  }

  /** What waits is lost; the next flush tries a new sink. */
  private onError(sink: Sink, error: Error): void {
    if (this.sink === sink) this.sink = undefined;
    for (const chunk of this.chunks.splice(0)) {
      this.lose(chunk.lines);
      this.folder.chunkWritten(chunk.memory);
    }
    this.written = 0;
    this.folder.trouble(this.path, error.message);
    sink.destroy();
  }
}

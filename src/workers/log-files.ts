/**
 * The RTUs' log files: chunks of lines go to the disk, and nothing waits for it. If the disk can't keep up, or a file can't be
 * written, lines are lost and counted, and a line in the file gives the number (`docs/behaviour.md` §8).
 */
import { join } from 'node:path';
import type { AppendFile } from '../log-writer/append-files.js';
import { type LineBooks, privateBooks } from './line-books.js';
import { LineBuffer } from './line-buffer.js';
import type { Machine, TimerHandle } from './ports.js';
import { formatStamp } from './time-stamp.js';

const CHUNK_OCTETS = 65536;
/** Chunk of a file that gets few lines, so that thousands of quiet RTUs cost little. */
const SMALL_CHUNK_OCTETS = 4096;
/** Most octets of a shard that wait for the disk. */
const MOST_OCTETS_WAITING = 64 * 1024 * 1024;
/** Spare chunks kept for the next lines. */
const MOST_SPARE_CHUNKS = 256;
/** Longest time that lines stay in this thread. */
const FLUSH_MS = 200;
/** Longer lines are lost. So every other line fits into a chunk, even after a line about lost ones. */
const LONGEST_LINE = SMALL_CHUNK_OCTETS - 512;
/** At the end: longest time for the disk to take the last lines. What it has not taken by then lies with the writer, which outlives this thread. */
const LAST_LINES_MS = 1000;
const LINE_END = 0x0a;

/** The parts of the machine that log files use. */
export type LogMachine = Pick<Machine, 'clock' | 'timers' | 'files'>;

/** How the files of a folder differ from the RTUs' logs. */
export interface FileShape {
  /** First line, with its line end; empty: the file has none, and no line reports lost lines. */
  header: string;
  mostOctetsWaiting: number;
  /** A line is due when it is asked for (`lineOf`), or was counted as due before. */
  lines: 'due-when-written' | 'due-before';
}

/** First line of every log; see `docs/behaviour.md` §8. */
export const LOG_HEADER = 'time,event,connection,direction,type id,COT,IOA,value,quality,time tag,comment\n';

/** The RTUs' logs. */
export const LOG_SHAPE: FileShape = {
  header: LOG_HEADER,
  mostOctetsWaiting: MOST_OCTETS_WAITING,
  lines: 'due-when-written',
};

/** Memory and timers that the files of a shard share. */
export class LogFolder {
  private readonly spare: Uint8Array[] = [];
  private readonly dirty = new Set<LogFile>();
  private readonly open = new Set<LogFile>();
  private readonly lossy = new Set<LogFile>();
  private flushTimer: TimerHandle | undefined;
  private lastLinesTimer: TimerHandle | undefined;
  private waitingOctets = 0;
  private closed: (() => void) | undefined;

  constructor(
    readonly machine: LogMachine,
    readonly folder: string,
    private readonly reportTrouble: (file: string, detail: string) => void,
    readonly shape: FileShape = LOG_SHAPE,
    readonly books: LineBooks = privateBooks('log'),
  ) {
    machine.files.makeFolder(folder);
  }

  /** A file of this folder; it is created with its first line. `onLost` is called for lost lines. */
  file(name: string, onLost: (lines: number) => void): LogFile {
    return new LogFile(this, join(this.folder, name), onLost);
  }

  /** Whether so many octets wait for the disk that no more are taken. */
  get full(): boolean {
    return this.waitingOctets >= this.shape.mostOctetsWaiting;
  }

  /** A file has lines in memory. */
  noteDirty(file: LogFile): void {
    this.dirty.add(file);
    this.flushTimer ??= this.machine.timers.setTimeout(() => this.flushDirty(), FLUSH_MS);
  }

  /** A file has lost lines; if no later line reports them, a line at the end will. */
  noteLost(file: LogFile): void {
    this.lossy.add(file);
  }

  noteOpen(file: LogFile): void {
    this.open.add(file);
  }

  noteClosed(file: LogFile): void {
    this.open.delete(file);
    if (this.closed === undefined) return;
    this.flushDirty();
    this.endIfDone();
  }

  takeMemory(octets: number): Uint8Array {
    // Shared memory is not copied on its way to the writer; for a small chunk the copy is cheaper.
    if (octets !== CHUNK_OCTETS) return Buffer.allocUnsafeSlow(octets);
    return this.spare.pop() ?? new Uint8Array(new SharedArrayBuffer(octets));
  }

  chunkSent(octets: number): void {
    this.waitingOctets += octets;
  }

  chunkWritten(memory: Uint8Array, octets: number): void {
    this.waitingOctets -= octets;
    if (memory.length === CHUNK_OCTETS && this.spare.length < MOST_SPARE_CHUNKS) this.spare.push(memory);
  }

  trouble(file: string, detail: string): void {
    this.reportTrouble(file, detail);
  }

  /** Whether lines are still to come; then a file stays open for them. */
  get isClosing(): boolean {
    return this.closed !== undefined;
  }

  /** Writes everything and closes the files; resolves when all is written or lost, or the disk does not answer. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      for (const file of this.lossy) file.reportLost();
      this.closed = resolve;
      this.flushDirty();
      this.lastLinesTimer = this.machine.timers.setTimeout(resolve, LAST_LINES_MS);
      for (const file of this.open) file.closeWhenWritten();
      this.endIfDone();
    });
  }

  private endIfDone(): void {
    if (this.open.size > 0) return;
    this.machine.timers.clearTimeout(this.lastLinesTimer);
    this.closed?.();
  }

  private flushDirty(): void {
    this.machine.timers.clearTimeout(this.flushTimer);
    this.flushTimer = undefined;
    for (const file of this.dirty) {
      this.dirty.delete(file);
      file.flush();
    }
  }
}

/** A chunk on its way to the disk. */
interface Chunk {
  memory: Uint8Array;
  octets: number;
  lines: number;
  /** Lost lines that this chunk reports. */
  lostReported: number;
  /** The writer has it. */
  handed?: true;
}

/** One log file. */
export class LogFile {
  private buffer: LineBuffer | undefined;
  private state: 'closed' | 'open' | 'closing' = 'closed';
  private sink: AppendFile | undefined;
  private readonly chunks: Chunk[] = [];
  private written = 0;
  /** Lost lines not reported yet. */
  private lostLines = 0;
  /** Lost lines reported in the buffer that is being filled. */
  private lostReported = 0;
  private failing = false;
  private nextChunkOctets = SMALL_CHUNK_OCTETS;

  constructor(
    private readonly folder: LogFolder,
    readonly path: string,
    private readonly onLost: (lines: number) => void,
  ) {}

  /**
   * The buffer with room for a line of `octets`, or `undefined` when the line is lost (and counted).
   * The caller appends exactly one whole line and counts it in `lines`.
   */
  lineOf(octets: number): LineBuffer | undefined {
    const { books, shape } = this.folder;
    if (shape.lines === 'due-when-written') books.due(1);
    if (this.folder.full || octets > LONGEST_LINE) {
      books.lost(1);
      this.countLost(1);
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
    this.nextChunkOctets = buffer.length > SMALL_CHUNK_OCTETS / 2 ? CHUNK_OCTETS : SMALL_CHUNK_OCTETS;
    const { octets: memory, length: octets, lines } = buffer;
    const chunk = { memory, octets, lines, lostReported: this.lostReported };
    this.lostReported = 0;
    this.chunks.push(chunk);
    this.folder.chunkSent(chunk.octets);
    if (this.state === 'open') this.write(chunk);
    else if (this.state === 'closed') this.open();
  }

  /** Starts a line about lost lines if none has reported them yet. */
  reportLost(): void {
    if (this.lostLines === 0 || this.folder.shape.header === '') return;
    // A buffer that was begun before the loss has no line about it.
    this.flush();
    this.buffer = this.openBuffer();
  }

  /** Closes the file as soon as no chunk waits. */
  closeWhenWritten(): void {
    const { sink } = this;
    if (sink === undefined || this.chunks.length > 0) return;
    this.state = 'closing';
    this.sink = undefined;
    sink.close(() => this.onClosed());
  }

  /** If lines came while the file closed, it opens again; only otherwise the folder counts it as closed. */
  private onClosed(): void {
    this.state = 'closed';
    if (this.chunks.length > 0) this.open();
    else this.folder.noteClosed(this);
  }

  private open(): void {
    this.state = 'open';
    this.folder.noteOpen(this);
    const { header } = this.folder.shape;
    this.sink = this.folder.machine.files.append(
      this.path,
      {
        written: (octets) => this.onWritten(octets),
        failed: (error) => this.onFailed(error),
      },
      // The sent list is evidence: it stays one file.
      header === '' ? undefined : header,
    );
    for (const chunk of this.chunks) this.write(chunk);
  }

  private write(chunk: Chunk): void {
    const { sink } = this;
    if (sink === undefined) return;
    sink.write(chunk.memory.subarray(0, chunk.octets), chunk.lines);
    chunk.handed = true;
    this.folder.books.handed(chunk.lines);
  }

  private openBuffer(): LineBuffer {
    const buffer = new LineBuffer(this.folder.takeMemory(this.nextChunkOctets));
    this.folder.noteDirty(this);
    if (this.lostLines > 0 && this.folder.shape.header !== '') {
      buffer.append(
        Buffer.from(
          `${formatStamp(this.folder.machine.clock.wallMs())},lost,,,,,,,,,${this.lostLines} lines lost\n`,
        ),
      );
      this.lostReported = this.lostLines;
      this.lostLines = 0;
    }
    return buffer;
  }

  private countLost(lines: number): void {
    this.lostLines += lines;
    this.onLost(lines);
    this.folder.noteLost(this);
  }

  private onWritten(octets: number): void {
    this.failing = false;
    this.written += octets;
    for (
      let first = this.chunks[0];
      first !== undefined && this.written >= first.octets;
      first = this.chunks[0]
    ) {
      this.written -= first.octets;
      this.chunks.shift();
      this.folder.books.done(first.lines);
      this.folder.chunkWritten(first.memory, first.octets);
    }
    if (this.folder.isClosing) this.closeWhenWritten();
  }

  /** The waiting chunks are lost; the next flush opens the file again. */
  private onFailed(error: Error): void {
    if (this.state === 'closed') return;
    const lost = this.dropChunks(error);
    // At the end no later line would report them.
    if (lost > 0 && this.folder.isClosing) this.reportLost();
    this.closeWhenWritten();
  }

  /** Returns how many lines are lost by this. */
  private dropChunks(error: Error): number {
    let lost = 0;
    const { books } = this.folder;
    for (const { memory, octets, lines, lostReported, handed } of this.chunks.splice(0)) {
      // A part of the first chunk may be in the file; a line that is there only in part is lost.
      const left = countLines(memory.subarray(this.written, octets));
      this.written = 0;
      if (left > lines) this.lostLines += lostReported;
      const lostOfChunk = Math.min(left, lines);
      this.countLost(lostOfChunk);
      lost += lostOfChunk;
      if (handed) books.done(lines);
      else books.lost(lines);
      this.folder.chunkWritten(memory, octets);
    }
    // Reported once, not with every flush while the disk is full.
    if (!this.failing) this.folder.trouble(this.path, error.message);
    this.failing = true;
    return lost;
  }
}

function countLines(text: Uint8Array): number {
  let lines = 0;
  for (const octet of text) if (octet === LINE_END) lines++;
  return lines;
}

/** The program log's lines on their way to the writer's thread: bounded, kept while the disk takes none. */
import type { AppendFile, Files } from '../log-writer/append-files.js';
import { plainJson } from '../text/outside-text.js';

/** Most octets kept while the disk takes none; further lines are lost and counted. */
const MOST_KEPT_OCTETS = 1024 * 1024;
/** Pause before a log that failed is tried again. */
const RETRY_MS = 2000;
const WARNING = 40;

export class LineSink {
  /** Lines lost until now. */
  lost = 0;
  private toTell = 0;
  /** Lines that were not handed over yet. */
  private lines: string[] = [];
  /** Lines that were handed over, and octets of the first of them that were written. */
  private lent: Buffer[] = [];
  private written = 0;
  private kept = 0;
  private file: AppendFile | undefined;
  /** After a failure, until the next try. */
  private isWaiting = false;
  private isDue = false;
  private hasFailed = false;

  constructor(
    private readonly files: Files,
    private readonly path: string,
    private readonly wallNow: () => number,
    private readonly onTrouble: (detail: string) => void,
  ) {}

  /** Lines that wait because the disk did not take them. */
  get refused(): number {
    return this.hasFailed ? this.lines.length : 0;
  }

  /** Takes a line of JSON with its end. */
  write(json: string): void {
    const line = plainJson(json);
    const octets = Buffer.byteLength(line);
    if (this.kept + octets > MOST_KEPT_OCTETS) {
      this.lost++;
      this.toTell++;
      return;
    }
    if (this.toTell > 0) this.tellLost();
    this.kept += octets;
    this.lines.push(line);
    if (this.isDue) return;
    this.isDue = true;
    setImmediate(() => this.flush());
  }

  /** Hands the lines to the writer. */
  flush(): void {
    this.isDue = false;
    if (this.isWaiting || this.lines.length === 0) return;
    this.file ??= this.files.append(
      this.path,
      {
        written: (octets) => this.onWritten(octets),
        failed: (error) => this.onFailed(error),
      },
      '',
    );
    const chunk = Buffer.from(this.lines.join(''));
    this.lent.push(chunk);
    this.file.write(chunk, this.lines.length);
    this.lines = [];
  }

  private onWritten(octets: number): void {
    this.hasFailed = false;
    this.kept -= octets;
    this.written += octets;
    while (this.lent.length > 0 && this.written >= this.lent[0].length) {
      this.written -= this.lent[0].length;
      this.lent.shift();
    }
    if (this.toTell > 0 && this.kept === 0) {
      this.tellLost();
      this.flush();
    }
  }

  /** What was not written is kept for the next try. */
  private onFailed(error: Error): void {
    if (!this.hasFailed)
      this.onTrouble(`${this.path}: ${error.message}; its lines wait until the disk takes them again`);
    this.hasFailed = true;
    const rest = Buffer.concat(this.lent).subarray(this.written).toString();
    this.lent = [];
    this.written = 0;
    this.lines = [...rest.split(/(?<=\n)/).filter((line) => line !== ''), ...this.lines];
    const { file } = this;
    this.file = undefined;
    this.isWaiting = true;
    file?.close(() => {});
    setTimeout(() => {
      this.isWaiting = false;
      this.flush();
    }, RETRY_MS).unref();
  }

  private tellLost(): void {
    const line = `${JSON.stringify({ level: WARNING, time: new Date(this.wallNow()).toISOString(), lines: this.toTell, msg: 'lines lost' })}\n`;
    this.toTell = 0;
    this.kept += Buffer.byteLength(line);
    this.lines.push(line);
  }
}

/**
 * Output that never blocks the program. Node.js writes to a terminal synchronously: where nobody reads it (Ctrl-S, a stalled
 * SSH), `write(2)` would hold the coordinator's thread. So a terminal is opened anew without blocking: a description of
 * our own, because a flag on the one that was inherited would change it for the shell too. Elsewhere, such as in a pipe,
 * Node.js's own stream is used, which does not block.
 */
import { constants, openSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { plainLines } from '../text/outside-text.js';

/** Pause before a terminal that takes nothing is tried again: it takes 4 KiB at a time, a picture has up to ten times that. */
const RETRY_MS = 5;
/** Octets that wait for their reader at most, before lines are dropped. */
export const MOST_WAITING_OCTETS = 256 * 1024;

/** Standard output or standard error. */
type Standard = NodeJS.WriteStream & { readonly fd: number };
/** Writes octets and returns how many were taken; throws as `fs.writeSync`. */
type WriteNow = (octets: Buffer) => number;

/** A terminal or pipe. `writableLength` is 0 when everything was taken. A reader that is gone is no error: all is dropped. */
export class UnblockedOutput extends Writable {
  readonly isTTY: boolean;
  private isGone = false;

  /** `writeNow`: for tests; default: the terminal of `standard`, opened anew. */
  constructor(
    private readonly standard: Standard,
    private readonly writeNow: WriteNow | undefined = openAnew(standard),
  ) {
    super({ highWaterMark: MOST_WAITING_OCTETS, decodeStrings: true });
    this.isTTY = standard.isTTY === true;
    if (this.isTTY) standard.on('resize', () => this.emit('resize'));
  }

  /** Cells of the terminal. */
  get columns(): number {
    return this.standard.columns;
  }

  get rows(): number {
    return this.standard.rows;
  }

  /** Writes a line, with what it may show of texts from outside. */
  writeLine(line: string): void {
    this.write(`${plainLines(line)}\n`);
  }

  override _write(octets: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.isGone) done();
    else if (this.writeNow === undefined) this.pass(octets, done);
    else this.writeRest(this.writeNow, octets, done);
  }

  /** What the system has taken at once, as a file does, waits for no reader: many lines of one turn are no backlog. */
  private pass(octets: Buffer, done: () => void): void {
    const { standard } = this;
    standard.write(octets, () => {
      if (waits) done();
    });
    const waits = standard.writableLength > 0;
    if (!waits) done();
  }

  private writeRest(writeNow: WriteNow, octets: Buffer, done: () => void): void {
    let rest = octets;
    try {
      while (rest.length > 0) rest = rest.subarray(writeNow(rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') {
        setTimeout(() => this.writeRest(writeNow, rest, done), RETRY_MS);
        return;
      }
      this.isGone = true;
    }
    done();
  }
}

function openAnew(standard: Standard): WriteNow | undefined {
  if (standard.isTTY !== true || process.platform !== 'linux') return undefined;
  try {
    const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
    const descriptor = openSync(`/proc/self/fd/${standard.fd}`, flags);
    return (octets) => writeSync(descriptor, octets);
  } catch {
    return undefined;
  }
}

/** Lines for an output. Those that would wait too long for a reader are dropped, counted, and told once it reads again. */
export class UnreadLines {
  private dropped = 0;

  constructor(private readonly output: UnblockedOutput) {}

  write(line: string): void {
    const { output } = this;
    if (output.writableLength >= MOST_WAITING_OCTETS) {
      this.dropped++;
      if (this.dropped === 1) output.once('drain', () => this.tellDropped());
      return;
    }
    output.writeLine(line);
  }

  /** Resolves when all lines were taken, or after `withinMs`. */
  async taken(withinMs: number): Promise<void> {
    if (this.output.writableLength === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.output.write('', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private tellDropped(): void {
    const { dropped } = this;
    this.dropped = 0;
    const [lines, were] = dropped === 1 ? ['line', 'was'] : ['lines', 'were'];
    this.write(`${dropped.toLocaleString('en')} ${lines} ${were} not shown: nobody read the terminal`);
  }
}

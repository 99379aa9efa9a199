/** Carries out what threads ask of the writer, in the order in which it comes. */
import { type LogDisk, type LogOnDisk, lacksDescriptors, type WriteFault } from './log-disk.js';
import type { LogState } from './log-state.js';
import type { FromWriter, ToWriter } from './messages.js';

const LINE_END = 0x0a;

/** An opening of a file by one sender. */
interface Opening {
  file: LogOnDisk;
  /** After a failure what was sent before the sender knew of it is lost. */
  hasFailed: boolean;
}

/** One sender: its openings, and how it is answered. */
export interface Sender {
  readonly openings: Map<number, Opening>;
  answer(message: FromWriter): void;
}

interface Job {
  sender: Sender;
  message: ToWriter;
}

export class LogDesk {
  private readonly jobs: Job[] = [];
  private done = 0;

  constructor(
    private readonly disk: LogDisk,
    private readonly state: LogState,
    private readonly nowMs: () => number,
  ) {}

  /** Nothing is left to do. */
  get isIdle(): boolean {
    return this.done === this.jobs.length;
  }

  take(sender: Sender, message: ToWriter): void {
    this.jobs.push({ sender, message });
  }

  /** Works until nothing is left; returns `wait` if no descriptor is free: then call it again later, no line is lost. */
  work(): 'done' | 'wait' {
    while (this.done < this.jobs.length) {
      const { sender, message } = this.jobs[this.done];
      if (!this.carryOut(sender, message)) {
        this.jobs.splice(0, this.done);
        this.done = 0;
        return 'wait';
      }
      this.done++;
    }
    this.jobs.length = 0;
    this.done = 0;
    return 'done';
  }

  /** Returns false if it has to be tried again. */
  private carryOut(sender: Sender, message: ToWriter): boolean {
    switch (message.kind) {
      case 'folder':
        this.makeFolder(message.path);
        return true;
      case 'open': {
        const { id, path, header } = message;
        sender.openings.set(id, { file: this.disk.file(path, header), hasFailed: false });
        return true;
      }
      case 'write':
        return this.write(sender, message.id, message.octets, message.lines);
      case 'close':
        sender.openings.delete(message.id);
        sender.answer({ kind: 'closed', id: message.id });
        return true;
    }
  }

  private makeFolder(path: string): void {
    this.state.begin(path, this.nowMs());
    try {
      this.disk.makeFolder(path);
    } catch {
      // Told when a file in it can't be opened.
    }
    this.state.end(0);
  }

  private write(sender: Sender, id: number, octets: Uint8Array, lines: number): boolean {
    const opening = sender.openings.get(id);
    if (opening === undefined || opening.hasFailed) {
      this.lose(lines);
      sender.answer({ kind: 'dropped', id, lines });
      return true;
    }
    const fault = this.append(opening.file, octets);
    if (fault === undefined) {
      this.state.addWaiting(-lines);
      sender.answer({ kind: 'written', id, octets: octets.length });
      return true;
    }
    const { written, cause } = fault;
    if (written === 0 && lacksDescriptors(cause)) return false;
    opening.hasFailed = true;
    // A chunk may begin with a line about lost lines, which is not counted.
    const lost = Math.min(lines, linesIn(octets.subarray(written)));
    this.state.addWaiting(lost - lines);
    this.lose(lost);
    if (written > 0) sender.answer({ kind: 'written', id, octets: written });
    const { code = '', message } = cause as Error & { code?: string };
    sender.answer({ kind: 'failed', id, lines: lost, code, message });
    return true;
  }

  private append(file: LogOnDisk, octets: Uint8Array): WriteFault | undefined {
    this.state.begin(file.path, this.nowMs());
    try {
      this.disk.append(file, octets);
      this.state.end(octets.length);
      return undefined;
    } catch (error) {
      const fault = error as WriteFault;
      this.state.end(fault.written);
      return fault;
    }
  }

  /** They wait no more; until their sender hears of it, nobody has counted them. */
  private lose(lines: number): void {
    this.state.addUnheard(lines);
    this.state.addWaiting(-lines);
  }
}

function linesIn(octets: Uint8Array): number {
  let lines = 0;
  for (const octet of octets) if (octet === LINE_END) lines++;
  return lines;
}

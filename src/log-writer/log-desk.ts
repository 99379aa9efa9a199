/** Carries out what threads ask of the writer, in the order in which it comes. */
import { type LogDisk, type LogOnDisk, lacksDescriptors, WriteFault } from './log-disk.js';
import type { LogState } from './log-state.js';
import type { FromWriter, ToWriter } from './messages.js';

/** An opening of a file by one sender. */
interface Opening {
  file: LogOnDisk | undefined;
  /** After a failure what was sent before the sender knew of it is lost; the sender has counted it. */
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
        return this.makeFolder(message.path);
      case 'open':
        return this.open(sender, message.id, message.path, message.header);
      case 'write':
        return this.write(sender, message.id, message.octets, message.lines);
      case 'close':
        sender.openings.delete(message.id);
        sender.answer({ kind: 'closed', id: message.id });
        return true;
    }
  }

  private makeFolder(path: string): boolean {
    this.state.begin(path, this.nowMs());
    try {
      this.disk.makeFolder(path);
    } catch {
      // Told when a file in it can't be opened.
    }
    this.state.end(0);
    return true;
  }

  private open(sender: Sender, id: number, path: string, header: string | undefined): boolean {
    this.state.begin(path, this.nowMs());
    try {
      const file = this.disk.file(path, header);
      sender.openings.set(id, { file, hasFailed: false });
      sender.answer({ kind: 'opened', id, isEmpty: file.octets === 0 });
    } catch (error) {
      if (lacksDescriptors(error as Error)) return false;
      sender.answer(failure(id, error as Error));
    } finally {
      this.state.end(0);
    }
    return true;
  }

  private write(sender: Sender, id: number, octets: Uint8Array, lines: number): boolean {
    const opening = sender.openings.get(id);
    if (opening?.file === undefined || opening.hasFailed) {
      this.state.addWaiting(-lines);
      return true;
    }
    let written = octets.length;
    this.state.begin(opening.file.path, this.nowMs());
    try {
      this.disk.append(opening.file, octets);
      sender.answer({ kind: 'written', id, octets: written });
    } catch (fault) {
      const { cause, written: whole } = fault as WriteFault;
      written = fault instanceof WriteFault ? whole : 0;
      if (written === 0 && lacksDescriptors(cause)) {
        return false;
      }
      opening.hasFailed = true;
      if (written > 0) sender.answer({ kind: 'written', id, octets: written });
      sender.answer(failure(id, cause));
    } finally {
      this.state.end(written);
    }
    this.state.addWaiting(-lines);
    return true;
  }
}

function failure(id: number, { code, message }: Error & { code?: string }): FromWriter {
  return { kind: 'failed', id, code: code ?? '', message };
}

/** The files of the logs in a thread that does not write them itself. */
import type { AppendEvents, AppendFile, Files } from './append-files.js';
import type { LogState } from './log-state.js';
import type { FromWriter, ToWriter } from './messages.js';

/** Sends messages to the writer. */
export type Post = (message: ToWriter) => void;

interface Opening {
  events: AppendEvents;
  closed?: () => void;
}

export class LogClient implements Files {
  private readonly openings = new Map<number, Opening>();
  private lastId = 0;
  private lost: Error | undefined;

  constructor(
    private readonly post: Post,
    private readonly state: LogState,
  ) {}

  makeFolder(path: string): void {
    this.post({ kind: 'folder', path });
  }

  append(path: string, events: AppendEvents, header?: string): AppendFile {
    const id = ++this.lastId;
    this.openings.set(id, { events });
    if (this.lost === undefined)
      this.post({ kind: 'open', id, path, ...(header === undefined ? {} : { header }) });
    return this.fileOf(id);
  }

  /** Takes an answer of the writer. */
  take(message: FromWriter): void {
    const { id } = message;
    const opening = this.openings.get(id);
    switch (message.kind) {
      case 'written':
        opening?.events.written(message.octets);
        break;
      case 'failed':
        this.state.addUnheard(-message.lines);
        opening?.events.failed(Object.assign(new Error(message.message), { code: message.code }));
        break;
      case 'dropped':
        this.state.addUnheard(-message.lines);
        break;
      case 'closed':
        this.openings.delete(id);
        opening?.closed?.();
    }
  }

  /** The writer is gone: everything that it has not written is lost, and all that comes. */
  writerDied(): void {
    this.lost = new Error('the thread that writes the logs is gone');
    for (const id of [...this.openings.keys()]) this.fail(id);
  }

  private fail(id: number): void {
    const opening = this.openings.get(id);
    if (opening === undefined || this.lost === undefined) return;
    if (opening.closed === undefined) opening.events.failed(this.lost);
    else this.take({ kind: 'closed', id });
  }

  private fileOf(id: number): AppendFile {
    return {
      write: (octets, lines) => {
        if (this.lost !== undefined) {
          setImmediate(() => this.fail(id));
          return;
        }
        this.state.addWaiting(lines);
        this.post({ kind: 'write', id, octets, lines });
      },
      close: (done) => {
        const opening = this.openings.get(id);
        if (opening !== undefined) opening.closed = done;
        if (this.lost !== undefined) setImmediate(() => this.fail(id));
        else this.post({ kind: 'close', id });
      },
    };
  }
}

/** Carries out what threads ask of the writer, in the order in which it comes. */
import { headerInForm, inSpreadsheetForm, type SpreadsheetForm } from '../text/spreadsheet-form.js';
import { type LogDisk, type LogOnDisk, lacksDescriptors, WriteFault } from './log-disk.js';
import type { LogState } from './log-state.js';
import type { FromWriter, ToWriter } from './messages.js';

const LINE_END = 0x0a;

/** An opening of a file by one sender. */
interface Opening {
  file: LogOnDisk;
  /** A CSV file, which a spreadsheet may want in another form; else the program's own log. */
  isTable: boolean;
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
    /** The form of CSV files; absent: as they come. */
    private readonly form?: SpreadsheetForm,
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
        const isTable = header !== '';
        const file = this.disk.file(path, this.headerOf(header));
        sender.openings.set(id, { file, isTable, hasFailed: false });
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
    const fault = this.append(opening, octets);
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

  private append({ file, isTable }: Opening, octets: Uint8Array): WriteFault | undefined {
    const { form } = this;
    const shown = form === undefined || !isTable ? octets : inForm(form, octets);
    this.state.begin(file.path, this.nowMs());
    try {
      this.disk.append(file, shown);
      this.state.end(octets.length);
      return undefined;
    } catch (error) {
      const { written, cause } = error as WriteFault;
      // As many lines of what came.
      const fault = new WriteFault(endOfLine(octets, linesIn(shown.subarray(0, written))), cause);
      this.state.end(fault.written);
      return fault;
    }
  }

  private headerOf(header: string | undefined): string | undefined {
    return header ? headerInForm(this.form, header) : header;
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

/** Where so many lines end, octets. */
function endOfLine(octets: Uint8Array, lines: number): number {
  let end = 0;
  for (let i = 0; i < lines; i++) end = octets.indexOf(LINE_END, end) + 1;
  return end;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

function inForm(form: SpreadsheetForm, octets: Uint8Array): Uint8Array {
  // A copy: the decoder takes no shared memory.
  return encoder.encode(inSpreadsheetForm(form, decoder.decode(octets.slice())));
}

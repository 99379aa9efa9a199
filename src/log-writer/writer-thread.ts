/** The thread that writes all logs. It may wait for the disk; nobody waits for it. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { monotonicMs } from '../channel/clock.js';
import type { SpreadsheetForm } from '../text/spreadsheet-form.js';
import { nodeDisk } from './disk.js';
import { LogDesk, type Sender } from './log-desk.js';
import { LogDisk, type LogDiskOptions } from './log-disk.js';
import { LogState } from './log-state.js';
import type { FromWriter, ToWriter } from './messages.js';

/** A file that was not used for so long is closed. */
const IDLE_MS = 1000;
/** No descriptor is free: time until the next try. */
const RETRY_MS = 100;

/** What the thread is started with. */
export interface WriterData {
  state: SharedArrayBuffer;
  options: LogDiskOptions;
  /** The form of CSV files; absent: as they come. */
  form?: SpreadsheetForm;
}

/** From the program's thread: another sender. */
export interface NewSender {
  port: MessagePort;
}

/**
 * From the program's thread, by its own port, after its last line: the thread ends once so many other senders have closed their ports and
 * all is written. A port closes after its last message, also that of a thread that died.
 */
export interface EndOrder {
  kind: 'end';
  otherSenders: number;
}

class Writer {
  private readonly disk: LogDisk;
  private readonly desk: LogDesk;
  private readonly idle: NodeJS.Timeout | undefined;
  private retry: NodeJS.Timeout | undefined;
  private closedSenders = 0;
  private otherSenders: number | undefined;

  constructor(
    { state, options, form }: WriterData,
    private readonly orders: MessagePort,
  ) {
    this.disk = new LogDisk(nodeDisk, options, monotonicMs);
    this.desk = new LogDesk(this.disk, new LogState(state), monotonicMs, form);
    if (!options.idleStayOpen) this.idle = setInterval(() => this.disk.closeIdle(IDLE_MS), IDLE_MS);
    orders.on('message', ({ port }: NewSender) => this.serve(port));
  }

  private serve(port: MessagePort): void {
    const sender: Sender = {
      openings: new Map(),
      answer: (message: FromWriter) => port.postMessage(message),
    };
    port.on('message', (message: ToWriter | EndOrder) => {
      if (message.kind === 'end') this.otherSenders = message.otherSenders;
      else this.desk.take(sender, message);
      this.work();
    });
    port.on('close', () => {
      this.closedSenders++;
      this.work();
    });
  }

  private work(): void {
    if (this.retry !== undefined) return;
    if (this.desk.work() === 'wait') {
      this.retry = setTimeout(() => {
        this.retry = undefined;
        this.work();
      }, RETRY_MS);
    } else if (this.closedSenders === this.otherSenders) this.end();
  }

  private end(): void {
    clearInterval(this.idle);
    this.disk.closeAll();
    this.orders.close();
    process.exit();
  }
}

/** The thread has its work from here. */
export function runWriter(data: WriterData, orders: MessagePort): void {
  new Writer(data, orders);
}

if (parentPort !== null) runWriter(workerData as WriterData, parentPort);

/** The thread that writes all logs. It may wait for the disk; nobody waits for it. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { monotonicMs } from '../channel/clock.js';
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
}

/** From the program's thread: another sender, or the end. The thread answers `end` when all is written, and ends. */
export type WriterOrder = { kind: 'sender'; port: MessagePort } | { kind: 'end' };

/** The thread has its work from here. */
export function runWriter({ state, options }: WriterData, orders: MessagePort): void {
  const disk = new LogDisk(nodeDisk, options, monotonicMs);
  const desk = new LogDesk(disk, new LogState(state), monotonicMs);
  let retry: NodeJS.Timeout | undefined;
  let ending = false;
  const work = (): void => {
    retry = undefined;
    if (desk.work() === 'wait') retry = setTimeout(work, RETRY_MS);
    else if (ending) end();
  };
  const idle = setInterval(() => disk.closeIdle(IDLE_MS), IDLE_MS);
  const end = (): void => {
    clearInterval(idle);
    disk.closeAll();
    orders.postMessage('ended');
    process.exit();
  };
  orders.on('message', (order: WriterOrder) => {
    if (order.kind === 'end') {
      ending = true;
      // Not before all that has come is read.
      setImmediate(() => setImmediate(work));
      return;
    }
    const { port } = order;
    const sender: Sender = {
      openings: new Map(),
      answer: (message: FromWriter) => port.postMessage(message),
    };
    port.on('message', (message: ToWriter) => {
      desk.take(sender, message);
      if (retry === undefined) work();
    });
  });
}

if (parentPort !== null) runWriter(workerData as WriterData, parentPort);

/** `Files` written by the calling thread itself, a little later: for tools and tests that need no writer. */
import { monotonicMs } from '../channel/clock.js';
import type { Files } from './append-files.js';
import { type Disk, nodeDisk } from './disk.js';
import { LogClient } from './log-client.js';
import { LogDesk, type Sender } from './log-desk.js';
import { LogDisk, type LogDiskOptions } from './log-disk.js';
import { LogState } from './log-state.js';

const RETRY_MS = 20;

export function localFiles(options: LogDiskOptions = { mostOpen: 64 }, disk: Disk = nodeDisk): Files {
  const state = LogState.allocate();
  const logDisk = new LogDisk(disk, options, monotonicMs);
  const desk = new LogDesk(logDisk, state, monotonicMs);
  let isDue = false;
  const work = (): void => {
    isDue = false;
    if (desk.work() === 'wait') {
      isDue = true;
      setTimeout(work, RETRY_MS);
    } else logDisk.closeIdle(0);
  };
  const client = new LogClient((message) => {
    desk.take(sender, message);
    if (isDue) return;
    isDue = true;
    setImmediate(work);
  }, state);
  const sender: Sender = { openings: new Map(), answer: (message) => client.take(message) };
  return client;
}

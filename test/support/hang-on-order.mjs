// Loaded before the program, in each of its threads (`node --import`): a thread blocks when the test orders it, as one does
// that hangs in a system call, until a file is there. Thread 0 is the main thread, the workers count from 1.
import { existsSync } from 'node:fs';
import { BroadcastChannel, isMainThread, threadId } from 'node:worker_threads';

const orders = new BroadcastChannel('hang-on-order');
const cell = new Int32Array(new SharedArrayBuffer(4));

function take({ thread, until }) {
  if (thread !== threadId) return;
  while (!existsSync(until)) Atomics.wait(cell, 0, 0, 20);
}

orders.onmessage = ({ data }) => take(data);
orders.unref();

if (isMainThread) {
  process.on('message', (order) => {
    orders.postMessage(order);
    take(order);
  });
  process.channel?.unref();
}

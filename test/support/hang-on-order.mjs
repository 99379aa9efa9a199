// Loaded before the program, in each of its threads (`node --import`): a thread blocks when the test orders it, as one does
// that hangs in a system call, until a file is there. An order names the main thread or a shard, counted from 0.
import { existsSync } from 'node:fs';
import { BroadcastChannel, isMainThread, threadId, workerData } from 'node:worker_threads';

const orders = new BroadcastChannel('hang-on-order');
const cell = new Int32Array(new SharedArrayBuffer(4));

function hang(until) {
  while (!existsSync(until)) Atomics.wait(cell, 0, 0, 20);
}

if (isMainThread) {
  /** Thread ids of the shards, in the order of their start. */
  const shards = [];
  orders.onmessage = ({ data }) => data.shard !== undefined && shards.push(data.shard);
  process.on('message', ({ thread, until }) => {
    if (thread === 'main') hang(until);
    else orders.postMessage({ thread: shards.sort((a, b) => a - b)[thread], until });
  });
  process.channel?.unref();
} else {
  orders.onmessage = ({ data }) => data.thread === threadId && hang(data.until);
  // Not the thread that writes the logs, nor one that reads a file: these come and go.
  const isHelper = workerData?.options?.mostOpen !== undefined || process.argv[2] === 'reader';
  if (!isHelper) orders.postMessage({ shard: threadId });
}
orders.unref();

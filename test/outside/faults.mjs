/**
 * Loaded into the program before its own modules (`node --import`), in every thread of it: lets the process that started
 * the program hang or end one of its threads, and ask what it holds. It changes nothing unless told to;
 * but the program ends with the process that started it.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { BroadcastChannel, isMainThread, threadId, workerData } from 'node:worker_threads';

const channel = new BroadcastChannel('outside-faults');
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

/** Longest wait for the answers of the worker threads, ms: one of them may hang. */
const ANSWER_MS = 2_000;

/** What this thread holds; the delay is the longest since the last look. */
function held() {
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  const delayMs = delay.max / 1e6;
  delay.reset();
  return {
    threadId,
    heapUsed,
    external,
    arrayBuffers,
    delayMs,
    handles: process.getActiveResourcesInfo().length,
  };
}

function hang(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function obey() {
  const workers = [];
  const waiting = new Map();
  /** Threads that are no shards: the one that writes the logs, the one that reads files. */
  const helpers = new Set();
  const shards = () => workers.filter(({ threadId }) => !helpers.has(threadId));
  process.on('worker', (worker) => {
    workers.push(worker);
    worker.once('exit', () => workers.splice(workers.indexOf(worker), 1));
  });
  channel.onmessage = ({ data }) => {
    if (data.helper !== undefined) helpers.add(data.helper);
    else waiting.get(data.id)?.(data.answer);
  };
  process.on('message', ({ id, order, thread, ms }) => {
    const answer = (value) => process.connected && process.send({ id, value });
    if (order === 'pid') answer(process.pid);
    else if (order === 'threads') answer(shards().length);
    else if (order === 'end')
      shards()
        [thread].terminate()
        .then(() => answer(true));
    else if (order === 'hang' && thread === 'main') {
      answer(true);
      // After the answer is on its way.
      setTimeout(() => hang(ms), 20);
    } else if (order === 'hang') {
      channel.postMessage({ hang: shards()[thread].threadId, ms });
      answer(true);
    } else {
      const all = [held()];
      const wanted = workers.length + 1;
      const done = () => {
        clearTimeout(timer);
        waiting.delete(id);
        answer(all);
      };
      const timer = setTimeout(done, ANSWER_MS);
      waiting.set(id, (one) => {
        if (all.push(one) === wanted) done();
      });
      if (wanted === 1) done();
      channel.postMessage({ sample: id });
    }
  });
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  // What this file opened keeps the program no longer alive than it wants to be.
  process.channel?.unref();
}

if (isMainThread) obey();
else {
  if (workerData?.options?.mostOpen !== undefined || process.argv[2] === 'reader')
    channel.postMessage({ helper: threadId });
  channel.onmessage = ({ data }) => {
    if (data.hang === threadId) hang(data.ms);
    if (data.sample !== undefined) channel.postMessage({ id: data.sample, answer: held() });
  };
}
channel.unref();

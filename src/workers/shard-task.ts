/** The thread of a shard: its channels to the coordinator, and its end. */
import * as Comlink from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { type Broadcast, followRing } from '../channel/broadcast-ring.js';
import type { ThreadTask } from '../channel/shard-protocol.js';
import type { Files } from '../log-writer/append-files.js';
import { filesOver } from '../log-writer/message-files.js';

/** A shard, as its thread drives it. */
export interface ThreadShard {
  /** Answers requests, by Comlink. */
  readonly requests: object;
  /** Takes the next broadcast; returns `end` if the shard is to close. */
  take(broadcast: Broadcast): 'go-on' | 'end';
  /** Resolves when everything is closed, and its lines are written. */
  close(): Promise<void>;
}

/**
 * Runs a shard until shutdown. If anything in it throws, the thread ends, as with an exception in any other part of the
 * thread: a task that only failed would leave its thread alive, with open sockets and ports that nobody serves.
 */
export async function runTask(task: ThreadTask, make: (files: Files) => ThreadShard): Promise<void> {
  // The writer outlives this thread: what it still has then is not lost, and its memory is not free.
  let hasEnded = false;
  const files = filesOver(task.logs, () => hasEnded);
  try {
    const shard = make(files);
    Comlink.expose(shard.requests, nodeEndpoint(task.requests));
    await followRing(task.ring, task.shards, task.shard, (broadcast) => shard.take(broadcast));
    await shard.close();
    hasEnded = true;
  } catch (error) {
    await endThread(error);
  }
  task.requests.close();
  task.events.close();
  task.logs.port.close();
}

/** Ends this thread by an exception that nobody catches; never resolves, so that the pool gives the thread no other task before. */
function endThread(error: unknown): Promise<never> {
  setImmediate(() => {
    throw error;
  });
  return new Promise(() => {});
}

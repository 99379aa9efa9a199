/** The threads that the shards' tasks run on. */
import type { MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { descriptorLimit } from '../channel/descriptors.js';
import { THREAD_FLAGS } from './thread-flags.js';

/** A thread that starts opens so many files at once at most: its modules. */
const DESCRIPTORS_TO_START = 80;

/** One thread per shard; a thread that ends is replaced for the next task. */
export interface ShardThreads<Task> {
  /** Runs a task on a free thread. Resolves when it ends, rejects when the task or its thread fails. */
  run(task: Task, transferred: MessagePort[]): Promise<void>;
  /** The process may have so few descriptors that its threads have to start one after another. */
  readonly oneByOne: boolean;
  /** Ends every thread at once. */
  destroy(): Promise<void>;
}

/** Starts worker threads for the tasks of a module; `onIdleDeath` hears of one that fails while it has no task. */
export function startShardThreads<Task>(
  { file, name }: { readonly file: URL; readonly name: string },
  shards: number,
  onIdleDeath: (detail: string) => void,
): ShardThreads<Task> {
  const oneByOne = descriptorLimit() < shards * DESCRIPTORS_TO_START;
  const pool = new Piscina({
    filename: file.href,
    name,
    minThreads: oneByOne ? 0 : shards,
    maxThreads: shards,
    concurrentTasksPerWorker: 1,
    // With the default an idle worker blocks in Atomics.wait, and its sockets with it.
    atomics: 'disabled',
    recordTiming: false,
    execArgv: [...THREAD_FLAGS],
  });
  pool.on('error', (error: Error) => onIdleDeath(error.message));
  return {
    oneByOne,
    run: (task, transferList) => pool.run(task, { transferList }),
    destroy: () => pool.destroy(),
  };
}

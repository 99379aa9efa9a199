/** A thread that follows a broadcast ring and posts what it reads. `workerData`: module, memory, shards, shard. */
import { parentPort, workerData } from 'node:worker_threads';

const { followRing } = await import(workerData.module);
const { memory, shards, shard } = workerData;

// The event loop must stay free while the thread waits for a broadcast.
parentPort.on('message', (ping) => parentPort.postMessage({ kind: 'pong', ping }));
parentPort.postMessage({ kind: 'ready' });

await followRing(memory, shards, shard, (broadcast) => {
  parentPort.postMessage({ kind: 'broadcast', broadcast });
  return broadcast.kind === 'shutdown' ? 'end' : 'go-on';
});
parentPort.postMessage({ kind: 'ended' });
parentPort.close();

/** Measures how much memory is held by objects that are still reachable. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Octets of the JavaScript heap in use after a garbage collection. */
export async function usedHeap(): Promise<number> {
  // Objects held only by promises and closed handles become free over several turns of the event loop.
  for (let turn = 0; turn < 3; turn++) {
    await new Promise(setImmediate);
    collectGarbage();
  }
  return process.memoryUsage().heapUsed;
}

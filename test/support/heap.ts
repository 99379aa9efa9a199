/** How much memory objects take that nothing lets go of. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Octets of the JavaScript heap that are in use once all garbage is gone. */
export async function usedHeap(): Promise<number> {
  // What only promises and closed handles hold goes with the turns between.
  for (let turn = 0; turn < 3; turn++) {
    await new Promise(setImmediate);
    collectGarbage();
  }
  return process.memoryUsage().heapUsed;
}

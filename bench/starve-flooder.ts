/** The flooder of `starve.ts`, in a process of its own. Argument: what `test/hostile-suite/flooder.mjs` takes, as JSON; prints what it did as JSON. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { REPOSITORY } from './harness/tools.js';

const workerData = JSON.parse(process.argv[2]) as object;
const flooder = new Worker(join(REPOSITORY, 'test', 'hostile-suite', 'flooder.mjs'), { workerData });
flooder.once('message', (done) => process.stdout.write(JSON.stringify(done)));

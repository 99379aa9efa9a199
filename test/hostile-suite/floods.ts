/** Floods from 1 and from 20 links: every frame is answered once, and a neighbour on the same shard is served meanwhile. */
import { strict as assert } from 'node:assert';
import { Worker } from 'node:worker_threads';
import { indexRows, settled } from '../outside/books.js';
import type { Master } from '../outside/master.js';
import { folderOctets, pause, until } from '../outside/program.js';
import type { Scenario, Trial } from './trial.js';

const ROWS = 60;
const NEIGHBOUR = 1;
/** Interrogations of the neighbour before the flood. */
const BASELINE = 40;
const FLOOD_MS = 1_200;
const LINKS = [1, 20];

/** What a flooder did. */
interface Flooded {
  sent: number;
  answered: number;
  /** Links that the RTU ended. */
  closed: number;
}

const KINDS: readonly (readonly [name: string, what: string])[] = [
  ['testfr', 'TESTFR act'],
  ['iframe', 'I frames'],
  ['startstop', 'STARTDT and STOPDT act'],
  ['half', 'half frames'],
  ['connect', 'connects'],
];

export const floods: readonly Scenario[] = KINDS.map(([kind, what]) => ({
  name: `flood-${kind}`,
  promise: `a flood of ${what} loses no answer and no signal of a neighbour`,
  kind: 'fixed',
  run: (trial) => play(trial, kind, what),
}));

async function play(trial: Trial, kind: string, what: string): Promise<void> {
  const program = await trial.start({
    rtus: [1, 2].map((ca) => ({ ca, k: 200, options: ['eoi=never', 'connections=100', 'group=each'] })),
    files: { 'd.csv': indexRows(1, ROWS) },
    shards: 1,
  });
  const neighbour = await trial.master(program, NEIGHBOUR, { k: 200 });
  const baseline = await interrogateWhile(neighbour, async () => {
    await until('enough interrogations', () => (neighbour.byCot.get(20) ?? 0) >= BASELINE * ROWS);
  });
  for (const links of LINKS) {
    const logBefore = folderOctets(`${program.folder}/log`);
    let flooded: Flooded | undefined;
    const during = await interrogateWhile(neighbour, async () => {
      flooded = await flood(trial, { port: program.ports[0], kind, links, ms: FLOOD_MS, ca: 1 });
    });
    const { sent, answered, closed } = flooded ?? { sent: 0, answered: 0, closed: 0 };
    assert.ok(sent > 0);
    assert.equal(closed, 0, `the RTU ended ${closed} of ${links} links: ${program.said.slice(-1000)}`);
    assert.equal(answered, sent, `${what} from ${links} links`);
    const { totals } = (await program.get('/api/status')).body;
    const logMb = (folderOctets(`${program.folder}/log`) - logBefore) / 1e6;
    const ratio = median(during) / median(baseline);
    trial.note(
      `${what} from ${links} ${links === 1 ? 'link' : 'links'}: ${sent} in ${FLOOD_MS / 1000} s; neighbour's GI median ${median(during).toFixed(1)} ms (${ratio.toFixed(1)} × its ${median(baseline).toFixed(1)} ms), worst ${Math.max(...during).toFixed(0)} ms of ${during.length}; logs ${logMb.toFixed(1)} MB; floods told ${totals.floods}`,
    );
  }
  assert.deepEqual(neighbour.faults, []);
  await until('the flooding links are gone', async () => {
    const { totals } = (await program.get('/api/status')).body;
    return totals.connections === 1;
  });
  await settled(program);
  assert.equal(neighbour.closed, false);
  assert.equal((await program.stop()).code, 0);
}

/** Durations of the neighbour's interrogations until `work` is over, ms; each has all objects. */
async function interrogateWhile(neighbour: Master, work: () => Promise<void>): Promise<number[]> {
  let over = false;
  const working = work().finally(() => {
    over = true;
  });
  working.catch(() => {});
  const took: number[] = [];
  do {
    const { ms, objects } = await neighbour.interrogate(NEIGHBOUR + 1);
    assert.equal(objects, ROWS);
    took.push(ms);
    await pause(1);
  } while (!over);
  await working;
  return took;
}

function flood(trial: Trial, workerData: object): Promise<Flooded> {
  const worker = new Worker(new URL('./flooder.mjs', import.meta.url), { workerData });
  trial.atEnd(() => worker.terminate());
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

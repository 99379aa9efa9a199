/**
 * `npm run soak -- --hours N [--minutes M] [--rtus N] [--seed S] [--every S] [--csv FILE]`: the built program under the load of a
 * control room for hours. Samples what it holds, prints how fast each figure grows, and checks the books.
 * Exit code 0: PASS; 3: FAIL or NOT JUDGED.
 */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { descriptors, folderOctets, pause, residentOctets, type ThreadSample } from '../outside/program.js';
import { COLUMNS, csvLine, judge, judgedLine, type Look } from './figures.js';
import { SoakFleet } from './fleet.js';

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '0' },
    minutes: { type: 'string', default: '0' },
    rtus: { type: 'string', default: '50' },
    seed: { type: 'string' },
    every: { type: 'string', default: '5' },
    csv: { type: 'string', default: 'soak.csv' },
  },
});
const seconds = number('hours') * 3600 + number('minutes') * 60;
const seed = values.seed === undefined ? Date.now() % 1_000_000 : number('seed');
const everyS = Math.max(1, number('every'));
if (seconds === 0) usage('--hours or --minutes is missing, for example --hours 1');

function number(name: 'hours' | 'minutes' | 'rtus' | 'seed' | 'every'): number {
  const value = Number(values[name]);
  if (!(value >= 0)) usage(`--${name}: found ${values[name]}, expected a number`);
  return value;
}

function usage(message: string): never {
  console.error(message);
  process.exit(2);
}

function sum(
  threads: readonly ThreadSample[],
  name: 'heapUsed' | 'external' | 'arrayBuffers' | 'handles',
): number {
  return threads.reduce((all, thread) => all + thread[name], 0);
}

async function look(fleet: SoakFleet, fromMs: number): Promise<Look> {
  const threads = await fleet.sample();
  return {
    seconds: Math.round((performance.now() - fromMs) / 100) / 10,
    rss: residentOctets(fleet.program.pid) ?? Number.NaN,
    heap: sum(threads, 'heapUsed'),
    external: sum(threads, 'external'),
    arrayBuffers: sum(threads, 'arrayBuffers'),
    descriptors: descriptors(fleet.program.pid) ?? Number.NaN,
    handles: sum(threads, 'handles'),
    delayMs: Math.round(Math.max(...threads.map(({ delayMs }) => delayMs)) * 10) / 10,
    logOctets: folderOctets(join(fleet.program.folder, 'log')),
  };
}

async function soak(): Promise<boolean> {
  console.log(
    `seed ${seed}, ${values.rtus} RTUs, ${seconds / 60} min, a sample every ${everyS} s in ${values.csv}`,
  );
  const fleet = await SoakFleet.start(number('rtus'), seed);
  const looks: Look[] = [];
  try {
    writeFileSync(values.csv, `${COLUMNS.join(',')}\n`);
    const fromMs = performance.now();
    while (performance.now() - fromMs < seconds * 1000) {
      await pause(everyS * 1000);
      const one = await look(fleet, fromMs);
      looks.push(one);
      appendFileSync(values.csv, `${csvLine(one)}\n`);
    }
    const books = await checkBooks(fleet);
    const judged = judge(looks);
    for (const one of judged) console.log(judgedLine(one));
    for (const fault of books.slice(0, 20)) console.log(`FAIL       ${fault}`);
    const failed = judged.some(({ verdict }) => verdict === 'FAIL') || books.length > 0;
    const open = judged.some(({ verdict }) => verdict === 'NOT JUDGED');
    console.log(`Verdict    ${failed ? 'FAIL' : open ? 'NOT JUDGED' : 'PASS'}`);
    return !failed && !open;
  } finally {
    await fleet.program.close();
  }
}

/** The masters' counts against the program's. Empty: they agree. */
async function checkBooks(fleet: SoakFleet): Promise<string[]> {
  const counters = await fleet.end();
  const { done } = fleet;
  const faults = [...done.faults];
  const acknowledged = counters.reduce((all, { signalsAcknowledged }) => all + signalsAcknowledged, 0);
  const offered = counters.reduce((all, { signalsOffered }) => all + signalsOffered, 0);
  if (acknowledged !== done.acknowledged)
    faults.push(`the program counts ${acknowledged} acknowledged signals, the masters ${done.acknowledged}`);
  const { code } = await fleet.program.stop();
  if (code !== 0) faults.push(`exit code ${code}`);
  const { sends, interrogations, commands, clocks, reconnects, apiRequests } = done;
  console.log(
    `Load       ${sends} avalanches, ${interrogations} interrogations, ${commands} commands, ${clocks} clock synchronizations, ${reconnects} reconnects, ${apiRequests} API requests`,
  );
  console.log(
    `Books      offered ${offered}, acknowledged ${acknowledged}, by the masters ${done.acknowledged}`,
  );
  return faults;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
process.exitCode = (await soak()) ? 0 : 3;

/**
 * Measures whether a flood on one link starves the other RTUs of its shard: neighbours are interrogated 20 times a second while an
 * RTU of the same shard is flooded. The base is the same flood on another program, so that it loads the processors equally.
 * Exit code 3: a limit was missed.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { numberOf, runBenchmark, wholeOf } from './harness/arguments.js';
import { Child, cpuSeconds, machineLoad } from './harness/child.js';
import { cell, median } from './harness/figures.js';
import { floodDatabase, temporaryFolder, writeFloodSet } from './harness/flood-set.js';
import { Interrogator } from './harness/interrogator.js';
import { builtFile, PROGRAM } from './harness/tools.js';

const USAGE = `npm run bench:starve -- [--kinds testfr,iframe,startstop,half,connect] [--links 1,20] [--seconds 3] [--first-port 23200] [--profile DIR]

  --profile  the program's V8 profiles (--cpu-prof) go there`;

const NEIGHBOURS = 4;
const EVERY_MS = 50;
const START_MS = 30_000;
/** The flood begins before and ends after the measurement, ms. */
const MARGIN_MS = 300;
const MEDIAN_LIMIT = 2;
const WORST_LIMIT_MS = 50;

/** One RTU to flood and its neighbours, all on one shard of one program. */
interface Site {
  program: Child;
  firstPort: number;
}

interface Figures {
  median: number;
  worst: number;
  count: number;
}

async function start(folder: string, firstPort: number, profile: string | undefined): Promise<Site> {
  const set = writeFloodSet(folder, { rtus: NEIGHBOURS + 1, firstPort, k: 200, objects: 'max' });
  writeFileSync(join(set.data, 'flood.csv'), floodDatabase());
  const rows = Array.from({ length: NEIGHBOURS + 1 }, (_, i) =>
    [
      i + 1,
      `F${i + 1}`,
      i + 1,
      firstPort + i,
      '',
      200,
      60,
      'flood.csv',
      'connections=100',
      'group=each',
    ].join(),
  );
  writeFileSync(set.ini, `bind,127.0.0.1\neoi,never\n${rows.join('\n')}\n`);
  const program = new Child(process.execPath, [
    ...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]),
    PROGRAM,
    ...['--headless', '--ini', set.ini, '--data', set.data, '--log', set.log, '--shards', '1'],
  ]);
  await program.line(/ RTUs? listens? on /, START_MS);
  return { program, firstPort };
}

/** Interrogates the neighbours of `site` while `flooded` is flooded. */
async function measure(
  site: Site,
  seconds: number,
  flood?: { at: Site; kind: string; links: number },
): Promise<Figures & { flooded: string; cpu: number }> {
  const masters = await Promise.all(
    Array.from({ length: NEIGHBOURS }, (_, i) => Interrogator.start(site.firstPort + 1 + i, i + 2)),
  );
  const ms = seconds * 1000 + 2 * MARGIN_MS;
  const words = { ...flood, port: flood?.at.firstPort, ms, ca: 1, unanswered: 'any' };
  const flooder =
    flood &&
    new Child(process.execPath, [builtFile('starve-flooder.js'), JSON.stringify({ ...words, at: 0 })]);
  try {
    await new Promise((resolve) => setTimeout(resolve, MARGIN_MS));
    const before = cpuSeconds(site.program.pid);
    // Not all at the same instant.
    const each = await Promise.all(
      masters.map(async (master, i) => {
        await new Promise((resolve) => setTimeout(resolve, (i * EVERY_MS) / NEIGHBOURS));
        return master.measure(seconds * 1000, EVERY_MS);
      }),
    );
    const cpu = (cpuSeconds(site.program.pid) - before) / seconds;
    await flooder?.ended;
    const all = each.flat();
    return {
      median: median(all),
      worst: Math.max(...all),
      count: all.length,
      flooded: flooder?.output ?? '',
      cpu,
    };
  } finally {
    await flooder?.stop();
    for (const master of masters) master.close();
  }
}

await runBenchmark(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      kinds: { type: 'string' },
      links: { type: 'string' },
      seconds: { type: 'string' },
      'first-port': { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const kinds = (values.kinds ?? 'testfr,iframe,startstop,half,connect').split(',');
  const numbers = (values.links ?? '1,20').split(',').map((text) => wholeOf('links', text, 1, 1, 90));
  const seconds = numberOf('seconds', values.seconds, 3, 0.5, 600);
  const firstPort = wholeOf('first-port', values['first-port'], 23_200, 1024, 65_000);
  const folder = temporaryFolder();
  const site = await start(join(folder, 'site'), firstPort, values.profile);
  const elsewhere = await start(join(folder, 'elsewhere'), firstPort + NEIGHBOURS + 1, undefined);
  try {
    await measure(site, 1);
    const quiet = await measure(site, seconds);
    console.log(
      `starve, Node.js ${process.version}, load ${machineLoad()}; without a flood: median ${quiet.median.toFixed(2)} ms, worst ${quiet.worst.toFixed(1)} ms`,
    );
    console.log(
      'flood,links,median elsewhere,median here,ratio,worst elsewhere,worst here,interrogations,flooded,processors,load',
    );
    let missed = 0;
    for (const kind of kinds) {
      for (const links of numbers) {
        const base = await measure(site, seconds, { at: elsewhere, kind, links });
        const here = await measure(site, seconds, { at: site, kind, links });
        const ratio = here.median / base.median;
        const isMissed = ratio > MEDIAN_LIMIT || here.worst > WORST_LIMIT_MS;
        if (isMissed) missed++;
        const figures = [base.median, here.median, ratio, base.worst, here.worst].map((value) =>
          cell(value, 2),
        );
        const { sent } = JSON.parse(here.flooded || '{}') as { sent?: number };
        console.log(
          [
            kind,
            links,
            ...figures,
            here.count,
            sent ?? '',
            cell(here.cpu, 2),
            machineLoad(),
            isMissed ? 'MISSED' : 'ok',
          ].join(),
        );
      }
    }
    if (missed > 0) process.exitCode = 3;
  } finally {
    await Promise.all([site.program.stop(), elsewhere.program.stop()]);
  }
});

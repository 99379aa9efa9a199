/**
 * The avalanche from end to end: the built program sends on every RTU and a sink counts. Runs of the program and of a baseline
 * alternate (A B A B), so that their ratio is the cost of the program on any machine. Standard output: one CSV row a run.
 * Standard error: notes. Exit code 3: the counts of program and sink disagree, or the sink saw errors.
 */
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { numberOf, runBenchmark, wholeOf, wordOf } from './harness/arguments.js';
import { type Contest, compareCounts, type Round, runBaseline, runProgram } from './harness/contest.js';
import { cell, grouped, median } from './harness/figures.js';
import { temporaryFolder, writeFloodSet } from './harness/flood-set.js';
import { countLog } from './harness/log-census.js';
import { builtFile, findCTools } from './harness/tools.js';

const USAGE = `npm run bench:avalanche -- [--rtus 150] [--shards CORES] [--objects 1|max] [--seconds 5] [--runs 3] [--signal-log none|all]
  [--k 12] [--w 8] [--first-port 22000] [--sink PATH --flood PATH] [--tools c|own] [--baseline flood|bare] [--quick]

  --tools own      the project's own master counts; else \`sink\`, given or compiled, where that can be
  --baseline bare  a bare Node.js server; else \`flood\` with the C sink
  --quick          one run of one second`;

const COLUMNS = [
  'run',
  'subject',
  'rtus',
  'shards',
  'objects',
  'seconds',
  'signal_log',
  'apdu_per_s',
  'objects_per_s',
  'ratio',
  'cpu_s_per_mapdu',
  'errors',
  'first_skew_ms',
  'log_mb',
  'log_lost',
  'others_cores',
] as const;

/** A run is spoilt if other programs use more cores than this. */
const BUSY_CORES = 0.1;

interface Plan extends Contest {
  runs: number;
}

function readPlan(): Plan {
  const { values } = parseArgs({
    options: {
      rtus: { type: 'string' },
      shards: { type: 'string' },
      objects: { type: 'string' },
      seconds: { type: 'string' },
      runs: { type: 'string' },
      'signal-log': { type: 'string' },
      k: { type: 'string' },
      w: { type: 'string' },
      'first-port': { type: 'string' },
      sink: { type: 'string' },
      flood: { type: 'string' },
      tools: { type: 'string' },
      baseline: { type: 'string' },
      quick: { type: 'boolean' },
    },
  });
  const firstPort = wholeOf('first-port', values['first-port'], 22_000, 1024, 65_000);
  const flood = {
    rtus: wholeOf('rtus', values.rtus, 150, 1, 65_536 - firstPort),
    firstPort,
    k: wholeOf('k', values.k, 12, 1, 32_767),
    objects: wordOf('objects', values.objects, ['1', 'max'] as const),
  };
  const w = wholeOf('w', values.w, Math.min(8, flood.k), 1, flood.k);
  const folder = temporaryFolder();
  const wanted = wordOf('tools', values.tools, ['c', 'own'] as const);
  const tools = wanted === 'own' ? undefined : findCTools(folder, values.sink, values.flood);
  const floodOrBare = ['flood', 'bare'] as const;
  const baseline = tools === undefined ? 'bare' : wordOf('baseline', values.baseline, floodOrBare);
  const bare = [process.execPath, builtFile('bare-server.js')];
  return {
    ...flood,
    ...writeFloodSet(folder, flood),
    w,
    shards: wholeOf('shards', values.shards, availableParallelism(), 1, 256),
    seconds: numberOf('seconds', values.seconds, values.quick ? 1 : 5, 0.1, 3600),
    runs: wholeOf('runs', values.runs, values.quick ? 1 : 3, 1, 1000),
    signalLog: wordOf('signal-log', values['signal-log'], ['none', 'all'] as const),
    sink: tools === undefined ? [process.execPath, builtFile('own-sink.js')] : [tools.sink],
    baseline: { name: baseline, command: tools !== undefined && baseline === 'flood' ? [tools.flood] : bare },
  };
}

function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Prints one row of the table. */
function row(plan: Plan, run: number, subject: string, round: Round, more: Record<string, string>): void {
  const { sink } = round;
  const cells: Record<string, string> = {
    run: String(run),
    subject,
    rtus: String(plan.rtus),
    shards: '',
    objects: plan.objects,
    seconds: String(plan.seconds),
    signal_log: '',
    apdu_per_s: cell(sink.apdu_per_s, 0),
    objects_per_s: cell(sink.objects_per_s, 0),
    cpu_s_per_mapdu: cell(round.cpuPerMillionApdus, 3),
    errors: String(sink.errors),
    first_skew_ms: cell(sink.first_skew_ms, 3),
    others_cores: cell(round.othersCores, 2),
    ...more,
  };
  console.log(COLUMNS.map((column) => cells[column] ?? '').join(','));
}

/** Counts the logs of a run and removes them; returns their cells. */
async function settleLog(plan: Plan, round: Round): Promise<Record<string, string>> {
  if (plan.signalLog === 'none') return {};
  const { octets, signals, lost } = countLog(plan.log);
  await rm(plan.log, { recursive: true, force: true });
  const missing = (round.send?.sent ?? Number.NaN) - signals - lost;
  note(`  log: ${grouped(signals)} signals, ${grouped(lost)} lost and said so, ${grouped(missing)} neither`);
  return { log_mb: cell(octets / 1e6, 1), log_lost: String(lost + missing) };
}

async function main(): Promise<void> {
  const plan = readPlan();
  const sinkName = plan.sink.length === 1 ? 'C sink' : 'own master';
  note(
    `avalanche, Node.js ${process.version}, ${sinkName}, baseline ${plan.baseline.name}, k=${plan.k}, w=${plan.w}`,
  );
  console.log(COLUMNS.join(','));
  const programRates: number[] = [];
  const baselineRates: number[] = [];
  const cpu: number[] = [];
  let busyRuns = 0;
  for (let run = 1; run <= plan.runs; run++) {
    const program = await runProgram(plan);
    const logCells = await settleLog(plan, program);
    const baseline = await runBaseline(plan);
    if (Math.max(program.othersCores, baseline.othersCores) > BUSY_CORES) busyRuns++;
    programRates.push(program.sink.apdu_per_s);
    baselineRates.push(baseline.sink.apdu_per_s);
    cpu.push(program.cpuPerMillionApdus);
    row(plan, run, 'iec104rs', program, {
      shards: String(plan.shards),
      signal_log: plan.signalLog,
      ratio: cell(program.sink.apdu_per_s / baseline.sink.apdu_per_s, 3),
      ...logCells,
    });
    row(plan, run, plan.baseline.name, baseline, { ratio: '1.000' });
    const { line, explained } = compareCounts(plan, program);
    note(`  ${line}`);
    if (!explained || program.sink.errors > 0) process.exitCode = 3;
  }
  const ratio = median(programRates) / median(baselineRates);
  console.log(
    `# medians of ${plan.runs}: iec104rs ${grouped(median(programRates))} APDU/s, ` +
      `${plan.baseline.name} ${grouped(median(baselineRates))} APDU/s, ratio ${ratio.toFixed(3)}, ` +
      `${median(cpu).toFixed(3)} CPU s per million APDUs` +
      (busyRuns > 0 ? `; the machine was busy with other things in ${busyRuns} of the runs` : ''),
  );
}

await runBenchmark(USAGE, main);

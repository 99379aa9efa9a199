/**
 * Cost of the program before anything is sent: time until all ports of 153 RTUs and of 10,000 are open (with peak memory),
 * and CPU of 150 connected, silent RTUs. Uses the sample files beside the repository, or makes sets of the same size.
 * Exit code 3: a limit was missed.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadRtuList } from '../dist/master/rtu-list.js';
import { numberOf, runBenchmark, wholeOf } from './harness/arguments.js';
import { Child, cpuSeconds, machineLoad, peakMegabytes } from './harness/child.js';
import { median } from './harness/figures.js';
import { floodDatabase, temporaryFolder } from './harness/flood-set.js';
import { countOpenPorts, openIdleMasters, type Place } from './harness/idle-peers.js';
import { PROGRAM, SHARED } from './harness/tools.js';
import { DEFAULT_SAMPLE, makeSampleSet } from './samples/sample-set.js';

const USAGE = `node build/capacity.js [--runs 3] [--idle-seconds 20] [--first-port 25000] [--quick]

  --quick  one run each, two seconds idle`;

const START_LIMIT_MS = 1000;
const MANY_RTUS = 10_000;
const MANY_LIMIT_MS = 5000;
const MANY_LIMIT_MB = 1000;
const IDLE_RTUS = 150;
const IDLE_LIMIT = 0.02;
const DEADLINE_MS = 60_000;

/** A set of files to start the program with. */
interface Configuration {
  name: string;
  ini: string;
  data: string;
  places: Place[];
}

let missed = 0;

function verdict(name: string, value: number, limit: number, unit: string, decimals: number): void {
  const isWithin = value <= limit;
  if (!isWithin) missed++;
  const text = `${value.toFixed(decimals)} ${unit}`;
  console.log(`${isWithin ? 'ok    ' : 'MISSED'}  ${name}: ${text}, limit ${limit} ${unit}`);
}

/**
 * The text of an ini file with its RTUs moved to loopback; `port` gives the port of each row. Time servers are left out,
 * so that the program sends nothing to other machines.
 */
function moved(text: string, port: (row: number) => number): string {
  let row = 0;
  const lines = text.split(/\r?\n/).filter((line) => !line.startsWith('ntp_'));
  const rows = lines.map((line) => {
    const cells = line.split(',');
    if (!/^\d+$/.test(cells[0]) || cells.length < 8) return line;
    cells[3] = String(port(row++));
    return cells.join(',');
  });
  return ['bind,127.0.0.1', ...rows].join('\n');
}

function configure(name: string, folder: string, ini: string, data: string): Configuration {
  const path = join(folder, `${name}.csv`);
  writeFileSync(path, ini);
  const { rtus } = loadRtuList(path);
  const places = rtus.map(({ bind, port }) => ({ host: bind === '' ? '127.0.0.1' : bind, port }));
  return { name, ini: path, data, places };
}

function originalSet(folder: string, firstPort: number): Configuration {
  const fixture = join(SHARED, 'fixtures', 'original');
  const port = (row: number): number => firstPort + row;
  if (existsSync(join(fixture, 'iec104rs-153.csv'))) {
    const ini = readFileSync(join(fixture, 'iec104rs-153.csv'), 'utf8');
    return configure('original-153', folder, moved(ini, port), join(fixture, 'data'));
  }
  for (const [path, text] of makeSampleSet(DEFAULT_SAMPLE)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const ini = readFileSync(join(folder, 'iec104rs.csv'), 'utf8');
  return configure('sample-153', folder, moved(ini, port), join(folder, 'data'));
}

/** All RTUs on one port, each on its own address. */
function manySet(folder: string, port: number): Configuration {
  const fixture = join(SHARED, 'fixtures', 'flood');
  if (existsSync(join(fixture, 'iec104rs-10000.csv'))) {
    const ini = readFileSync(join(fixture, 'iec104rs-10000.csv'), 'utf8');
    return configure(
      'flood-10000',
      folder,
      moved(ini, () => port),
      join(fixture, 'data'),
    );
  }
  const data = join(folder, 'many-data');
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'flood.csv'), floodDatabase());
  const rows = Array.from({ length: MANY_RTUS }, (_, i) => {
    const address = `127.1.${(i + 1) >> 8}.${(i + 1) & 255}`;
    return `${i + 1},L${i + 1},${i + 1},${port},,12,60,flood.csv,bind=${address}`;
  });
  return configure('made-10000', folder, rows.join('\n'), data);
}

function start({ ini, data }: Configuration, log: string): Child {
  const words = ['--headless', '--ini', ini, '--data', data, '--log', log];
  return new Child(process.execPath, [PROGRAM, ...words]);
}

/** Time from the start of the process until all ports are open: probed from outside, and as the program itself reports it. */
async function measureStart(set: Configuration, log: string): Promise<{ probedMs: number; saidMs: number }> {
  const fromMs = performance.now();
  const program = start(set, log);
  try {
    const said = program
      .line(/ RTUs? listens? on .* after/, DEADLINE_MS)
      .then(() => performance.now() - fromMs);
    const open = await countOpenPorts(set.places, fromMs + DEADLINE_MS);
    const probedMs = performance.now() - fromMs;
    if (open < set.places.length) throw new Error(`${open} of ${set.places.length} ports were opened`);
    return { probedMs, saidMs: await said };
  } finally {
    await program.stop();
  }
}

/** The ports are probed after the program has reported that it listens: 10,000 probes during the start would slow it down. */
async function measureMany(set: Configuration, log: string): Promise<{ saidMs: number; peakMb: number }> {
  const fromMs = performance.now();
  const program = start(set, log);
  try {
    const [line] = await program.line(/\S+ RTUs? listens? on .*$/, DEADLINE_MS);
    const saidMs = performance.now() - fromMs;
    const afterStartMb = peakMegabytes(program.pid);
    const open = await countOpenPorts(set.places, performance.now() + DEADLINE_MS);
    const peakMb = peakMegabytes(program.pid);
    const troubles = program.lines.filter((text) => /\bE[A-Z]{4,}\b/.test(text));
    console.log(
      `        ${line}; ${open} of ${set.places.length} ports answer; peak ${afterStartMb.toFixed(0)} MB after the start, ` +
        `${peakMb.toFixed(0)} MB after the probes; ${troubles.length} lines about system errors`,
    );
    if (troubles.length > 0) console.log(`        the first: ${troubles[0]}`);
    if (open < set.places.length) missed++;
    return { saidMs, peakMb };
  } finally {
    await program.stop();
  }
}

/** CPU of the program as a share of one core, with masters that send nothing after STARTDT. */
async function measureIdle(set: Configuration, log: string, seconds: number): Promise<number> {
  const program = start(set, log);
  try {
    await program.line(/ RTUs? listens? on /, DEADLINE_MS);
    const sockets = await openIdleMasters(set.places.slice(0, IDLE_RTUS), performance.now() + DEADLINE_MS);
    const beforeSeconds = cpuSeconds(program.pid);
    const fromMs = performance.now();
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const share = (cpuSeconds(program.pid) - beforeSeconds) / ((performance.now() - fromMs) / 1000);
    const standing = sockets.filter((socket) => !socket.destroyed).length;
    if (standing < sockets.length) throw new Error(`${sockets.length - standing} links ended while idle`);
    for (const socket of sockets) socket.destroy();
    return share;
  } finally {
    await program.stop();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string' },
      'idle-seconds': { type: 'string' },
      'first-port': { type: 'string' },
      quick: { type: 'boolean' },
    },
  });
  const runs = wholeOf('runs', values.runs, values.quick ? 1 : 3, 1, 100);
  const idleSeconds = numberOf('idle-seconds', values['idle-seconds'], values.quick ? 2 : 20, 1, 3600);
  const firstPort = wholeOf('first-port', values['first-port'], 25_000, 1024, 65_000);
  const folder = temporaryFolder();
  const log = (run: string): string => join(folder, `log-${run}`);
  const original = originalSet(folder, firstPort);
  const many = manySet(folder, firstPort + 399);
  console.log(`capacity, Node.js ${process.version}, medians of ${runs}, load ${machineLoad()}`);

  const starts = [];
  for (let run = 0; run < runs; run++) starts.push(await measureStart(original, log(`start-${run}`)));
  const said = median(starts.map(({ saidMs }) => saidMs));
  console.log(`        ${original.name}: the program says so after ${said.toFixed(0)} ms`);
  const probed = median(starts.map(({ probedMs }) => probedMs));
  verdict(`${original.places.length} RTUs, process start to all ports`, probed, START_LIMIT_MS, 'ms', 0);

  const starts10k = [];
  for (let run = 0; run < runs; run++) starts10k.push(await measureMany(many, log(`many-${run}`)));
  const many10k = `${many.places.length} RTUs`;
  const manyMs = median(starts10k.map(({ saidMs }) => saidMs));
  verdict(`${many10k}, process start to all ports`, manyMs, MANY_LIMIT_MS, 'ms', 0);
  const peakMb = Math.max(...starts10k.map((one) => one.peakMb));
  verdict(`${many10k}, peak resident memory`, peakMb, MANY_LIMIT_MB, 'MB', 0);

  const share = await measureIdle(original, log('idle'), idleSeconds);
  verdict(
    `${IDLE_RTUS} silent links for ${idleSeconds} s, CPU`,
    share * 100,
    IDLE_LIMIT * 100,
    '% of a core',
    2,
  );
  if (missed > 0) process.exitCode = 3;
}

await runBenchmark(USAGE, main);

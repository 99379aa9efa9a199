/**
 * How long the main thread stands still while an edited IOA file is read again, on the built program: API, dashboard and the start of
 * sends wait as long. Prints the longest delay of its event loop, and the time until every RTU uses the file.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { loadConfiguration } from '../dist/config/load.js';
import type { EngineEvent } from '../dist/coordinator/api.js';
import { startEngine } from '../dist/coordinator/engine.js';
import { runBenchmark, wholeOf } from './harness/arguments.js';
import { machineLoad } from './harness/child.js';
import { temporaryFolder } from './harness/flood-set.js';

const USAGE = 'node build/reload.js [--rows 300000] [--port 26100]';

function writeRows(path: string, rows: number, value: number): void {
  const lines = Array.from(
    { length: rows },
    (_, i) => `${(i % 9) + 1},Y,1,${i + 1},${value},,,,,,,row ${i}\n`,
  );
  writeFileSync(path, lines.join(''));
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rows: { type: 'string' }, port: { type: 'string' } } });
  const rows = wholeOf('rows', values.rows, 300_000, 1, 5_000_000);
  const port = wholeOf('port', values.port, 26_100, 1024, 65_535);
  const folder = temporaryFolder();
  const ini = join(folder, 'rtus.csv');
  const file = join(folder, 'large.csv');
  writeFileSync(ini, `1,Large,1,${port},,12,0,large.csv\n`);
  writeRows(file, rows, 0);
  const readAtMs = Date.now();
  const { rtus, tables, findings } = loadConfiguration({ iniFile: ini, dataDir: folder, ntpServers: [] });
  let heard: ((event: EngineEvent) => void) | undefined;
  const engine = await startEngine(
    {
      rtus,
      tables,
      shards: 1,
      logFolder: join(folder, 'log'),
      signalLog: 'none',
      databases: { folder, findings, readAtMs },
    },
    (event) => heard?.(event),
  );
  const reloaded = new Promise<void>((resolve) => {
    heard = ({ kind }) => kind === 'reloaded' && resolve();
  });
  writeRows(file, rows, 1);
  // The first turn after this one ends what the writing took.
  await new Promise((resolve) => setTimeout(resolve, 1));
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const fromMs = performance.now();
  await reloaded;
  const ms = performance.now() - fromMs;
  delay.disable();
  const longestMs = delay.max / 1e6;
  console.log(
    `reload of ${rows} rows, Node.js ${process.version}, load ${machineLoad()}: the main thread stood still for at most ` +
      `${longestMs.toFixed(0)} ms; in use after ${ms.toFixed(0)} ms`,
  );
  await engine.close();
}

await runBenchmark(USAGE, main);

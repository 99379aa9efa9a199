import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CommandSpecification } from '../command-line/command-specification.js';
import { orSamples } from './demo-samples.js';
import { runSimulator } from './simulate/simulate.js';
import { parseSimulator, type SimulatorOptions } from './simulate/simulator-options.js';

const PROGRAM = fileURLToPath(new URL('../main.js', import.meta.url));
/** How long the master repeats refused connections: thousands of RTUs take a while to open their ports. */
const RETRY_SEC = 60;

/** Runs the simulator with the options in `words`, and a master on every RTU. Ends the process like the simulator. */
export async function demo(words: readonly string[], specification: CommandSpecification): Promise<void> {
  const parsed = parseSimulator(words, specification);
  if ('exitCode' in parsed) process.exit(parsed.exitCode);
  const options = orSamples(parsed.options);
  if (!options.check) startMaster(options);
  await runSimulator(options, words);
}

/** Starts the master process; it is killed when this process exits. */
function startMaster({ ini, addresses }: Pick<SimulatorOptions, 'ini' | 'addresses'>): ChildProcess {
  const words = [
    'master',
    '--ini',
    ini,
    // The ini file means the same to both.
    '--address-form',
    addresses.twoWithDot,
    '--address-order',
    addresses.order,
    '--gi',
    '--ack',
    'w',
    '--retry',
    String(RETRY_SEC),
    '--reconnect',
    '--json',
  ];
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    // The masters' lines are read and dropped. If this process is killed, the masters can't write any more and end too.
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr?.resume();
  child.unref();
  process.on('exit', () => child.kill());
  return child;
}

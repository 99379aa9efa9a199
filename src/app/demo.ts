/**
 * `npm run demo`: the simulator with a controlling station attached to every RTU, so that there is something to see.
 * The first argument is the controlling station's program, run as a process of its own; the others are the simulator's.
 */
import { spawn } from 'node:child_process';
import { runCommand } from './command.js';

/** As long as many RTUs may take to open their ports. */
const RETRY_SEC = 60;

const [master, ...options] = process.argv.slice(2);
if (master === undefined) {
  process.stderr.write('usage: demo CONTROLLING-STATION [OPTION]...\n');
  process.exit(2);
}
const iniAt = options.findIndex((option) => option === '-i' || option === '--ini');
const ini = iniAt < 0 ? 'iec104rs.csv' : (options[iniAt + 1] ?? '');
const child = spawn(
  process.execPath,
  [master, '--ini', ini, '--gi', '--ack', 'w', '--retry', String(RETRY_SEC), '--json'],
  // Its lines are read and forgotten. When this process is gone it can't write them, and ends as well.
  { stdio: ['ignore', 'ignore', 'pipe'] },
);
child.stderr.resume();
child.unref();
process.on('exit', () => child.kill());
await runCommand(options);

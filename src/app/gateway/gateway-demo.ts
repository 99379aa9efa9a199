/** `iec104rs demo --gateway`: the gateway with its RTUs and five masters of each, which are processes of their own. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandSpecification } from '../../command-line/command-specification.js';
import { loadGatewayFile } from '../../config/gateway/load-gateway.js';
import type { GroupDefinition } from '../../gateway/definition.js';
import { isLoopback } from '../../http/address.js';
import { orGatewaySample } from '../demo-samples.js';
import { EXIT } from '../program/exit-codes.js';
import { say } from '../program/standard-output.js';
import { demoFiles } from './demo-files.js';
import { runGateway } from './gateway.js';
import { GATEWAY, parseGateway } from './gateway-options.js';

const PROGRAM = fileURLToPath(new URL('../../main.js', import.meta.url));
/** Imported by each player: it ends when the channel to this process closes, whichever way this process went. */
const END_WITH_STARTER = `data:text/javascript,${encodeURIComponent(
  "process.once('disconnect', () => process.exit())",
)}`;
/** The sample IOA files. */
const DATA = fileURLToPath(new URL('../../../data', import.meta.url));

/** Addresses of the masters: all are this machine's, and none is that of an RTU of the sample. */
const MASTERS = ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5', '127.0.0.6'];
/** How long masters try until the ports of their groups are open, s. */
const RETRY_SEC = 600;

/** The gateway's options under another name. */
export const GATEWAY_DEMO: CommandSpecification = {
  ...GATEWAY,
  name: 'iec104rs demo --gateway',
  description:
    'The gateway with RTUs and masters: the simulator plays the RTUs of its ini file, which must be on this machine (127.x.x.x), and five masters connect to each group. ' +
    'They are processes of their own and end with the gateway.',
};

/** Runs the gateway with the options in `words`, its RTUs and its masters. Ends the process like the gateway. */
export async function demoGateway(words: readonly string[]): Promise<void> {
  const parsed = parseGateway(words, undefined, GATEWAY_DEMO);
  if ('exitCode' in parsed) process.exit(parsed.exitCode);
  const options = { ...parsed.options, ini: orGatewaySample(parsed.options.ini) };
  const { ini, addresses, check } = options;
  // Its findings are told when the gateway reads it.
  const { groups } = loadGatewayFile(ini, { addresses });
  const far = groups.find(({ hosts }) => !isLoopback(hosts[0].host));
  if (far !== undefined) {
    say(
      `not started: the RTU of group ${far.id} is at ${far.hosts[0].host}; the demo plays RTUs on this machine only (127.x.x.x)`,
    );
    process.exit(EXIT.CONFIGURATION);
  }
  if (!check && groups.length > 0) startPlayers(groups);
  await runGateway({ options });
}

/** Starts RTUs and masters; they are ended when this process exits, and end by themselves if it is killed. */
function startPlayers(groups: readonly GroupDefinition[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'iec104rs-demo-'));
  const ioaFiles = readdirSync(DATA).filter((name) => name.endsWith('.csv'));
  const pathOf = (name: string): string => join(folder, `${name}.csv`);
  for (const [name, text] of Object.entries(demoFiles(groups, ioaFiles.sort()))) {
    writeFileSync(pathOf(name), text);
  }
  const players = [
    startPlayer([
      ...['--ini', pathOf('rtus'), '--data', DATA, '--log', join(folder, 'log'), '--signal-log', 'none'],
      ...['--headless', '--no-set-clock', '--shards', '1', '--profile', pathOf('profile')],
    ]),
    ...MASTERS.map((from, i) =>
      startPlayer([
        ...['master', '--ini', pathOf('masters'), '--from', from, '--gi', '--ack', 'w'],
        ...['--retry', String(RETRY_SEC), '--reconnect', '--json'],
        // One sets clocks, and two command the same points: sometimes one of them is refused.
        ...(i === 0 ? ['--clock-every', '60'] : []),
        ...(i < 2 ? ['--script', pathOf('commands')] : []),
      ]),
    ),
  ];
  process.on('exit', () => {
    for (const player of players) player.kill();
    rmSync(folder, { recursive: true, force: true });
  });
}

function startPlayer(words: readonly string[]): ReturnType<typeof spawn> {
  const player = spawn(process.execPath, ['--import', END_WITH_STARTER, PROGRAM, ...words], {
    // The channel is there for its end alone.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  player.on('error', (error) => say(`a part of the demo does not start: ${error.message}`));
  player.unref();
  player.channel?.unref();
  return player;
}

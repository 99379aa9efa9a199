/** What stands between RTUs and masters: nothing, the bare pipe, or the gateway. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from '../harness/child.js';
import { builtFile, PROGRAM } from '../harness/tools.js';
import { csvLine } from '../samples/csv.js';
import { HOST } from './bench-rtu.js';
import type { Plan } from './plan.js';

/** The subjects of a contest. */
export type Subject = 'direct' | 'pipe' | 'gateway';

/** A relay that runs. */
export interface Relay {
  readonly subject: Subject;
  /** Port for the masters of an RTU, from 0. */
  portOf(rtu: number): number;
  /** Folder of the gateway's files below that of the plan; empty: it has none. */
  readonly name: string;
  /** Its process; absent: there is none. */
  readonly child?: Child;
  /** When it was started, `performance.now()`. */
  readonly startedAtMs: number;
  stop(): Promise<void>;
}

const START_MS = 20_000;
/** ASDUs that a master may be behind the fastest one: the default of the ini file. */
const BUFFER_ASDUS = 1000;
let folders = 0;

/** First port of the relay: behind those of the RTUs. */
export function relayPort({ firstPort, groups }: Plan): number {
  return firstPort + groups;
}

/** Starts a relay for the first `rtus` RTUs. */
export async function startRelay(
  plan: Plan,
  subject: Subject,
  rtus: number,
  more: readonly string[] = [],
): Promise<Relay> {
  const { firstPort } = plan;
  const startedAtMs = performance.now();
  if (subject === 'direct') {
    return { subject, name: '', startedAtMs, portOf: (rtu) => firstPort + rtu, stop: async () => {} };
  }
  const first = relayPort(plan);
  const name = `gateway-${++folders}`;
  const child =
    subject === 'pipe'
      ? new Child(process.execPath, [builtFile('pipe.js'), ...[first, rtus, firstPort].map(String)])
      : startGateway(plan, name, rtus, more);
  try {
    await child.line(subject === 'pipe' ? /^listening$/ : / groups? runs? on /, START_MS);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return { subject, name, startedAtMs, child, portOf: (rtu) => first + rtu, stop: () => child.stop() };
}

function startGateway(plan: Plan, name: string, rtus: number, more: readonly string[]): Child {
  const folder = join(plan.folder, name);
  mkdirSync(folder);
  const ini = join(folder, 'iec104mm2ss.csv');
  writeFileSync(ini, gatewayIni(plan, rtus));
  return new Child(process.execPath, [
    PROGRAM,
    'gateway',
    ...['--ini', ini, '--headless', '--no-set-clock', '--log', join(folder, 'log')],
    ...['--shards', String(plan.shards)],
    ...more,
  ]);
}

/** The ini file of the gateway: RTUs and masters are on one machine, so a master may have the RTU's address. */
export function gatewayIni(plan: Plan, rtus: number): string {
  const { firstPort, masters, k, w } = plan;
  const rows = [csvLine(['iec104MM2SS-1port-v1.0 ini file']), csvLine(['bind', HOST])];
  rows.push(csvLine(['rtu_ip', 'allow']));
  for (let rtu = 0; rtu < rtus; rtu++) {
    const port = relayPort(plan) + rtu;
    const link = [masters + 1, 60, 15, 10, 20, w, k, BUFFER_ASDUS, 'N', 'all'];
    rows.push(csvLine([rtu + 1, `G${rtu + 1}`, port, rtu + 1, ...link, `${HOST}:${firstPort + rtu}`, '']));
  }
  return `${rows.join('\n')}\n`;
}

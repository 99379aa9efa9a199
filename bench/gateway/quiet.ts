/** What a relay costs at rest, and what it does when RTUs are lost or not there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpuSeconds, residentMegabytes } from '../harness/child.js';
import { HOST } from './bench-rtu.js';
import type { FigureBook, Round } from './figure-book.js';
import { Fleet, pause, until } from './fleet.js';
import type { Plan } from './plan.js';
import { relayPort, startRelay } from './relays.js';

/** From the last STARTDT to the begin of the measured rest. */
const SETTLE_MS = 2000;
/** Between the losses of two RTUs. */
const LOSS_EVERY_MS = 10;
const LOSS_MS = 10_000;
/** The first tries follow each other faster than the later ones. */
const FIRST_TRIES_MS = 5000;

/** Every group with every master, started, without an event. */
export async function measureIdle(plan: Plan, book: FigureBook): Promise<void> {
  const scenario = 'idle';
  const size = { rtus: plan.groups, masters: plan.masters };
  for (let run = 1; run <= plan.runs; run++) {
    for (const subject of ['pipe', 'gateway'] as const) {
      const round: Round = { scenario, run, subject };
      await Fleet.run(plan, subject, size, async (fleet) => {
        const pid = fleet.relay.child?.pid ?? -1;
        await pause(Math.min(SETTLE_MS, plan.idleSeconds * 1000));
        const [before, beganMs] = [cpuSeconds(pid), performance.now()];
        await pause(plan.idleSeconds * 1000);
        const share = ((cpuSeconds(pid) - before) / (performance.now() - beganMs)) * 1000;
        book.add(round, {
          cpu_percent: share * 100,
          rss_mb: residentMegabytes(pid),
          listening_ms: fleet.listeningMs,
        });
        book.fault(round, fleet.faults());
      });
    }
  }
  const of = (figure: string): number => book.median(scenario, 'gateway', figure);
  const ofPipe = (figure: string): string => `pipe ${book.median(scenario, 'pipe', figure).toFixed(1)}`;
  const cpu = of('cpu_percent');
  book.sum(scenario, `${cpu.toFixed(1)} % of a core (${ofPipe('cpu_percent')} %)`, cpu, '2 %', cpu <= 2);
  const rss = of('rss_mb');
  book.sum(scenario, `${rss.toFixed(0)} MB resident (${ofPipe('rss_mb')} MB)`, rss, '350 MB', rss <= 350);
  const listening = of('listening_ms');
  book.sum(
    scenario,
    `the last port open after ${listening.toFixed(0)} ms`,
    listening,
    '2 s',
    listening <= 2000,
  );
}

/** RTUs end their connections one after another, by FIN and by RST in turn; their masters' connections have to end too. */
export async function measureLoss(plan: Plan, book: FigureBook): Promise<void> {
  const scenario = 'loss';
  const size = { rtus: plan.groups, masters: plan.masters };
  for (let run = 1; run <= plan.runs; run++) {
    for (const subject of ['pipe', 'gateway'] as const) {
      const round: Round = { scenario, run, subject };
      await Fleet.run(plan, subject, size, async (fleet) => {
        const lostAtMs: number[] = [];
        for (const rtu of fleet.rtus) rtu.closePort();
        for (const [i, rtu] of fleet.rtus.entries()) {
          lostAtMs.push(performance.now());
          rtu.drop(i % 2 === 0 ? 'fin' : 'rst');
          await pause(LOSS_EVERY_MS);
        }
        const isOpen = (): boolean => fleet.masters.some(({ closedAtMs }) => Number.isNaN(closedAtMs));
        await until('every master is closed', () => !isOpen(), LOSS_MS).catch(() => {});
        const times = fleet.masters
          .map(({ rtu, closedAtMs }) => closedAtMs - lostAtMs[rtu])
          .filter((ms) => !Number.isNaN(ms))
          .sort((a, b) => a - b);
        const at = (share: number): number => times[Math.max(0, Math.ceil(times.length * share) - 1)];
        book.add(round, { closed: times.length, p50_ms: at(0.5), p99_ms: at(0.99) });
        const open = fleet.masters.length - times.length;
        book.fault(round, open === 0 ? '' : `${open} masters are still connected`);
      });
    }
  }
  const p99 = book.median(scenario, 'gateway', 'p99_ms');
  const pipe = book.median(scenario, 'pipe', 'p99_ms');
  const text = `masters closed p99 ${p99.toFixed(1)} ms after their RTU (pipe ${pipe.toFixed(1)} ms)`;
  book.sum(scenario, text, p99, '50 ms', p99 <= 50);
}

/** No RTU is there: after the first tries, how often the gateway tries, and how much it writes about it. */
export async function measureRefused(plan: Plan, book: FigureBook): Promise<void> {
  const scenario = 'refused';
  const api = `${HOST}:${relayPort(plan) + plan.groups}`;
  for (let run = 1; run <= plan.runs; run++) {
    const round: Round = { scenario, run, subject: 'gateway' };
    const relay = await startRelay(plan, 'gateway', plan.groups, ['--api', api]);
    try {
      const pid = relay.child?.pid ?? -1;
      await relay.child?.line(/HTTP API at /, LOSS_MS);
      const lines = (): number => countLines(join(plan.folder, relay.name, 'log'));
      await pause(Math.min(FIRST_TRIES_MS, plan.idleSeconds * 1000));
      const [cpuBefore, linesBefore, dialsBefore] = [cpuSeconds(pid), lines(), await readDials(api)];
      const beganMs = performance.now();
      await pause(plan.idleSeconds * 1000);
      const elapsedSec = (performance.now() - beganMs) / 1000;
      book.add(round, {
        dials_per_s: ((await readDials(api)) - dialsBefore) / elapsedSec / plan.groups,
        lines_per_min: ((lines() - linesBefore) / elapsedSec / plan.groups) * 60,
        cpu_percent: ((cpuSeconds(pid) - cpuBefore) / elapsedSec) * 100,
      });
    } finally {
      await relay.stop();
    }
  }
  const dials = book.median(scenario, 'gateway', 'dials_per_s');
  book.sum(scenario, `${dials.toFixed(2)} dials/s a group`, dials, '1', dials <= 1);
  const lines = book.median(scenario, 'gateway', 'lines_per_min');
  book.sum(scenario, `${lines.toFixed(1)} lines/min a group`, lines, '2', lines <= 2);
}

async function readDials(api: string): Promise<number> {
  const text = await (await fetch(`http://${api}/metrics`, { signal: AbortSignal.timeout(LOSS_MS) })).text();
  const found = /^iec104rs_gateway_dials_total (\d+)$/m.exec(text);
  if (found === null) throw new Error('the metrics have no iec104rs_gateway_dials_total');
  return Number(found[1]);
}

function countLines(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8').split('\n').length - 1)
    .reduce((sum, lines) => sum + lines, 0);
}

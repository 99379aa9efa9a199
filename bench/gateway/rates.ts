/** How much goes through a relay: one link, many groups, an avalanche. */
import { Child, cpuSeconds } from '../harness/child.js';
import { grouped } from '../harness/figures.js';
import type { FigureBook, Figures, Round } from './figure-book.js';
import { Fleet, pause, until } from './fleet.js';
import type { Plan } from './plan.js';
import { type Subject, startRelay } from './relays.js';

const REST_MS = 60_000;
const SINK_SPARE_MS = 30_000;
/** Longest time before the figures of a rate begin, so that everything is compiled. */
const WARM_MS = 2000;

function warmMs({ seconds }: Plan): number {
  return Math.min(WARM_MS, seconds * 1000);
}

/** One RTU that floods one master: `flood` and `sink` in C where they are there, else the bench's own. */
export async function measureLink(plan: Plan, book: FigureBook): Promise<void> {
  const scenario = 'link';
  for (let run = 1; run <= plan.runs; run++) {
    for (const subject of ['direct', 'pipe', 'gateway'] as const) {
      const round: Round = { scenario, run, subject };
      if (plan.tools === undefined) await flood(plan, book, round, { rtus: 1, masters: 1 });
      else book.add(round, await floodWithTools(plan, book, round, plan.tools));
    }
  }
  const rate = (subject: Subject): number => book.median(scenario, subject, 'apdu_per_s');
  const cpu = (subject: Subject): string =>
    book.median(scenario, subject, 'relay_cpu_s_per_mapdu').toFixed(2);
  const ratio = rate('gateway') / rate('direct');
  const text =
    `${grouped(rate('gateway'))} APDU/s, ${ratio.toFixed(3)} of the direct link (${grouped(rate('direct'))}), ` +
    `${(rate('gateway') / rate('pipe')).toFixed(3)} of the pipe; CPU s per million ${cpu('gateway')}, pipe ${cpu('pipe')}`;
  book.sum(scenario, text, ratio, '0.6', ratio >= 0.6);
}

async function floodWithTools(
  plan: Plan,
  book: FigureBook,
  round: Round,
  tools: { sink: string; flood: string },
): Promise<Figures> {
  const rtu = new Child(tools.flood, [1, plan.firstPort, 1, 1, plan.k].map(String));
  let relay: Awaited<ReturnType<typeof startRelay>> | undefined;
  try {
    relay = await startRelay(plan, round.subject, 1);
    const pid = relay.child?.pid ?? -1;
    const cpuBefore = cpuSeconds(pid);
    const sink = new Child(tools.sink, [
      ...['-p', String(relay.portOf(0)), '-n', '1', '-d', String(plan.seconds), '-w', String(plan.w)],
      ...['-t', String(warmMs(plan) / 1000)],
    ]);
    const late = setTimeout(() => void sink.stop(), plan.seconds * 1000 + SINK_SPARE_MS);
    await sink.ended;
    clearTimeout(late);
    const seen = JSON.parse(sink.output) as Record<'up' | 'apdus' | 'apdu_per_s' | 'errors', number>;
    const { up, apdu_per_s, errors } = seen;
    if (up !== 1 || errors > 0 || rtu.hasEnded) book.fault(round, `${up} link up, ${errors} errors`);
    // The sink's count begins after its settling; the relay's time does not.
    const apdus = seen.apdus * (1 + warmMs(plan) / 1000 / plan.seconds);
    return { apdu_per_s, relay_cpu_s_per_mapdu: ((cpuSeconds(pid) - cpuBefore) / apdus) * 1e6 };
  } finally {
    await relay?.stop();
    await rtu.stop();
  }
}

/** All RTUs send as fast as the windows let; every master has to get every event in its order. */
export async function measureFanOut(plan: Plan, book: FigureBook): Promise<void> {
  const scenario = 'fan-out';
  const size = { rtus: plan.groups, masters: plan.masters };
  for (let run = 1; run <= plan.runs; run++) {
    for (const subject of ['direct', 'pipe', 'gateway'] as const) {
      await flood(plan, book, { scenario, run, subject }, size);
    }
  }
  const rate = (subject: Subject): number => book.median(scenario, subject, 'apdu_per_s');
  const cpu = (subject: Subject): string =>
    book.median(scenario, subject, 'relay_cpu_s_per_mapdu').toFixed(2);
  const text =
    `${grouped(rate('gateway'))} delivered APDU/s, ${(rate('gateway') / rate('pipe')).toFixed(3)} of the pipe ` +
    `(${grouped(rate('pipe'))}), direct ${grouped(rate('direct'))}; CPU s per million ${cpu('gateway')}, pipe ${cpu('pipe')}`;
  book.sum(scenario, text, rate('gateway'), '300,000', rate('gateway') >= 300_000);
}

async function flood(
  plan: Plan,
  book: FigureBook,
  round: Round,
  size: { rtus: number; masters: number },
): Promise<void> {
  await Fleet.run(plan, round.subject, size, async (fleet) => {
    for (const rtu of fleet.rtus) rtu.flood();
    // Until every stream runs.
    await until('every master has an event', () => fleet.masters.every(({ events }) => events > 0), REST_MS);
    await pause(warmMs(plan));
    const pid = fleet.relay.child?.pid ?? -1;
    const [before, cpuBefore, beganMs] = [fleet.received, cpuSeconds(pid), performance.now()];
    await pause(plan.seconds * 1000);
    const count = fleet.received - before;
    const rate = (count / (performance.now() - beganMs)) * 1000;
    const cpuPerMillion = ((cpuSeconds(pid) - cpuBefore) / count) * 1e6;
    for (const rtu of fleet.rtus) rtu.stopFlood();
    await until('the rest has come', () => fleet.received >= fleet.expected, REST_MS).catch(() => {});
    book.add(round, {
      apdu_per_s: Math.round(rate),
      delivered: fleet.received,
      relay_cpu_s_per_mapdu: cpuPerMillion,
    });
    const missing = fleet.expected - fleet.received;
    book.fault(round, [fleet.faults(), missing === 0 ? '' : `${missing} missing`].filter(Boolean).join(', '));
  });
}

/** Every RTU has many events at one instant; once before the measured time, so that everything is compiled. */
export async function measureAvalanche(plan: Plan, book: FigureBook): Promise<void> {
  const scenario = 'avalanche';
  for (let run = 1; run <= plan.runs; run++) {
    await avalanche(plan, book, { scenario: 'avalanche-1', run, subject: 'direct' }, 1);
    for (const subject of ['direct', 'pipe', 'gateway'] as const) {
      await avalanche(plan, book, { scenario, run, subject }, plan.masters);
    }
  }
  const time = (subject: Subject): number => book.median(scenario, subject, 'last_ms');
  const ratio = time('gateway') / time('direct');
  const one = book.median('avalanche-1', 'direct', 'last_ms');
  const text =
    `the last of ${grouped(plan.groups * plan.masters * plan.events)} deliveries after ${time('gateway').toFixed(0)} ms, ` +
    `${ratio.toFixed(2)} × that of as many direct links (${time('direct').toFixed(0)} ms; pipe ${time('pipe').toFixed(0)} ms), ` +
    `${(time('gateway') / one).toFixed(2)} × that of one direct master each (${one.toFixed(0)} ms)`;
  book.sum(scenario, text, ratio, '2 ×', ratio <= 2);
}

async function avalanche(plan: Plan, book: FigureBook, round: Round, masters: number): Promise<void> {
  await Fleet.run(plan, round.subject, { rtus: plan.groups, masters }, async (fleet) => {
    await offerToAll(fleet, plan.events);
    const warmed = fleet.received;
    const lastMs = await offerToAll(fleet, plan.events);
    book.add(round, { delivered: fleet.received - warmed, last_ms: lastMs });
    const due = 2 * plan.events;
    const wrong = fleet.masters.filter(({ events }) => events !== due).length;
    const text = wrong === 0 ? '' : `${wrong} masters have not exactly ${due} events of two avalanches`;
    book.fault(round, [fleet.faults(), text].filter(Boolean).join(', '));
  });
}

/** Returns the time until the last delivery, ms. */
async function offerToAll(fleet: Fleet, events: number): Promise<number> {
  const due = fleet.rtus.map((_, rtu) => fleet.mastersOf(rtu)[0].events + events);
  const beganMs = performance.now();
  for (const rtu of fleet.rtus) rtu.offer(events);
  const isDone = (): boolean => fleet.masters.every((master) => master.events >= due[master.rtu]);
  await until('every event has come', isDone, REST_MS).catch(() => {});
  return Math.max(...fleet.masters.map(({ lastEventAtMs }) => lastEventAtMs)) - beganMs;
}

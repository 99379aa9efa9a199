/** How much later events and answers come through a relay. */
import type { BenchMaster } from './bench-master.js';
import type { FigureBook, Figures, Round } from './figure-book.js';
import { Fleet, pause, until } from './fleet.js';
import type { Plan } from './plan.js';
import type { Subject } from './relays.js';
import { EventClock, Samples } from './samples.js';

const SUBJECTS: readonly Subject[] = ['direct', 'pipe', 'gateway'];
/** Time between two events of an RTU, or two commands. */
const EVERY_MS = 20;
/** The same where many RTUs send. */
const EVERY_OF_MANY_MS = 100;
/** Rounds without figures at first, so that everything is compiled. */
const WARM_MS = 1000;
/** Longest time for the last events and answers. */
const REST_MS = 10_000;
const COMMAND_IOA = 5001;

/** Calls `act` every `everyMs` for so long. What is late is made up for at once. */
async function atPace(everyMs: number, forMs: number, act: (turn: number) => void): Promise<void> {
  const begin = performance.now();
  for (let turn = 0; ; turn++) {
    const wait = begin + turn * everyMs - performance.now();
    if (wait > 0) await pause(wait);
    if (performance.now() - begin > forMs) return;
    act(turn);
  }
}

/** Each RTU has an event every `everyMs`, the RTUs one after another. */
async function sendEvents(fleet: Fleet, clock: EventClock, everyMs: number, forMs: number): Promise<void> {
  const { rtus } = fleet;
  const numbers = rtus.map(({ sent, links }) => sent / Math.max(1, links.length));
  await atPace(everyMs / rtus.length, forMs, (turn) => {
    const rtu = turn % rtus.length;
    clock.happens(rtu, ++numbers[rtu], performance.now());
    rtus[rtu].offer(1);
  });
}

/** Measures events on their way to `watched` masters; the others of the fleet do not count. */
async function measureEvents(
  fleet: Fleet,
  watched: readonly BenchMaster[],
  everyMs: number,
  seconds: number,
): Promise<Figures> {
  const clock = new EventClock(fleet.rtus.length, watched.length / fleet.rtus.length);
  for (const master of watched) master.clock = clock;
  await sendEvents(fleet, clock, everyMs, Math.min(WARM_MS, seconds * 1000));
  await allArrived(fleet, watched);
  clock.delays.clear();
  clock.spreads.clear();
  await sendEvents(fleet, clock, everyMs, seconds * 1000);
  await allArrived(fleet, watched);
  const { delays, spreads } = clock;
  return {
    events: delays.length,
    p50_ms: delays.at(0.5),
    p99_ms: delays.at(0.99),
    most_ms: delays.most,
    first_to_last_p99_ms: spreads.at(0.99),
  };
}

async function allArrived(fleet: Fleet, watched: readonly BenchMaster[]): Promise<void> {
  const share = watched.length / fleet.masters.length;
  const isSo = (): boolean => watched.reduce((sum, { events }) => sum + events, 0) >= fleet.expected * share;
  await until('every event has come', isSo, REST_MS).catch(() => {});
}

/** One group: events every 20 ms to one master, and to all. */
export async function measureLatency(plan: Plan, book: FigureBook): Promise<void> {
  const counts = plan.masters === 1 ? [1] : [1, plan.masters];
  for (let run = 1; run <= plan.runs; run++) {
    for (const masters of counts) {
      for (const subject of SUBJECTS) {
        const round: Round = { scenario: `latency-${masters}`, run, subject };
        await Fleet.run(plan, subject, { rtus: 1, masters }, async (fleet) => {
          book.add(round, await measureEvents(fleet, fleet.masters, EVERY_MS, plan.seconds));
          book.fault(round, fleet.faults() || missing(fleet));
        });
      }
    }
  }
  for (const masters of counts) sumLatency(book, `latency-${masters}`, masters);
}

function missing(fleet: Fleet): string {
  const count = fleet.expected - fleet.received;
  return count === 0 ? '' : `${count} of ${fleet.expected} events missing`;
}

function sumLatency(book: FigureBook, scenario: string, masters: number): void {
  const added = (subject: Subject, figure: string): number =>
    book.median(scenario, subject, figure) - book.median(scenario, 'direct', figure);
  const p50 = added('gateway', 'p50_ms');
  const ratio = p50 / added('pipe', 'p50_ms');
  const text = `added p50 ${p50.toFixed(3)} ms, ${ratio.toFixed(2)} × that of the pipe`;
  book.sum(scenario, text, p50, '3 ×, 0.5 ms', ratio <= 3 && p50 <= 0.5);
  const p99 = added('gateway', 'p99_ms');
  book.sum(scenario, `added p99 ${p99.toFixed(3)} ms`, p99, '3 ms', p99 <= 3);
  if (masters === 1) return;
  const spread = book.median(scenario, 'gateway', 'first_to_last_p99_ms');
  book.sum(scenario, `first to last master p99 ${spread.toFixed(3)} ms`, spread, '1 ms', spread <= 1);
}

/** One group: a command after another, while the RTU is quiet and while it floods. */
export async function measureCommands(plan: Plan, book: FigureBook): Promise<void> {
  const loads = ['quiet', 'flooded'] as const;
  for (let run = 1; run <= plan.runs; run++) {
    for (const load of loads) {
      for (const subject of SUBJECTS) {
        const round: Round = { scenario: `command-${load}`, run, subject };
        await Fleet.run(plan, subject, { rtus: 1, masters: 1 }, async (fleet) => {
          if (load === 'flooded') fleet.rtus[0].flood();
          await sendCommands(fleet, Math.min(WARM_MS, plan.seconds * 1000));
          const { trips, sent } = await sendCommands(fleet, plan.seconds * 1000);
          fleet.rtus[0].stopFlood();
          const { commandTerminations } = fleet.masters[0];
          book.add(round, { commands: sent, p50_ms: trips.at(0.5), p99_ms: trips.at(0.99) });
          const unanswered = fleet.rtus[0].commands - commandTerminations;
          book.fault(
            round,
            fleet.faults() || (unanswered === 0 ? '' : `${unanswered} commands without actterm`),
          );
        });
      }
    }
  }
  for (const load of loads) {
    const scenario = `command-${load}`;
    const added = (figure: string): number =>
      book.median(scenario, 'gateway', figure) - book.median(scenario, 'direct', figure);
    const [p50, p99] = [added('p50_ms'), added('p99_ms')];
    const text = `round trip added p50 ${p50.toFixed(3)} ms, p99 ${p99.toFixed(3)} ms`;
    book.sum(scenario, text, p99, '1 ms, 5 ms', p50 <= 1 && p99 <= 5);
  }
}

/** Each command goes out when the one before was answered, 20 ms after it at the earliest. */
async function sendCommands(fleet: Fleet, forMs: number): Promise<{ trips: Samples; sent: number }> {
  const [master] = fleet.masters;
  const trips = new Samples();
  const end = performance.now() + forMs;
  let sent = 0;
  while (performance.now() < end) {
    const beganMs = performance.now();
    const ended = master.commandTerminations + 1;
    master.onConfirmation = (nowMs) => trips.add(nowMs - beganMs);
    master.command(fleet.rtus[0].ca, COMMAND_IOA);
    sent++;
    await until('the command is ended', () => master.commandTerminations >= ended, REST_MS);
    await pause(Math.max(0, beganMs + EVERY_MS - performance.now()));
  }
  return { trips, sent };
}

/** Many groups: events to all masters but one, without that one and with it: it reads nothing. */
export async function measureStalled(plan: Plan, book: FigureBook): Promise<void> {
  const healthy = Math.max(1, plan.masters - 1);
  for (let run = 1; run <= plan.runs; run++) {
    for (const stalled of [0, 1]) {
      const round: Round = {
        scenario: stalled === 0 ? 'stalled-none' : 'stalled-one',
        run,
        subject: 'gateway',
      };
      const size = { rtus: plan.groups, masters: healthy + stalled };
      await Fleet.run(plan, 'gateway', size, async (fleet) => {
        const stalledOnes = stalled === 0 ? [] : fleet.rtus.map((_, rtu) => fleet.mastersOf(rtu)[0]);
        for (const master of stalledOnes) master.stall();
        const watched = fleet.masters.filter((master) => !stalledOnes.includes(master));
        book.add(round, await measureEvents(fleet, watched, EVERY_OF_MANY_MS, plan.seconds));
        const received = watched.reduce((sum, { events }) => sum + events, 0);
        const expected = (fleet.expected * watched.length) / fleet.masters.length;
        book.fault(
          round,
          fleet.faults(watched) || (received === expected ? '' : `${expected - received} events missing`),
        );
      });
    }
  }
  const without = book.median('stalled-none', 'gateway', 'p99_ms');
  const beside = book.median('stalled-one', 'gateway', 'p99_ms');
  const text = `p99 of the others ${beside.toFixed(3)} ms, ${without.toFixed(3)} ms without: ${(beside / without).toFixed(2)} ×`;
  book.sum('stalled', text, beside, '2 ×', beside <= 2 * without);
}

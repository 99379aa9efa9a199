/** RTUs, a relay and masters, ready for a measurement. */
import { BenchMaster } from './bench-master.js';
import { BenchRtu } from './bench-rtu.js';
import type { Plan } from './plan.js';
import { type Relay, type Subject, startRelay } from './relays.js';

/** The size of a fleet. */
export interface FleetSize {
  rtus: number;
  /** Of each RTU. */
  masters: number;
}

const READY_MS = 60_000;
/** Pause between two looks at something that has no event. */
const LOOK_MS = 2;
/** Pause between two tries at a port that is not open yet. */
const RETRY_MS = 10;

/** Waits until something is so. Throws if it is not within the time. */
export async function until(what: string, isSo: () => boolean, deadlineMs = READY_MS): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`${what}: not within ${deadlineMs} ms`);
    await pause(LOOK_MS);
  }
}

/** Waits. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A running fleet. All masters are started. */
export class Fleet {
  private constructor(
    readonly rtus: readonly BenchRtu[],
    readonly relay: Relay,
    readonly masters: readonly BenchMaster[],
    /** From the start of the relay to the connection of the first master of the last RTU, ms. */
    readonly listeningMs: number,
  ) {}

  /** Runs `work` with a fleet, and ends it. */
  static async run<T>(
    plan: Plan,
    subject: Subject,
    size: FleetSize,
    work: (fleet: Fleet) => Promise<T>,
  ): Promise<T> {
    const rtus = Array.from(
      { length: size.rtus },
      (_, i) => new BenchRtu(i + 1, plan.firstPort + i, { k: plan.k, w: plan.w }),
    );
    const masters: BenchMaster[] = [];
    let relay: Relay | undefined;
    try {
      await Promise.all(rtus.map((rtu) => rtu.listen()));
      relay = await startRelay(plan, subject, size.rtus);
      const listeningMs = await connectAll(plan, relay, size, masters);
      const links = size.rtus * (subject === 'gateway' ? 1 : size.masters);
      await until('every link is started', () => countStarted(rtus, masters) === links + masters.length);
      return await work(new Fleet(rtus, relay, masters, listeningMs));
    } finally {
      for (const { socket } of masters) socket.destroy();
      await relay?.stop();
      for (const rtu of rtus) rtu.close();
    }
  }

  /** Masters of an RTU, from 0. */
  mastersOf(rtu: number): BenchMaster[] {
    return this.masters.filter((master) => master.rtu === rtu);
  }

  /** Events that have come to all masters. */
  get received(): number {
    return this.masters.reduce((sum, { events }) => sum + events, 0);
  }

  /** Events that have to come to all masters: the gateway passes a stream on to all of them, elsewhere each has its own. */
  get expected(): number {
    const each = this.relay.subject === 'gateway' ? this.masters.length / this.rtus.length : 1;
    return this.rtus.reduce((sum, { sent }) => sum + sent, 0) * each;
  }

  /** What is wrong with the streams; empty: nothing. */
  faults(masters: readonly BenchMaster[] = this.masters): string {
    const sum = (of: (master: BenchMaster) => number): number =>
      masters.reduce((all, master) => all + of(master), 0);
    const counts: [string, number][] = [
      ['lost', sum(({ lost }) => lost)],
      ['out of order', sum(({ misordered }) => misordered)],
      ['violations at masters', sum(({ violations }) => violations)],
      ['violations at RTUs', this.rtus.reduce((all, { violations }) => all + violations, 0)],
      ['links closed', sum(({ closedAtMs }) => (Number.isNaN(closedAtMs) ? 0 : 1))],
    ];
    return counts
      .filter(([, count]) => count > 0)
      .map(([what, count]) => `${count} ${what}`)
      .join(', ');
  }
}

function countStarted(rtus: readonly BenchRtu[], masters: readonly BenchMaster[]): number {
  const links = rtus.reduce((sum, { startedLinks }) => sum + startedLinks, 0);
  return links + masters.filter(({ started }) => started).length;
}

/** Connects and starts every master; the first of each RTU waits until its port is open. Returns when the last port was. */
async function connectAll(
  plan: Plan,
  relay: Relay,
  size: FleetSize,
  masters: BenchMaster[],
): Promise<number> {
  const end = performance.now() + READY_MS;
  let openMs = 0;
  const open = async (rtu: number, place: number): Promise<void> => {
    // Masters are told apart by their addresses, all of which are this machine's.
    const from = process.platform === 'darwin' ? undefined : `127.0.0.${2 + place}`;
    for (;;) {
      const master = await BenchMaster.open(relay.portOf(rtu), rtu, from, plan);
      if (master !== undefined) {
        masters.push(master);
        master.startDataTransfer();
        return;
      }
      if (performance.now() > end) throw new Error(`port ${relay.portOf(rtu)} is not open`);
      await pause(RETRY_MS);
    }
  };
  const openRtu = async (rtu: number): Promise<void> => {
    await open(rtu, 0);
    openMs = Math.max(openMs, performance.now() - relay.startedAtMs);
    for (let place = 1; place < size.masters; place++) await open(rtu, place);
  };
  await Promise.all(Array.from({ length: size.rtus }, (_, rtu) => openRtu(rtu)));
  return openMs;
}

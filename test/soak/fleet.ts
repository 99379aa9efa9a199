/** A fleet with acknowledging masters that does for hours what a control room does: from a seed, with books. */
import { type Counters, commandRows, indexRows, settled } from '../outside/books.js';
import { LinkClosed, Master } from '../outside/master.js';
import { Program, pause, type ThreadSample } from '../outside/program.js';
import { Random } from '../simulation/random.js';
import { writeTag } from '../simulation/wire.js';

const ROWS = 400;
const COMMANDS = 20;
/** An avalanche of index 1 on every RTU this often, s, for `AVALANCHE_S` at `RATE` signals a second and RTU; each tenth without a rate. */
const AVALANCHE_EVERY_S = 30;
const AVALANCHE_S = 2;
const RATE = 400;
/** Mean times between two acts of one kind in the whole fleet, ms. */
const MEAN_MS = { interrogate: 1_000, command: 500, clock: 2_000, reconnect: 3_000, test: 1_000 };
/** One round of API requests this often, ms. */
const API_MS = 2_000;

/** What the masters did and saw. */
export interface Done {
  interrogations: number;
  commands: number;
  clocks: number;
  reconnects: number;
  sends: number;
  apiRequests: number;
  faults: string[];
  /** Signals that masters acknowledged. */
  acknowledged: number;
}

type Act = keyof typeof MEAN_MS;

/** A running fleet. */
export class SoakFleet {
  readonly done: Done = {
    interrogations: 0,
    commands: 0,
    clocks: 0,
    reconnects: 0,
    sends: 0,
    apiRequests: 0,
    faults: [],
    acknowledged: 0,
  };
  private masters: Master[] = [];
  private readonly busy = new Set<number>();
  private isOver = false;
  private readonly loops: Promise<void>[] = [];

  private constructor(
    readonly program: Program,
    private readonly random: Random,
  ) {}

  static async start(rtus: number, seed: number, words: readonly string[] = []): Promise<SoakFleet> {
    const program = await Program.start({
      rtus: Array.from({ length: rtus }, (_, i) => ({ ca: i + 1, options: ['eoi=never'] })),
      files: { 'd.csv': [...indexRows(1, ROWS), ...commandRows(1, COMMANDS)] },
      words,
    });
    const fleet = new SoakFleet(program, new Random(seed));
    fleet.masters = await Promise.all(program.ports.map((port) => fleet.connect(port)));
    for (const act of Object.keys(MEAN_MS) as Act[]) fleet.loops.push(fleet.acts(act));
    fleet.loops.push(fleet.avalanches(), fleet.requests());
    return fleet;
  }

  sample(): Promise<ThreadSample[]> {
    return this.program.sample();
  }

  /** Ends all acts, lets everything be acknowledged and closes the links. The counts are those before the close. */
  async end(): Promise<Counters[]> {
    this.isOver = true;
    await Promise.all(this.loops);
    const counters = await settled(this.program);
    for (const master of this.masters) await this.leave(master);
    return counters;
  }

  private connect(port: number): Promise<Master> {
    return Master.started(port, { ack: { w: this.random.int(1, 8), t2Ms: this.random.int(0, 200) } });
  }

  private async leave(master: Master): Promise<void> {
    await master.close();
    this.done.acknowledged += master.acknowledgedSignals;
    this.done.faults.push(...master.faults.map((fault) => `port ${master.port}: ${fault}`));
  }

  /** Acts of one kind, one after the other, each on a random link that does nothing else. */
  private async acts(act: Act): Promise<void> {
    while (!this.isOver) {
      await pause(this.random.interval(MEAN_MS[act]));
      const rtu = this.random.int(0, this.masters.length - 1);
      if (this.busy.has(rtu) || this.isOver) continue;
      this.busy.add(rtu);
      try {
        await this.act(act, rtu);
      } catch (error) {
        const what = error instanceof LinkClosed ? 'the RTU closed the link' : String(error);
        this.done.faults.push(`RTU ${rtu + 1}, ${act}: ${what}`);
        this.masters[rtu] = await this.connect(this.program.ports[rtu]);
      } finally {
        this.busy.delete(rtu);
      }
    }
  }

  private async act(act: Act, rtu: number): Promise<void> {
    const master = this.masters[rtu];
    const ca = rtu + 1;
    if (act === 'interrogate') {
      const { objects } = await master.interrogate(ca);
      if (objects !== ROWS) this.done.faults.push(`RTU ${ca}: an interrogation with ${objects} objects`);
      this.done.interrogations++;
    } else if (act === 'command') {
      await master.command(ca, 900_000 + this.random.int(0, COMMANDS - 1), this.random.chance(0.5) ? 1 : 0);
      this.done.commands++;
    } else if (act === 'clock') {
      await master.synchronize(ca, writeTag(Date.now()));
      this.done.clocks++;
    } else if (act === 'test') await master.testLink();
    else {
      await this.leave(master);
      this.masters[rtu] = await this.connect(this.program.ports[rtu]);
      this.done.reconnects++;
    }
  }

  private async avalanches(): Promise<void> {
    while (!this.isOver) {
      const how = { index: 1, duration: AVALANCHE_S };
      const full = this.done.sends % 10 === 9;
      const { status } = await this.program.post('/api/send', full ? how : { ...how, rate: RATE });
      if (status !== 202) this.done.faults.push(`a send was answered with ${status}`);
      this.done.sends++;
      for (let s = 0; s < AVALANCHE_EVERY_S && !this.isOver; s++) await pause(1000);
    }
  }

  private async requests(): Promise<void> {
    while (!this.isOver) {
      for (const path of ['/api/status', '/api/rtus', '/api/sends', '/metrics']) {
        const { status } = await this.program.get(path);
        if (status !== 200) this.done.faults.push(`${path} was answered with ${status}`);
        this.done.apiRequests++;
      }
      await pause(API_MS);
    }
  }
}

/** What a scenario is given: a seed, a way to start the program, and a place to say what it measured. */
import { Master, type MasterOptions } from '../outside/master.js';
import { Program, type Setup } from '../outside/program.js';
import { Random } from '../simulation/random.js';

/** One attack. */
export interface Scenario {
  /** As `--only` takes it. */
  name: string;
  /** What must hold, in a sentence. */
  promise: string;
  /** `random`: a long run repeats it with further seeds; `fixed`: it is played once. */
  kind: 'random' | 'fixed';
  run: (trial: Trial) => Promise<void>;
}

/** A scenario that cannot run here says why. */
export class LeftOut extends Error {}

/** One run of a scenario. What it starts is ended when it is over. */
export class Trial {
  readonly random: Random;
  /** Figures and remarks for the reader; they judge nothing. */
  readonly notes: string[] = [];
  private readonly ends: (() => unknown)[] = [];

  constructor(readonly seed: number) {
    this.random = new Random(seed);
  }

  /** Random numbers of their own for one of several that act at once, so that one's turn does not move the other's. */
  fork(): Random {
    return new Random(this.random.int(0, 2 ** 31));
  }

  note(text: string): void {
    this.notes.push(text);
  }

  /** Ends something when the trial is over, the latest first. */
  atEnd(end: () => unknown): void {
    this.ends.push(end);
  }

  async start(setup: Setup): Promise<Program> {
    const program = await Program.start(setup);
    this.atEnd(() => program.close());
    return program;
  }

  /** A started master on an RTU of the program, counted from 0. */
  async master(program: Program, rtu: number, options: MasterOptions = {}): Promise<Master> {
    const master = await Master.started(program.ports[rtu], options);
    this.atEnd(() => master.reset());
    return master;
  }

  async close(): Promise<void> {
    for (const end of this.ends.reverse()) await Promise.resolve(end()).catch(() => {});
    this.ends.length = 0;
  }
}

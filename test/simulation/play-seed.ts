/** What every simulation of a seed does around its play: a world, the fault that ends it, the outcome. */
import { SimulationFault, World } from './world.js';

/** The result of a seed. */
export interface Outcome {
  seed: number;
  /** The broken rule; absent if there is none. */
  fault?: string;
  trace: readonly string[];
  /** Acknowledged signals: shows that something was simulated. */
  acknowledged: number;
  /** Signals that faults on purpose have spoiled. */
  spoiled?: number;
  /** Requests of masters to gateways, interrogations left out. */
  requests?: number;
  simulatedMs: number;
}

/** The figures of an outcome. */
export type Figures = Pick<Outcome, 'acknowledged' | 'spoiled' | 'requests'>;

/**
 * Plays one seed. Never rejects. `make` builds what is simulated; `figures` are read at the end, `undefined` where it could not be built.
 */
export async function playSeed<T>(
  seed: number,
  tracing: boolean,
  make: (world: World) => T,
  play: (made: T) => Promise<void>,
  figures: (made: T | undefined) => Figures,
): Promise<Outcome> {
  const world = new World(seed, tracing);
  let made: T | undefined;
  let fault: string | undefined;
  try {
    made = make(world);
    await play(made);
  } catch (error) {
    fault = error instanceof SimulationFault ? error.message : `seed ${seed}: ${(error as Error).stack}`;
  }
  return {
    seed,
    ...(fault === undefined ? {} : { fault }),
    trace: world.lines,
    ...figures(made),
    simulatedMs: world.nowMs,
  };
}

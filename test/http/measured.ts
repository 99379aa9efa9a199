/** A simulator with idle RTUs and times recorded into its tables, from which tests calculate figures by hand. */
import { COUNTER, type CounterName } from '../../src/station/measures/counters.js';
import { startSimulator, type TestEngine } from '../support/test-engine.js';

/** Times in ms and how many times each is recorded. */
const ACKS_OF_1 = [
  [1, 50],
  [3, 40],
  [7, 9],
  [100, 1],
] as const;
const ACKS_OF_2 = [
  [0.3, 1],
  [12.5, 1],
  [100_000, 1],
] as const;
const COMMANDS = [
  [4.99, 3],
  [200_000, 1],
] as const;

/** A recorded time of whole steps (1/128 ms below 8 ms) is reported as the middle of its bucket: this much more, ms. */
export const HALF_STEP = 1 / 256;

/** Three RTUs on two shards: the first and the second have acknowledgements, the second also commands. */
export async function startMeasured(): Promise<TestEngine> {
  const simulator = await startSimulator({
    rtus: ['A,32,a.csv,t1=30', 'B,33,a.csv', 'C,34,a.csv'],
    files: { 'a.csv': '5,Y,1,100,1\n' },
  });
  const { latencies } = simulator.engine;
  for (const [ms, times] of ACKS_OF_1) {
    latencies.rtu(0).record(ms, times);
    latencies.shard(0, 'acknowledgement').record(ms, times);
  }
  setCells(simulator, 0, { ACK_COUNT: 100, ACK_SUM_MS: 50 + 120 + 63 + 100, ACK_MAX_MS: 100, ACKS: 25 });
  for (const [ms, times] of ACKS_OF_2) {
    latencies.rtu(1).record(ms, times);
    latencies.shard(1, 'acknowledgement').record(ms, times);
  }
  setCells(simulator, 1, { ACK_COUNT: 3, ACK_SUM_MS: 100_012.8, ACK_MAX_MS: 100_000, ACKS: 3 });
  for (const [ms, times] of COMMANDS) latencies.shard(1, 'command').record(ms, times);
  setCells(simulator, 1, { COMMANDS: 4, COMMAND_SUM_MS: 200_014.97, COMMAND_MAX_MS: 200_000 });
  return simulator;
}

/** Writes into an RTU's row of the stats table. */
export function setCells(
  { engine }: TestEngine,
  slot: number,
  cells: Partial<Record<CounterName, number>>,
): void {
  const row = engine.stats.row(slot);
  for (const [name, value] of Object.entries(cells)) row[COUNTER[name as CounterName]] = value;
}

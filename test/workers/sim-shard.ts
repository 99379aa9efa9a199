/** A shard on a simulated machine whose time stands still, with a network that nobody connects to. */
import { LatencyTable } from '../../src/channel/latency-table.js';
import { PauseTable } from '../../src/channel/pause-table.js';
import { SendTable } from '../../src/channel/send-table.js';
import type { ShardEvent } from '../../src/channel/shard-protocol.js';
import { ShardTable } from '../../src/channel/shard-table.js';
import { StatsTable } from '../../src/channel/stats-table.js';
import type { WatchList } from '../../src/reactions/plan.js';
import { Shard } from '../../src/workers/shard.js';
import { SimLogs } from '../simulation/sim-logs.js';
import { createSimMachine } from '../simulation/sim-machine.js';
import { SimNetwork } from '../simulation/sim-network.js';
import { World } from '../simulation/world.js';

const IN_TIME = { timerMs: 0, timerChance: 0, holdMs: 0 };

export interface SimShard {
  shard: Shard;
  world: World;
  network: SimNetwork;
  /** What the coordinator was told. */
  posted: ShardEvent[];
  /** How many ports were open at each warm-up. */
  warmed: number[];
}

export function openShard({
  wallOffsetMs = 0,
  rtus = 1,
  watched,
}: {
  wallOffsetMs?: number;
  rtus?: number;
  watched?: WatchList;
} = {}): SimShard {
  const world = new World(1, false);
  const thread = { name: 'shard 0', heldFromMs: 0, heldUntilMs: 0 };
  const network = new SimNetwork(world, () => {
    throw new Error('nobody connects');
  });
  const machine = createSimMachine(world, thread, network, new SimLogs(world).filesFor(thread), IN_TIME);
  const measures = {
    rtus,
    stats: StatsTable.allocate(rtus).memory,
    latencies: LatencyTable.allocate(rtus, 1).memory,
    shards: ShardTable.allocate(1).memory,
    pauses: PauseTable.allocate(1).memory,
    sends: SendTable.allocate(1).memory,
  };
  const log = { folder: 'log', signals: 'none', startStamp: 'S' } as const;
  const posted: ShardEvent[] = [];
  const warmed: number[] = [];
  const setup = { shard: 0, shards: 1, measures, wallOffsetMs, log };
  const shard = new Shard({ ...setup, ...(watched === undefined ? {} : { watched }) }, machine, {
    post: (event) => posted.push(event),
    warmUp: async () => {
      warmed.push(network.openPorts);
    },
  });
  return { shard, world, network, posted, warmed };
}

/** The shards of the gateway: each has groups. */
import type {
  GatewayLogOptions,
  GatewayMeasures,
  GatewayShardApi,
  GatewayShardEvent,
  GatewayTask,
} from '../../channel/gateway/gateway-protocol.js';
import type { GroupDefinition } from '../../gateway/definition.js';
import { spread } from '../placement.js';
import type { ShardThreads } from '../shard-threads.js';
import { TaskPool, type TaskPoolOptions } from '../task-pool.js';

/** The parts that a pool needs from the engine. The start of a shard brings the number of its groups. */
export interface GatewayPoolOptions extends TaskPoolOptions<GroupDefinition, GatewayShardEvent, number> {
  measures: GatewayMeasures;
  log: GatewayLogOptions;
  wallOffsetMs: () => number;
  /** Stamps of the log names of groups that were restarted, by slot; read at each start of a shard. */
  stamps: ReadonlyMap<number, string>;
}

/** A shard that starts again dials its RTUs again. */
export class GatewayPool extends TaskPool<
  GroupDefinition,
  GatewayTask,
  GatewayShardApi,
  GatewayShardEvent,
  number
> {
  /** `threads`: default worker threads. */
  constructor(options: GatewayPoolOptions, threads?: ShardThreads<GatewayTask>) {
    super(
      options,
      {
        file: new URL('../../workers/gateway/gateway-shard.js', import.meta.url),
        name: 'runGatewayShard',
        taskOf: (common) => ({
          ...common,
          measures: options.measures,
          wallOffsetMs: options.wallOffsetMs(),
          log: options.log,
        }),
        begin: async (api, groups) => [await api.load({ groups: [...groups], stamps: options.stamps })],
      },
      threads,
    );
  }
}

/** Groups by shard: the load of a group is that of its RTU and of as many masters as it expects. */
export function placeGroups(groups: readonly GroupDefinition[], shards: number): GroupDefinition[][] {
  return spread(
    groups.map((group) => ({ parts: [group], weight: 1 + group.connections })),
    shards,
  );
}

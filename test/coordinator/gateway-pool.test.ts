/** The gateway's shards, with fake threads: what they are given, and what comes back after a death. */
import * as Comlink from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allocateRing, RingProducer } from '../../src/channel/broadcast-ring.js';
import type {
  GatewayMeasures,
  GatewayShardApi,
  GatewayShardEvent,
  GatewayTask,
} from '../../src/channel/gateway/gateway-protocol.js';
import { BroadcastQueue } from '../../src/coordinator/broadcast-queue.js';
import { GatewayPool, placeGroups } from '../../src/coordinator/gateway/gateway-pool.js';
import type { ShardThreads } from '../../src/coordinator/shard-threads.js';
import { groupDefinition } from '../workers/gateway-kit.js';

const SHARDS = 2;
const groups = [0, 1, 2].map((slot) => groupDefinition({ slot, id: slot + 1, connections: 5 }));

/** One start of a shard. */
class FakeGatewayShard {
  readonly loaded: string[] = [];
  readonly ended: Promise<void>;
  private end: (error: Error) => void = () => {};

  constructor(readonly task: GatewayTask) {
    this.ended = new Promise((_resolve, reject) => {
      this.end = reject;
    });
    const api: GatewayShardApi = {
      load: ({ groups: own, stamps }) => {
        this.loaded.push(...own.map(({ slot, name }) => `${slot} ${name} ${stamps.get(slot) ?? '-'}`));
        return own.length;
      },
      restart: async () => undefined,
      closeMaster: () => true,
    };
    Comlink.expose(api, nodeEndpoint(task.requests));
  }

  post(event: GatewayShardEvent): void {
    this.task.events.postMessage(event);
  }

  die(message: string): void {
    this.task.requests.close();
    this.task.events.close();
    this.end(new Error(message));
  }
}

class FakeThreads implements ShardThreads<GatewayTask> {
  readonly starts: FakeGatewayShard[] = [];
  readonly oneByOne = false;

  run(task: GatewayTask): Promise<void> {
    const shard = new FakeGatewayShard(task);
    this.starts.push(shard);
    return shard.ended;
  }

  async destroy(): Promise<void> {
    for (const shard of this.starts) shard.die('destroyed');
  }
}

let threads: FakeThreads;
let pool: GatewayPool;
let stamps: Map<number, string>;
let told: string[];
let back: () => void;

beforeEach(() => {
  threads = new FakeThreads();
  stamps = new Map();
  told = [];
  pool = new GatewayPool(
    {
      shards: SHARDS,
      ring: new BroadcastQueue(new RingProducer(allocateRing(SHARDS), SHARDS)),
      measures: {} as GatewayMeasures,
      log: { folder: 'log', signals: 'none', startStamp: 'S' },
      wallOffsetMs: () => 5,
      stamps,
      openLogs: () => ({ port: new MessageChannel().port2 as never, state: new SharedArrayBuffer(8) }),
      placement: placeGroups(groups, SHARDS),
      onEvent: (shard, event) => told.push(`${shard} ${event.kind}`),
      onDeath: (shard, detail) => told.push(`${shard} died: ${detail}`),
      onRestart: (shard, results) => {
        told.push(`${shard} is back with ${results}`);
        back();
      },
    },
    threads,
  );
});
afterEach(() => pool.destroy());

describe('a start', () => {
  it('gives each shard its groups, and tells how many each has', async () => {
    stamps.set(1, 'T');
    expect(await pool.start()).toEqual([2, 1]);
    expect(threads.starts.map(({ loaded }) => loaded)).toEqual([['0 Alpha -', '2 Alpha -'], ['1 Alpha T']]);
    expect(threads.starts.map(({ task }) => [task.shard, task.shards, task.wallOffsetMs])).toEqual([
      [0, 2, 5],
      [1, 2, 5],
    ]);
  });
});

describe('a shard that dies', () => {
  it('is told after its last event, and comes back with its groups as they are then', async () => {
    await pool.start();
    const isBack = new Promise<void>((resolve) => {
      back = resolve;
    });
    pool.place(groupDefinition({ slot: 1, name: 'Beta' }), 1);
    stamps.set(1, 'T');
    threads.starts[1].post({ kind: 'trouble', slot: 1, detail: '' });
    threads.starts[1].die('boom');
    await isBack;
    expect(told).toEqual(['1 trouble', '1 died: boom', '1 is back with 1']);
    expect(threads.starts[2].loaded).toEqual(['1 Beta T']);
    expect(pool.shardOf(1)).toBe(1);
  });
});

describe('the placement', () => {
  it('weighs a group by its RTU and the masters that it may have', () => {
    const many = [
      groupDefinition({ slot: 0, connections: 1 }),
      groupDefinition({ slot: 1, connections: 5 }),
      groupDefinition({ slot: 2, connections: 1 }),
      groupDefinition({ slot: 3, connections: 1 }),
    ];
    expect(placeGroups(many, 2).map((own) => own.map(({ slot }) => slot))).toEqual([[1], [0, 2, 3]]);
  });

  it('leaves no shard without a list', () => {
    expect(placeGroups(groups.slice(0, 1), 2).map((own) => own.length)).toEqual([1, 0]);
  });
});

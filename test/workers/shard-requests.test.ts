/** Requests in an order in which the coordinator never makes them: the shard must answer them all the same. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { RtuDefinition } from '../../src/channel/definitions.js';
import type { PauseWatch } from '../../src/channel/pause-watch.js';
import type { Departure } from '../../src/channel/shard-protocol.js';
import type { SignalTable } from '../../src/station/points/signal-table.js';
import type { Shard } from '../../src/workers/shard.js';
import { ShardRequests } from '../../src/workers/shard-requests.js';
import type { ShardRtus } from '../../src/workers/shard-rtus.js';
import type { ShardServing } from '../../src/workers/shard-serving.js';
import type { SimNetwork } from '../simulation/sim-network.js';
import { tableOf } from '../station/station-kit.js';
import { rtuDefinition } from '../support/rtus.js';
import { openShard } from './sim-shard.js';

let network: SimNetwork;
let shard: Shard;
let warmed: number[];

beforeEach(() => {
  ({ network, shard, warmed } = openShard());
});

/** Reserves slot 0 for an RTU with this port. */
function reserve(port: number): Promise<{ error?: unknown }> {
  const table = tableOf('1,Y,1,100,1\n');
  return shard.requests.reserve({ rtu: rtuDefinition(1, { port }), table, stamp: 'R' });
}

describe('a slot that is reserved twice', () => {
  it('goes to the second RTU, and the port of the first one is closed', async () => {
    expect(await reserve(3001)).toEqual({ slot: 0, port: 3001 });
    expect(await reserve(3002)).toEqual({ slot: 0, port: 3002 });
    expect(network.openPorts).toBe(1);
    shard.requests.activate(0);
    shard.requests.release(0, 'test', 'leaves');
    expect(network.openPorts).toBe(0);
  });

  it('may be reserved again for the same port', async () => {
    await reserve(3001);
    expect(await reserve(3001)).toEqual({ slot: 0, port: 3001 });
    expect(network.openPorts).toBe(1);
  });
});

describe('a slot for which two RTUs wait', () => {
  it('is not taken from the second where the port of the first can’t be opened', async () => {
    const other = { name: 'another program', heldFromMs: 0, heldUntilMs: 0 };
    await network.of(other).listen({ port: 3001, bind: '' }, () => {});
    const [first, second] = await Promise.all([reserve(3001), reserve(3002)]);
    expect([first.error, second.error]).toEqual([expect.objectContaining({ code: 'EADDRINUSE' }), undefined]);
    shard.requests.activate(0);
    expect(shard.requests.points(0, 0, 1).total).toBe(1);
  });

  it('is free where the port of the only one can’t be opened', async () => {
    const other = { name: 'another program', heldFromMs: 0, heldUntilMs: 0 };
    await network.of(other).listen({ port: 3001, bind: '' }, () => {});
    expect((await reserve(3001)).error).toBeDefined();
    shard.requests.activate(0);
    expect(shard.requests.points(0, 0, 1).total).toBe(0);
  });
});

describe('listen', () => {
  function load(): void {
    const table = tableOf('1,Y,1,100,1\n');
    const rtu = rtuDefinition(1, { port: 3001, ioFile: table.file });
    shard.requests.load({ rtus: [rtu], tables: [table], stamps: new Map() });
  }

  it('opens only ports that are not open yet', async () => {
    load();
    expect(await shard.requests.listen()).toEqual([{ slot: 0, port: 3001 }]);
    expect(await shard.requests.listen()).toEqual([]);
    shard.requests.pause(0);
    expect(network.openPorts).toBe(0);
    expect(await shard.requests.listen()).toEqual([{ slot: 0, port: 3001 }]);
    expect(network.openPorts).toBe(1);
  });

  it('warms up once, before the first port opens', async () => {
    expect(await shard.requests.listen()).toEqual([]);
    expect(warmed).toEqual([]);
    load();
    await shard.requests.listen();
    await shard.requests.listen();
    expect(warmed).toEqual([0]);
  });
});

describe('the states of the points', () => {
  const firstPoint = (): string => shard.requests.points(0, 0, 1).points[0].value;

  async function restart(departure: Departure): Promise<void> {
    shard.requests.release(0, 'test', departure);
    await reserve(3001);
    shard.requests.activate(0);
  }

  it('are kept for an RTU that comes back, and forgotten with the last of its number that leaves', async () => {
    await reserve(3001);
    shard.requests.activate(0);
    expect(firstPoint()).toBe('1');
    const order = { ioa: 100, pointType: 1, value: { spi: 0 }, rest: 'kept', who: 'test' } as const;
    shard.requests.setPoint(0, order, Number.POSITIVE_INFINITY);
    expect(firstPoint()).toBe('0');
    await restart('returns');
    expect(firstPoint()).toBe('0');
    await restart('leaves');
    expect(firstPoint()).toBe('1');
  });
});

describe('a point that is set by hand', () => {
  it('is set no more when nobody waits for the answer', async () => {
    await reserve(3001);
    shard.requests.activate(0);
    const order = { ioa: 100, pointType: 1, value: { spi: 0 }, rest: 'zero', who: 'test' } as const;
    expect(shard.requests.setPoint(0, order, Number.NEGATIVE_INFINITY)).toBe('silent');
    expect(shard.requests.points(0, 0, 1).points).toMatchObject([{ ioa: 100, value: '1' }]);
    expect(shard.requests.setPoint(0, order, Number.POSITIVE_INFINITY)).toMatchObject({ value: '0' });
    expect(shard.requests.points(0, 0, 1).points).toMatchObject([{ ioa: 100, value: '0' }]);
  });
});

describe('a point that is set by hand', () => {
  it('is set up to the last instant at which the order is answered, and not later', async () => {
    const { shard, world } = openShard();
    const table = tableOf('1,Y,1,100,0\n');
    shard.requests.load({
      rtus: [rtuDefinition(1, { ioFile: table.file })],
      tables: [table],
      stamps: new Map(),
    });
    const order = { ioa: 100, pointType: 1, value: { spi: 1 }, rest: 'kept', who: 'test' } as const;
    expect(shard.requests.setPoint(0, order, world.nowMs - 0.1)).toBe('silent');
    expect(shard.requests.points(0, 0, 1).points[0].value).toBe('0');
    expect(shard.requests.setPoint(0, order, world.nowMs)).toMatchObject({ value: '1' });
  });
});

it('logs are named by the stamp of the RTU’s last start, or of the program’s', () => {
  const stamps: string[] = [];
  const rtus = {
    add: ({ slot }: RtuDefinition, _table: SignalTable, stamp: string) => stamps.push(`${slot} ${stamp}`),
    active: [],
  } as unknown as ShardRtus;
  const requests = new ShardRequests(rtus, {} as ShardServing, {} as PauseWatch, 'START', async () => {});
  const table = tableOf('1,Y,1,100,1\n');
  const definitions = [1, 2].map((no) => rtuDefinition(no, { ioFile: table.file }));
  requests.load({ rtus: definitions, tables: [table], stamps: new Map([[1, 'RESTART']]) });
  expect(stamps).toEqual(['0 START', '1 RESTART']);
});

/** Requests to a shard that has several RTUs: each finds its own, and tables go where they are used. */
import { describe, expect, it } from 'vitest';
import type { RtuDefinition } from '../../src/channel/definitions.js';
import type { ListenResult } from '../../src/channel/shard-protocol.js';
import type { SignalTable } from '../../src/station/points/signal-table.js';
import { tableOf } from '../station/station-kit.js';
import { rtuDefinition } from '../support/rtus.js';
import { openShard, type SimShard } from './sim-shard.js';

/** The table of a file with one point at IOA 100. */
function table(file: string, value: number, version = 1): SignalTable {
  return { ...tableOf(`1,Y,1,100,${value}\n`), file, version };
}

/** A shard with RTUs in the slots from 0, of `a.csv` where nothing else is said. */
function openWith(tables: SignalTable[], ...rtus: Partial<RtuDefinition>[]): SimShard {
  const kit = openShard({ rtus: rtus.length });
  const definitions = rtus.map((more, i) => rtuDefinition(i + 1, { ioFile: 'a.csv', ...more }));
  kit.shard.requests.load({ rtus: definitions, tables, stamps: new Map() });
  return kit;
}

const valueAt = ({ shard }: SimShard, slot: number): string | undefined =>
  shard.requests.points(slot, 0, 1).points[0]?.value;

function set({ shard }: SimShard, slot: number, spi: number, ioa = 100): unknown {
  const order = { ioa, pointType: 1, value: { spi }, rest: 'kept', who: 'test' } as const;
  return shard.requests.setPoint(slot, order, Number.POSITIVE_INFINITY);
}

/** Takes the RTU of a slot off for good, and puts one of this definition there. */
async function replace(
  { shard }: SimShard,
  slot: number,
  rtu: RtuDefinition,
  own: SignalTable,
): Promise<void> {
  shard.requests.release(slot, 'test', 'leaves');
  await shard.requests.reserve({ rtu, table: own, stamp: 'R' });
  shard.requests.activate(slot);
}

describe('a table', () => {
  it('must be there for each RTU', () => {
    expect(() => openWith([table('a.csv', 1)], {}, { ioFile: 'b.csv' })).toThrow('no table for b.csv');
  });

  it('that was edited goes to the RTUs of its file, also to one that waits for its slot', async () => {
    const kit = openWith([table('a.csv', 1), table('b.csv', 1)], {}, { ioFile: 'b.csv' }, {});
    const waiting = rtuDefinition(3, { port: 3003, ioFile: 'a.csv' });
    await kit.shard.requests.reserve({ rtu: waiting, table: table('a.csv', 1), stamp: 'R' });
    expect(
      kit.shard.requests.reload({ ...tableOf('1,Y,1,100,0\n2,Y,1,200,1\n'), file: 'a.csv', version: 2 }),
    ).toBe(3);
    const totals = [0, 1, 2].map((slot) => kit.shard.requests.points(slot, 0, 1).total);
    expect(totals).toEqual([2, 1, 2]);
    expect(kit.shard.requests.reload(table('c.csv', 1))).toBe(0);
  });

  it('has its states for all ports of one number, whatever copy of it each brings', async () => {
    const kit = openWith([table('a.csv', 0)], { rtuNumber: 7 }, { rtuNumber: 7 });
    set(kit, 0, 1);
    const rtu = rtuDefinition(2, { rtuNumber: 7, ioFile: 'a.csv' });
    // The copy says 0, and the station knows that the point is 1.
    await replace(kit, 1, rtu, table('a.csv', 0));
    expect(valueAt(kit, 1)).toBe('1');
    set(kit, 1, 0);
    expect(valueAt(kit, 0)).toBe('0');
  });
});

describe('a slot', () => {
  it('names one RTU, or none', () => {
    const kit = openWith([table('a.csv', 1), table('b.csv', 0)], {}, { ioFile: 'b.csv' });
    expect([0, 1, 2].map((slot) => valueAt(kit, slot))).toEqual(['1', '0', undefined]);
    expect(kit.shard.requests.points(2, 0, 1)).toEqual({ total: 0, points: [] });
    expect(set(kit, 2, 1)).toBeUndefined();
    expect(set(kit, 1, 1, 101)).toBeUndefined();
    expect(set(kit, 1, 1)).toEqual({ value: '1', quality: '', connections: 0 });
    kit.shard.requests.pause(2);
    kit.shard.requests.activate(2);
    kit.shard.requests.release(2, 'test', 'leaves');
    expect([0, 1].map((slot) => valueAt(kit, slot))).toEqual(['1', '1']);
  });

  it('has its place in the order, also after a restart', async () => {
    const kit = openWith([table('a.csv', 1)], {}, {}, {});
    const { requests } = kit.shard;
    const slots = (all: ListenResult[]): number[] => all.map(({ slot }) => slot);
    expect(slots(await requests.listen())).toEqual([0, 1, 2]);
    await replace(kit, 0, rtuDefinition(1, { ioFile: 'a.csv' }), table('a.csv', 1));
    await replace(kit, 1, rtuDefinition(2, { ioFile: 'a.csv' }), table('a.csv', 1));
    for (const slot of [0, 1, 2]) requests.pause(slot);
    expect(slots(await requests.listen())).toEqual([0, 1, 2]);
  });

  it('keeps the states of a number that another port has', async () => {
    const kit = openWith([table('a.csv', 0)], { rtuNumber: 7 }, { rtuNumber: 7 });
    await replace(kit, 0, rtuDefinition(1, { rtuNumber: 7, ioFile: 'a.csv' }), table('a.csv', 0));
    set(kit, 1, 1);
    expect(valueAt(kit, 0)).toBe('1');
  });
});

it('hundreds of ports are opened, each once', async () => {
  const kit = openWith([table('a.csv', 1)], ...Array.from({ length: 300 }, () => ({})));
  const results = await kit.shard.requests.listen();
  expect(results.map(({ slot }) => slot)).toEqual(Array.from({ length: 300 }, (_, slot) => slot));
  expect(kit.network.openPorts).toBe(300);
});

it('RTUs of one address and port have one listener', async () => {
  const kit = openWith([table('a.csv', 1)], { port: 3001 }, { port: 3001 }, { port: 3001 }, { port: 3002 });
  expect(await kit.shard.requests.listen()).toEqual([
    { slot: 0, port: 3001 },
    { slot: 1, port: 3001 },
    { slot: 2, port: 3001 },
    { slot: 3, port: 3002 },
  ]);
  expect(kit.network.openPorts).toBe(2);
});

/** Restarts of groups: what is refused, and that a refusal changes nothing (`docs/gateway.md` §8). */
import { beforeEach, describe, expect, it } from 'vitest';
import type { PlainError } from '../../src/channel/shard-protocol.js';
import { Connections } from '../../src/coordinator/gateway/connections.js';
import { type GroupRestartContext, restartGroup } from '../../src/coordinator/gateway/restart-group.js';
import type { GroupDefinition } from '../../src/gateway/definition.js';
import { groupDefinition, PORT } from '../workers/gateway-kit.js';

let groups: GroupDefinition[];
/** What the shard was asked, and what the context was told. */
let calls: string[];
let answer: PlainError | 'dead' | undefined;
let hangs: number[];

function context(): GroupRestartContext {
  return {
    groups,
    pool: {
      ask: async (shard, request) => {
        if (answer === 'dead') return undefined;
        const restart = async (definition: GroupDefinition, stamp: string) => {
          calls.push(`${shard} restart ${definition.slot} ${definition.ports[0].port} ${stamp}`);
          return answer as PlainError | undefined;
        };
        return request({ restart } as never);
      },
      place: ({ slot, name }, shard) => calls.push(`place ${slot} ${name} on ${shard}`),
      shardOf: () => 3,
    },
    stamps: { next: () => 'T', use: (slot, stamp) => calls.push(`stamp ${slot} ${stamp}`) },
    mostMasters: () => 2,
    hangs: () => hangs.map((shard) => ({ shard, forMs: 1000 })),
  };
}

const restart = (wish: Record<string, string>, slot = 0) => restartGroup(context(), slot, wish);

beforeEach(() => {
  groups = [
    groupDefinition(),
    groupDefinition({ slot: 1, id: 2, name: 'Beta', ports: [{ ...PORT, port: 2500 }] }),
  ];
  calls = [];
  answer = undefined;
  hangs = [];
});

describe('a restart', () => {
  it('is carried out by the shard, then the group has its new settings', async () => {
    const result = await restart({ name: 'Gamma', port: '2600' });
    expect(result).toMatchObject({ outcome: 'restarted', changed: ['name', 'port'], problems: [] });
    expect(groups[0]).toMatchObject({ slot: 0, id: 1, name: 'Gamma', ports: [{ port: 2600 }] });
    expect(calls).toEqual(['3 restart 0 2600 T', 'place 0 Gamma on 3', 'stamp 0 T']);
  });

  it('without a change begins the group anew', async () => {
    expect(await restart({})).toMatchObject({ outcome: 'restarted', changed: [] });
    expect(calls).toHaveLength(3);
  });

  it('of no group throws', async () => {
    await expect(restart({}, 7)).rejects.toThrow('no group has slot 7');
  });
});

describe('a restart is refused', () => {
  /** The refusal, after a look that nothing changed. */
  async function refusal(wish: Record<string, string>): Promise<string> {
    const before = [...groups];
    const result = await restart(wish);
    if (result.outcome !== 'refused') throw new Error('not refused');
    expect(groups).toEqual(before);
    expect(calls.filter((call) => !call.includes(' restart '))).toEqual([]);
    const [problem] = result.problems;
    return `${result.reason} ${problem.field}: ${problem.found}: ${problem.expected}`;
  }

  it('with a value that can not be used', async () => {
    expect(await refusal({ port: '70000' })).toBe('parameters port: 70000: a whole number 1…65535');
    expect(calls).toEqual([]);
  });

  it('with more masters than the table has places for', async () => {
    expect(await refusal({ connections: '3' })).toBe(
      'parameters connections: 3: at most 2 while the program runs; for more change the ini file and start the program again',
    );
  });

  it('with the port of another group', async () => {
    expect(await refusal({ port: '2500' })).toBe(
      'port port: 2500: a port of its own; group 2 Beta listens on 2500 of all addresses',
    );
  });

  it('with a port that the shard can not open', async () => {
    answer = { code: 'EADDRINUSE', message: 'port 2600 is in use by another program', detail: '' };
    expect(await refusal({ port: '2600' })).toBe(
      'port port: 2600: an address and port that can be opened; port 2600 is in use by another program',
    );
  });

  it('while the shard hangs, or is dead', async () => {
    hangs = [3];
    expect(await refusal({})).toMatch(/^shard : : a worker thread that answers; shard 3 hangs/);
    hangs = [2];
    answer = 'dead';
    expect(await refusal({})).toBe(
      'shard : : a worker thread that runs; it died and is started again, try once more',
    );
  });
});

describe('who is connected', () => {
  const event = { kind: 'link', wallMs: 5, slot: 0, place: -1, connection: -1, detail: '' } as const;
  const master = { ...event, side: 'master', what: 'connect' } as const;

  it('is known from the events of the links, in their order', () => {
    const connections = new Connections(1, (_slot, place) => place + 10);
    connections.take({ ...event, side: 'rtu', what: 'connect', peer: 'R:1' });
    connections.take({ ...master, peer: 'A:1', place: 0, connection: 1 });
    connections.take({ ...master, peer: 'B:2', place: 1, connection: 2 });
    connections.take({ ...master, what: 'startdt', peer: 'A:1', place: 0, connection: 1 });
    connections.take({ ...master, what: 'disconnect', peer: 'A:1', place: 0, connection: 1 });
    connections.take({ ...master, peer: 'C:3', place: 0, connection: 3 });
    expect(connections.rtu(0)).toBe('R:1');
    expect(connections.masters(0)).toEqual([
      { place: 1, connection: 2, peer: 'B:2', port: 11, connectedAt: 5 },
      { place: 0, connection: 3, peer: 'C:3', port: 10, connectedAt: 5 },
    ]);
    connections.take({ ...event, side: 'rtu', what: 'disconnect', peer: 'R:1' });
    expect(connections.rtu(0)).toBe('');
    connections.clear(0);
    expect([connections.masters(0), connections.masters(9), connections.rtu(9)]).toEqual([[], [], '']);
  });
});

/** The steps of a restart with a pool that only records: the requests to each shard in order, and the state after a refusal. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { RtuDefinition } from '../../src/channel/definitions.js';
import type { ListenResult, ShardApi } from '../../src/channel/shard-protocol.js';
import type { LoadedTable } from '../../src/config/load.js';
import { type RestartContext, restartRtu } from '../../src/coordinator/restart.js';
import type { SignalTable } from '../../src/station/points/signal-table.js';
import { rtuDefinition } from '../support/rtus.js';

/** Slots 0 and 2 are on shard 0, slot 1 is on shard 1. */
const SHARD_OF = [0, 1, 0];

let rtus: RtuDefinition[];
/** Everything that was requested, in order. */
let done: string[];
/** Results of the next calls that open a port; after them, ports open. */
let openings: string[];
/** Shards that do not answer. */
let dead: Set<number>;
/** Shards that hang. */
let hanging: Set<number>;
/** Result of opening the old port again. */
let listening: ListenResult[];

beforeEach(() => {
  rtus = [rtuDefinition(1), rtuDefinition(2), rtuDefinition(3, { hosts: ['10.0.0.1'] })];
  done = [];
  openings = [];
  dead = new Set();
  hanging = new Set();
  listening = [];
});

const failure = (code: string) => ({ code, message: `no port: ${code}`, detail: '' });

/** A shard that records its requests. */
function shardApi(shard: number): ShardApi {
  const note = (what: string) => done.push(`${shard} ${what}`);
  const never = () => {
    throw new Error('a restart never asks this');
  };
  return {
    load: never,
    reload: never,
    listen: async () => {
      note('listen');
      return listening;
    },
    pause: (slot) => void note(`pause ${slot}`),
    reserve: async ({ rtu, table, stamp }) => {
      note(`reserve ${rtu.slot} on ${rtu.port} with ${table.file}, ${stamp}`);
      const code = openings.shift();
      return { slot: rtu.slot, port: rtu.port, ...(code === undefined ? {} : { error: failure(code) }) };
    },
    release: (slot, detail, departure) => void note(`release ${slot}: ${detail}, ${departure}`),
    activate: (slot) => void note(`activate ${slot}`),
    points: never,
    setPoint: never,
  };
}

function context(): RestartContext {
  return {
    rtus,
    pool: {
      async ask(shard, request) {
        if (dead.has(shard)) return undefined;
        return request(shardApi(shard) as unknown as Parameters<typeof request>[0]);
      },
      place: ({ slot }, shard) => void done.push(`place ${slot} on ${shard}`),
      shardOf: (slot) => SHARD_OF[slot],
      shardOfNumber: (rtuNumber, exceptSlot) => {
        const found = rtus.find((rtu) => rtu.rtuNumber === rtuNumber && rtu.slot !== exceptSlot);
        return found && SHARD_OF[found.slot];
      },
    },
    hangs: (shard) => hanging.has(shard),
    openTable: (file): LoadedTable =>
      file === 'gone.csv'
        ? { findings: [{ severity: 'error', file, row: 0, column: '', found: '', expected: 'a file' }] }
        : { table: { file } as SignalTable, findings: [] },
    stamps: {
      next: () => 'STAMP',
      use: (slot, stamp) => void done.push(`${slot} has ${stamp}`),
    },
  };
}

const restart = (slot: number, fields: Record<string, string> = {}) => restartRtu(context(), slot, fields);

describe('a restart', () => {
  it('on a new port opens that one before it closes the old one', async () => {
    const result = await restart(0, { port: '3000', k: '20' });
    expect(result).toMatchObject({ outcome: 'restarted', changed: ['k', 'port'], problems: [] });
    expect(done).toEqual([
      '0 reserve 0 on 3000 with io.csv, STAMP',
      'place 0 on 0',
      '0 has STAMP',
      '0 release 0: the RTU is restarted, returns',
      '0 activate 0',
    ]);
    expect(rtus[0]).toMatchObject({ port: 3000, k: 20 });
  });

  it('on the same port closes it first, and retries until the system has released it', async () => {
    openings = ['EADDRINUSE', 'EADDRINUSE'];
    expect(await restart(1)).toMatchObject({ outcome: 'restarted', changed: [] });
    const reserve = '1 reserve 1 on 2405 with io.csv, STAMP';
    expect(done.slice(0, 5)).toEqual(['1 pause 1', reserve, reserve, reserve, 'place 1 on 1']);
  });

  it('on another address with the same port closes its own port first', async () => {
    expect(await restart(0, { bind: '127.0.0.1' })).toMatchObject({
      outcome: 'restarted',
      changed: ['bind'],
    });
    expect(done[0]).toBe('0 pause 0');
  });

  it('with the number of an RTU on another shard moves to that shard', async () => {
    expect(await restart(1, { rtuNumber: '103' })).toMatchObject({ changed: ['rtuNumber'] });
    expect(done).toEqual([
      '1 pause 1',
      '0 reserve 1 on 2405 with io.csv, STAMP',
      'place 1 on 0',
      '1 has STAMP',
      '1 release 1: the RTU is restarted, leaves',
      '0 activate 1',
    ]);
  });

  it('of a slot without an RTU throws', async () => {
    await expect(restart(9)).rejects.toThrow(new RangeError('no RTU has slot 9'));
  });
});

describe('a refusal', () => {
  /** Checks that no RTU was placed, stamped or released. */
  function expectUnchanged(before: readonly RtuDefinition[]): void {
    expect(rtus).toEqual(before);
    expect(done.filter((step) => /place|has|release|activate/.test(step))).toEqual([]);
  }

  it.each<[string, number, Record<string, string>]>([
    ['its own shard', 1, {}],
    ['the shard that it would move to', 0, { rtuNumber: '103' }],
  ])('because of a hang: %s; nothing is asked of it', async (_, shard, fields) => {
    hanging = new Set([shard]);
    const before = structuredClone(rtus);
    expect(await restart(1, fields)).toMatchObject({
      outcome: 'refused',
      reason: 'shard',
      problems: [
        {
          expected: `a worker thread that answers; shard ${shard} hangs, try again when it has come round`,
        },
      ],
    });
    expectUnchanged(before);
    expect(done).toEqual([]);
  });

  it('of an RTU that shares its connections names the others, and touches nothing', async () => {
    rtus[2].port = rtus[0].port;
    const before = structuredClone(rtus);
    expect(await restart(0, { k: '20' })).toMatchObject({
      outcome: 'refused',
      reason: 'port',
      problems: [
        {
          field: 'port',
          found: '2404',
          expected:
            'an RTU with connections of its own; this one shares them with the RTU numbers 103: change the ini file and start the program again',
        },
      ],
    });
    expectUnchanged(before);
    expect(done).toEqual([]);
  });

  it('is no refusal where two RTUs let the system choose their ports', async () => {
    rtus[0].port = 0;
    rtus[1].port = 0;
    expect(await restart(0)).toMatchObject({ outcome: 'restarted' });
  });

  it.each<[why: string, slot: number, fields: Record<string, string>, reason: string, field: string]>([
    ['a bad value', 0, { k: '0' }, 'parameters', 'k'],
    ['a port of another RTU', 0, { port: '2405' }, 'port', 'port'],
    ['a file that cannot be read', 0, { iodata: 'gone.csv' }, 'file', 'iodata'],
  ])('for %s sends no request to a shard', async (_why, slot, fields, reason, field) => {
    const before = rtus.map((rtu) => ({ ...rtu }));
    const result = await restart(slot, fields);
    expect(result).toMatchObject({ outcome: 'refused', reason, problems: [{ severity: 'error', field }] });
    expectUnchanged(before);
    expect(done).toEqual([]);
  });

  it('names the RTU that uses the port, and the findings of a file', async () => {
    expect((await restart(0, { port: '2406' })).problems).toMatchObject([
      { found: '2406', expected: 'a port of its own; RTU 3 System 3 listens on 2406 of all addresses' },
    ]);
    expect((await restart(0, { iodata: 'gone.csv' })).findings).toMatchObject([{ file: 'gone.csv' }]);
  });

  it('for a new port that does not open changes nothing, after one attempt', async () => {
    const before = rtus.map((rtu) => ({ ...rtu }));
    openings = ['EADDRINUSE'];
    expect(await restart(0, { port: '3000' })).toMatchObject({
      outcome: 'refused',
      reason: 'port',
      problems: [{ field: 'port', found: '3000', expected: expect.stringContaining('no port: EADDRINUSE') }],
    });
    expectUnchanged(before);
    expect(done).toEqual(['0 reserve 0 on 3000 with io.csv, STAMP']);
  });

  it('for an address that this machine does not have names the address', async () => {
    openings = ['EADDRNOTAVAIL'];
    const result = await restart(0, { bind: '192.0.2.1' });
    expect(result).toMatchObject({ reason: 'port', problems: [{ field: 'bind', found: '192.0.2.1' }] });
  });

  it('on the same port opens the old one again', async () => {
    const before = rtus.map((rtu) => ({ ...rtu }));
    openings = ['EACCES'];
    listening = [{ slot: 0, port: 2404 }];
    expect(await restart(0)).toMatchObject({ outcome: 'refused', reason: 'port' });
    expectUnchanged(before);
    expect(done).toEqual(['0 pause 0', '0 reserve 0 on 2404 with io.csv, STAMP', '0 listen']);
  });

  it('says that the RTU does not listen if even the old port does not open', async () => {
    openings = ['EACCES'];
    listening = [{ slot: 0, port: 2404, error: failure('EADDRINUSE') }];
    const { problems } = await restart(0);
    expect(problems.at(-1)).toMatchObject({
      field: 'port',
      found: 'all addresses port 2404',
      expected: 'to be opened again; no port: EADDRINUSE: the RTU does not listen now',
    });
    expect(done.filter((step) => step === '0 listen')).toHaveLength(25);
  });

  it('for a shard that does not answer says to try again', async () => {
    const before = rtus.map((rtu) => ({ ...rtu }));
    dead.add(0);
    expect(await restart(0, { port: '3000' })).toMatchObject({ outcome: 'refused', reason: 'shard' });
    expectUnchanged(before);
  });
});

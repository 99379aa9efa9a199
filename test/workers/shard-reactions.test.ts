/** What a shard tells of watched points, and when it changes points for reactions (`docs/behaviour.md` §14). */
import { beforeEach, expect, it } from 'vitest';
import type { PointOrder } from '../../src/reactions/point-order.js';
import { tableOf } from '../station/station-kit.js';
import { rtuDefinition } from '../support/rtus.js';
import { openShard, type SimShard } from './sim-shard.js';

const BEGIN_MS = 10_000;
const TABLE = tableOf('1,Y,1,100,1\n1,Y,11,200,5\n1,Y,1,300,0\n');

let kit: SimShard;

/** RTUs with the numbers 7, 7 and 8; 100 and 200 are watched on 7, 200 on 8. */
beforeEach(() => {
  const places = [
    { rtuNumber: 7, ioa: 100, pointType: 1 },
    { rtuNumber: 7, ioa: 200, pointType: 11 },
    { rtuNumber: 8, ioa: 200, pointType: 11 },
    { rtuNumber: 9, ioa: 200, pointType: 11 },
  ];
  kit = openShard({ rtus: 3, watched: { places, rules: ['first', 'second'] } });
  const rtus = [7, 7, 8].map((rtuNumber, i) => rtuDefinition(i + 1, { rtuNumber, ioFile: TABLE.file }));
  kit.shard.requests.load({ rtus, tables: [TABLE], stamps: new Map() });
});

function order(more: Partial<PointOrder>): PointOrder {
  const same = { id: 1, row: 0, rtuNumbers: [7], ioa: 200, pointType: 11, quality: undefined, startMs: 0 };
  return { ...same, value: 9, ...more };
}

function take(more: Partial<PointOrder>): void {
  kit.shard.broadcasts.take({ kind: 'point', order: order(more) });
}

/** The messages until this time, each as a list of its news. */
async function toldUntil(ms: number): Promise<string[][]> {
  await kit.world.run(ms, () => {});
  return kit.posted.splice(0).flatMap((event) =>
    event.kind === 'reactions'
      ? [
          event.news.map((news) => {
            if ('id' in news) return `${news.kind} ${news.id} @${news.atMs}`;
            if (news.kind === 'command') return 'command';
            const { rtuNumber, ioa, state, cause } = news;
            return `${news.kind} ${rtuNumber}:${ioa}=${state.value} q${state.quality} by ${cause}`;
          }),
        ]
      : [],
  );
}

it('tells what the watched points are, in one message', async () => {
  expect(await toldUntil(BEGIN_MS + 1)).toEqual([
    ['known 7:100=1 q0 by 0', 'known 7:200=5 q0 by 0', 'known 8:200=5 q0 by 0'],
  ]);
});

it('changes points at their instant, in the sequence of the orders, and tells what came of it', async () => {
  await toldUntil(BEGIN_MS + 1);
  const startMs = BEGIN_MS + 50;
  take({ id: 1, rtuNumbers: [7, 8, 9], startMs });
  take({ id: 4, value: 10, quality: 0x80, startMs });
  take({ id: 5, rtuNumbers: [9], startMs: BEGIN_MS + 20 });
  take({ id: 6, ioa: 300, pointType: 1, value: 1, startMs });
  take({ id: 7, ioa: 999, startMs: startMs + 5 });
  take({ id: 8, value: 10, startMs: startMs + 5 });
  expect(await toldUntil(startMs - 1)).toEqual([]);
  const [first, second, ...more] = await toldUntil(startMs + 100);
  expect(more).toEqual([]);
  expect(first.map((news) => news.replace(/ @.*/, ''))).toEqual([
    'changed 7:200=9 q0 by 1',
    'done 1',
    // RTU number 9 is on another shard, which tells of number 3.
    'changed 8:200=9 q0 by 2',
    'done 2',
    'changed 7:200=10 q128 by 4',
    'done 4',
    // Nobody watches 300.
    'done 6',
  ]);
  const atMs = Number(/@(.*)/.exec(first[1])?.[1]);
  expect(atMs).toBeGreaterThanOrEqual(startMs);
  // It is 10 with IV already.
  expect(second.map((news) => news.replace(/ @.*/, ''))).toEqual(['missing 7', 'done 8']);
});

it('takes orders whose instant has passed at once', async () => {
  await toldUntil(BEGIN_MS + 1);
  take({ startMs: 3 });
  const told = (await toldUntil(BEGIN_MS + 100)).flat();
  expect(told[0]).toBe('changed 7:200=9 q0 by 1');
});

it('without reactions tells nothing and changes nothing', async () => {
  kit = openShard();
  kit.shard.requests.load({
    rtus: [rtuDefinition(1, { rtuNumber: 7, ioFile: TABLE.file })],
    tables: [TABLE],
    stamps: new Map(),
  });
  take({});
  expect(await toldUntil(BEGIN_MS + 100)).toEqual([]);
  expect(kit.shard.requests.points(0, 0, 3).points.map(({ value }) => value)).toEqual(['1', '5', '0']);
});

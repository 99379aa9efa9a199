/** Reactions on real sockets and threads: RTUs of several shards, as one sequence (`docs/behaviour.md` §14). */
import { expect, it } from 'vitest';
import { formatFinding } from '../../src/channel/definitions.js';
import type * as LoadModule from '../../src/config/reactions/load-reactions.js';
import type { ReactionPlan } from '../../src/reactions/plan.js';
import { nextAsdus } from '../support/raw-peer.js';
import { importBuilt, TestEngine, waitFor } from '../support/test-engine.js';

const { parseReactions } = await importBuilt<typeof LoadModule>('config/reactions/load-reactions.js');

const DATABASE = `
1,Y,3,1001,2
2,,3,1001,1
1,Y,11,3001,10
1,Y,1,2001,0
1,Y,30,2100,0
5,N,46,5001,1001
`;

/** RTUs 1, 2, … on as many shards. */
function start(rows: readonly string[], rtus: number, globals: readonly string[] = []): Promise<TestEngine> {
  return TestEngine.start({
    rtus: Array.from({ length: rtus }, (_, i) => ({ ca: i + 1 })),
    databases: { 'd.csv': DATABASE },
    globals: ['eoi,never', ...globals],
    shards: rtus,
    reactions: ({ rtus: loaded, tables }): ReactionPlan => {
      const text = ['rule,RTUs,when,and if,after,point,becomes,quality,unless,how often', ...rows].join('\n');
      const { plan, findings } = parseReactions([{ file: 'r.csv', text }], loaded, tables);
      if (plan === undefined) throw new Error(findings.map(formatFinding).join('\n'));
      return plan;
    },
  });
}

it('a command on one RTU changes points of RTUs on other shards', async () => {
  const test = await start(
    [
      'trip,,command 5001 of RTU 1 is off,1001 of RTU 3 is on,,1001 of RTU 2,as commanded',
      'trip,2-3,command 5001 of RTU 1 is off,,0.01,3001,minus 4,NT',
      'chain,,1001 of RTU 2 becomes off,,,2001 of RTU 3,on',
    ],
    3,
  );
  expect(new Set([0, 1, 2].map((slot) => test.shardOf(slot))).size).toBe(3);
  const [first, second, third] = await Promise.all([0, 1, 2].map((slot) => test.master(slot)));
  // C_DC_NA_1 to IOA 1389h, COT 6, OFF: confirmed, its status with COT 11, its end.
  first.sendI(0, 0, '2E 01 06 00 01 00 89 13 00 01');
  expect(await nextAsdus(first, 3)).toEqual([
    '2E 01 07 00 01 00 89 13 00 01',
    '03 01 0B 00 01 00 E9 03 00 01',
    '2E 01 0A 00 01 00 89 13 00 01',
  ]);
  // IOA 3E9h OFF; then BB9h, 10 − 4 = 6, quality NT 40h.
  expect(await nextAsdus(second, 2)).toEqual([
    '03 01 03 00 02 00 E9 03 00 01',
    '0B 01 03 00 02 00 B9 0B 00 06 00 40',
  ]);
  expect((await nextAsdus(third, 2)).sort()).toEqual([
    '01 01 03 00 03 00 D1 07 00 01',
    '0B 01 03 00 03 00 B9 0B 00 06 00 40',
  ]);
  const fired = () => test.engine.reactions.list().map(({ counts }) => counts.fired);
  expect(fired()).toEqual([1, 2, 1]);
  await test.event('reaction', ({ outcome }) => outcome.rule === 'chain' && outcome.step === 'fired');
  await waitFor('the line of both RTU numbers', () =>
    test.events.find((event) => event.kind === 'reaction' && event.outcome.rtuNumbers.join() === '2,3'),
  );
});

it('an index send, a hand and a reaction are changes alike', async () => {
  const test = await start(
    ['copy,1,1001 becomes off,,,1001 of RTU 2,copy of 1001', 'flag,2,1001 becomes off,,,2001,on'],
    2,
  );
  const second = await test.master(1);
  await test.master(0);
  test.engine.send(2, 0, { rtuNumbers: [1] });
  const both = ['03 01 03 00 02 00 E9 03 00 01', '01 01 03 00 02 00 D1 07 00 01'];
  expect(await nextAsdus(second, 2)).toEqual(both);
  const order = { ioa: 1001, pointType: 3, rest: 'kept', who: 'a test' } as const;
  for (const dpi of [2, 1]) await test.engine.points.set(0, { ...order, value: { dpi } });
  // It is OFF there already, so that this is an event and no change.
  expect(await nextAsdus(second, 1)).toEqual([both[0]]);
});

it('a loop is stopped, counted and told', async () => {
  const test = await start(
    ['up,1,1001 becomes off,3001 of RTU 2 is above 1,,1001,on', 'down,1,1001 becomes on,,,1001,off'],
    2,
  );
  test.engine.send(2, 0, { rtuNumbers: [1] });
  await test.engine.points.set(0, {
    ioa: 1001,
    pointType: 3,
    value: { dpi: 1 },
    rest: 'kept',
    who: 'a test',
  });
  const { outcome } = await test.event('reaction', (event) => event.outcome.step === 'cut');
  expect(outcome).toMatchObject({ rule: 'up', row: 2, reactions: 1, rtuNumbers: [1] });
  expect(test.engine.reactions.list().map(({ counts }) => [counts.fired, counts.cut])).toEqual([
    [16, 1],
    [16, 0],
  ]);
});

it('what a shard that died does not carry out is told, and its RTUs react again', async () => {
  const test = await start(['copy,,1001 of RTU 1 changes,,,1001 of RTU 2,copy of 1001 of RTU 1'], 2);
  await test.killThreads();
  await test.restarts(2);
  const second = await test.master(1);
  await test.engine.points.set(0, {
    ioa: 1001,
    pointType: 3,
    value: { dpi: 1 },
    rest: 'kept',
    who: 'a test',
  });
  expect(await nextAsdus(second, 1)).toEqual(['03 01 03 00 02 00 E9 03 00 01']);
});

it('events wait for a connection, and the log has the name of the rule', async () => {
  const test = await start(['trip (a),1,1001 becomes off,,,2100 of RTU 2,on'], 2, ['events,keep']);
  await test.engine.points.set(0, {
    ioa: 1001,
    pointType: 3,
    value: { dpi: 1 },
    rest: 'kept',
    who: 'a test',
  });
  const lines = await waitFor('the log', () => {
    const found = test.workspace
      .list('log')
      .map((name) => test.workspace.read('log', name))
      .find((text) => text.includes('reaction trip (a)'));
    return found;
  });
  expect(lines).toContain('reaction trip (a); waits for a connection');
  const second = await test.master(1);
  // IOA 834h with the time at which it arose.
  expect((await nextAsdus(second, 1))[0]).toMatch(/^1E 01 03 00 02 00 34 08 00 01 /);
});

/** `/api/reactions`: rows of reaction files, with what came of them. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type * as LoadModule from '../../src/config/reactions/load-reactions.js';
import { importBuilt, TestEngine, waitFor } from '../support/test-engine.js';
import { type ApiUnderTest, openApi } from './support.js';

const { parseReactions } = await importBuilt<typeof LoadModule>('config/reactions/load-reactions.js');

const ROWS = `rule,RTUs,when,and if,after,point,becomes,quality,unless,how often,comment
trip,1-2,1001 becomes off,,,1002,off,,,,relay
later,,1001 of RTU 1 becomes off,,1000,1002 of RTU 2,on,,1001 of RTU 1 becomes on
`;

let simulator: TestEngine;
let http: ApiUnderTest;

beforeEach(async () => {
  simulator = await TestEngine.open({
    rtus: [{ ca: 1 }, { ca: 2 }],
    databases: { 'd.csv': '1,Y,1,1001,1\n1,Y,1,1002,1\n' },
    shards: 2,
    reactions: ({ rtus, tables }) =>
      parseReactions([{ file: 'r.csv', text: ROWS }], rtus, tables).plan ?? { rows: [], points: [] },
  });
  http = await openApi(simulator);
});
afterEach(async () => {
  await http.api.close();
  await simulator.close();
});

it('has every row with its counts and what waits', async () => {
  const quiet = { fired: 0, stopped: 0, restarted: 0, cut: 0, full: 0, failed: 0 };
  const asleep = { ...quiet, lastFired: null, pending: 0, nextInMs: null };
  const rows = [
    {
      file: 'r.csv',
      row: 2,
      rule: 'trip',
      words: 'when 1001 becomes off: 1002 becomes off',
      comment: 'relay',
      rtuNumbers: [1, 2],
      ...asleep,
    },
    {
      file: 'r.csv',
      row: 3,
      rule: 'later',
      words:
        'when 1001 of RTU 1 becomes off, after 1000 s: 1002 of RTU 2 becomes on, unless 1001 of RTU 1 becomes on',
      comment: '',
      rtuNumbers: [],
      ...asleep,
    },
  ];
  const read = async () => (await http.get('/api/reactions')).json;
  expect(await read()).toEqual(rows);
  await http.post('/api/rtus/1/points', { ioa: 1001, value: 0 });
  await simulator.event('reaction');
  const [trip, later] = await read();
  expect(trip).toEqual({ ...rows[0], fired: 1, lastFired: expect.stringMatching(/^20.*Z$/) });
  expect(later).toEqual({ ...rows[1], pending: 1, nextInMs: expect.any(Number) });
  await http.post('/api/rtus/1/points', { ioa: 1001, value: 1 });
  await waitFor('the stop', () =>
    simulator.events.find((event) => event.kind === 'reaction' && event.outcome.step === 'stopped'),
  );
  expect((await read())[1]).toEqual({ ...rows[1], stopped: 1 });
});

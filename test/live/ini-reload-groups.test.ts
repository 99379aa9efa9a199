/** The ini file read again where RTUs belong together: shared ports, reactions, a wait for all masters. */
import { expect, it } from 'vitest';
import type { ReloadResult } from '../../src/coordinator/api.js';
import type * as ReloadModule from '../../src/coordinator/ini-reload.js';
import { freePorts } from '../program/free-ports.js';
import { RawPeer, startTransfer } from '../support/raw-peer.js';
import { importBuilt, type Setting, TestEngine } from '../support/test-engine.js';
import { type RtuRow, rtuRow } from '../support/workspace.js';

const { IniReload } = await importBuilt<typeof ReloadModule>('coordinator/ini-reload.js');
const databases = { 'd.csv': '1,Y,1,100,1\n' };

async function start(rtus: readonly RtuRow[], more: Partial<Setting> = {}): Promise<TestEngine> {
  return TestEngine.start({ rtus, databases, globals: ['eoi,never'], shards: 2, ...more });
}

async function reload(test: TestEngine, rows: readonly RtuRow[], check = false): Promise<ReloadResult> {
  test.workspace.write('running.csv', ['eoi,never', ...rows.map(rtuRow)]);
  const result = await new IniReload(test.engine, { iniFile: test.workspace.path('running.csv') }).read(
    check,
  );
  if ('refused' in result) throw new Error(result.refused);
  return result;
}

it('closes a shared port when all its RTUs are taken out, and not before', async () => {
  const [shared = 0, other = 0] = await freePorts(2);
  const rtus = [
    { no: 1, ca: 1, port: shared },
    { no: 2, ca: 2, port: shared },
    { no: 3, ca: 3, port: other },
  ];
  const test = await start(rtus);
  const [both, third] = [await test.master(0), await test.master(2)];
  const part = await reload(test, [rtus[0], rtus[2]]);
  expect(part.removed).toMatchObject([
    { no: 2, done: false, detail: expect.stringContaining('shares them with the RTU numbers 1') },
  ]);
  expect(test.engine.stats.countNonZero('STARTED')).toBe(3);
  const whole = await reload(test, [rtus[2]]);
  expect(whole.removed).toMatchObject([
    { no: 1, done: true, detail: '' },
    { no: 2, done: true, detail: '' },
  ]);
  await both.expectClosed();
  await expect(RawPeer.connect(shared)).rejects.toThrow('ECONNREFUSED');
  expect([0, 1, 2].map((slot) => test.engine.stats.get(slot, 'CONNECTIONS'))).toEqual([0, 0, 1]);
  expect([0, 1, 2].map((slot) => test.engine.stats.get(slot, 'DISCONNECTS'))).toEqual([1, 1, 0]);
  third.reset();
});

it('lets a wait for all masters end when the only one without is taken out', async () => {
  const ports = await freePorts(2);
  const rtus = ports.map((port, i) => ({ no: i + 1, ca: i + 1, port }));
  const test = await start(rtus);
  await test.master(0);
  let isOver = false;
  const wait = test.engine.awaitMasters(2).then(() => {
    isOver = true;
  });
  await test.engine.awaitMasters(1);
  expect(isOver).toBe(false);
  expect((await reload(test, [rtus[0]])).removed).toMatchObject([{ no: 2, done: true }]);
  await wait;
});

it('says that reactions do not know a new RTU number', async () => {
  const [first = 0, second = 0, third = 0] = await freePorts(3);
  const { parseReactions } = await importBuilt<typeof import('../../src/config/reactions/load-reactions.js')>(
    'config/reactions/load-reactions.js',
  );
  const text = 'rule,RTUs,when,and if,after,point,becomes\nr,all,100 becomes off,,1,100,on';
  const test = await start([{ no: 1, ca: 1, port: first }], {
    reactions: ({ rtus, tables }) => {
      const { plan, findings } = parseReactions([{ file: 'r.csv', text }], rtus, tables);
      if (plan === undefined) throw new Error(JSON.stringify(findings));
      return plan;
    },
  });
  const rows = [
    { no: 1, ca: 1, port: first },
    { no: 2, ca: 1, port: second },
    { no: 3, ca: 7, port: third },
  ];
  const notes = [
    'reactions do not know the RTU numbers 7: they are read when the program starts, start it again',
  ];
  expect(await reload(test, rows, true)).toMatchObject({ notes });
  expect(await reload(test, rows)).toMatchObject({ notes, added: [{ done: true }, { done: true }] });
  await startTransfer(await test.raw(2));
  // It is known now, but reactions were not read again: the next reading says nothing new.
  expect((await reload(test, rows)).notes).toEqual([]);
});

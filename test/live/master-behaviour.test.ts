/** `--behave` of the master against RTUs on real sockets and threads: each word does what a bad front-end would do. */
import { expect, it, onTestFinished } from 'vitest';
import type { FaultRequest } from '../../src/coordinator/api.js';
import { parseMaster } from '../../src/master/master-options.js';
import { run } from '../../src/master/run.js';
import { soon } from '../support/patience.js';
import { TestEngine } from '../support/test-engine.js';
import { pointRows, rtuRow } from '../support/workspace.js';

const LONG_MS = 3_600_000;
/** A command to point 101 beside three points with time tags. */
const FILE = ['5001,N,46,5001,101,0', '5002,N,59,5002,101,0', '2,Y,31,101,1,0', ...pointRows(1, 3)];

/** RTUs 1…n of the engine, with options for all. */
function engine(count = 1, globals: readonly string[] = ['eoi,never']): Promise<TestEngine> {
  const rtus = Array.from({ length: count }, (_, i) => ({ ca: i + 1 }));
  return TestEngine.start({ rtus, databases: { 'd.csv': FILE }, globals });
}

interface Summary {
  judged: { code: string; count: number }[];
  endings: { reason: string; count: number }[];
  reconnects: number;
  switches: number;
  withheld: number;
  failedActive: number;
  interrogations: { done: number };
  commands: { outcome: string; cot: number }[];
}

/** A master of all RTUs of the engine, as its command line starts it. */
function front(test: TestEngine, words: string) {
  const rows = test.engine.rtus.map((rtu) => rtuRow({ no: rtu.slot + 1, ca: rtu.rtuNumber, port: rtu.port }));
  test.workspace.write('front.csv', rows);
  const line = ['-i', test.workspace.path('front.csv'), '--json', ...words.split(' ')];
  const parsed = parseMaster(line, { out: process.stdout, err: process.stderr });
  if ('exitCode' in parsed) throw new Error('the options were refused');
  const out: string[] = [];
  const err: string[] = [];
  const interruption = new AbortController();
  const output = { out: (text: string) => out.push(text), err: (text: string) => err.push(text) };
  const ended = run(parsed.options, output, interruption.signal);
  onTestFinished(() => interruption.abort());
  return {
    err,
    end: async (): Promise<Summary> => {
      interruption.abort();
      await ended;
      return JSON.parse(out[0]);
    },
  };
}

function fault(test: TestEngine, request: Partial<FaultRequest>) {
  const whole = { durationMs: 0, value: 0, share: 100, seed: 1, slots: [0], who: 'a test', word: 'reset' };
  return test.engine.faults.start({ ...whole, ...request } as FaultRequest);
}

const stat = (test: TestEngine, name: Parameters<TestEngine['engine']['stats']['get']>[1], slot = 0) =>
  test.engine.stats.get(slot, name);
const ended = (test: TestEngine) => test.linkEvents().filter((event) => / disconnect: /.test(event));

it('well: interrogates, sets clocks, has a standby, and comes back', async () => {
  const test = await engine();
  const master = front(test, '--behave well');
  await soon(() => {
    expect(stat(test, 'STARTED')).toBe(1);
    expect(stat(test, 'CONNECTIONS')).toBe(2);
    expect(stat(test, 'INTERROGATIONS')).toBe(1);
    expect(stat(test, 'CLOCK_SYNCS')).toBe(1);
  });
  expect(Math.abs(stat(test, 'CLOCK_ERROR_MS'))).toBeLessThan(LONG_MS);
  fault(test, { word: 'reset' });
  await soon(() => {
    expect(stat(test, 'INTERROGATIONS')).toBe(2);
    expect(stat(test, 'CONNECTIONS')).toBe(2);
  });
  expect(await master.end()).toMatchObject({ judged: [], withheld: 0, failedActive: 0 });
});

it('clock-off: clock syncs and the time tags of commands are off', async () => {
  const test = await engine(1, ['eoi,never', 'command_age,60']);
  const plain = front(test, '-w 1 --command 1:5002:59:2');
  await soon(() => expect(stat(test, 'COMMANDS')).toBe(1));
  expect((await plain.end()).commands).toMatchObject([{ outcome: 'done' }]);
  const master = front(test, '--clock --behave clock-off=-7200 --command 1:5002:59:2');
  await soon(() => expect(stat(test, 'CLOCK_SYNCS')).toBe(1));
  expect(Math.round(stat(test, 'CLOCK_ERROR_MS') / 60_000)).toBe(-120);
  // The second command with a time tag.
  await soon(() => expect(stat(test, 'COMMAND_TAGS')).toBe(2));
  expect((await master.end()).commands).toMatchObject([{ outcome: 'refused' }]);
});

it('no-gi and no-clock: nothing is asked for after STARTDT', async () => {
  const test = await engine();
  const master = front(test, '--behave well,no-gi,no-clock');
  await soon(() => expect(stat(test, 'CONNECTIONS')).toBe(2));
  await soon(() => expect(master.err).toContain('1 of 1 RTUs started'));
  await master.end();
  expect(stat(test, 'INTERROGATIONS')).toBe(0);
  expect(stat(test, 'CLOCK_SYNCS')).toBe(0);
});

it('no-commands: none is sent, and the summary counts them', async () => {
  const test = await engine();
  const master = front(test, '--gi --behave no-commands --command 1:5001:46:2 --command 1:5001:46:1:select');
  await soon(() => expect(stat(test, 'INTERROGATIONS')).toBe(1));
  expect(await master.end()).toMatchObject({ commands: [], withheld: 2 });
  expect(stat(test, 'COMMANDS')).toBe(0);
});

it('select-only: the point is selected, and never moves', async () => {
  const test = await engine();
  const master = front(test, '-w 1 --behave select-only --command 1:5001:46:2');
  await soon(() => expect(stat(test, 'COMMANDS')).toBe(1));
  expect((await master.end()).commands).toMatchObject([{ outcome: 'done', cot: 7 }]);
  const asker = await test.master(0);
  // Read command (102, COT 5) of point 101: still OFF (double point 1).
  asker.sendI(0, 0, '66 01 05 00 01 00 65 00 00');
  expect(await asker.next()).toMatch(/03 01 05 00 01 00 65 00 00 01$/);
});

it('stays-away and back: an RTU that cut its connection is left, or opened again later', async () => {
  const test = await engine(2);
  const away = front(test, '--behave well,stays-away,no-gi --second started');
  // Both connections to each: one that comes after the reset was never cut.
  await soon(() => expect([0, 1].map((slot) => stat(test, 'ACCEPTED', slot))).toEqual([2, 2]));
  await soon(() => expect(stat(test, 'CONNECTIONS', 1)).toBeGreaterThan(0));
  fault(test, { word: 'reset' });
  await soon(() => expect(stat(test, 'CONNECTIONS')).toBe(0));
  // A line comes each second; others are back after one.
  const lines = away.err.length;
  await soon(() => expect(away.err.length).toBeGreaterThanOrEqual(lines + 3));
  expect(stat(test, 'CONNECTIONS')).toBe(0);
  expect((await away.end()).reconnects).toBe(0);
  await soon(() => expect(stat(test, 'CONNECTIONS', 1)).toBe(0));

  const late = front(test, '--gi --behave back=2');
  await soon(() => expect(stat(test, 'INTERROGATIONS')).toBe(1));
  const cut = fault(test, { word: 'close' });
  await soon(() => expect(cut.hits[0].at.started).not.toBeNaN());
  // A timer fires up to a millisecond before its time.
  expect(cut.hits[0].at.started - cut.hits[0].at.applied).toBeGreaterThanOrEqual(1990);
  // Whoever interrogates has counted the link.
  await soon(() => expect(stat(test, 'INTERROGATIONS')).toBe(2));
  expect((await late.end()).reconnects).toBe(1);
});

it('one-by-one: RTUs that are cut at one instant are opened again one after another', async () => {
  const test = await engine(3);
  const master = front(test, '--gi --behave back=0,one-by-one=0.5');
  const interrogations = () => [0, 1, 2].map((slot) => stat(test, 'INTERROGATIONS', slot));
  await soon(() => expect(interrogations()).toEqual([1, 1, 1]));
  const cut = fault(test, { word: 'reset', slots: [0, 1, 2] });
  await soon(() => expect(cut.hits.map(({ at }) => Number.isNaN(at.started))).toEqual([false, false, false]));
  await soon(() => expect(interrogations()).toEqual([2, 2, 2]));
  // The first one at once, the others so much later; each may take its time.
  const cutMs = Math.min(...cut.hits.map(({ at }) => at.applied));
  const [, second, third] = cut.hits.map(({ at }) => at.started - cutMs).sort((a, b) => a - b);
  expect(second).toBeGreaterThanOrEqual(490);
  expect(third).toBeGreaterThanOrEqual(990);
  expect((await master.end()).reconnects).toBe(3);
});

it('fail and takeover: the active server fails once, and the standby is started so long after', async () => {
  const test = await engine();
  const fromMs = performance.now();
  const master = front(test, '--gi --behave fail=0.5,takeover=2,back=0');
  // The RTU may hear of the end late, and then reports less: the whole time is what is certain.
  await soon(() => expect(stat(test, 'SWITCHOVER_START_MS')).toBeGreaterThan(0));
  expect(performance.now() - fromMs).toBeGreaterThanOrEqual(2490);
  await soon(() => expect(stat(test, 'INTERROGATIONS')).toBe(2));
  expect(stat(test, 'CONNECTIONS')).toBe(2);
  expect(master.err).toContain('the active server fails: 1 connections closed');
  // The connection that failed was open again at once, and waited as the new standby.
  expect(await master.end()).toMatchObject({ failedActive: 1, switches: 1, reconnects: 1 });
});

it('no-takeover: nobody takes over; data flows when the failed server is back', async () => {
  const test = await engine();
  const fromMs = performance.now();
  const master = front(test, '--gi --behave fail=0.5,no-takeover,back=1');
  await soon(() => expect(stat(test, 'SWITCHOVER_START_MS')).toBeGreaterThan(0));
  expect(performance.now() - fromMs).toBeGreaterThanOrEqual(1490);
  await soon(() => expect(stat(test, 'INTERROGATIONS')).toBe(2));
  expect(await master.end()).toMatchObject({ switches: 0, reconnects: 1 });
});

/** How a master takes a fault that spoils a frame of a send: whether its link ended, and what it saw. */
async function spoil(word: FaultRequest['word'], behave: string, value = 0) {
  const test = await engine(1, ['eoi,never', 'objects,1']);
  const master = front(test, `-w 1 ${behave}`);
  await soon(() => expect(stat(test, 'STARTED')).toBe(1));
  const spoiling = fault(test, { word, value });
  // It waits for a frame, or went out at once.
  const isOn = () => stat(test, 'FAULTS') === 1 || !Number.isNaN(spoiling.hits[0].at.applied);
  await soon(() => expect(isOn()).toBe(true));
  const { id } = test.engine.send(1, 0);
  const { totals } = await test.engine.settled(id);
  const summary = await master.end();
  return { totals, codes: summary.judged.map(({ code }) => code), endings: summary.endings };
}

it.each([
  ['ns-gap', 0, 'SEND_NUMBER'],
  ['ns-repeat', 0, 'SEND_NUMBER'],
  ['bad-start', 0x69, 'FRAMING'],
] as const)('tolerant: %s is counted, and the link goes on', async (word, value, code) => {
  const good = await spoil(word, '--judge', value);
  expect(good.codes).toEqual([code]);
  expect(good.endings).toEqual([{ reason: `closed by the master: ${code}`, count: 1 }]);
  const bad = await spoil(word, '--behave tolerant', value);
  expect(bad.codes[0]).toBe(code);
  expect(bad.endings).toEqual([{ reason: 'closed by the master', count: 1 }]);
});

it.each([
  ['short', 1, 'MALFORMED_ASDU', 'strict'],
  ['unknown-type', 22, 'UNKNOWN_TYPE', 'touchy'],
  ['other-ca', 999, 'COMMON_ADDRESS', 'touchy'],
] as const)('%s %i is %s: a %s master closes, another stays', async (word, value, code, behaviour) => {
  const good = await spoil(word, '--judge', value);
  expect(good.codes).toEqual([code]);
  expect(good.totals.unsentLink).toBe(0);
  expect(good.endings).toEqual([{ reason: 'closed by the master', count: 1 }]);
  const bad = await spoil(word, `--behave ${behaviour}`, value);
  expect(bad.endings).toEqual([{ reason: `closed by the master: ${code}`, count: 1 }]);
});

it('touchy: a type of the private range ends the link; to others it is legal', async () => {
  expect(await spoil('unknown-type', '--judge', 200)).toMatchObject({ codes: [], totals: { unsentLink: 0 } });
  const bad = await spoil('unknown-type', '--behave touchy', 200);
  expect(bad.endings).toEqual([{ reason: 'closed by the master: UNKNOWN_TYPE', count: 1 }]);
});

it('touchy: a command that is refused ends the link', async () => {
  const test = await engine();
  const negative = fault(test, { word: 'command-negative', durationMs: LONG_MS });
  await soon(() => expect(stat(test, 'FAULTS')).toBe(1));
  const master = front(test, '--behave touchy --command 1:5001:46:2');
  await soon(() => expect(ended(test)).toHaveLength(1));
  expect(ended(test)[0]).toContain('PEER_CLOSED');
  test.engine.faults.end(negative.id);
  expect((await master.end()).commands).toMatchObject([{ outcome: 'refused' }]);
});

it('ignores-t1: a TESTFR con that does not come is counted, and the link stays', async () => {
  const test = await engine();
  fault(test, { word: 'no-testfr', durationMs: LONG_MS });
  await soon(() => expect(stat(test, 'FAULTS')).toBe(1));
  const timers = '--t1 0.2 --t2 0.1 --t3 0.2';
  const good = front(test, timers);
  await soon(() => expect(ended(test)).toHaveLength(1));
  const { judged } = await good.end();
  expect(judged).toMatchObject([{ code: 'T1', count: 1 }]);
  const bad = front(test, `${timers} --behave ignores-t1`);
  const received = stat(test, 'OCTETS_RECEIVED');
  // STARTDT, and TESTFR act five times: at least four went unanswered.
  await soon(() => expect(stat(test, 'OCTETS_RECEIVED')).toBeGreaterThanOrEqual(received + 36));
  expect(ended(test)).toHaveLength(1);
  expect((await bad.end()).judged[0]).toMatchObject({ code: 'T1' });
});

it('ignores-t1: an RTU whose STARTDT con is late, or never comes, holds up no other, and is asked when it is started', async () => {
  const test = await engine(3);
  fault(test, { word: 'late-startdt', value: 1, durationMs: LONG_MS, slots: [0] });
  fault(test, { word: 'no-startdt', durationMs: LONG_MS, slots: [1] });
  await soon(() => expect([0, 1].map((slot) => stat(test, 'FAULTS', slot))).toEqual([1, 1]));
  const master = front(test, '--t1 0.3 --t2 0.1 --gi --behave ignores-t1');
  await soon(() => expect(stat(test, 'INTERROGATIONS', 2)).toBe(1));
  expect(stat(test, 'INTERROGATIONS', 0)).toBe(0);
  await soon(() => expect(stat(test, 'INTERROGATIONS', 0)).toBe(1));
  const { judged, endings, interrogations } = await master.end();
  expect(interrogations.done).toBe(2);
  expect(judged).toMatchObject([{ code: 'T1', count: 2 }]);
  // All three by the end of the run, none before.
  expect(endings).toEqual([{ reason: 'closed by the master', count: 3 }]);
});

it('a standby that takes over is the return of the master, without another connection', async () => {
  const test = await engine();
  const master = front(test, '-w 1 --behave well,back=3600');
  await soon(() => expect(stat(test, 'CONNECTIONS')).toBe(2));
  await soon(() => expect(stat(test, 'INTERROGATIONS')).toBe(1));
  const cut = fault(test, { word: 'ns-gap' });
  await soon(() => expect(stat(test, 'FAULTS')).toBe(1));
  test.engine.send(1, 0);
  await soon(() => expect(cut.hits[0].at.started).not.toBeNaN());
  // The interrogation of the new connection is data.
  await soon(() => expect(cut.hits[0].at.data).not.toBeNaN());
  expect(cut.hits[0].at.connected).toBeNaN();
  expect((await master.end()).switches).toBe(1);
});

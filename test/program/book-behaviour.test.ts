/** The bundled master behaves well or badly on purpose: tests of the book and a plan of faults pass and fail by its words alone. */
import { describe, expect, it } from 'vitest';
import { type AtEnd, pointRows, rtuRow, Workspace } from '../support/workspace.js';
import { bookTest, playBook, userFiles } from './book-stage.js';
import { freePorts } from './free-ports.js';
import { Program } from './program.js';

const WELL = '--behave well';
/** Every frame is acknowledged at once: the end of a run does not wait for t2. */
const AT_ONCE = ['-w', '1'];
const SCRIPT = `--script ${bookTest('flisr').folder}/front-end.csv`;

describe.concurrent('tests of the book', () => {
  const play = async (test: string, master: string, atEnd: AtEnd, limits: readonly string[] = []) =>
    playBook(await userFiles(bookTest(test), atEnd), test, [...AT_ONCE, ...master.split(' ')], atEnd, limits);

  for (const [test, good, ...limits] of [
    ['steady-state', WELL],
    ['switchover', `${WELL},fail=2`],
    // On a busy machine a clock sync is under way for longer than the limit of the test.
    ['time-sync', `${WELL} --clock-every 1`, 'clock-error=30s'],
    ['flisr', `${WELL} ${SCRIPT}`],
    ['robustness', WELL],
    ['boot-storm', WELL],
  ]) {
    it(`${test} passes with ${good}`, async ({ onTestFinished }) => {
      const { exitCode, json } = await play(test, good, onTestFinished, limits);
      expect(json.tests[0]).toMatchObject({ verdict: 'PASS' });
      expect(exitCode).toBe(0);
    });
  }

  for (const [test, words, limit] of [
    ['steady-state', 'fail=2,takeover=1', 'links-lost'],
    ['switchover', 'fail=1,takeover=6', 'switchover'],
    ['switchover', 'fail=1,no-takeover,back=6', 'switchover'],
    ['time-sync', 'no-clock', 'clock-interval'],
    ['time-sync', 'clock-off=0.4 --clock-every 1', 'clock-error'],
    ['flisr', `no-commands ${SCRIPT}`, 'expected'],
    ['flisr', `select-only ${SCRIPT}`, 'expected'],
    ['robustness', 'tolerant', 'fault-demanded'],
  ]) {
    it(`${test} fails with ${words}: ${limit}`, async ({ onTestFinished }) => {
      const { exitCode, json } = await play(test, `${WELL},${words}`, onTestFinished);
      expect(exitCode).toBe(3);
      expect(json.tests[0].why).toContain(limit);
    });
  }
});

/** What each fault is demanded to be met with, in the order of the plan: `yes`, `no`. */
async function demanded(master: string, atEnd: AtEnd): Promise<Record<string, string>> {
  const workspace = new Workspace(atEnd);
  const ports = await freePorts(4);
  workspace.write('iec104rs.csv', [
    'bind,127.0.0.1',
    // A send goes on where a connection was lost, so that the run sees data again and ends.
    'events,keep',
    'eoi,never',
    't1,2',
    't2,1',
    't3,2',
    ...ports.map((port, i) => rtuRow({ no: i + 1, ca: 101 + i, port, file: 'd.csv' })),
  ]);
  workspace.write('data/d.csv', pointRows(1, 40));
  workspace.write('p.csv', [
    '0,1,12,20,,,101-103',
    // Seldom enough for t3.
    '0,1,12,0.3,,,104',
    '1,reset,,,,,101',
    '1,ns-gap,,,,,102',
    '1,unknown-type,2,,,,103',
    '1,no-testfr,5,,,,104',
  ]);
  const words = '-i iec104rs.csv --data data --headless --exit-after-send --await-timeout 60 --profile p.csv';
  const judged = '--limit fault-demanded=all --report b.json --shards 1';
  const program = Program.start(`${words} ${judged}`.split(' '), workspace.folder, atEnd);
  const peer = `master --retry 60 --t1 1 --t2 0.5 --t3 1 --gi --reconnect ${master}`;
  Program.start([...peer.split(' '), ...AT_ONCE], workspace.folder, atEnd);
  const { exitCode } = await program.ended;
  const report = JSON.parse(workspace.read('b.json'));
  const hits: [string, string][] = report.faults.map(
    (fault: { word: string; hits: { asDemanded: string }[] }) => [fault.word, fault.hits[0].asDemanded],
  );
  expect(exitCode).toBe(hits.every(([, met]) => met === 'yes') ? 0 : 3);
  return Object.fromEntries(hits);
}

describe.concurrent('faults on purpose', () => {
  const MET = { reset: 'yes', 'ns-gap': 'yes', 'unknown-type': 'yes', 'no-testfr': 'yes' };

  it('a good front-end does all that is demanded', async ({ onTestFinished }) => {
    expect(await demanded('--judge', onTestFinished)).toEqual(MET);
  });

  for (const [word, missed] of [
    ['tolerant', { 'ns-gap': 'no', 'no-testfr': 'no' }],
    ['touchy', { 'unknown-type': 'no' }],
    ['ignores-t1', { 'no-testfr': 'no' }],
  ] as const) {
    it(`one that is ${word} misses some`, async ({ onTestFinished }) => {
      expect(await demanded(`--behave ${word}`, onTestFinished)).toEqual({ ...MET, ...missed });
    });
  }
});

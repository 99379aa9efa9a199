/** The bundled master behaves well or badly on purpose: tests of the book and a plan of faults pass and fail by its words alone. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXAMPLE } from '../../src/book/book-tests.js';
import { pointRows, rtuRow, Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { Program } from './program.js';

/** A folder with one RTU that has the points of the example. */
async function files() {
  const [port] = await freePorts(1);
  const workspace = new Workspace();
  workspace.write('iec104rs.csv', [
    'events,keep',
    rtuRow({ no: 1, name: 'North', port, file: 'station.csv' }),
  ]);
  const station = readFileSync(`${EXAMPLE.data}/station.csv`, 'utf8').trimEnd().split('\n');
  workspace.write('data/station.csv', station);
  return workspace;
}

/** The program with these words, and a master that behaves so; what it reported. */
async function play(workspace: Workspace, words: string, master: string) {
  const common = '-i iec104rs.csv --data data --no-set-clock --shards 1 --await-timeout 60 --report b.json';
  const program = Program.start([...words.split(' '), ...common.split(' ')], workspace.folder);
  // Every frame is acknowledged at once: the end of a run does not wait for t2.
  Program.start(['master', '--retry', '60', '-w', '1', ...master.split(' ')], workspace.folder);
  const { exitCode } = await program.ended;
  return { exitCode, report: JSON.parse(workspace.read('b.json')) };
}

const WELL = '--behave well';

describe('tests of the book', () => {
  it.each([
    ['steady-state', WELL],
    ['switchover', `${WELL},fail=2`],
    ['time-sync', `${WELL} --clock-every 1`],
  ])('%s passes with %s', async (test, good) => {
    const { exitCode, report } = await play(await files(), `test ${test} --short`, good);
    expect(report.tests[0]).toMatchObject({ verdict: 'PASS' });
    expect(exitCode).toBe(0);
  });

  it.each([
    ['steady-state', 'fail=2,takeover=1', 'links-lost'],
    ['switchover', 'fail=1,takeover=6', 'switchover'],
    ['switchover', 'fail=1,no-takeover,back=6', 'switchover'],
    ['time-sync', 'no-clock', 'clock-interval'],
    ['time-sync', 'clock-off=0.4', 'clock-error'],
  ])('%s fails with %s: %s', async (test, words, limit) => {
    const { exitCode, report } = await play(await files(), `test ${test} --short`, `${WELL},${words}`);
    expect(exitCode).toBe(3);
    expect(report.tests[0].why).toContain(limit);
  });
});

/** What each fault is demanded to be met with, in the order of the plan: `yes`, `no`. */
async function demanded(master: string): Promise<Record<string, string>> {
  const workspace = new Workspace();
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
  const words = '--headless --exit-after-send --profile p.csv --limit fault-demanded=all';
  const timers = '--t1 1 --t2 0.5 --t3 1';
  const { exitCode, report } = await play(workspace, words, `${timers} --gi --reconnect ${master}`);
  const hits: [string, string][] = report.faults.map(
    (fault: { word: string; hits: { asDemanded: string }[] }) => [fault.word, fault.hits[0].asDemanded],
  );
  expect(exitCode).toBe(hits.every(([, met]) => met === 'yes') ? 0 : 3);
  return Object.fromEntries(hits);
}

describe('faults on purpose', () => {
  const MET = { reset: 'yes', 'ns-gap': 'yes', 'unknown-type': 'yes', 'no-testfr': 'yes' };

  it('a good front-end does all that is demanded', async () => {
    expect(await demanded('--judge')).toEqual(MET);
  });

  it.each([
    ['tolerant', { 'ns-gap': 'no', 'no-testfr': 'no' }],
    ['touchy', { 'unknown-type': 'no' }],
    ['ignores-t1', { 'no-testfr': 'no' }],
  ])('one that is %s misses some', async (word, missed) => {
    expect(await demanded(`--behave ${word}`)).toEqual({ ...MET, ...missed });
  });
});

describe('commands that somebody expects', () => {
  it.each([
    ['well', 0],
    ['well,no-commands', 3],
    ['well,select-only', 3],
  ])('%s: exit code %i', async (words, expected) => {
    const workspace = await files();
    workspace.write('data/station.csv', ['5001,N,46,5001,101,0', '2,Y,31,101,1,0', ...pointRows(1, 40)]);
    workspace.write('e.csv', ['commanded,command 5001 of RTU 1']);
    workspace.write('script.csv', ['1,1,command,5001:46:2']);
    const line = '--headless --exit-after-send --send 1:3 --expect e.csv';
    const { exitCode, report } = await play(workspace, line, `--behave ${words} --script script.csv`);
    expect(report.verdict).toBe(expected === 0 ? 'PASS' : 'FAIL');
    expect(exitCode).toBe(expected);
  });
});

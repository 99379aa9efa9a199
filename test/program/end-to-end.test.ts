/** A walk from end to end of the built program, with the program's own master (`docs/behaviour.md` §15). */
import { describe, expect, it } from 'vitest';
import { rtuRow, Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { Program, runProgram } from './program.js';

async function stage(lines: readonly string[]): Promise<Workspace> {
  const [port] = await freePorts(1);
  const work = new Workspace();
  work.write('iec104rs.csv', [rtuRow({ port, ca: 51, name: 'North' })]);
  work.write('data/d.csv', lines);
  return work;
}

const POINT = '1,Y,30,201,0,0,,,,,,trip';
const BREAKER = ['1,N,46,5001,101,0,,,,,,breaker command', '1,Y,31,101,2,0,,,,,,breaker'];

/** Column `name` of the sheet. */
function column(work: Workspace, name: string): string[] {
  const [head = '', ...rows] = work.read('sheet.csv').trimEnd().split('\n');
  const at = head.split(',').indexOf(name);
  expect(at).toBeGreaterThanOrEqual(0);
  return rows.map((row) => row.split(',')[at]);
}

/** Walks with a master that gives these commands, one after the other, as soon as the walk asks. */
async function walked(work: Workspace, commands: readonly string[]) {
  const words = ['--e2e', '0', '--e2e-only', 'commands', '--e2e-timeout', '6', '--e2e-sheet', 'sheet.csv'];
  const program = await Program.listening(words, work.folder);
  const script = commands.map((command, i) => `${1 + i},51,command,${command}`);
  work.write('script.csv', script);
  const given = script.length > 0 ? ['--script', 'script.csv'] : [];
  Program.start(['master', '-i', 'iec104rs.csv', '--seconds', '60', ...given], work.folder);
  return program.ended;
}

describe('commands', () => {
  it('that do not come are not seen', async () => {
    const work = await stage(BREAKER);
    const { exitCode, output } = await walked(work, ['5001:46:1']);
    expect(exitCode).toBe(3);
    expect(column(work, 'result')).toEqual(['OK', 'not seen', 'not tested']);
    expect(output).toMatch(/^Verdict {3}FAIL: steps are wrong or were not seen$/m);
  });

  it('with another value are wrong, by select and execute too', async () => {
    const work = await stage(BREAKER);
    const { exitCode } = await walked(work, ['5001:46:2', '5001:46:2:select']);
    expect(exitCode).toBe(3);
    expect(column(work, 'result')).toEqual(['wrong', 'OK', 'not tested']);
    expect(column(work, 'remark')[0]).toBe('there came value 2');
  });

  it('without a status point are all that a walk needs to pass', async () => {
    const work = await stage(['1,N,46,5001,,0', POINT]);
    const { exitCode, output } = await walked(work, ['5001:46:1', '5001:46:2']);
    expect(column(work, 'result')).toEqual(['OK', 'OK']);
    expect(output).toMatch(/^Verdict {3}PASS: every step is OK$/m);
    expect(exitCode).toBe(0);
  });
});

it('points go out once each, with a time tag, and are at the end as before', async () => {
  const work = await stage([POINT]);
  const words = ['--e2e', '0.1', '--e2e-sheet', 'sheet.csv'];
  const program = await Program.listening(words, work.folder);
  const list = ['--event-list', 'events.csv', '-w', '1'];
  const master = Program.start(['master', '-i', 'iec104rs.csv', ...list], work.folder);
  const { exitCode, output } = await program.ended;
  master.kill('SIGINT');
  await master.ended;
  expect(exitCode).toBe(3);
  expect(output).toMatch(/^Walk {6}3 steps: 0 OK, 0 wrong, 0 not seen, 3 not tested$/m);
  expect(column(work, 'value')).toEqual(['0', '1', '0']);
  const events = work.read('events.csv').trimEnd().split('\n').slice(1);
  expect(events.map((row) => row.split(',').slice(2, 7).join(' '))).toEqual([
    '51 201 30 3 0',
    '51 201 30 3 1',
    '51 201 30 3 0',
  ]);
  expect(events.every((row) => /,\d{4}-\d\d-\d\d [\d:.]+$/.test(row))).toBe(true);
});

it('the event list of the master ticks the sheet off', async () => {
  const work = await stage([POINT, '1,Y,31,101,2,0', '1,Y,34,301,0.25,0', '1,Y,1,402,0,0']);
  const program = await Program.listening(['--e2e', '0.2', '--e2e-sheet', 'sheet.csv'], work.folder);
  const list = ['--event-list', 'events.csv', '-w', '1'];
  const master = Program.start(['master', '-i', 'iec104rs.csv', ...list], work.folder);
  await program.ended;
  master.kill('SIGINT');
  await master.ended;
  // A point without a time tag has the time of its arrival, which a busy machine delays.
  const late = ['--tolerance', '60000'];
  const all = await runProgram(['compare', 'sheet.csv', 'events.csv', ...late], work.folder);
  expect(all.output).toContain('Walk      12 steps: 12 OK, 0 wrong, 0 not seen, 0 not tested\n');
  expect(all.output).toMatch(/Verdict {3}PASS: every step is OK\n$/);
  expect(all.exitCode).toBe(0);
  const rows = work.read('events.csv').split('\n');
  expect(rows[2]).toMatch(/,51,201,30,3,1,/);
  work.write('less.csv', [...rows.slice(0, 2), ...rows.slice(3)]);
  const words = ['compare', 'sheet.csv', 'less.csv', '--out', 'less-judged.csv', ...late];
  const less = await runProgram(words, work.folder);
  expect(less.output).toContain('not seen  step 2, CA 51, IOA 201, point ON (1): not in the event list\n');
  expect(less.exitCode).toBe(3);
  expect(column(work, 'result')).toEqual(Array.from({ length: 12 }, () => 'not tested'));
});

it('an interrupted walk keeps what it has, with a row for each step', async () => {
  const work = await stage([POINT]);
  const sheets = ['--e2e-sheet', 'sheet.csv', '--e2e-sheet', 'sheet.html'];
  const program = await Program.listening(['--e2e', '600', ...sheets], work.folder);
  Program.start(['master', '-i', 'iec104rs.csv', '--seconds', '60'], work.folder);
  await program.line(/step 1 of 3/);
  program.kill('SIGINT');
  expect((await program.ended).exitCode).toBe(3);
  expect(column(work, 'time').map((time) => time !== '')).toEqual([true, false, false]);
  expect(work.read('sheet.html')).toMatch(/<td class="t">1<\/td>.*<td class="t">\d\d:\d\d:\d\d<\/td>/);
});

it('a walk is gone on with, and never replaces what there is', async () => {
  const work = await stage([POINT]);
  const sheets = ['--e2e-sheet', 'sheet.csv', '--e2e-sheet', 'sheet.html'];
  const first = await Program.listening(['--e2e', '600', ...sheets], work.folder);
  Program.start(['master', '-i', 'iec104rs.csv', '--seconds', '60', '--reconnect'], work.folder);
  await first.line(/step 1 of 3/);
  first.kill('SIGINT');
  await first.ended;
  const before = work.read('sheet.csv');
  const anew = await runProgram(['--e2e', '0', ...sheets], work.folder);
  expect(anew.exitCode).toBe(1);
  expect(anew.lines.join('\n')).toContain('sheet sheet.csv: it has times or results of 1 step');
  expect(work.read('sheet.csv')).toBe(before);
  const other = await runProgram(
    ['--e2e', '0', '--e2e-only', 'commands', '--e2e-resume', ...sheets],
    work.folder,
  );
  expect(other.exitCode).toBe(1);
  const own = before.replace('remark', 'remark,who').replace('not tested,', 'wrong,no lamp,Eva');
  work.write('sheet.csv', own.trimEnd().split('\n'));
  const last = await runProgram(['--e2e', '0', '--e2e-resume', ...sheets], work.folder);
  expect(last.lines.some((line) => line.endsWith('sheet.csv: 2 of 3 steps are left'))).toBe(true);
  expect(last.lines.some((line) => line.includes('step 1 of 3'))).toBe(false);
  expect(column(work, 'result')).toEqual(['wrong', 'not tested', 'not tested']);
  expect(column(work, 'remark')).toEqual(['no lamp', '', '']);
  expect(column(work, 'time').every((time) => time !== '')).toBe(true);
  expect(work.read('sheet-1.csv')).toContain('who');
});

describe('before the start', () => {
  it('--check writes the sheet to be filled in', async () => {
    const work = await stage([POINT]);
    const { exitCode, lines } = await runProgram(
      ['--check', '--e2e', '1', '--e2e-sheet', 'sheet.csv', '--e2e-sheet', 'sheet.html'],
      work.folder,
    );
    expect(exitCode).toBe(0);
    expect(lines).toContain('sheet.csv: 3 steps to be filled in');
    expect(lines).toContain('sheet.html: 3 steps to be filled in');
    expect(work.read('sheet.html').match(/class="box"><\/span>/g)).toHaveLength(9);
    expect(column(work, 'result')).toEqual(['not tested', 'not tested', 'not tested']);
  });

  it.each([
    [['--e2e-sheet', 's.csv'], 2, "option '--e2e-sheet' needs '--e2e'"],
    [['--e2e', '1', '--e2e-sheet', 'a.csv', '--e2e-sheet', 'b.csv'], 2, 'takes one .csv and one .html'],
    [['--e2e', '1', '--e2e-sheet', 'a.txt'], 2, 'Expected a file name that ends in .csv or .html.'],
    [['--e2e', '1', '--e2e-resume'], 2, "'--e2e-resume' needs '--e2e-sheet' with a .csv"],
    [['--e2e-resume'], 2, "option '--e2e-resume' needs '--e2e'"],
    [['--e2e', '1', '--send', '1'], 2, "option '--e2e' cannot be combined with '--send' or '--profile'"],
    [['--e2e', 'key'], 1, '--e2e key needs a terminal for its keys'],
    [['--e2e', '1', '--e2e-rtus', '77'], 1, '--e2e: there is no point and no command to walk through'],
    [['--e2e', '1', '--e2e-sheet', 'none/s.csv'], 1, 'sheet none/s.csv: '],
    [['--e2e', '1', '--e2e-sheet', 'none/s.html'], 1, 'sheet none/s.html: '],
    [['--e2e', '1', '--e2e-sheet', 'data/d.csv'], 1, 'sheet data/d.csv: the run reads it'],
  ])('%j ends with %i', async (words, code, text) => {
    const work = await stage([POINT]);
    const { exitCode, lines } = await runProgram(words, work.folder);
    expect(exitCode).toBe(code);
    expect(lines.join('\n')).toContain(text);
  });
});

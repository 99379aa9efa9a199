/** `--csv excel` in a country with decimal commas: every file has the same form, and the program reads its own files again. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { rtuRow, Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { Program, runProgram } from './program.js';

beforeEach(() => {
  vi.stubEnv('LC_ALL', 'de_DE.UTF-8');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}$/;

it('logs, sent list, reports, event list and differences', async () => {
  const [port] = await freePorts(1);
  const workspace = new Workspace();
  workspace.write('iec104rs.csv', [rtuRow({ port, options: ['eoi=never'] })]);
  workspace.write('data/d.csv', ['1,Y,36,2,230.5,,,,,,,"a; b, c"', '1,Y,30,4,1,,,,,,,=1+1']);
  const { folder } = workspace;
  const words = ['--send', '1', '--sent-list', 'sent.csv', '--report', 'r.csv', '--csv', 'excel'];
  const program = await Program.listening(words, folder);
  const master = Program.start(
    ['master', '--event-list', 'events.csv', '--csv', 'excel', '--t2', '1'],
    folder,
  );
  await program.printed(/^Verdict /);
  master.kill('SIGINT');
  expect((await master.ended).exitCode).toBe(0);
  program.kill('SIGTERM');
  expect((await program.ended).exitCode).toBe(0);

  const [log] = workspace.list('log').filter((name) => name.endsWith('.csv'));
  const rows = workspace.read('log', log).split('\n');
  expect(rows[0]).toBe(
    '\ufefftime;event;connection;direction;type id;COT;IOA;value;quality;time tag;comment',
  );
  const signals = rows.filter((row) => row.includes(';signal;')).map((row) => row.split(';'));
  for (const [time, , , , , , , , , tag] of signals) {
    expect(time).toMatch(TIME);
    expect(tag).toMatch(TIME);
  }
  expect(signals.map((cells) => cells[7])).toEqual(['230,5', '1']);
  expect(rows.find((row) => row.includes(';36;'))).toMatch(/;"a; b, c"$/);
  expect(rows.find((row) => row.includes(';30;'))).toMatch(/;'=1\+1$/);
  expect(workspace.read('sent.csv')).toMatch(/^\ufeffrtu;name;port;ca;[^\n]*\n1;R1;/);
  expect(workspace.read('r.csv')).toMatch(/^\ufeffNo\.;Name;CA;/);
  expect(workspace.read('events.csv')).toMatch(/^\ufeffreceived;RTU;CA;IOA;/);

  const same = await runProgram(['compare', 'sent.csv', 'events.csv'], folder);
  expect(same.exitCode, same.output).toBe(0);
  const lines = workspace.read('events.csv').split('\n');
  workspace.write('less.csv', lines.slice(0, 2));
  const words2 = ['compare', 'sent.csv', 'less.csv', '--out', 'differences.csv', '--csv', 'excel'];
  expect((await runProgram(words2, folder)).exitCode).toBe(3);
  expect(workspace.read('differences.csv')).toMatch(/^\ufeffkind;ca;ioa;[^\n]*\nmissing;1;/);
});

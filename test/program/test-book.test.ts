/** The test book: every test in its short form, passed by a good front-end and failed by a bad one, with the limit that it missed. */
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bookTests, EXAMPLE } from '../../src/book/book-tests.js';
import { type AtEnd, rtuRow, Workspace } from '../support/workspace.js';
import { bookTest, playBook, userFiles } from './book-stage.js';
import { freePorts } from './free-ports.js';
import { Program, runProgram } from './program.js';

/** A folder with one RTU that has the points of the example. */
async function files(events: 'keep' | 'drop' = 'keep') {
  const [port] = await freePorts(1);
  const workspace = new Workspace();
  workspace.write('iec104rs.csv', [
    `events,${events}`,
    rtuRow({ no: 1, name: 'North', port, file: 'station.csv' }),
  ]);
  workspace.write(
    'data/station.csv',
    readFileSync(`${EXAMPLE.data}/station.csv`, 'utf8').trimEnd().split('\n'),
  );
  return workspace;
}

describe.concurrent.each([
  ['steady-state', '--gi --reconnect', '--gi --second standby --switch-every 2', 'links-lost'],
  ['avalanche', '--gi --reconnect', '--ack delay:1500', 'ack-p99'],
  ['worst-case', '--gi-repeat --reconnect', '--ack delay:2600', 'ack-p99'],
  ['switchover', '--gi --second standby --switch-every 3', '--gi', 'switchover'],
  // On a busy machine a clock sync is under way for longer than the limit of the test.
  ['time-sync', '--gi --clock --clock-every 1', '--gi', 'clock-interval', 'clock-error=30s'],
])('%s', (test, good, bad, limit, ...others) => {
  const play = async (master: string, atEnd: AtEnd) =>
    playBook(await userFiles(bookTest(test), atEnd), test, master.split(' '), atEnd, others);

  it('a good front-end passes', async ({ onTestFinished }) => {
    const { exitCode, output, json, page } = await play(good, onTestFinished);
    expect(output).toContain(`PASS        ${test}`);
    expect(exitCode).toBe(0);
    expect(json.verdict).toBe('PASS');
    expect(json.tests[0].caveats.join()).toContain('short form');
    expect(page).toContain(`<article id="${test}">`);
  });

  it(`a bad one misses ${limit}`, async ({ onTestFinished }) => {
    const { exitCode, json } = await play(bad, onTestFinished);
    expect(exitCode).toBe(3);
    expect(json.verdict).toBe('FAIL');
    expect(json.tests[0].why).toContain(limit);
  });
});

describe('before anything is opened', () => {
  it('says what is missing', async () => {
    const workspace = await files('drop');
    workspace.write('roles.csv', ['avalanche,77', 'allarm,1']);
    const { exitCode, lines } = await runProgram(
      ['test', '--all', '--check', '-i', 'iec104rs.csv'],
      workspace.folder,
    );
    expect(exitCode).toBe(1);
    expect(lines).toContain(
      'roles.csv:1 column 2 (index): found "77", expected an index of the IOA files; 0 for every row',
    );
    expect(lines.join('\n')).toContain('roles.csv:2 column 1 (role): found "allarm", expected a role:');
    expect(lines.join('\n')).toContain('found "events are dropped by 1 of 1 RTUs"');
    expect(lines).toContainEqual(
      expect.stringContaining('flisr-tie; the page of the test says what they are'),
    );
    expect(lines.at(-1)).toBe('nothing is played: see above what is missing');
  });

  it('refuses reports that would overwrite its files, and folders that are not its own', async () => {
    const workspace = await files();
    const play = (report: string) =>
      runProgram(['test', 'avalanche', '-i', 'iec104rs.csv', '--report', report], workspace.folder);
    workspace.write('roles.csv', ['avalanche,1']);
    workspace.write('file-chapters', ['']);
    workspace.write('held-chapters/book.pid', [String(process.pid)]);
    const said = async (report: string) => {
      const { exitCode, lines } = await play(report);
      expect(exitCode).toBe(1);
      return lines.at(-1);
    };
    expect(await said('iec104rs.csv')).toBe('report iec104rs.csv: the run reads it');
    expect(await said('roles.csv')).toBe('report roles.csv: the run reads it');
    expect(await said('data/station.csv')).toBe('report data/station.csv: the run reads it');
    expect(await said('none/b.html')).toBe('report none/b.html: the folder is not there');
    expect(await said('file.html')).toBe('folder file-chapters for the chapters: a file has its name');
    expect(await said('held.html')).toContain(
      `folder held-chapters: another book (process ${process.pid}) writes its chapters there`,
    );
  });

  it('says with --check that rows of the files are wrong', async () => {
    const workspace = await files();
    workspace.write('iec104rs.csv', [
      workspace.read('iec104rs.csv').trimEnd(),
      '2,South,70000,2405,,12,60,station.csv',
    ]);
    const { exitCode, lines } = await runProgram(
      ['test', 'avalanche', '--check', '-i', 'iec104rs.csv'],
      workspace.folder,
    );
    expect(lines.at(-1)).toBe('1 test can be played with 1 RTU, but without what is wrong above (1 error)');
    expect(exitCode).toBe(1);
  });

  it('blames one file alone where no RTU can be loaded', async () => {
    const workspace = await files();
    workspace.write('roles.csv', ['avalanche,1']);
    const { lines } = await runProgram(['test', 'avalanche', '-i', 'none.csv'], workspace.folder);
    expect(lines).toEqual([
      'none.csv: found "no such file", expected a readable CSV file',
      'nothing is played: no RTU was loaded from none.csv',
    ]);
  });

  it.each([
    [['avalanch'], "error: there is no test 'avalanch'; did you mean avalanche?"],
    [['Avalanche'], "error: there is no test 'Avalanche'; did you mean avalanche?"],
    [['steady'], "error: there is no test 'steady'; did you mean steady-state?"],
    [['nothing'], "error: there is no test 'nothing'; the tests are steady-state, avalanche, "],
    [
      ['avalanche', '--send', '1'],
      "error: option '--send' can't be used with a test: a test has a profile of its own",
    ],
    [['avalanche', '--all'], "error: 'avalanche' and '--all' cannot be combined"],
  ])('refuses %j', async (words, message) => {
    const { exitCode, lines } = await runProgram(['test', ...words], new Workspace().folder);
    expect(exitCode).toBe(2);
    expect(lines[0]).toContain(message);
  });
});

it('an interrupted book goes on with the test that was cut off', async () => {
  const workspace = await files();
  const left = ['e2e', 'load-shedding', 'flisr', 'self-healing', 'robustness', 'boot-storm'];
  const words = [
    'test',
    '--all',
    ...left.flatMap((name) => ['--skip', name]),
    '--short',
    '-i',
    'iec104rs.csv',
  ];
  // The report goes where the IOA files are: it is none of them.
  words.push('--no-set-clock', '--await-timeout', '1', '--data', '.');
  workspace.write('station.csv', workspace.read('data/station.csv'));
  const book = Program.start([...words, '--report', 'b.json'], workspace.folder);
  await book.line(/^Test 2 of /);
  book.kill('SIGTERM');
  const first = await book.ended;
  expect(first.exitCode).toBe(3);
  expect(JSON.parse(workspace.read('b.json')).missing[0]).toBe('avalanche');
  const { exitCode, lines } = await Program.start([...words, '--report', 'b.json'], workspace.folder).ended;
  expect(lines).toContain('steady-state: done before the interruption, NOT JUDGED');
  expect(lines.join('\n')).not.toContain('Test 1 of ');
  expect(exitCode).toBe(3);
  expect(JSON.parse(workspace.read('b.json'))).toMatchObject({
    verdict: 'NOT JUDGED',
    missing: [],
    skipped: left,
  });
});

it('a walk whose masters do not come says so, and the sheet of the play before is kept', async () => {
  const workspace = await files();
  const sheet = [
    'step,RTU no,name,CA,IOA,type,comment,what,state,value,quality,time,expected at the SCADA,result,remark',
    '1,1,North,51,201,30 M_SP_TB_1,,point,OFF (0),0,,,event OFF (0),OK,by hand',
  ];
  workspace.write('b-chapters/e2e-sheet.csv', sheet);
  const words = ['test', 'e2e', '--short', '-i', 'iec104rs.csv', '--no-set-clock', '--await-timeout', '1'];
  const { exitCode } = await runProgram([...words, '--report', 'b.json'], workspace.folder);
  expect(exitCode).toBe(3);
  expect(workspace.read('b-chapters/e2e-sheet-1.csv').trimEnd().split('\n')).toEqual(sheet);
  const [{ verdict, why }] = JSON.parse(workspace.read('b.json')).tests;
  expect(verdict).toBe('NOT JUDGED');
  expect(why).toMatch(
    /^1 of 1 RTU has no master after 1 s \(--await-timeout\), and nothing was sent: RTU 1 North /,
  );
});

it('names the port that another program has', async () => {
  const workspace = await files();
  const port = Number(/,(\d+),,12,/.exec(workspace.read('iec104rs.csv'))?.[1]);
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, resolve));
  onTestFinished(() => void other.close());
  const words = ['test', 'avalanche', '-i', 'iec104rs.csv', '--no-set-clock', '--report', 'b.json'];
  const { exitCode } = await runProgram(words, workspace.folder);
  expect(exitCode).toBe(3);
  const [{ verdict, why }] = JSON.parse(workspace.read('b.json')).tests;
  expect(verdict).toBe('NOT JUDGED');
  expect(why).toContain(`port ${port} is in use by another program`);
});

it('says in the report why the simulator did not start', async () => {
  const workspace = await files();
  const words = ['test', 'avalanche', '-i', 'iec104rs.csv', '--no-set-clock', '--await-masters', '2'];
  await runProgram([...words, '--report', 'b.json'], workspace.folder);
  expect(JSON.parse(workspace.read('b.json')).tests[0]).toMatchObject({
    verdict: 'NOT JUDGED',
    why: '--await-masters 2 can never be met: 1 RTU loaded',
  });
});

it('says that files were changed while it ran', async () => {
  const workspace = await files();
  const words = ['test', 'avalanche', '-i', 'iec104rs.csv', '--no-set-clock', '--await-timeout', '2'];
  const book = Program.start([...words, '--report', 'b.json'], workspace.folder);
  await book.line(/ RTU listens on /);
  workspace.write('data/station.csv', `${workspace.read('data/station.csv')}3,Y,13,3999,1.5,0\n`);
  await book.ended;
  const [{ caveats }] = JSON.parse(workspace.read('b.json')).tests;
  expect(caveats).toEqual(['the ini, roles or IOA files were changed after the book began']);
});

it('an interrupted walk goes on with its sheet, and one that is killed is no PASS', async () => {
  const workspace = await files();
  const left = bookTests()
    .map(({ name }) => name)
    .filter((name) => name !== 'e2e');
  const words = [
    'test',
    '--all',
    ...left.flatMap((name) => ['--skip', name]),
    '--short',
    '-i',
    'iec104rs.csv',
  ];
  words.push('--no-set-clock', '--report', 'b.json');
  const play = () => Program.start(words, workspace.folder);
  Program.start(
    ['master', '-i', 'iec104rs.csv', '--host', '127.0.0.1', '--retry', '60', '--reconnect'],
    workspace.folder,
  );
  const first = play();
  await first.line(/ step 3 of /);
  first.kill('SIGTERM');
  await first.ended;
  const second = play();
  expect(await second.line(/ step \d+ of /)).not.toMatch(/ step 1 of /);
  const simulator = Number(readFileSync(`/proc/${second.pid}/task/${second.pid}/children`, 'utf8').trim());
  process.kill(simulator, 'SIGKILL');
  await second.ended;
  const [{ verdict, why }] = JSON.parse(workspace.read('b.json')).tests;
  expect(verdict).toBe('NOT JUDGED');
  expect(why).toBe('the walk did not come to its end (ended by SIGKILL); its lines say why');
});

describe('a book that is ended', () => {
  /** A book whose first test waits for its master, and the process id of its simulator. */
  async function waiting(workspace: Workspace, test: string) {
    const words = ['test', test, '--short', '-i', 'iec104rs.csv', '--no-set-clock', '--report', 'b.json'];
    const book = Program.start(words, workspace.folder);
    await book.line(/ RTU listens on /);
    const simulator = Number(readFileSync(`/proc/${book.pid}/task/${book.pid}/children`, 'utf8').trim());
    return { book, simulator };
  }

  it('Ctrl-C, which reaches both, ends them in order', async () => {
    const workspace = await files();
    const { book, simulator } = await waiting(workspace, 'steady-state');
    Program.start(['master', '-i', 'iec104rs.csv', '--host', '127.0.0.1'], workspace.folder);
    await book.line(/ send 1: index /);
    process.kill(simulator, 'SIGINT');
    await book.line(/ report: .*json$/);
    book.kill('SIGINT');
    const { exitCode, lines } = await book.ended;
    expect(lines.join('\n')).not.toContain('while the program was ending');
    expect(lines).toContain('report b.json');
    expect(exitCode).toBe(3);
    expect(JSON.parse(workspace.read('b.json'))).toMatchObject({ missing: ['steady-state'], tests: [] });
  });

  it('says what was played when its terminal is closed', async () => {
    const workspace = await files();
    const { book } = await waiting(workspace, 'avalanche');
    book.kill('SIGHUP');
    const { exitCode } = await book.ended;
    expect(exitCode).toBe(3);
    expect(JSON.parse(workspace.read('b.json'))).toMatchObject({ missing: ['avalanche'], tests: [] });
  });

  it('says in words that the disk took nothing', async () => {
    const workspace = await files();
    workspace.write('out/x', ['']);
    const words = ['--short', '-i', 'iec104rs.csv', '--no-set-clock', '--report', 'out/b.json'];
    const book = Program.start(['test', 'avalanche', ...words], workspace.folder);
    await book.line(/ RTU listens on /);
    rmSync(workspace.path('out'), { recursive: true });
    book.kill('SIGTERM');
    const { exitCode, lines } = await book.ended;
    expect(lines).toContain('report out/b.json: the folder is not there');
    expect(exitCode).toBe(1);
  });

  it('a second signal to it alone ends the simulator at once', async () => {
    const { book } = await waiting(await files(), 'avalanche');
    book.kill('SIGTERM');
    book.kill('SIGINT');
    const { lines } = await book.ended;
    expect(lines.join('\n')).toMatch(/SIG(INT|TERM) while the program was ending: it ends at once/);
  });

  it('a walk whose simulator is ended by hand is not done', async () => {
    const workspace = await files();
    const { book, simulator } = await waiting(workspace, 'e2e');
    process.kill(simulator, 'SIGINT');
    await book.ended;
    expect(JSON.parse(workspace.read('b.json'))).toMatchObject({ missing: ['e2e'], tests: [] });
  });

  it('leaves no simulator behind when it is killed', async () => {
    const { book } = await waiting(await files(), 'avalanche');
    book.kill('SIGKILL');
    // Its lines end when nothing holds them any more.
    const { lines } = await book.ended;
    expect(lines.join('\n')).not.toContain('while the program was ending');
  });
});

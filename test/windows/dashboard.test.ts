/** The dashboards on Windows: the octets and screens of Linux, and their ways out. */
import { expect, inject, it } from 'vitest';
import { groupRow, startRtus, writeGateway } from '../program/gateway-kit.js';
import { soon } from '../support/patience.js';
import { windowsPath, winePorts } from '../support/wine.js';
import { pointRows, rtuRow, Workspace } from '../support/workspace.js';
import { attachMasters } from '../tui/terminal/stage.js';
import { type Sight, Terminal } from '../tui/terminal/tmux.js';
import { ESCAPE, HEIGHT, ScreenRun, WIDTH } from './screen-run.js';

/** Keys, and what the screen shows then. Of `moving` screens only the kinds of octets are compared: they have figures as they come. */
type Step = readonly [keys: readonly string[], sight: Sight, moving?: 'moving'];

/** What differs from run to run: numbers and their width. A number of a control sequence stands. */
const VOLATILE = /\d+([.,:]\d+)*/g;

/** A text of the screen without what differs from run to run. */
function plain(text: string): string {
  return text.replace(VOLATILE, '#').replace(/ +/g, ' ').replace(/ │/g, '│');
}

/** A picture as its control sequences, as they are, and the texts between them. */
function partsOf(picture: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals get them
  const parts = picture.match(/\u001b\[[0-9;?]*[A-Za-z]|\u001b[^[]|[^\u001b]+/g) ?? [];
  return parts
    .map((part) => (part.startsWith(ESCAPE) ? part : plain(part).trim()))
    .filter((part) => part !== '');
}

/** What a run sends before its first picture and behind its last. */
function bordersOf(octets: string): { begin: string; end: string } {
  return {
    begin: octets.slice(0, octets.indexOf(`${ESCAPE}7`)),
    end: octets.slice(octets.lastIndexOf(`${ESCAPE}8`) + 2),
  };
}

/** Alternate page, keys of applications, whole window scrolls, no cursor, home, cleared; mouse with SGR reports; marked pastes. */
const BEGIN = [
  '[?1049h',
  '[?1h',
  '=',
  `[1;${HEIGHT}r`,
  '[?25l',
  '[1;1H',
  '[H',
  '[2J',
  '[?1000h',
  '[?1006h',
  '[?2004h',
]
  .map((sequence) => ESCAPE + sequence)
  .join('');

/** The reverse: mouse and marks off, keys as before, the cursor, the page from before. */
const END = ['[?1000l', '[?1006l', '[?2004l', '[?1l', '>', '[?12l', '[?25h', '[H', '[2J', '[?1049l']
  .map((sequence) => ESCAPE + sequence)
  .join('');

interface Played {
  /** Of each step. */
  readonly pictures: readonly string[][];
  readonly screens: readonly string[][];
  readonly octets: string;
}

/** Plays the steps, then quits. */
async function play(run: ScreenRun, steps: readonly Step[]): Promise<Played> {
  const pictures: string[][] = [];
  const screens: string[][] = [];
  for (const [keys, sight, moving] of steps) {
    await run.keys(...keys);
    await run.see(sight);
    if (moving !== undefined) continue;
    pictures.push(partsOf(await run.picture()));
    screens.push(run.lines().map(plain));
  }
  await run.keys('q');
  await run.see('Quit');
  await run.keys('y');
  expect(await run.ended).toMatchObject({ exitCode: 0, signal: null });
  return { pictures, screens, octets: run.octets() };
}

/** Plays the steps in a real terminal of this machine, and expects each screen of the run there. */
async function expectHere(
  { screens }: Played,
  steps: readonly Step[],
  workspace: Workspace,
  words: readonly string[],
): Promise<void> {
  const terminal = new Terminal(workspace.folder, WIDTH, HEIGHT);
  terminal.startCommand(words);
  let next = 0;
  for (const [keys, sight, moving] of steps) {
    for (const key of keys) terminal.type(key);
    await terminal.see(sight);
    if (moving !== undefined) continue;
    const screen = screens[next++];
    await soon(() => expect(terminal.lines().map(plain)).toEqual(screen));
  }
}

/** Three RTUs with 200 signals of index 7 each, on ports that nobody uses. */
function threeRtus(): { workspace: Workspace; ports: number[] } {
  const workspace = new Workspace();
  const ports = winePorts(3);
  workspace.write(
    'iec104rs.csv',
    ports.map((port, i) => rtuRow({ no: i + 1, port })),
  );
  workspace.write('data/d.csv', pointRows(7, 200));
  return { workspace, ports };
}

/** Expects the run on Windows to send what the run on this machine sends. */
function expectSame(windows: Played, here: Played): void {
  expect(bordersOf(here.octets)).toEqual({ begin: BEGIN, end: END });
  expect(bordersOf(windows.octets)).toEqual({ begin: BEGIN, end: END });
  expect(windows.pictures).toEqual(here.pictures);
  expect(kindsOf(windows.octets)).toEqual(kindsOf(here.octets));
}

/** The kinds of control sequences in a text, without their numbers. */
function kindsOf(octets: string): string[] {
  const parts = partsOf(octets).filter((part) => part.startsWith(ESCAPE));
  return [...new Set(parts.map((part) => part.replaceAll(/[\d;]/g, '')))].sort();
}

const SIMULATOR = ['--no-set-clock', '--shards', '1'];

/** Keys as terminals on Windows write them: in VT with O while applications' keys are asked for, or by libuv. F2 to F5 are the tabs. */
const SIMULATOR_STEPS: readonly Step[] = [
  [[], '3 RTUs, 0 online'],
  [[`${ESCAPE}OB`, `${ESCAPE}[B`, `${ESCAPE}OC`], 'System: the name'],
  [['?'], 'next, previous place'],
  [[ESCAPE, `${ESCAPE}OR`], /port \d+, CA 1 [\s\S]*port \d+, CA 2 /],
  [[`${ESCAPE}[15~`], / RTUs listen on 1 shard/],
  [[`${ESCAPE}[[D`], 'Signals/s, all RTUs', 'moving'],
  [['1', 'p'], /(M_SP_TB_1[\s\S]*){22}/],
  [['\u001b', 'i', '7', '\t', '5'], /Index to send \[ 7 .* sec \[ 5/],
  [[ESCAPE, `${ESCAPE}[1~`, '\r'], 'Open IOA data file'],
  [[ESCAPE, '/', 'R', '3'], /R3/],
  [[ESCAPE], 'Enter actions'],
];

it('the simulator sends the octets of Linux, and its screens are those of a terminal there', async () => {
  const here = await play(await ScreenRun.start('linux', SIMULATOR, threeRtus().workspace), SIMULATOR_STEPS);
  const { workspace } = threeRtus();
  const windows = await play(await ScreenRun.start('win32', SIMULATOR, workspace), SIMULATOR_STEPS);
  expectSame(windows, here);
  expect(windows.screens).toEqual(here.screens);
  await expectHere(windows, SIMULATOR_STEPS, threeRtus().workspace, SIMULATOR);
  // Lines in Unicode, and 256 colours.
  expect(windows.octets).toContain('┌');
  expect(windows.octets).toContain(`${ESCAPE}[48;5;16;38;5;244m`);
  expect(workspace.read('log', 'iec104rs.log')).toContain('"msg":"ended"');
});

it('the gateway does so too', async () => {
  const steps: readonly Step[] = [
    [[], 'RTUs 2 connected, 0 started'],
    [['?'], 'these keys'],
    [[ESCAPE, '2'], /A {2}Group 1 G1 .*B {2}Group 2 G2 [\s\S]*\d\.\d{3} listen/],
    [['3'], / group 2 G2: /],
    [['1'], 'Enter actions'],
  ];
  const played: Played[] = [];
  for (const system of ['linux', 'win32'] as const) {
    const workspace = new Workspace();
    const [rtuA, rtuB, a, b] = winePorts(4);
    await startRtus(workspace, [rtuA, rtuB]);
    writeGateway(workspace, [
      groupRow({ id: 1, port: a, hosts: `127.0.0.1:${rtuA}` }),
      groupRow({ id: 2, port: b, hosts: `127.0.0.1:${rtuB}` }),
    ]);
    const run = await ScreenRun.start(system, ['gateway', '--no-set-clock', '--shards', '1'], workspace);
    played.push(await play(run, steps));
  }
  const [here, windows] = played as [Played, Played];
  expectSame(windows, here);
  expect(windows.screens).toEqual(here.screens);
});

it('moves while masters come and an index is sent, and follows the size of the window', async () => {
  const { workspace, ports } = threeRtus();
  const run = await ScreenRun.start('win32', SIMULATOR, workspace);
  await run.see('3 RTUs, 0 online');
  attachMasters({ workspace, ports });
  await run.see('3 RTUs, 3 online');
  await run.keys('i', '7', '\r', ESCAPE, '3');
  // 600 of them are answers to the masters' interrogations.
  await run.see('Signals offered 1,200, sent 1,200, acked 1,200;');
  for (const [width, height] of [
    [160, 50],
    [80, 24],
  ] as const) {
    await run.resize(width, height);
    await run.see(
      (lines) =>
        lines.length === height &&
        lines[0]?.length === width &&
        lines[0].endsWith('┐') &&
        lines[height - 3]?.startsWith('└') === true,
    );
  }
  await run.keys('\u0003');
  expect(await run.ended).toMatchObject({ exitCode: 0 });
  const logs = workspace.list('log').filter((name) => /^R\d.*csv$/.test(name) && !name.includes('-gi'));
  expect(logs).toHaveLength(3);
  for (const name of logs) expect(workspace.read('log', name)).toMatch(/,disconnect,.*\n$/);
});

it('gives the screen to a pager whose path has blanks, and takes it back; ends in order when the window is closed', async () => {
  const { workspace } = threeRtus();
  workspace.write('my pager.mjs', [
    "import { writeFileSync } from 'node:fs';",
    "writeFileSync('shown.txt', process.argv.slice(2).join('\\n'));",
  ]);
  const pager = `"${windowsPath(inject('nodeExe'))}" "${windowsPath(workspace.path('my pager.mjs'))}" -S`;
  const run = await ScreenRun.start('win32', SIMULATOR, workspace, { PAGER: pager, EDITOR: 'edit.cmd' });
  await run.see('3 RTUs, 0 online');
  await run.see(() => workspace.list('log').some((name) => name.startsWith('R1-')));
  await run.keys('\r');
  await run.see('Open log file');
  await run.keys('l');
  await soon(() => expect(workspace.list('.')).toContain('shown.txt'));
  await soon(() => expect(workspace.read('shown.txt')).toMatch(/^-S\nlog\\R1-1-\d+-\d{8}T\d{6}\.csv$/));
  await soon(() => expect(run.octets().split(`${ESCAPE}[?1049h`)).toHaveLength(3));
  await run.see('3 RTUs, 0 online');
  await run.keys('\r');
  await run.see('Open IOA data file');
  await run.keys('d');
  await run.see('edit.cmd is no program but a script; set EDITOR to an .exe file.');
  await run.hangUp();
  expect(await run.ended).toMatchObject({ exitCode: 0 });
  expect(workspace.read('log', 'iec104rs.log')).toContain('"msg":"ended"');
});

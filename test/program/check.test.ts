/** What the built program reports about its input files, and whether it starts. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rtuRow, Workspace } from '../support/workspace.js';
import { MAIN, runProgram } from './program.js';

const GOOD_SIGNALS = ['1,Y,1,100,1,0', '1,Y,30,101,0,0', '2,N,46,200,100,0'];

/** Makes a folder with this ini file and these IOA files. */
function workspaceWith(ini: readonly string[], databases: Record<string, readonly string[]> = {}): Workspace {
  const workspace = new Workspace();
  workspace.write('iec104rs.csv', ini);
  workspace.write('data/d.csv', GOOD_SIGNALS);
  for (const [name, lines] of Object.entries(databases)) workspace.write(`data/${name}`, lines);
  return workspace;
}

async function run(workspace: Workspace, ...words: string[]) {
  const { exitCode, lines, output } = await runProgram(words, workspace.folder);
  expect(output).toBe('');
  return { exitCode, lines };
}

/** The lines of `--check` when standard error is a file. */
function checkIntoFile({ folder }: Workspace): string[] {
  const path = join(folder, 'findings.txt');
  const descriptor = openSync(path, 'w');
  spawnSync(process.execPath, [MAIN, '--check'], { cwd: folder, stdio: ['ignore', 'ignore', descriptor] });
  closeSync(descriptor);
  return readFileSync(path, 'utf8').trimEnd().split('\n');
}

describe('--check', () => {
  it('prints the totals if there are no findings, and writes no file', async () => {
    const workspace = workspaceWith([rtuRow({ no: 1, port: 2404 }), rtuRow({ no: 2, port: 2405 })]);
    expect(await run(workspace, '--check')).toEqual({
      exitCode: 0,
      lines: ['iec104rs.csv: 2 RTUs, 1 IOA file with 2 signals; 0 errors, 0 warnings'],
    });
    expect(workspace.list('log')).toEqual([]);
  });

  it.each(['pipe', 'file'] as const)('prints all of 5,000 findings to a %s', async (kind) => {
    const signals = Array.from({ length: 5_000 }, (_, i) => `1,Y,${'9'.repeat(90)},${i + 1},0,0`);
    const workspace = workspaceWith([rtuRow({ no: 1, port: 2404 })], { 'd.csv': signals });
    const lines = kind === 'pipe' ? (await run(workspace, '--check')).lines : checkIntoFile(workspace);
    const rows = lines.map((line) => Number(/^data\/d\.csv:(\d+) column 3/.exec(line)?.[1] ?? 0));
    expect(rows.filter((row) => row > 0)).toEqual(signals.map((_, i) => i + 1));
    expect(lines.filter((line) => line.includes('not shown'))).toEqual([]);
  });

  it('prints every finding with file, row and column', async () => {
    const workspace = workspaceWith(
      [
        '# a comment',
        rtuRow({ no: 1, port: 2404 }),
        '2,B,65536,70000,10.0.0.300,0,-1,../d.csv,objects=many,colour=red',
        rtuRow({ no: 3, ca: 1, port: 2404 }),
        rtuRow({ no: 4, port: 2406, file: 'bad.csv' }),
        rtuRow({ no: 5, port: 2407, ca: 65535 }),
      ],
      { 'bad.csv': ['1,Y,1,100,7,0', 'x,Y,1,100,7,0', '1,Y,200,16777216,0,soon', '1,Y,13,5,1.5,0'] },
    );
    const { exitCode, lines } = await run(workspace, '--check');
    const places = lines.slice(0, -1).map((line) => line.replace(/, expected .*/, ''));
    expect(places).toEqual([
      'iec104rs.csv:3 column 3 (RTU number): found "65536"',
      'iec104rs.csv:3 column 4 (port): found "70000"',
      'iec104rs.csv:3 column 5 (hosts): found "10.0.0.300"',
      'iec104rs.csv:3 column 6 (k): found "0"',
      'iec104rs.csv:3 column 7 (idle time): found "-1"',
      'iec104rs.csv:3 column 8 (IOA file): found "../d.csv"',
      'iec104rs.csv:3 column 9 (objects): found "many"',
      'iec104rs.csv:3 column 10 (option): found "colour=red"',
      'iec104rs.csv:4 column 4 (port): found "2404"',
      'warning: iec104rs.csv:6 column 3 (RTU number): found "65535"',
      'data/bad.csv:1 column 5 (value): found "7"',
      'data/bad.csv:3 column 3 (type id): found "200"',
      'data/bad.csv:3 column 4 (IOA): found "16777216"',
      'data/bad.csv:3 column 6 (wait): found "soon"',
    ]);
    expect(lines[1]).toBe('iec104rs.csv:3 column 4 (port): found "70000", expected a whole number 1…65535');
    expect(lines.at(-1)).toBe('iec104rs.csv: 3 RTUs, 2 IOA files with 3 signals; 13 errors, 1 warning');
    expect(exitCode).toBe(1);
  });

  it('succeeds if there are only warnings', async () => {
    const workspace = workspaceWith([rtuRow({ port: 2404, ca: 65535 })]);
    const { exitCode, lines } = await run(workspace, '--check');
    expect(exitCode).toBe(0);
    expect(lines).toHaveLength(2);
  });

  it('resolves paths from its working folder', async () => {
    const workspace = workspaceWith([]);
    workspace.write('other/rtus.csv', [rtuRow({ port: 2404, file: 'x.csv' })]);
    workspace.write('other/signals/x.csv', ['1,Y,1,0,1,0']);
    const words = ['--check', '-i', 'other/rtus.csv', '--data', 'other/signals'];
    expect(await run(workspace, ...words)).toEqual({
      exitCode: 0,
      lines: [
        'warning: other/signals/x.csv:1 column 4 (IOA): found "0", expected an IOA other than 0',
        'other/rtus.csv: 1 RTU, 1 IOA file with 1 signal; 0 errors, 1 warning',
      ],
    });
  });
});

describe('a start', () => {
  it('fails on any finding with --strict', async () => {
    const workspace = workspaceWith([rtuRow({ port: 2404, ca: 65535 })]);
    const { exitCode, lines } = await run(workspace, '--strict');
    expect(exitCode).toBe(1);
    expect(lines).toHaveLength(3);
    expect(lines.at(-1)).toBe('not started: --strict, and there are findings above');
    expect(workspace.list('log')).toEqual([]);
  });

  it.each<[what: string, words: string[], lines: string[]]>([
    [
      'no ini file',
      ['-i', 'none.csv'],
      [
        'none.csv: found "no such file", expected a readable CSV file',
        'none.csv: 0 RTUs, 0 IOA files with 0 signals; 1 error, 0 warnings',
        'no RTU was loaded from none.csv',
      ],
    ],
    [
      'a folder for an ini file',
      ['-i', 'data'],
      [
        'data: found "a folder", expected a CSV file',
        'data: 0 RTUs, 0 IOA files with 0 signals; 1 error, 0 warnings',
        'no RTU was loaded from data',
      ],
    ],
    [
      'no data folder',
      ['--data', 'none'],
      [
        'none: found "the folder is not there", expected the folder of the IOA files (--data names another)',
        'iec104rs.csv: 0 RTUs, 0 IOA files with 0 signals; 1 error, 0 warnings',
        'no RTU was loaded from iec104rs.csv',
      ],
    ],
    [
      'an ini file that ends before its first RTU',
      ['-i', 'comments.csv'],
      [
        'warning: comments.csv:2: found "!1,A,1,2404,,,,d.csv", expected no ! before the last RTU; reading ends here, and 1 RTU row below is left out',
        'comments.csv: 0 RTUs, 0 IOA files with 0 signals; 0 errors, 1 warning',
        'no RTU was loaded from comments.csv',
      ],
    ],
  ])('needs an RTU: %s', async (_, words, lines) => {
    const workspace = workspaceWith([rtuRow({ port: 2404 })]);
    workspace.write('comments.csv', ['# nothing', '!1,A,1,2404,,,,d.csv', '1,A,1,2404,,,,d.csv']);
    expect(await run(workspace, ...words)).toEqual({ exitCode: 1, lines });
    expect(workspace.list('log')).toEqual([]);
  });

  it('leaves out only the RTU whose IOA file is missing', async () => {
    const ini = [rtuRow({ no: 1, port: 2404 }), rtuRow({ no: 2, port: 2405, file: 'none.csv' })];
    expect(await run(workspaceWith(ini), '--check')).toEqual({
      exitCode: 1,
      lines: [
        'iec104rs.csv:2 column 8 (IOA file): found "none.csv", expected a readable IOA file in data',
        'data/none.csv: found "no such file", expected a readable CSV file',
        'iec104rs.csv: 1 RTU, 1 IOA file with 2 signals; 2 errors, 0 warnings',
      ],
    });
  });
});

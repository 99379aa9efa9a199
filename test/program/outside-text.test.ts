/**
 * Names, comments and file names that would control a terminal, turn its text, break a line or be a formula in a spreadsheet:
 * all that the built program prints and writes is looked at (`docs/behaviour.md` §8).
 */
import { parse } from 'csv-parse/sync';
import { describe, expect, it, onTestFinished } from 'vitest';
import { rtuRow, Workspace } from '../support/workspace.js';
import { CountingPeer } from './counting-peer.js';
import { freePorts } from './free-ports.js';
import { Program, runProgram } from './program.js';

/** By hand: C0 without line feed, DEL, C1, marks and isolates of direction, separators of lines, zero width space, byte order mark. */
const DECEIVING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;

const CLEAR_SCREEN = '\u001b[2J';
const TITLE = '\u009d0;own\u009c';
const TURNED = '\u202e';

function workspaceWith(rows: readonly string[], comments: readonly string[] = ['plain']): Workspace {
  const workspace = new Workspace();
  workspace.write('iec104rs.csv', rows);
  workspace.write(
    'data/d.csv',
    comments.map((comment, i) => `1,Y,30,${100 + i},-1,0,,,,,,${comment}`.replace(',-1,', `,${i % 2},`)),
  );
  return workspace;
}

describe('text from outside', () => {
  it('is refused or marked when the files are read', async () => {
    const workspace = workspaceWith([
      `ntp_server,time${CLEAR_SCREEN}.example`,
      rtuRow({ no: 1, port: 2404, name: `A${CLEAR_SCREEN}` }),
      rtuRow({ no: 2, port: 2405, name: '\u0007\u001b\u200b' }),
      rtuRow({ no: 3, port: 2406, file: `a${TURNED}vsc.csv` }),
      rtuRow({ no: 4, port: 2407, hosts: `10.0.0.1${TURNED}` }),
      rtuRow({ no: 5, port: 2408, options: [`w${TURNED}=8`] }),
    ]);
    const { exitCode, lines } = await runProgram(['--check'], workspace.folder);
    expect(exitCode).toBe(1);
    const plain = 'a name without control characters and marks that are not shown; they are read as \ufffd';
    expect(lines.slice(0, 6)).toEqual([
      'iec104rs.csv:1 column 2 (ntp_server): found "time\\u001b[2J.example", expected the name or address of an NTP server',
      `warning: iec104rs.csv:2 column 2 (name): found "A\\u001b[2J", expected ${plain}`,
      'iec104rs.csv:3 column 2 (name): found "\\u0007\\u001b\\u200b", expected a name; its first 16 characters count; none of these can be shown',
      'iec104rs.csv:4 column 8 (IOA file): found "a\\u202evsc.csv", expected a plain file name inside the data folder',
      'iec104rs.csv:5 column 5 (hosts): found "10.0.0.1\\u202e", expected an IPv4 or IPv6 address or network such as 10.1.1.0/24; this entry admits nobody',
      expect.stringContaining('column 9 (option): found "w\\u202e=8"'),
    ]);
    expect(lines.filter((line) => DECEIVING.test(line))).toEqual([]);
  });

  it('reaches no line, log, report, list or file name as it is', async () => {
    const [port, other] = await freePorts(2);
    const comments = [
      "=cmd|' /C calc'!A0",
      `@x${CLEAR_SCREEN}y`,
      '-5 kV',
      `a${TURNED}b${TITLE}\u2028c`,
      'plain',
    ];
    const workspace = workspaceWith(
      [
        rtuRow({ no: 1, port, name: `=1+1${CLEAR_SCREEN}` }),
        rtuRow({ no: 2, port: other, name: `T${TURNED}U\u009b` }),
      ],
      comments,
    );
    const reports = ['r.html', 'r.csv', 'r.json'];
    const program = await Program.listening(
      [
        '--send',
        '1',
        '--exit-after-send',
        '--sent-list',
        's.csv',
        ...reports.flatMap((file) => ['--report', file]),
      ],
      workspace.folder,
    );
    const peers = await Promise.all([port, other].map((each) => CountingPeer.start(each, { every: 1 })));
    onTestFinished(() => {
      for (const peer of peers) peer.close();
    });
    peers[0].interrogateOnAndOn(1);
    const { lines, output } = await program.ended;
    const logs = workspace.list('log');
    expect(logs.filter((name) => DECEIVING.test(name) || name.includes('\ufffd'))).toEqual([]);
    const written = [...logs.map((name) => `log/${name}`), ...reports, 's.csv'];
    for (const file of written) {
      const bad = workspace
        .read(file)
        .split(/\r?\n/)
        .filter((line) => DECEIVING.test(line));
      expect([file, ...bad]).toEqual([file]);
    }
    expect([...lines, output].filter((line) => DECEIVING.test(line))).toEqual([]);

    const main = logs.find((name) => name.startsWith('=1+1_[2J') && !name.endsWith('-gi.csv'));
    const rows = parse(workspace.read('log', main ?? ''), { columns: true }) as Record<string, string>[];
    const signals = rows.filter(({ event }) => event === 'signal');
    expect(signals.map(({ comment }) => comment)).toEqual([
      "'=cmd|' /C calc'!A0",
      "'@x\ufffd[2Jy",
      "'-5 kV",
      'a\ufffdb\ufffd0;own\ufffd\ufffdc',
      'plain',
    ]);
    const names = (file: string, column: string): Set<string> =>
      new Set(
        (parse(workspace.read(file), { columns: true }) as Record<string, string>[]).map(
          (row) => row[column],
        ),
      );
    const expected = new Set(["'=1+1\ufffd[2J", 'T\ufffdU\ufffd']);
    expect(names('s.csv', 'name')).toEqual(expected);
    expect(names('r.csv', 'Name')).toEqual(expected);
    const report = JSON.parse(workspace.read('r.json')) as { rtus: { name: string }[] };
    expect(new Set(report.rtus.map(({ name }) => name))).toEqual(
      new Set(['=1+1\ufffd[2J', 'T\ufffdU\ufffd']),
    );

    // Our own reader takes the apostrophe off: the name leads to its CA.
    const sent = parse(workspace.read('s.csv'), { columns: true }) as Record<string, string>[];
    workspace.write('events.csv', [
      'station,ioa,value,time tag',
      ...sent.map((row) => `"${row.name}",${row.ioa},${row.value},${row['time tag']}`),
    ]);
    const compared = await runProgram(['compare', 's.csv', 'events.csv'], workspace.folder);
    expect([compared.exitCode, compared.lines]).toEqual([0, []]);
  });

  it("of a front-end's list is shown without harm", async () => {
    const workspace = new Workspace();
    workspace.write('s.csv', [
      'rtu,name,port,ca,ioa,type,value,quality,time tag,written,acknowledged,connection',
      '1,A,2404,1,100,30,1,,2026-11-22 10:04:02.118,2026-11-22 10:04:02.118000,2026-11-22 10:04:02.119000,10.0.0.7:1',
    ]);
    workspace.write('e.csv', [
      'ca,ioa,value,time',
      `1,100,${CLEAR_SCREEN}on${TITLE},2026-11-22 10:04:02.118`,
    ]);
    for (const words of [[], ['--json']]) {
      const { lines, output } = await runProgram(['compare', 's.csv', 'e.csv', ...words], workspace.folder);
      expect([...lines, output].join()).toContain('2J');
      expect([...lines, ...output.split('\n')].filter((line) => DECEIVING.test(line))).toEqual([]);
    }
  });

  it('on the command line is shown without harm', async () => {
    const { exitCode, lines } = await runProgram(
      ['--ini', `no${CLEAR_SCREEN}${TURNED}.csv`],
      new Workspace().folder,
    );
    expect(exitCode).toBe(1);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => DECEIVING.test(line))).toEqual([]);
  });
});

/** Files as people on Windows have them: written by a spreadsheet, in folders with blanks and umlauts. */
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runWine, WineProgram, windowsPath, winePorts } from '../support/wine.js';
import { pointRows, rtuRow, Workspace } from '../support/workspace.js';
import { counted, siteOf } from './windows-kit.js';

/** Lines as a German Excel writes them: semicolons for commas, a comma in numbers, CRLF. */
function germanText(rows: readonly string[]): string {
  return rows
    .map((row) => `${row.replaceAll(',', ';').replace(/(?<=[;=]\d+)\.(?=\d+(;|$))/g, ',')}\r\n`)
    .join('');
}

describe('files of a German Excel', () => {
  it.each([
    ['UTF-8 with a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ])('are read: %s, semicolons, CRLF, a comma in numbers', async (_form, encode) => {
    const work = new Workspace();
    const [port] = winePorts(1);
    const write = (name: string, rows: readonly string[]) => {
      work.write(name, '');
      writeFileSync(work.path(name), encode(germanText(rows)));
    };
    write('rtus.csv', ['# RTUs,Übersicht', 'bind,127.0.0.1', `1,Süd,1,${port},,12,60,punkte.csv,t3=17.5`]);
    write('data/punkte.csv', ['7,Y,36,100,12.5', '7,Y,30,101,1']);
    const words = ['--headless', '-i', 'rtus.csv', '--shards', '1'];
    const simulator = await WineProgram.listening(words, work.folder);
    const asked = ['master', '-i', 'rtus.csv', '--gi', '--seconds', '1', '--show', 'all', '--json'];
    const master = await WineProgram.start(asked, work.folder).ended;
    expect(counted(master)).toMatchObject({ started: 1, interrogations: { done: 1, objects: 2 } });
    expect([...master.lines, master.output].join('\n')).toMatch(/\b100\b.*\b12\.5\b/);
    simulator.interrupt();
    expect((await simulator.ended).exitCode).toBe(0);
    expect(work.list('log').some((name) => name.startsWith(`Süd-1-${port}-`))).toBe(true);
  });
});

it('a folder and files with blanks and umlauts: ini, data, report, sent list, logs', async () => {
  const work = new Workspace();
  const place = 'Prüfstand Süd & Co';
  const ports = winePorts(1);
  work.write(`${place}/meine RTUs.csv`, [
    'bind,127.0.0.1',
    rtuRow({ name: 'Müller Straße', port: ports[0], file: 'p ä.csv' }),
  ]);
  work.write(`${place}/alle Punkte/p ä.csv`, pointRows(7, 25));
  const whole = (name: string) => windowsPath(work.path(place, name));
  const files = [
    '-i',
    whole('meine RTUs.csv'),
    '--data',
    whole('alle Punkte'),
    '--log',
    whole('Protokolle ö'),
  ];
  const results = [
    '--report',
    whole('Bericht ü.html'),
    '--report',
    whole('Bericht ü.csv'),
    '--sent-list',
    whole('gesendet ß.csv'),
  ];
  const words = ['--headless', '--send', '7', '--exit-after-send', ...files, ...results];
  const simulator = await WineProgram.listening(words, work.folder);
  const master = WineProgram.start(
    ['master', '-i', whole('meine RTUs.csv'), '--retry', '30', '--t2', '1'],
    work.folder,
  );
  const { exitCode, lines } = await simulator.ended;
  expect(exitCode, lines.join('\n')).toBe(0);
  await master.kill();
  expect(lines.join('\n')).toContain('offered 25, sent 25, acknowledged 25');
  expect(lines).toContainEqual(expect.stringContaining(`report: ${whole('Bericht ü.html')}`));
  expect(work.list(place)).toEqual(
    [
      'Bericht ü.csv',
      'Bericht ü.html',
      'Protokolle ö',
      'alle Punkte',
      'gesendet ß.csv',
      'meine RTUs.csv',
    ].sort(),
  );
  expect(work.list(`${place}/Protokolle ö`)).toEqual([
    expect.stringMatching(new RegExp(`^Müller Straße-1-${ports[0]}-`)),
    'iec104rs.log',
  ]);
  expect(work.read(place, 'gesendet ß.csv').trimEnd().split('\n')).toHaveLength(26);
});

it('logs are put aside by size', async () => {
  const { work } = siteOf(1, 4000);
  const words = ['--headless', '--send', '7', '--exit-after-send', '--log-size', '100KB', '--log-files', '2'];
  const simulator = await WineProgram.listening(words, work.folder);
  WineProgram.start(['master', '--retry', '30', '--t2', '1', '--gi'], work.folder);
  expect((await simulator.ended).exitCode).toBe(0);
  const logs = work.list('log').filter((name) => name.startsWith('R1-') && !name.includes('-gi.'));
  expect(logs.filter((name) => /\.csv\.\d+$/.test(name))).toHaveLength(2);
});

it('init writes a folder, and its next commands are those of Windows', async () => {
  const work = new Workspace();
  const { exitCode, output } = await runWine(['init', 'my rtus'], work.folder);
  expect(exitCode).toBe(0);
  const ini = `-i "${windowsPath(work.path('my rtus', 'iec104rs.csv'))}"`;
  const data = `--data "${windowsPath(work.path('my rtus', 'data'))}"`;
  expect(output).toContain(`\n  iec104rs ${ini} ${data} --check\n`);
  expect(output).toContain(`\n  iec104rs master ${ini} --gi --retry 60\n`);
  const check = await runWine(
    ['-i', 'my rtus\\iec104rs.csv', '--data', 'my rtus\\data', '--check'],
    work.folder,
  );
  expect([check.exitCode, check.lines.at(-1)]).toEqual([0, expect.stringContaining('153 RTUs, 3 IOA files')]);
  const again = await runWine(['init', 'my rtus'], work.folder);
  expect([again.exitCode, again.lines.at(-1)]).toEqual([
    1,
    'Nothing is ever overwritten: name another folder, or move them away.',
  ]);
});

/** The original simulator's 153 RTUs, run by the built program. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ControllingStation } from '../../src/master/controlling-station.js';
import { loadRtuList } from '../../src/master/rtu-list.js';
import { describeWithShared, sharedPath } from '../support/shared.js';
import { Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { Program, runProgram } from './program.js';

const INI = 'fixtures/original/iec104rs-153.csv';
const DATA = sharedPath('fixtures/original/data');
/** Number of points in a station interrogation, by IOA file. */
const POINTS: Readonly<Record<string, number>> = { 'iodata1.csv': 239, 'iodata2.csv': 440 };

/** Rows of RTUs: `id,name,RTU number,port,…`. */
const RTU_ROW = /^(\d+,[^,]*,\d+),(\d+),(.*)$/;

describeWithShared('153 RTUs', [INI, 'fixtures/original/data/iodata1.csv'], () => {
  it('load, with the expected findings', async () => {
    const words = ['--check', '-i', sharedPath(INI), '--data', DATA];
    const { exitCode, lines } = await runProgram(words, new Workspace().folder);
    expect(exitCode).toBe(0);
    expect(lines.at(-1)).toBe(
      `${sharedPath(INI)}: 153 RTUs, 2 IOA files with 759 signals; 0 errors, 17 warnings`,
    );
    expect(lines.at(-2)).toBe(
      `warning: ${join(DATA, 'iodata2.csv')}:117 column 1 (index): found "1.23E+11", expected digits; the row is taken for a comment`,
    );
  });

  it('listen, start and are all interrogated at the same time', async () => {
    const workspace = new Workspace();
    const ports = await freePorts(153);
    const rows = readFileSync(sharedPath(INI), 'utf8').split(/\r?\n/);
    const files: string[] = [];
    // The test must not query the NTP servers that the file names.
    const own = rows.filter((row) => !row.startsWith('ntp_'));
    const moved = own.map((row) => {
      const match = RTU_ROW.exec(row);
      if (match === null) return row;
      files.push(/iodata\d\.csv/.exec(row)?.[0] ?? '');
      return `${match[1]},${ports[files.length - 1]},${match[3]}`;
    });
    workspace.write('rtus.csv', moved);
    await Program.listening(['-i', 'rtus.csv', '--data', DATA, '--shards', '2'], workspace.folder);

    const { rtus } = loadRtuList(workspace.path('rtus.csv'));
    expect(rtus).toHaveLength(153);
    const station = new ControllingStation(rtus);
    onTestFinished(() => station.closeAll());
    expect(await station.connectAll()).toEqual([]);
    expect(await station.startAll()).toEqual([]);
    const reports = await station.requestAll((link) => link.interrogate());
    expect(reports.map(({ report }) => [report.outcome, report.dataObjects])).toEqual(
      files.map((file) => ['done', POINTS[file]]),
    );
    expect(station.violations(10).map(({ code, detail }) => `${code} ${detail}`)).toEqual([]);
  });
});

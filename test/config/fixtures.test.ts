import { expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.js';
import { NO_STATUS, ROW } from '../../src/station/points/signal-table.js';
import { describeWithShared, sharedPath } from '../support/shared.js';
import { tuples } from './support.js';

describeWithShared('the sample files of the predecessor', ['fixtures/original'], () => {
  const dataDir = sharedPath('fixtures/original/data');
  function load(ini: string) {
    return loadConfiguration({ iniFile: sharedPath('fixtures/original', ini), dataDir });
  }

  it('load up to the row that begins with !', () => {
    // Rows 20 and 22 are comments; row 23 is `!5,Siemens,…`.
    const { rtus, ntpServers, ntpUpdateSec } = load('iec104rs.csv');
    expect(rtus.map(({ no, line }) => [no, line])).toEqual([
      [1, 19],
      [3, 21],
    ]);
    expect(rtus[0]).toMatchObject({
      name: 'ABB',
      rtuNumber: 32,
      port: 2404,
      hosts: ['192.168.1.16', '127.0.0.0/24', '10.1.1.0/24'],
      k: 12,
      idleMs: 60000,
      ioFile: 'iodata1.csv',
    });
    expect(ntpServers).toEqual(['10.1.1.15', 'time.windows.com', 'pool.ntp.org']);
    expect(ntpUpdateSec).toBe(900);
  });

  it('load all 153 RTUs if no row is excluded', () => {
    const { rtus, findings } = load('iec104rs-153.csv');
    expect(rtus).toHaveLength(153);
    expect(rtus.map(({ slot, no }) => no - slot)).toEqual(rtus.map(() => 1));
    expect(findings.filter(({ file }) => file.endsWith('153.csv'))).toEqual([]);
  });

  it('have the points that their Y rows give', () => {
    const { tables } = load('iec104rs-153.csv');
    const counts = [...tables.values()].map(({ file, rows, interrogation, commands }) => {
      return [file, rows, interrogation.length, commands];
    });
    // iodata1.csv: 239 rows with Y, each a point of its own; 43 commands of type 46 and 2 of type 47, 16 of them without a status.
    // iodata2.csv: 442 rows with Y; row 117 is a comment (its index is 1.23E+11), and rows of types 13 and 36
    // with IOA 11002 are one point; 50 commands of type 59 and 44 of type 58.
    expect(counts).toEqual([
      ['iodata1.csv', 312, 239, 45],
      ['iodata2.csv', 447, 440, 94],
    ]);
  });

  it('have commands without a status, which are reported, and a damaged index', () => {
    const { findings, tables } = load('iec104rs-153.csv');
    const noStatus = [362, 364, ...Array.from({ length: 14 }, (_, i) => 383 + i)];
    const expected = 'the IOA of the status signal, 0…16777215; the command is confirmed and changes nothing';
    expect(tuples(findings)).toEqual([
      ...noStatus.map((row) => ['warning', row, '5 (value)', '', expected]),
      ['warning', 117, '1 (index)', '1.23E+11', 'digits; the row is taken for a comment'],
    ]);
    const { commandStatus } = tables.get('iodata1.csv') ?? { commandStatus: new Uint32Array() };
    expect(commandStatus.filter((status) => status === NO_STATUS)).toHaveLength(16);
  });

  it('have no groups and no counters', () => {
    for (const { pointGroups, counterInterrogation } of load('iec104rs-153.csv').tables.values()) {
      expect(Math.max(...pointGroups)).toBe(1);
      expect(counterInterrogation).toHaveLength(0);
    }
  });

  it('have the filtered row, in seconds', () => {
    const table = load('iec104rs-153.csv').tables.get('iodata1.csv');
    if (table === undefined) throw new Error('iodata1.csv is missing');
    const row = table.flags.findIndex((flags) => (flags & ROW.FILTER) !== 0);
    expect(table.waitMs[row]).toBe(3000);
    expect([table.filterType[row], table.filterIoa[row], table.filterValue[row]]).toEqual([46, 21001, 2]);
    expect(table.filterTimeoutMs[row]).toBe(5_000_000);
    expect(table.flags.filter((flags) => flags !== 0)).toHaveLength(1);
  });
});

describeWithShared('the files for throughput', ['fixtures/flood'], () => {
  it.each([
    ['iec104rs.csv', 150],
    ['iec104rs-10000.csv', 10_000],
  ])('%s', (ini, count) => {
    const { rtus, tables, findings } = loadConfiguration({
      iniFile: sharedPath('fixtures/flood', ini),
      dataDir: sharedPath('fixtures/flood/data'),
    });
    expect(findings).toEqual([]);
    expect(rtus).toHaveLength(count);
    const table = tables.get('flood.csv');
    expect(table?.interrogation).toHaveLength(1200);
    // 1000 single points, then 200 floats, all plain.
    expect([table?.fileRun[0], table?.fileRun[873], table?.fileRun[999], table?.fileRun[1000]]).toEqual([
      127, 127, 1, 127,
    ]);
  });
});

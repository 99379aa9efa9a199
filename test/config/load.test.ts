import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfiguration, loadConfigurationAside, loadTable } from '../../src/config/load.js';
import { readTable } from '../../src/config/table-task.js';
import { tuples } from './support.js';

let dir = '';
let iniFile = '';
let dataDir = '';

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'load-'));
  iniFile = join(dir, 'ini.csv');
  dataDir = join(dir, 'data');
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, 'a.csv'), '1,Y,30,1,1\n2,Y,30,2,7\n');
  writeFileSync(join(dataDir, 'b.csv'), '1,Y,30,1,1\n');
  writeFileSync(join(dataDir, 'empty.csv'), '');
  mkdirSync(join(dataDir, 'folder.csv'));
});
afterAll(() => rmSync(dir, { recursive: true }));

function load(...rows: string[]) {
  writeFileSync(iniFile, rows.join('\n'));
  return loadConfiguration({ iniFile, dataDir });
}

describe('a configuration', () => {
  it('has the RTUs and each database once', () => {
    const { rtus, tables, findings } = load('1,A,1,1,,,,a.csv', '2,B,2,2,,,,b.csv', '3,C,3,3,,,,a.csv');
    expect(rtus.map(({ no, slot, ioFile }) => [no, slot, ioFile])).toEqual([
      [1, 0, 'a.csv'],
      [2, 1, 'b.csv'],
      [3, 2, 'a.csv'],
    ]);
    expect([...tables.values()].map(({ file, version, rows }) => [file, version, rows])).toEqual([
      ['a.csv', 1, 1],
      ['b.csv', 1, 1],
    ]);
    expect(findings.map(({ file, row }) => [file, row])).toEqual([[join(dataDir, 'a.csv'), 2]]);
  });

  it('has its addresses in the form of the options, also in files that are read again', () => {
    writeFileSync(join(dataDir, 'octets.csv'), '1,Y,30,3.233,1\n');
    writeFileSync(iniFile, '1,A,0.101,1,,,,octets.csv\n');
    const addresses = { order: 'low-first', twoWithDot: 'octets' } as const;
    const { rtus, tables, findings } = loadConfiguration({ iniFile, dataDir, addresses });
    expect(findings).toEqual([]);
    // 0 + 101·256, 3 + 233·256
    expect(rtus.map(({ rtuNumber }) => rtuNumber)).toEqual([25856]);
    expect([...(tables.get('octets.csv')?.ioa ?? [])]).toEqual([59651]);
    const again = readTable({ folder: dataDir, file: 'octets.csv', version: 2, addresses });
    expect([...(again.table?.ioa ?? [])]).toEqual([59651]);
  });

  it('tells how many of its databases are read', () => {
    writeFileSync(iniFile, '1,A,1,1,,,,a.csv\n2,B,2,2,,,,none.csv\n3,C,3,3,,,,a.csv\n4,D,4,4,,,,b.csv\n');
    const told: [number, number][] = [];
    loadConfiguration({ iniFile, dataDir }, (files, ofFiles) => told.push([files, ofFiles]));
    expect(told).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
  });

  it('leaves out every RTU whose database cannot be read, and renumbers the slots', () => {
    const { rtus, tables, findings } = load(
      '1,A,1,1,,,,none.csv',
      '2,B,2,2,,,,b.csv',
      '3,C,3,3,,,,none.csv',
      '4,D,4,4,,,,empty.csv',
      '5,E,5,5,,,,folder.csv',
      '6,F,6,0,,,,b.csv',
      '7,G,7,7,,,,b.csv',
    );
    expect(rtus.map(({ no, slot }) => [no, slot])).toEqual([
      [2, 0],
      [7, 1],
    ]);
    expect([...tables.keys()]).toEqual(['b.csv']);
    const readable = `a readable IOA file in ${dataDir}`;
    expect(tuples(findings)).toEqual([
      ['error', 1, '8 (IOA file)', 'none.csv', readable],
      ['error', 3, '8 (IOA file)', 'none.csv', readable],
      ['error', 4, '8 (IOA file)', 'empty.csv', readable],
      ['error', 5, '8 (IOA file)', 'folder.csv', readable],
      ['error', 6, '4 (port)', '0', 'a whole number 1…65535'],
      ['error', 0, '', 'no such file', 'a readable CSV file'],
      ['error', 0, '', 'an empty file', 'a CSV file with rows'],
      ['error', 0, '', 'a folder', 'a CSV file'],
    ]);
    expect(findings.map(({ file }) => file)).toEqual([
      ...Array.from({ length: 5 }, () => iniFile),
      join(dataDir, 'none.csv'),
      join(dataDir, 'empty.csv'),
      join(dataDir, 'folder.csv'),
    ]);
  });

  it('has no RTU without the folder of the IOA files, with one finding for the folder', () => {
    writeFileSync(iniFile, '1,A,1,1,,,,a.csv\n2,B,2,2,,,,b.csv\n');
    const missing = join(dir, 'none');
    const { rtus, findings } = loadConfiguration({ iniFile, dataDir: missing });
    expect(rtus).toEqual([]);
    expect(findings.map(({ file }) => file)).toEqual([missing]);
    expect(tuples(findings)).toEqual([
      ['error', 0, '', 'the folder is not there', 'the folder of the IOA files (--data names another)'],
    ]);
    // Without an RTU nobody needs it.
    writeFileSync(iniFile, '# nothing\n');
    expect(loadConfiguration({ iniFile, dataDir: missing }).findings).toEqual([]);
  });

  it('is empty without an ini file', () => {
    const loaded = loadConfiguration({ iniFile: join(dir, 'no.csv'), dataDir });
    expect(loaded).toMatchObject({ rtus: [], ntpServers: [], ntpUpdateSec: 900 });
    expect(tuples(loaded.findings)).toEqual([['error', 0, '', 'no such file', 'a readable CSV file']]);
  });

  it('prefers NTP settings of the command line to those of the file', () => {
    writeFileSync(iniFile, 'ntp_server,a\nntp_server,b\nntp_update_every_sec,60\n');
    expect(loadConfiguration({ iniFile, dataDir })).toMatchObject({
      ntpServers: ['a', 'b'],
      ntpUpdateSec: 60,
    });
    expect(loadConfiguration({ iniFile, dataDir, ntpServers: [] })).toMatchObject({ ntpServers: ['a', 'b'] });
    expect(loadConfiguration({ iniFile, dataDir, ntpServers: ['c'], ntpUpdateSec: 5 })).toMatchObject({
      ntpServers: ['c'],
      ntpUpdateSec: 5,
    });
  });

  it('reads one database again under the next version', () => {
    expect(loadTable(dataDir, 'b.csv', 2)).toMatchObject({
      table: { file: 'b.csv', version: 2 },
      findings: [],
    });
    expect(loadTable(dataDir, 'none.csv', 2).table).toBeUndefined();
  });

  it('reads and compiles one file once for 10,000 RTUs', () => {
    const rows = Array.from({ length: 1500 }, (_, i) => `${i % 9},Y,30,${i + 1},1,0,,,,,,BAY ${i}`);
    writeFileSync(join(dataDir, 'large.csv'), rows.join('\n'));
    const rtus = Array.from({ length: 10_000 }, (_, i) => {
      return `${i + 1},L${i},${i + 1},2404,,12,60,large.csv,bind=127.${1 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`;
    });
    writeFileSync(iniFile, rtus.join('\n'));
    const loaded = loadConfiguration({ iniFile, dataDir });
    expect(loaded.findings).toEqual([]);
    expect(loaded.rtus).toHaveLength(10_000);
    expect([...loaded.tables.keys()]).toEqual(['large.csv']);
    expect(loaded.tables.get('large.csv')).toMatchObject({ version: 1, points: 1500 });
    expect(loaded.tables.get('large.csv')?.interrogation).toHaveLength(1500);
  });
});

describe('a configuration whose databases are read elsewhere', () => {
  it('is the same as if they were read here; each is asked for once, in the order of first use', async () => {
    const here = load('1,A,1,1,,,,b.csv', '2,B,2,2,,,,none.csv', '3,C,3,3,,,,a.csv', '4,D,4,4,,,,b.csv');
    const asked: string[] = [];
    const told: number[] = [];
    const aside = await loadConfigurationAside(
      { iniFile, dataDir },
      async (file) => {
        asked.push(file);
        return loadTable(dataDir, file, 1);
      },
      (files) => told.push(files),
    );
    expect(aside).toEqual(here);
    expect([asked, told]).toEqual([
      ['b.csv', 'none.csv', 'a.csv'],
      [1, 2, 3],
    ]);
  });
});

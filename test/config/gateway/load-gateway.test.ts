import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatFinding } from '../../../src/channel/definitions.js';
import { MARKER, parseGatewayIni } from '../../../src/config/gateway/gateway-ini.js';
import { loadGatewayFile, summaryOf } from '../../../src/config/gateway/load-gateway.js';
import { tuples } from '../support.js';
import { HEADER, parse, row, USUAL } from './kit.js';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-file-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const FILTER = ['10.1.1.0/24', '10.1.2.5'];
const FULL = {
  ...USUAL,
  idleMs: 60_500,
  hosts: [
    { host: '10.0.0.1', port: 2404 },
    { host: '10.0.0.2', port: 2404 },
  ],
  ports: [{ ...USUAL.ports[0], filter: FILTER }],
};

describe('a file as programs save it', () => {
  it.each<[string, string, string[]]>([
    [
      'commas, quotes and a BOM, CRLF',
      `\ufeff"${MARKER} ini file",,\r\n"1","A","2404","7","","60.5",,,,,,,,,"10.0.0.1:2404;10.0.0.2:2404","10.1.1.0/24; 10.1.2.5",,,\r\n`,
      [],
    ],
    [
      'semicolons, lists in quotes, a decimal comma (Excel in German)',
      `${MARKER} ini file;;;\r\n1;A;2404;7;;60,5;;;;;;;;;"10.0.0.1:2404;10.0.0.2:2404";"10.1.1.0/24; 10.1.2.5"\r\n`,
      ['FILE: cells are separated by a semicolon; the decimal sign is the comma or the point'],
    ],
    [
      'tabs',
      `${MARKER}\t\n1\tA\t2404\t7\t\t60.5\t\t\t\t\t\t\t\t\t10.0.0.1:2404;10.0.0.2:2404\t10.1.1.0/24; 10.1.2.5\n`,
      ['FILE: cells are separated by a tab; the decimal sign is the comma or the point'],
    ],
  ])('%s', (name, content, notes) => {
    const file = write(`${name.slice(0, 4)}.csv`, content);
    const loaded = loadGatewayFile(file);
    expect(loaded.findings).toEqual([]);
    expect(loaded.groups).toEqual([FULL]);
    expect(loaded.notes).toEqual(notes.map((note) => note.replace('FILE', file)));
  });

  it('with commas between the cells and semicolons in long lists, of which there are more', () => {
    const hosts = Array.from({ length: 30 }, (_, i) => `10.0.0.${i + 1}:2404`).join(';');
    const { groups, findings } = parse(MARKER, row({ hosts }), row({ id: '2', 'port no': '2405', hosts }));
    expect(findings).toEqual([]);
    expect(groups.map((group) => group.hosts.length)).toEqual([30, 30]);
  });

  it('with a decimal comma in numbers, and a comma in a name', () => {
    const { groups, findings } = parse(MARKER, '1;1,5 kV;2404;7;;60,5;;;;;;;;;10.0.0.1:2404');
    expect(findings).toEqual([]);
    expect(groups[0]).toMatchObject({ name: '1,5 kV', idleMs: 60_500 });
  });

  it('with semicolons and an older form', () => {
    const { groups, findings } = parse(
      'group id;sys name;port no;rtu no;master;hosts',
      '5;North;;32;N;"10.0.0.1:2404;10.0.0.2:2404"',
      '5;SCADA;2406;32;Y;"10.1.1.0/24;10.1.2.5"',
    );
    expect(findings).toEqual([]);
    expect([groups[0].hosts, groups[0].ports[0].filter]).toEqual([FULL.hosts, FILTER]);
  });

  it('with a row by another separator, which is not read', () => {
    const { groups, tuples: found } = parse(
      MARKER,
      row(),
      row({ id: '2', 'port no': '2405' }).replaceAll(',', ';'),
    );
    expect(groups.map(({ id }) => id)).toEqual([1]);
    expect(found.map(([severity, line]) => [severity, line])).toEqual([['error', 3]]);
  });

  it('with a quotation mark that does not end: the rows below load', () => {
    const { groups, tuples: found } = parse(MARKER, '1,"A,2404,7', row({ id: '2' }));
    expect(groups.map(({ id, line }) => [id, line])).toEqual([[2, 3]]);
    expect(found).toEqual([['error', 2, '', '1,"A,2404,7', 'quotation marks in pairs; the row is left out']]);
  });

  it('in UTF-16, with one warning', () => {
    const text = `\ufeff${MARKER}\n${row({ 'sys name': 'Zürich' })}\n`;
    const loaded = loadGatewayFile(write('wide.csv', Buffer.from(text, 'utf16le')));
    expect(loaded.groups[0].name).toBe('Zürich');
    expect(tuples(loaded.findings).map(([severity, , , found]) => [severity, found])).toEqual([
      ['warning', 'UTF-16'],
    ]);
  });
});

describe('a file that is not there', () => {
  it('under its name, but in another case', () => {
    const there = write('case/iec104MM2SS.csv', `${MARKER}\n${row()}\n`);
    const asked = join(folder, 'case/iec104mm2ss.csv');
    expect(loadGatewayFile(asked)).toMatchObject({
      file: there,
      groups: [USUAL],
      findings: [],
      notes: [`${there} is read, because there is no ${asked}`],
    });
  });

  it('while several have its name in another case', () => {
    const names = ['IEC104MM2SS.csv', 'iec104MM2SS.csv'].map((name) => write(`two/${name}`, `${MARKER}\n`));
    const asked = join(folder, 'two/iec104mm2ss.csv');
    const { file, groups, findings } = loadGatewayFile(asked);
    expect([file, groups]).toEqual([asked, []]);
    expect(tuples(findings)).toEqual([
      [
        'error',
        0,
        '',
        '2 files of this name in other cases',
        `one; name the one to read with -i: ${names.join(' or ')}`,
      ],
    ]);
  });

  it('at all, nor its folder', () => {
    for (const path of [join(folder, 'none.csv'), join(folder, 'none/none.csv')]) {
      const { file, groups, findings, ntpUpdateSec } = loadGatewayFile(path);
      expect([file, groups, ntpUpdateSec]).toEqual([path, [], 900]);
      expect(findings.map(({ severity, row: line, expected }) => [severity, line, expected])).toEqual([
        ['error', 0, 'a readable CSV file'],
      ]);
    }
  });

  it('because the one of its name is read first', () => {
    write('both/a.csv', `${MARKER}\n`);
    const asked = write('both/A.csv', `${MARKER}\n${row()}\n`);
    expect(loadGatewayFile(asked)).toMatchObject({ file: asked, groups: [USUAL], notes: [] });
  });
});

describe('NTP of the command line', () => {
  const servers = { ntpServers: ['a', 'b'], ntpUpdateSec: 60 };

  it('replaces that of the file', () => {
    const file = write('ntp.csv', `${MARKER}\nntp_server,x\nntp_update_every_sec,300\n${row()}\n`);
    const read = (overrides: object) => {
      const { ntpServers, ntpUpdateSec } = loadGatewayFile(file, overrides);
      return [ntpServers, ntpUpdateSec];
    };
    expect(read({})).toEqual([['x'], 300]);
    expect(read(servers)).toEqual([['a', 'b'], 60]);
    expect(read({ ...servers, ntp: 'join' })).toEqual([['a', 'b', 'x'], 300]);
  });

  it('counts where the file says nothing', () => {
    const file = write('no-ntp.csv', `${MARKER}\n${row()}\n`);
    expect(loadGatewayFile(file, { ...servers, ntp: 'join' })).toMatchObject(servers);
    expect(loadGatewayFile(file)).toMatchObject({ ntpServers: [], ntpUpdateSec: 900 });
  });
});

describe('a large file', () => {
  it('of 10,000 rows has 10,000 groups', () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => {
      const bind = `127.${Math.floor(i / 2500)}.${Math.floor(i / 250) % 10}.${(i % 250) + 1}`;
      return row({ id: String(i), 'max conn': '5', hosts: `10.0.0.1:${i + 1};rtu${i}:2404` }, `bind=${bind}`);
    });
    const file = write('large.csv', [MARKER, ...rows].join('\n'));
    const loaded = loadGatewayFile(file);
    expect(loaded.findings).toEqual([]);
    expect(loaded.groups).toHaveLength(10_000);
    expect(loaded.groups.at(-1)).toMatchObject({ slot: 9999, id: 9999, line: 10_001 });
    expect(loaded.groups.at(-1)?.ports[0].bind).toBe('127.3.9.250');
    expect(summaryOf(loaded)).toBe(
      `${file}: 10,000 groups on 10,000 ports for at most 50,000 masters; 0 errors, 0 warnings`,
    );
  });

  it('in which every cell is bad has a finding for each', () => {
    const bad = ['', 'A', 'x', 'x', ...Array.from({ length: 10 }, () => 'x'), 'x', 'x'];
    const rows = Array.from({ length: 1000 }, (_, i) => [i, ...bad.slice(1)].join(','));
    const { groups, findings } = parse(MARKER, ...rows);
    expect(groups).toEqual([]);
    // Port, RTU number, hosts and filter are errors, the ten cells between them warnings.
    expect(findings.filter(({ severity }) => severity === 'error')).toHaveLength(4000);
    expect(findings).toHaveLength(14_000);
  });
});

it('never throws, and numbers what it loads', () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom(
      '1',
      '2404',
      '65535',
      'Y',
      'N',
      '10.0.0.1:2404;x',
      '10.1.1.0/24',
      'gi=each',
      '"',
      '!',
      'oa=x',
    ),
  );
  const usual = fc.constantFrom(
    MARKER,
    row(),
    row({ id: '2', 'port no': '5' }),
    '5,A,,7,N,a:1',
    '5,B,9,7,Y',
    't1,x',
  );
  const line = fc.oneof(
    usual,
    fc.array(cell, { maxLength: HEADER.length + 3 }).map((cells) => cells.join(',')),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), (lines, end) => {
      const { groups, findings } = parseGatewayIni(lines.join(end), 'f');
      expect(groups.map(({ slot }) => slot)).toEqual(groups.map((_, i) => i));
      expect(new Set(groups.map(({ id }) => id)).size).toBe(groups.length);
      for (const { ports, hosts, k, w, bufferFrames } of groups) {
        expect(Math.min(ports.length, hosts.length, w, bufferFrames - k + 1)).toBeGreaterThan(0);
      }
      for (const finding of findings) expect(formatFinding(finding)).toContain('expected ');
    }),
    { numRuns: 2000 },
  );
});

/** The sent list on a real disk: exact lines, several writers of one file, a full disk. */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SENT_LIST_HEADER } from '../../src/channel/sent-list-format.js';
import { SHARD_COUNTER } from '../../src/channel/shard-table.js';
import { localFiles } from '../../src/log-writer/local-files.js';
import { COUNTER } from '../../src/station/measures/counters.js';
import type { RtuParameters } from '../../src/station/parameters.js';
import { LineBooks, privateBooks } from '../../src/workers/line-books.js';
import { createNodeMachine } from '../../src/workers/node-machine.js';
import { type ListedRtu, SentListFile } from '../../src/workers/sent-list-file.js';
import { type Master, openStation, type Station } from '../station/station-kit.js';

const LISTED: ListedRtu = { no: 7, name: 'Ahornbach 110', port: 2404 };
/** 22 November 2026, 10:03:11.125 here, so that the test holds in every zone. */
const WALL_MS = new Date(2026, 10, 22, 10, 3, 11, 125).getTime();

let folder: string;
let path: string;
const troubles: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iec104rs-sent-'));
  path = join(folder, 'sent.csv');
  writeFileSync(path, SENT_LIST_HEADER);
  troubles.length = 0;
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function openList(books = privateBooks('sent-list')): SentListFile {
  return new SentListFile(
    createNodeMachine(localFiles()),
    path,
    (file, detail) => troubles.push(`${file}: ${detail}`),
    books,
  );
}

/** A master connected to a station that writes this list. */
function started(
  list: SentListFile,
  csv: string,
  chosen: Partial<RtuParameters> = {},
  listed: ListedRtu | undefined = LISTED,
): { station: Station; master: Master; send: () => void; lost: () => number } {
  const station = openStation(csv);
  Object.assign(station.host, { sentList: list });
  station.host.wallOffsetMs = WALL_MS;
  const rtu = station.add({ time: 'local', ...chosen });
  if (listed !== undefined) list.attach(rtu, listed);
  const master = station.connect('50000', rtu);
  master.start();
  return {
    station,
    master,
    send: () => station.begin({ id: 1, index: 1, startMs: station.nowMs, durationMs: 0 }, rtu),
    lost: () => rtu.counters[COUNTER.SENT_LIST_LOST],
  };
}

function lines(): string[] {
  const text = readFileSync(path, 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  expect(text.startsWith(SENT_LIST_HEADER)).toBe(true);
  return text.slice(SENT_LIST_HEADER.length).split('\n').slice(0, -1);
}

/** The text without ` SU`, because some zones have summer time on that day. */
const zoneless = (all: readonly string[]): string[] => all.map((line) => line.replace(' SU,', ','));

describe('a line', () => {
  it('has the columns that the first line names', () => {
    expect(SENT_LIST_HEADER).toBe(
      'rtu,name,port,ca,ioa,type,value,quality,time tag,written,acknowledged,connection\n',
    );
  });

  it('of a signal has its point, when it was sent and when it was acknowledged', async () => {
    const list = openList();
    const { station, master, send } = started(
      list,
      '1,,30,16777215,1\n1,,36,2,-10.456 IV NT\n1,,1,3,0\n1,,9,4,0.5\n1,,37,5,-7 CY\n',
      { rtuNumber: 65_534 },
    );
    station.nowMs = 0.5;
    send();
    station.nowMs = 1_000.25;
    master.acknowledge();
    await list.close();
    const tag = '2026-11-22 10:03:11.125';
    const times = '2026-11-22 10:03:11.125500,2026-11-22 10:03:12.125250,10.0.0.1:50000';
    expect(zoneless(lines())).toEqual([
      `7,Ahornbach 110,2404,65534,16777215,30,1,,${tag},${times}`,
      `7,Ahornbach 110,2404,65534,2,36,-10.456,IV NT,${tag},${times}`,
      `7,Ahornbach 110,2404,65534,3,1,0,,,${times}`,
      `7,Ahornbach 110,2404,65534,4,9,0.5,,,${times}`,
      `7,Ahornbach 110,2404,65534,5,37,-7,CY,${tag},${times}`,
    ]);
  });

  it('of a signal that was never acknowledged has no time of acknowledgement', async () => {
    const list = openList();
    const { master, send } = started(list, '1,,30,1,1\n');
    send();
    master.leave();
    await list.close();
    expect(zoneless(lines())).toEqual([
      '7,Ahornbach 110,2404,1,1,30,1,,2026-11-22 10:03:11.125,2026-11-22 10:03:11.125000,,10.0.0.1:50000',
    ]);
  });

  it('quotes a name that needs it', async () => {
    const list = openList();
    const { master, send } = started(list, '1,,1,1,1\n', {}, { no: 1, name: 'A "b", c', port: 1 });
    send();
    master.acknowledge();
    await list.close();
    expect(lines()[0]).toMatch(/^1,"A ""b"", c",1,1,1,1,1,,,2026/);
  });

  it('has the tag in the RTU’s zone, the other times in the machine’s', async () => {
    const before = process.env.TZ;
    process.env.TZ = 'Asia/Kolkata';
    try {
      const list = openList();
      const { station, master, send } = started(list, '1,,30,1,1\n', { time: 'utc' });
      station.host.wallOffsetMs = Date.UTC(2026, 10, 22, 20, 0, 1);
      send();
      master.acknowledge();
      await list.close();
      // Five and a half hours ahead of UTC.
      const at = '2026-11-23 01:30:01.000000';
      expect(lines()).toEqual([
        `7,Ahornbach 110,2404,1,1,30,1,,2026-11-22 20:00:01.000,${at},${at},10.0.0.1:50000`,
      ]);
    } finally {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    }
  });

  it('has the tag on the RTU’s clock, and both other times on the simulator’s own clock', async () => {
    const list = openList();
    const { station, master, send } = started(list, '1,,30,1,1\n1,,11,2,1\n', {
      time: 'utc',
      clock: 'follow',
    });
    // A clock sync to 2030-01-01 00:00:00.000: 0000 00 00 21 (day 1, Tuesday) 01 1E
    master.request('67 01 06 00 01 00 | 00 00 00 | 00 00 00 00 21 01 1E');
    station.nowMs = 10;
    send();
    station.nowMs = 20;
    master.acknowledge();
    await list.close();
    const times = '2026-11-22 10:03:11.135000,2026-11-22 10:03:11.145000,10.0.0.1:50000';
    expect(lines()).toEqual([
      `7,Ahornbach 110,2404,1,1,30,1,,2030-01-01 00:00:00.010,${times}`,
      `7,Ahornbach 110,2404,1,2,11,1,,,${times}`,
    ]);
  });

  it('of a walking value has the value that was sent', async () => {
    const list = openList();
    const { station, master } = started(list, '1,,35,1,1000 OV\n1,,11,2,5\n1,,11,3,6\n');
    station.take();
    const walk = { seed: 1, percent: 5 };
    station.begin({ id: 1, index: 1, startMs: 0, durationMs: 0, walk }, master.rtu);
    const frames = station.take().map((entry) => entry.slice('50000 < '.length).split(' '));
    station.nowMs = 1;
    master.acknowledge();
    await list.close();
    const scaled = (octets: readonly string[], at: number): number =>
      new Int16Array([Number.parseInt(octets[at + 1] + octets[at], 16)])[0];
    // One object with IOA 1 at 6, then two of 6 octets each
    const [first, second, third] = [scaled(frames[0], 9), scaled(frames[1], 9), scaled(frames[1], 15)];
    expect([first, second, third]).not.toEqual([1_000, 5, 6]);
    const times = '2026-11-22 10:03:11.125000,2026-11-22 10:03:11.126000,10.0.0.1:50000';
    expect(zoneless(lines())).toEqual([
      `7,Ahornbach 110,2404,1,1,35,${first},OV,2026-11-22 10:03:11.125,${times}`,
      `7,Ahornbach 110,2404,1,2,11,${second},,,${times}`,
      `7,Ahornbach 110,2404,1,3,11,${third},,,${times}`,
    ]);
  });

  it('of a status signal has the state after the command', async () => {
    const list = openList();
    const { master } = started(list, '9,,30,10,0\n9,,45,500,10\n');
    master.request('2D 01 06 00 01 00 | F4 01 00 | 01');
    master.acknowledge();
    await list.close();
    const at = '2026-11-22 10:03:11.125000';
    expect(zoneless(lines())).toEqual([
      `7,Ahornbach 110,2404,1,10,30,1,,2026-11-22 10:03:11.125,${at},${at},10.0.0.1:50000`,
    ]);
  });
});

describe('the file', () => {
  it('is complete when several threads write thousands of lines each', async () => {
    const csv = Array.from({ length: 3_000 }, (_, i) => `1,,30,${i + 1},${i % 2}\n`).join('');
    const lists = [0, 1, 2].map(() => openList());
    for (const [no, list] of lists.entries()) {
      const { master, send } = started(list, csv, { k: 32_767 }, { no, name: `R${no}`, port: no });
      send();
      master.acknowledge();
    }
    await Promise.all(lists.map((list) => list.close()));
    const all = lines();
    expect(all).toHaveLength(9_000);
    for (const no of [0, 1, 2]) {
      const own = all.filter((line) => line.startsWith(`${no},R${no},${no},1,`));
      expect(own.map((line) => Number(line.split(',')[4]))).toEqual(
        Array.from({ length: 3_000 }, (_, i) => i + 1),
      );
      expect(own.every((line) => line.split(',').length === 12)).toBe(true);
    }
  });

  it('on a full disk: every line counts as lost, which is reported once', async () => {
    rmSync(path);
    symlinkSync('/dev/full', path);
    const list = openList();
    const { master, send, lost } = started(list, '1,,30,1,1\n1,,30,2,1\n1,,30,3,1\n');
    send();
    master.acknowledge();
    await list.close();
    expect([lost(), troubles]).toEqual([3, [`${path}: ENOSPC: no space left on device, write`]]);
  });

  it('has in its books what a later acknowledgement will bring, before it comes', async () => {
    const cells = new Float64Array(Object.keys(SHARD_COUNTER).length);
    const list = openList(new LineBooks(cells, 'sent-list'));
    const { master, send } = started(list, '1,,30,1,1\n1,,30,2,1\n1,,9,3,1\n');
    const books = (): number[] =>
      (['SENT_LIST_LINES', 'SENT_LIST_LINES_HANDED', 'SENT_LIST_LINES_DONE'] as const).map(
        (column) => cells[SHARD_COUNTER[column]],
      );
    send();
    expect(books()).toEqual([3, 0, 0]);
    master.acknowledge(1);
    master.leave();
    expect(books()).toEqual([3, 0, 0]);
    await list.close();
    expect(books()).toEqual([3, 3, 3]);
    expect(lines()).toHaveLength(3);
  });

  it('has only lines of signals', async () => {
    const list = openList();
    const { master } = started(list, '1,Y,1,1,1\n');
    master.request('64 01 06 00 01 00 | 00 00 00 | 14');
    master.acknowledge();
    master.leave();
    await list.close();
    expect(lines()).toEqual([]);
  });
});

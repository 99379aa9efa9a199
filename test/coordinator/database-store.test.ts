/** The store of IOA files: which edits it uses and reports, which files it watches and drops. On real files. */
import { renameSync, rmSync } from 'node:fs';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { loadTable } from '../../src/config/load.js';
import { readTable, type TableRequest, unpackFindings } from '../../src/config/table-task.js';
import { type DatabaseNews, DatabaseStore } from '../../src/coordinator/databases/database-store.js';
import type * as ReaderModule from '../../src/coordinator/databases/table-reader.js';
import type { SignalTable } from '../../src/station/points/signal-table.js';
import { importBuilt, waitFor } from '../support/test-engine.js';
import { Workspace } from '../support/workspace.js';

const TWO = '1,,1,100,0\n2,,1,101,0\n';
const THREE = `${TWO}3,,1,102,0\n`;
/** A row with an error: 7 is not a value of a single point. */
const WRONG = '9,,1,109,7\n';

let workspace: Workspace;
let news: DatabaseNews[];

beforeEach(() => {
  workspace = new Workspace();
  news = [];
});

/** Reads in this thread, when the test lets it. */
const reader = {
  gate: Promise.resolve(),
  async read(request: TableRequest) {
    await this.gate;
    const { findings, ...packed } = readTable(request);
    return { ...packed, findings: await unpackFindings(findings) };
  },
  close() {},
};

/** Opens a store on these files, as after the configuration was loaded. */
function open(files: Readonly<Record<string, string>>): DatabaseStore {
  const tables = new Map<string, SignalTable>();
  const findings = [];
  const readAtMs = Date.now();
  for (const [name, text] of Object.entries(files)) {
    workspace.write(name, text);
    const loaded = loadTable(workspace.folder, name, 1);
    if (loaded.table !== undefined) tables.set(name, loaded.table);
    findings.push(...loaded.findings);
  }
  const store = new DatabaseStore(
    workspace.folder,
    tables,
    findings,
    readAtMs,
    (one) => news.push(one),
    reader,
  );
  onTestFinished(() => store.close());
  return store;
}

/** Waits for `count` events; returns all as `file version rows` or `file version: why the old content is kept`. */
async function told(count: number): Promise<string[]> {
  await waitFor(`${count} news`, () => (news.length >= count ? true : undefined));
  return news.map((one) =>
    one.kind === 'reloaded'
      ? `${one.table.file} ${one.table.version} ${one.table.rows}`
      : `${one.file} ${one.version}: ${one.reason}`,
  );
}

describe('an edit', () => {
  it('is used as the next version', async () => {
    const store = open({ 'a.csv': TWO, 'b.csv': TWO });
    workspace.write('a.csv', THREE);
    expect(await told(1)).toEqual(['a.csv 2 3']);
    expect([...store.tables].map(([file, { version }]) => [file, version])).toEqual([
      ['a.csv', 2],
      ['b.csv', 1],
    ]);
    workspace.write('a.csv', TWO);
    expect(await told(2)).toEqual(['a.csv 2 3', 'a.csv 3 2']);
  });

  it('with a new error is not used, which is reported once, until the error is mended', async () => {
    open({ 'a.csv': TWO, 'last.csv': TWO });
    workspace.write('a.csv', `${TWO}${WRONG}`);
    expect(await told(1)).toEqual(['a.csv 1: it has a new error']);
    expect(news[0].findings).toMatchObject([{ severity: 'error', row: 3, found: '7' }]);
    // The same content again is not reported; the other file is checked after it.
    workspace.write('a.csv.new', `${TWO}${WRONG}`);
    renameSync(workspace.path('a.csv.new'), workspace.path('a.csv'));
    workspace.write('last.csv', THREE);
    expect(await told(2)).toEqual(['a.csv 1: it has a new error', 'last.csv 2 3']);
    workspace.write('a.csv', TWO);
    // It is read and used again, although it equals the content in use.
    expect((await told(3)).at(-1)).toBe('a.csv 2 2');
  });

  it('with only old errors is used, even if they moved to other rows', async () => {
    open({ 'a.csv': `${WRONG}${TWO}` });
    workspace.write('a.csv', `${THREE}${WRONG}`);
    expect(await told(1)).toEqual(['a.csv 2 3']);
    expect(news[0].findings).toEqual([]);
    // An old error that occurs once more is a new error.
    workspace.write('a.csv', `${THREE}${WRONG}${WRONG}`);
    expect((await told(2)).at(-1)).toBe('a.csv 2: it has a new error');
  });

  it('that deletes the file leaves the last good content in use', async () => {
    const store = open({ 'a.csv': TWO });
    rmSync(workspace.path('a.csv'));
    expect(await told(1)).toEqual(['a.csv 1: it cannot be read']);
    expect(store.tables.get('a.csv')?.rows).toBe(2);
  });

  it('of two files is reported for both', async () => {
    open({ 'a.csv': TWO, 'b.csv': TWO });
    workspace.write('b.csv', THREE);
    workspace.write('a.csv', '5,,1,100,1\n');
    expect((await told(2)).sort()).toEqual(['a.csv 2 1', 'b.csv 2 3']);
  });
});

describe('a file', () => {
  it('that another program holds is tried again: it is read when that lets go, without having changed', async () => {
    const store = open({ 'a.csv': TWO });
    const read = reader.read.bind(reader);
    let isHeld = true;
    let tries = 0;
    reader.read = async (request) => {
      tries++;
      if (!isHeld) return read(request);
      const { file } = request;
      const finding = {
        severity: 'error',
        file,
        row: 0,
        column: '',
        found: 'held',
        expected: 'not held',
      } as const;
      return { isRefused: true, findings: [finding], notes: [], awaits: [], statuses: [], lineEnd: 'ended' };
    };
    onTestFinished(() => {
      reader.read = read;
    });
    workspace.write('a.csv', THREE);
    expect(await told(1)).toEqual(['a.csv 1: it cannot be read']);
    const before = tries;
    await waitFor('two more tries', () => (tries >= before + 2 ? true : undefined));
    // Told once, however long it takes.
    expect([news.length, store.tables.get('a.csv')?.rows]).toEqual([1, 2]);
    isHeld = false;
    expect((await told(2)).at(-1)).toBe('a.csv 2 3');
  });

  it('that is opened later is read then, and watched from then on', async () => {
    const store = open({ 'a.csv': TWO });
    workspace.write('late.csv', TWO);
    expect(await store.open('late.csv')).toMatchObject({ table: { version: 1, rows: 2 }, findings: [] });
    expect(store.tables.get('late.csv')?.rows).toBe(2);
    workspace.write('late.csv', THREE);
    expect(await told(1)).toEqual(['late.csv 2 3']);
  });

  it('that is in use already is not read again', async () => {
    const store = open({ 'a.csv': TWO });
    workspace.write('a.csv', THREE);
    expect((await store.open('a.csv')).table).toBe(store.tables.get('a.csv'));
    expect((await store.open('a.csv')).table?.rows).toBe(2);
  });

  it('that cannot be read is not in use', async () => {
    const store = open({ 'a.csv': TWO });
    expect(await store.open('none.csv')).toMatchObject({ findings: [{ severity: 'error' }] });
    expect([...store.tables.keys()]).toEqual(['a.csv']);
  });

  it('that no RTU uses any more is dropped; when it is used again, its versions continue', async () => {
    const store = open({ 'a.csv': TWO, 'b.csv': TWO });
    store.keepOnly(new Set(['b.csv']));
    expect([...store.tables.keys()]).toEqual(['b.csv']);
    workspace.write('a.csv', THREE);
    workspace.write('b.csv', THREE);
    expect(await told(1)).toEqual(['b.csv 2 3']);
    expect((await store.open('a.csv')).table).toMatchObject({ version: 2, rows: 3 });
  });

  it('is not watched after the end', async () => {
    const store = open({ 'a.csv': TWO });
    const other = open({ 'b.csv': TWO });
    store.close();
    workspace.write('a.csv', THREE);
    workspace.write('b.csv', THREE);
    expect(await told(1)).toEqual(['b.csv 2 3']);
    other.close();
  });
});

describe('a file that takes long to read', () => {
  it('holds up nothing; what no RTU uses any more when it is read is not used', async () => {
    const store = open({ 'a.csv': TWO, 'b.csv': TWO });
    let letRead = (): void => {};
    reader.gate = new Promise((resolve) => {
      letRead = resolve;
    });
    onTestFinished(() => {
      reader.gate = Promise.resolve();
    });
    const asked = new Set<string>();
    const read = reader.read.bind(reader);
    reader.read = (request) => {
      asked.add(`${request.file} ${request.version}`);
      return read(request);
    };
    onTestFinished(() => {
      reader.read = read;
    });
    workspace.write('a.csv', THREE);
    workspace.write('b.csv', THREE);
    await waitFor('both are asked for', () => (asked.size === 2 ? true : undefined));
    expect([...asked].sort()).toEqual(['a.csv 2', 'b.csv 2']);
    store.keepOnly(new Set(['b.csv']));
    expect([news, (await store.open('b.csv')).table?.version]).toEqual([[], 1]);
    letRead();
    expect(await told(1)).toEqual(['b.csv 2 3']);
    expect([...store.tables.keys()]).toEqual(['b.csv']);
  });

  it('and whose reading fails keeps the last good content, with the reason', async () => {
    const store = open({ 'a.csv': TWO });
    const read = reader.read.bind(reader);
    reader.read = () => Promise.reject(new Error('no memory'));
    onTestFinished(() => {
      reader.read = read;
    });
    const [finding] = (await store.open('other.csv')).findings;
    expect(finding.expected).toBe('a file that can be read; the thread that read it failed: no memory');
    workspace.write('a.csv', THREE);
    expect(await told(1)).toEqual(['a.csv 1: it cannot be read']);
    expect(news[0].findings).toMatchObject([{ file: workspace.path('a.csv'), row: 0 }]);
  });
});

describe('the thread that reads', () => {
  it('gives the same table, octet for octet, and the same findings in the same order', async () => {
    const { startTableReader } = await importBuilt<typeof ReaderModule>(
      'coordinator/databases/table-reader.js',
    );
    const built = startTableReader();
    onTestFinished(() => built.close());
    // 1,200 findings: more than one block.
    const wrong = Array.from({ length: 1200 }, (_, i) => `9,,1,${1000 + i},${i % 5 === 0 ? 'x' : 7}\n`).join(
      '',
    );
    workspace.write('a.csv', `${THREE}${wrong}4,Y1,36,200,1.5,0.5,,,,,,a comment`);
    const request = { folder: workspace.folder, file: 'a.csv', version: 7 };
    const { lineEnd, ...reading } = await built.read(request);
    expect(lineEnd).toBe('open');
    expect(reading).toEqual(loadTable(workspace.folder, 'a.csv', 7));
    expect(reading.findings).toHaveLength(1200);
    expect(reading.table?.objects.buffer).toBeInstanceOf(SharedArrayBuffer);
    workspace.write('b.csv', TWO);
    expect(await built.read({ ...request, file: 'b.csv' })).toMatchObject({ lineEnd: 'ended', findings: [] });
    const none = await built.read({ ...request, file: 'none.csv' });
    expect(none.findings).toEqual(loadTable(workspace.folder, 'none.csv', 7).findings);
    built.close();
    await expect(built.read(request)).rejects.toThrow('the program ends');
  });
});

/** IOA files edited while the program runs (`docs/behaviour.md` §2): what is sent afterwards, and which events are reported. */
import { appendFileSync, cpSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asduOf, nextAsdus, type RawPeer } from '../support/raw-peer.js';
import { startSimulator, type TestEngine, waitFor } from '../support/test-engine.js';

/** Index 5: single point 100 OFF. */
const OFF = '5,Y,1,100,0,,,,,,,off\n7,Y,1,101,0\n8,Y,1,102,0\n';
const ON = '5,Y,1,100,1,,,,,,,on\n7,Y,1,101,0\n8,Y,1,102,0\n';
/** An error that the file already has: the row of index 9. */
const ODD = '5,Y,1,100,0\n9,Y,1,103,7\n';
/** Spontaneous (3), CA 7, IOA 100. */
const SENT_OFF = '01 01 03 00 07 00 64 00 00 00';
const SENT_ON = '01 01 03 00 07 00 64 00 00 01';
/** Two rows of index 4 with a wait between them. */
const WAITING = '4,Y,1,100,0,0.6\n4,Y,1,101,0\n';

let simulator: TestEngine;
let master: RawPeer;

async function start(): Promise<void> {
  simulator = await startSimulator({
    rtus: ['A,7,points.csv', 'B,8,odd.csv', 'C,7,points.csv', 'D,9,waiting.csv'],
    files: { 'points.csv': OFF, 'odd.csv': ODD, 'waiting.csv': WAITING },
  });
}

async function send(index: number): Promise<string> {
  simulator.engine.send(index, 0);
  return asduOf(await master.next());
}

const news = () => simulator.events.filter(({ kind }) => kind === 'reloaded' || kind === 'kept');

describe('new content', () => {
  beforeEach(async () => {
    await start();
    master = await simulator.master(0);
  });
  afterEach(() => simulator.close());

  it.each([
    ['written in place', (path: string) => writeFileSync(path, ON)],
    [
      'that replaces the file by a rename',
      (path: string) => {
        writeFileSync(`${path}.new`, ON);
        renameSync(`${path}.new`, path);
      },
    ],
    [
      'of a file that was deleted and created again',
      (path: string) => {
        rmSync(path);
        writeFileSync(path, ON);
      },
    ],
  ])('%s is in use', async (_how, edit) => {
    expect(await send(5)).toBe(SENT_OFF);
    edit(simulator.file('points.csv'));
    const event = await simulator.event('reloaded');
    expect(event).toEqual({
      kind: 'reloaded',
      file: 'points.csv',
      version: 2,
      rows: 3,
      rtus: 2,
      findings: [],
    });
    expect(simulator.engine.tables.get('points.csv')?.version).toBe(2);
    expect(await send(5)).toBe(SENT_ON);
  });

  it('is not used by a send that is already running', async () => {
    const slow = await simulator.master(3);
    const { id } = simulator.engine.send(4, 0);
    const [first] = await nextAsdus(slow, 1);
    writeFileSync(
      simulator.file('waiting.csv'),
      WAITING.replaceAll(',0\n', ',1\n').replace(',0,0.6', ',1,0'),
    );
    await simulator.event('reloaded');
    const [second] = await nextAsdus(slow, 1);
    expect([first, second]).toEqual(['01 01 03 00 09 00 64 00 00 00', '01 01 03 00 09 00 65 00 00 00']);
    slow.send('68 04 01 00 04 00');
    await simulator.engine.settled(id);
    simulator.engine.send(4, 0);
    expect(await nextAsdus(slow, 1)).toEqual(['01 02 03 00 09 00 64 00 00 01 65 00 00 01']);
  });

  it('is in use after a crash of the shard', async () => {
    writeFileSync(simulator.file('points.csv'), ON);
    await simulator.event('reloaded');
    await simulator.killThreads();
    await simulator.restarts(2);
    master = await simulator.master(0);
    expect(await send(5)).toBe(SENT_ON);
  });

  it('is used although it has an old error, even if that moved to another row', async () => {
    writeFileSync(simulator.file('odd.csv'), `# moved down\n${ODD}6,Y,1,104,1\n`);
    expect(await simulator.event('reloaded')).toMatchObject({
      file: 'odd.csv',
      version: 2,
      rows: 2,
      findings: [],
    });
  });

  it('is used if it has a warning, which is reported', async () => {
    writeFileSync(simulator.file('points.csv'), `${ON}6,Y,1,0,1\n`);
    const { findings } = await simulator.event('reloaded');
    expect(findings).toMatchObject([{ severity: 'warning', row: 4, found: '0' }]);
  });

  it('that is written in pieces is used when it is complete', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => `5,Y,1,${100 + i},1\n`);
    writeFileSync(simulator.file('points.csv'), '');
    for (const row of rows) appendFileSync(simulator.file('points.csv'), row);
    await simulator.event('reloaded');
    expect(news()).toMatchObject([{ kind: 'reloaded', version: 2, rows: 12 }]);
  });

  it('is found without notices of the system: in a folder that was replaced', async () => {
    const folder = dirname(simulator.file('points.csv'));
    cpSync(folder, `${folder}.new`, { recursive: true, preserveTimestamps: true });
    writeFileSync(join(`${folder}.new`, 'points.csv'), ON);
    renameSync(folder, `${folder}.old`);
    renameSync(`${folder}.new`, folder);
    await simulator.event('reloaded');
    writeFileSync(simulator.file('points.csv'), OFF);
    await waitFor('version 3', () => simulator.engine.tables.get('points.csv')?.version === 3 || undefined);
  });

  it('that equals the old content is not reported', async () => {
    utimesSync(simulator.file('points.csv'), new Date(), new Date());
    writeFileSync(simulator.file('odd.csv'), `${ODD}6,Y,1,104,1\n`);
    await simulator.event('reloaded');
    writeFileSync(simulator.file('waiting.csv'), `${WAITING}6,Y,1,104,1\n`);
    await waitFor('the third file', () =>
      news().find((event) => 'file' in event && event.file === 'waiting.csv'),
    );
    expect(news().map((event) => 'file' in event && event.file)).toEqual(['odd.csv', 'waiting.csv']);
  });
});

describe('broken content is not used, the last good one stays in use', () => {
  /** Of points.csv. */
  let version: number;

  beforeAll(start);
  afterAll(() => simulator.close());
  beforeEach(async () => {
    simulator.events.length = 0;
    version = simulator.engine.tables.get('points.csv')?.version ?? 0;
    master = await simulator.master(0);
  });
  // Each test ends with other points; the next one begins with those of the start.
  afterEach(async () => {
    simulator.events.length = 0;
    writeFileSync(simulator.file('points.csv'), OFF);
    await simulator.event('reloaded');
    master.close();
  });

  it.each([
    ['no text at all', '', 'it cannot be read', [{ row: 0, found: 'an empty file' }]],
    ['a new error', `${ON}9,Y,1,103,7\n`, 'it has a new error', [{ row: 4, found: '7' }]],
    ['a row that ends too early', `${ON}9,Y,1,1`, 'it has a new error', [{ row: 4 }]],
    [
      'a quotation mark that nothing closes',
      `${ON}9,Y,1,103,1,,,,,,,"half\n7,Y,1,1,1\n`,
      'it has a new error',
      [{}],
    ],
    ['another kind of text', 'Dear Sir or Madam\n', 'it holds no signal', []],
    [
      'half a file that ends in a comment',
      '5,Y,1,100,1,,,,,,,o',
      'it looks half written: its last row has no line end, and rows are missing',
      [],
    ],
  ])('%s', async (_what, text, reason, findings) => {
    writeFileSync(simulator.file('points.csv'), text);
    expect(await simulator.event('kept')).toMatchObject({ file: 'points.csv', version, reason, findings });
    expect(await send(5)).toBe(SENT_OFF);
    writeFileSync(simulator.file('points.csv'), ON);
    expect(await simulator.event('reloaded')).toMatchObject({ version: version + 1, findings: [] });
    expect(await send(5)).toBe(SENT_ON);
    expect(news()).toHaveLength(2);
  });

  it('a deleted file, until it is created again', async () => {
    rmSync(simulator.file('points.csv'));
    const event = await simulator.event('kept');
    expect(event).toMatchObject({
      version,
      reason: 'it cannot be read',
      findings: [{ found: 'no such file' }],
    });
    expect(await send(5)).toBe(SENT_OFF);
    writeFileSync(simulator.file('points.csv'), ON);
    expect(await simulator.event('reloaded')).toMatchObject({ version: version + 1, rows: 3 });
  });

  it('but a complete file with one more row may lack its last line end', async () => {
    writeFileSync(simulator.file('points.csv'), `${ON}9,Y,1,103,1`);
    expect(await simulator.event('reloaded')).toMatchObject({ version: version + 1, rows: 4 });
  });
});

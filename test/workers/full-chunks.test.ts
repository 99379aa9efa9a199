/** Lines that fill a chunk of memory to its last octet, and lines that would pass it by one: every line is whole. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/station/journal.js';
import { NO_ROW } from '../../src/station/points/image.js';
import type { Peer, SendPort } from '../../src/station/ports.js';
import { newTimeTags } from '../../src/station/time-tag.js';
import { LogFolder } from '../../src/workers/log-files.js';
import { SentListFile } from '../../src/workers/sent-list-file.js';
import { SignalLog } from '../../src/workers/signal-log.js';
import { hex } from '../codec/support.js';
import { openStation, tableOf } from '../station/station-kit.js';
import { RecordedMachine } from './recorded-files.js';

/** Octets of the first chunk of a file. */
const CHUNK = 4096;
/** 16 lines of 256 octets fill it. Of 17 lines of 241 octets (4097) the last octet has no room. */
const FILLING = 256;
const PASSING = 241;

const COUNT = 17;
const TABLE = tableOf(Array.from({ length: COUNT }, (_, i) => `1,,30,${101 + i},1\n`).join(''));
const CLOCK = { tag: newTimeTags().valid.utc, leadMs: 0 };
/** 17 objects of type 1 with cause 3, CA 1: IOA 101…, each ON. */
const ASDU = hex(
  `01 11 03 00 01 00 ${Array.from({ length: COUNT }, (_, i) => `${(101 + i).toString(16)} 00 00 01`).join(' ')}`,
);
/** The same with a time tag, of which a frame holds fewer: one object, 2026-11-22 10:03:11.125. */
const TAGGED = hex('1E 01 03 00 01 00 65 00 00 01 75 2B 03 0A F6 0B 1A');

let machine: RecordedMachine;

beforeEach(() => {
  machine = new RecordedMachine();
});

/** What writes 17 lines that are this much longer, each the same octets long. */
type Writing = (padding: string) => void;

function peerOf(name: string): Peer & Pick<SendPort, 'writer'> {
  const { rtu, host } = openStation('1,,30,101,1\n');
  host.wallOffsetMs = machine.wallMs;
  return { rtu, peer: name, writer: { wallMs: machine.wallMs, clock: CLOCK } as SendPort['writer'] };
}

const SENT_LIST: Readonly<Record<string, Writing>> = {
  'rows of a frame that was acknowledged': (padding) => rowsListed(padding, 5),
  'rows of a frame that was not': (padding) => rowsListed(padding, Number.NaN),
  'values that no row has': (padding) => asduListed(padding, ASDU, 5),
  'values that no row has, never acknowledged': (padding) => asduListed(padding, ASDU, Number.NaN),
  'values with a time tag': (padding) => {
    const { list, peer } = listWith(padding);
    for (let i = 0; i < COUNT; i++) list.asdu(peer, TAGGED, { writtenMs: 0, acknowledgedMs: 5 });
    void list.close();
  },
};

function listWith(padding: string): { list: SentListFile; peer: Peer } {
  const list = new SentListFile(machine, 'log/sent.csv', () => {});
  const peer = peerOf(`10.0.0.1:50000${padding}`);
  list.attach(peer.rtu, { no: 7, name: 'Ahornbach', port: 2404 });
  return { list, peer };
}

function rowsListed(padding: string, acknowledgedMs: number): void {
  const { list, peer } = listWith(padding);
  const times = { writtenMs: 0, acknowledgedMs, wallMs: machine.wallMs, clock: CLOCK };
  list.rows(peer, TABLE, { row: 0, count: COUNT, ...times });
  void list.close();
}

function asduListed(padding: string, asdu: Uint8Array, acknowledgedMs: number): void {
  const { list, peer } = listWith(padding);
  list.asdu(peer, asdu, { writtenMs: 0, acknowledgedMs });
  void list.close();
}

const LOG: Readonly<Record<string, Writing>> = {
  'rows of a frame': (padding) => logged(padding, (log, peer) => log.sent(peer, TABLE, 0, COUNT, 3)),
  'values that no row has': (padding) => logged(padding, (log, peer) => log.sentAsdu(peer, TABLE, 0, ASDU)),
  'values with a time tag': (padding) =>
    logged(padding, (log, peer) => {
      for (let i = 0; i < COUNT; i++) log.sentAsdu(peer, TABLE, 0, TAGGED);
    }),
  'an interrogation’s values': (padding) =>
    logged(padding, (log, peer) => {
      const frame = { typeId: 1, cot: 20, count: COUNT, octets: ASDU, at: 6, isSequence: false };
      const rows = Uint32Array.from({ length: COUNT }, (_, row) => (row % 2 === 0 ? row : NO_ROW));
      const firstRows = Uint32Array.from({ length: COUNT }, (_, row) => row);
      log.interrogated(peer, TABLE, frame, rows, firstRows);
    }),
  events: (padding) =>
    logged(padding, (log, peer) => {
      const entry: JournalEntry = { event: 'command', typeId: 45, cot: 6, ioa: 500, detail: 'füär' };
      for (let i = 0; i < COUNT; i++) log.event(peer.rtu, peer, entry);
    }),
};

function logged(padding: string, write: (log: SignalLog, peer: SendPort) => void): void {
  const folder = new LogFolder(machine, 'log', () => {}, {
    header: '',
    mostOctetsWaiting: 1e6,
    lines: 'due-when-written',
  });
  const log = new SignalLog(machine, 'all', () => {});
  const peer = peerOf(`10.0.0.1:50000${padding}`) as SendPort;
  log.attach(peer.rtu, folder, (kind) => kind);
  write(log, peer);
  log.close();
  void folder.close();
}

/** The lines that are written, and the octets of each chunk, with lines of this length. */
function written(writing: Writing, octets: number): { lines: string[]; counted: number; chunks: number[] } {
  machine = new RecordedMachine();
  writing('');
  const [shortest] = machine.file.text.split('\n');
  machine = new RecordedMachine();
  writing('x'.repeat(octets - 1 - Buffer.byteLength(shortest)));
  return {
    lines: machine.file.text.split('\n').slice(0, -1),
    counted: machine.file.lines,
    chunks: machine.file.lent.map(({ length }) => length),
  };
}

describe.each([
  { file: 'the sent list', writings: SENT_LIST },
  { file: 'the log', writings: LOG },
])('$file', ({ writings }) => {
  it.each(Object.entries(writings))('%s fill a chunk to its last octet', (_, writing) => {
    const { lines, counted, chunks } = written(writing, FILLING);
    expect(lines.map((line) => Buffer.byteLength(line))).toEqual(
      Array.from({ length: COUNT }, () => FILLING - 1),
    );
    expect([counted, chunks]).toEqual([COUNT, [CHUNK, FILLING]]);
  });

  it.each(Object.entries(writings))('%s do not pass the end of a chunk', (_, writing) => {
    const { lines, chunks } = written(writing, PASSING);
    expect(lines.map((line) => Buffer.byteLength(line))).toEqual(
      Array.from({ length: COUNT }, () => PASSING - 1),
    );
    expect(chunks).toEqual([16 * PASSING, PASSING]);
  });
});

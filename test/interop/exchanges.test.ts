/** The built program on the wire: every exchange of the table, captured and dissected by tshark. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePorts } from '../program/free-ports.js';
import { Program } from '../program/program.js';
import { rtuRow, Workspace } from '../program/workspace.js';
import { Capture } from './capture.js';
import { type DissectedFrame, dissect, findMalformed } from './dissection.js';
import { EXCHANGES, type Exchange } from './exchanges.js';
import { ScriptedMaster } from './scripted-master.js';
import { CA, DATABASE, POINTS } from './station-data.js';

/** Clocks of program and test are one; what is built before it is written may be a little older. */
const TOLERANCE_MS = 100;
const DEADLINE_MS = 10_000;

const cleanups: (() => unknown)[] = [];
let frames: DissectedFrame[];
let malformed: string[];
/** Lines by exchange, in the order of the table. */
let seen: string[][];
let ports: Record<Exchange['rtu'], number>;
let fromMs: number;
let untilMs: number;

beforeAll(async () => {
  const atEnd = (action: () => void | Promise<void>) => cleanups.push(action);
  const workspace = new Workspace(atEnd);
  const [max, one] = await freePorts(2);
  ports = { max, one };
  workspace.write('data/d.csv', DATABASE);
  workspace.write('iec104rs.csv', [
    rtuRow({ no: 1, ca: CA, port: max, options: ['time=utc', 'objects=max'] }),
    rtuRow({ no: 2, ca: CA, port: one, options: ['time=utc', 'objects=1'] }),
  ]);
  const capture = await Capture.start([max, one], workspace.path('capture.pcapng'));
  cleanups.push(() => capture.stop());
  await Program.listening(['--send', '1', '--await-masters', '2'], workspace.folder, atEnd);

  fromMs = Date.now();
  const masters = { max: await ScriptedMaster.connect(max), one: await ScriptedMaster.connect(one) };
  for (const exchange of EXCHANGES) await play(masters[exchange.rtu], exchange);
  untilMs = Date.now();
  // The last frames of both links are in the file when their last separators are.
  const separators = (dissected: readonly DissectedFrame[]) =>
    dissected.filter(({ text }) => text === 'TESTFR con').length;
  // A file that ends in the middle of a packet is an error of tshark's: then it is tried again, too.
  await vi.waitFor(
    async () => expect(separators(await dissect(capture.file, [max, one]))).toBe(EXCHANGES.length),
    { timeout: DEADLINE_MS, interval: 200 },
  );
  await capture.stop();
  for (const master of Object.values(masters)) master.close();

  frames = await dissect(capture.file, [max, one]);
  malformed = await findMalformed(capture.file, [max, one]);
  seen = splitByExchange();
});

afterAll(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

async function play(master: ScriptedMaster, exchange: Exchange): Promise<void> {
  if (exchange.octets !== undefined) master.sendOctets(exchange.octets);
  for (const asdu of exchange.asdus ?? []) master.sendAsdu(asdu);
  // Frames that don't come are missing from the lines that are compared later.
  await master.receive(exchange.seen.filter((line) => line.startsWith('<')).length).catch(() => {});
  await master.separate();
}

/** Each link's lines up to each of its separators. */
function splitByExchange(): string[][] {
  const rest = { max: linesOf('max'), one: linesOf('one') };
  return EXCHANGES.map(({ rtu }) => {
    const end = rest[rtu].indexOf('> TESTFR act');
    const lines = rest[rtu].splice(0, end + 2);
    expect(lines.slice(-2)).toEqual(['> TESTFR act', '< TESTFR con']);
    return lines.slice(0, -2);
  });
}

function linesOf(rtu: Exchange['rtu']): string[] {
  return frames
    .filter(({ port, format }) => port === ports[rtu] && format !== 'S')
    .map(({ direction, text }) => `${direction} ${text}`);
}

/** By direction: what goes each way keeps its order, while both ways may overtake each other. */
function byDirection(lines: readonly string[]): string[] {
  return [...lines.filter((line) => line.startsWith('>')), ...lines.filter((line) => line.startsWith('<'))];
}

describe('tshark sees', () => {
  it.each(EXCHANGES.map(({ name, rtu }, i) => [name, rtu, i] as const))('%s (%s)', (_, __, i) => {
    expect(byDirection(seen[i])).toEqual(byDirection(EXCHANGES[i].seen));
  });

  it('nothing malformed', () => {
    expect(malformed).toEqual([]);
  });

  it('N(S) without a gap, both ways on both links', () => {
    for (const port of Object.values(ports)) {
      for (const direction of ['>', '<']) {
        const numbers = frames
          .filter((frame) => frame.port === port && frame.direction === direction && frame.format === 'I')
          .map(({ sendNumber }) => sendNumber);
        expect(numbers.length).toBeGreaterThan(0);
        expect(numbers).toEqual(numbers.map((_, i) => i));
      }
    }
  });

  it('time tags of the moment', () => {
    const sent = frames.filter(({ direction, text }) => direction === '<' && !text.startsWith('107 '));
    const times = sent.flatMap(({ timesMs }) => timesMs);
    const timed = POINTS.filter(({ typeId }) => typeId >= 30).length;
    // Two index sends, and the clock's confirmation.
    expect(times).toHaveLength(2 * timed + 1);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(fromMs - TOLERANCE_MS);
    expect(Math.max(...times)).toBeLessThanOrEqual(untilMs + TOLERANCE_MS);
  });
});

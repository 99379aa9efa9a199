/** Floods of events: the first ten of a second are lines, the others a count (`docs/behaviour.md` §8). */
import { beforeEach, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/station/journal.js';
import type { Peer, RtuPort } from '../../src/station/ports.js';
import { EventJoiner } from '../../src/workers/event-joiner.js';

const rtu = {} as RtuPort;
const other = {} as RtuPort;
const peer = { peer: '10.0.0.7:40001', rtu } as Peer;
const testFrame: JournalEntry = { event: 'testfr', direction: 'rx', detail: '0.001 s after the one before' };

let nowMs: number;
let due: { atMs: number; run: () => void }[];
let written: string[];
/** The connection of each line. */
let peers: (string | undefined)[];
let joiner: EventJoiner;

beforeEach(() => {
  nowMs = 1000;
  due = [];
  written = [];
  peers = [];
  joiner = new EventJoiner(
    {
      clock: { monotonicMs: () => nowMs, wallMs: () => nowMs },
      timers: {
        setTimeout: (run, delayMs) => {
          const timer = { atMs: nowMs + delayMs, run };
          due.push(timer);
          return timer;
        },
        clearTimeout: (timer) => {
          due = due.filter((each) => each !== timer);
        },
        setImmediate: () => ({}),
        clearImmediate: () => {},
        queueMicrotask: () => {},
      },
    },
    (at, by, entry) => {
      peers.push(by?.peer);
      written.push(
        `${at === rtu ? '' : 'other '}${nowMs} ${entry.event} ${entry.direction ?? ''} ${entry.detail}`,
      );
    },
  );
});

function passTo(ms: number): void {
  nowMs = ms;
  for (const timer of due.splice(0)) {
    if (timer.atMs <= nowMs) timer.run();
    else due.push(timer);
  }
}

/** How many of `count` events got lines of their own. */
function events(count: number, entry = testFrame, by: Peer | undefined = peer, at = rtu): number {
  let lines = 0;
  for (let i = 0; i < count; i++) if (joiner.admits(at, by, entry)) lines++;
  return lines;
}

it('ten of an event in a second are lines, the others are counted exactly, by the second', () => {
  expect(events(10)).toBe(10);
  expect(events(41_223)).toBe(0);
  passTo(2000);
  expect(written).toEqual([
    '2000 testfr rx TESTFR act 41,223 more times in 1.0 s from 10.0.0.7, the last from port 40001',
  ]);
  expect(events(12)).toBe(10);
  joiner.close();
  expect(written).toHaveLength(2);
  expect(written[1]).toBe(
    '2000 testfr rx TESTFR act 2 more times in 0.0 s from 10.0.0.7, the last from port 40001',
  );
  expect(due).toEqual([]);
});

it('an ordinary rate is never joined', () => {
  for (let second = 0; second < 5; second++) {
    expect(events(10)).toBe(10);
    passTo(nowMs + 1000);
  }
  passTo(nowMs + 5000);
  expect(written).toEqual([]);
  expect(due).toEqual([]);
});

it('another event of the RTU comes behind the count of those before it, and begins no new second', () => {
  events(15);
  nowMs = 1400;
  expect(joiner.admits(other, undefined, { event: 'listen' })).toBe(true);
  expect(written).toEqual([]);
  expect(joiner.admits(rtu, peer, { event: 'command', direction: 'rx' })).toBe(true);
  expect(written).toEqual([
    '1400 testfr rx TESTFR act 5 more times in 0.4 s from 10.0.0.7, the last from port 40001',
  ]);
  expect(events(3)).toBe(0);
});

it('the first lines of another flood come behind the count of those before them', () => {
  events(15);
  nowMs = 1400;
  expect(events(12, { event: 'disconnect', detail: 'PEER_CLOSED' })).toBe(10);
  expect(written).toEqual([
    '1400 testfr rx TESTFR act 5 more times in 0.4 s from 10.0.0.7, the last from port 40001',
  ]);
  passTo(2400);
  expect(written.slice(1)).toEqual([
    '2400 disconnect  connections ended 2 more times in 1.0 s from 10.0.0.7, the last from port 40001: PEER_CLOSED',
  ]);
});

it('a single further event keeps its connection', () => {
  events(10);
  events(1, testFrame, { peer: '10.0.0.7:40002', rtu } as Peer);
  passTo(2000);
  expect(written).toEqual(['2000 testfr rx TESTFR act 1 more time in 1.0 s from 10.0.0.7:40002']);
  expect(peers).toEqual(['10.0.0.7:40002']);
  events(12);
  passTo(3000);
  expect(peers).toEqual(['10.0.0.7:40002', undefined]);
});

it('two events in turns are both joined', () => {
  const connect: JournalEntry = { event: 'connect' };
  const disconnect: JournalEntry = { event: 'disconnect', detail: 'PEER_CLOSED' };
  let lines = 0;
  // Their seconds are half a second apart: when one begins anew, the other is being joined.
  for (let i = 0; i < 200; i++) lines += events(1, connect);
  nowMs = 1500;
  for (let i = 0; i < 5000; i++) {
    passTo(1500 + i / 2);
    lines += events(1, connect) + events(1, disconnect);
  }
  joiner.close();
  // Ten lines in each second of each, and its number at most twice.
  expect(lines).toBe(10 * (3 + 3));
  expect(written.length).toBeLessThanOrEqual(2 * (3 + 3));
  const joined = written.map((line) => Number(/([\d,]+) more time/.exec(line)?.[1].replace(',', '')));
  expect(lines + joined.reduce((sum, count) => sum + count, 0)).toBe(200 + 2 * 5000);
});

it('requests among a flood have their lines, and do not cut its number into single ones', () => {
  let lines = 0;
  for (let i = 0; i < 500; i++) {
    passTo(1000 + i);
    lines += events(1) + events(1, { event: 'command', direction: 'rx' });
  }
  passTo(2000);
  expect(lines).toBe(10 + 500);
  expect(written).toEqual([
    '1010 testfr rx TESTFR act 1 more time in 0.0 s from 10.0.0.7:40001',
    '2000 testfr rx TESTFR act 489 more times in 1.0 s from 10.0.0.7, the last from port 40001',
  ]);
});

it('commands and requests are never joined', () => {
  expect(events(500, { event: 'command', direction: 'rx' })).toBe(500);
  expect(events(500, { event: 'negative', direction: 'tx' })).toBe(500);
  expect(events(500, { event: 'interrogation', direction: 'rx' })).toBe(500);
});

it('refused connections are joined by address and reason, whatever their ports', () => {
  const refused = (address: string, reason: string, from: number, count: number): number => {
    let lines = 0;
    for (let port = from; port < from + count; port++)
      lines += events(1, { event: 'refuse', detail: `${address}:${port}: ${reason}` }, undefined);
    return lines;
  };
  expect(refused('10.0.0.7', 'host not allowed', 2000, 1214)).toBe(10);
  expect(refused('::1', 'host not allowed', 2000, 11)).toBe(10);
  expect(refused('10.0.0.7', 'restart', 2000, 4)).toBe(4);
  passTo(2000);
  expect(written).toEqual([
    '2000 refuse  connections refused 1,204 more times in 1.0 s from 10.0.0.7, the last from port 3213: host not allowed',
    '2000 refuse  connections refused 1 more time in 1.0 s from ::1:2010: host not allowed',
  ]);
});

it('RTUs are told apart, and kinds without bound are told together', () => {
  expect(events(10, testFrame, peer, other)).toBe(10);
  expect(events(10)).toBe(10);
  let lines = 0;
  for (let host = 0; host < 200; host++)
    lines += events(1, { event: 'refuse', detail: `10.1.0.${host}:1: host not allowed` }, undefined);
  // 63 addresses beside the test frames, then ten of the others together.
  expect(lines).toBe(73);
  joiner.close();
  expect(written).toEqual([
    '1000 refuse  connections refused 127 more times in 0.0 s, the last from 10.1.0.199:1',
  ]);
});

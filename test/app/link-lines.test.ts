/** Lines about connections: three of a kind in a second, the others in one line with their number (`docs/behaviour.md` §6). */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LinkLines } from '../../src/app/program/link-lines.js';
import { RTU_LINES, type RtuLinkEvent } from '../../src/app/simulate/rtu-lines.js';
import type { LinkEvent } from '../../src/channel/shard-protocol.js';
import { rtuDefinition } from '../support/rtus.js';

let lines: string[];
let linkLines: LinkLines<RtuLinkEvent>;

beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  linkLines = new LinkLines(
    RTU_LINES,
    ({ what, rtu, wallMs }) => lines.push(`${wallMs} ${rtu.no} ${what}`),
    (line, wallMs) => lines.push(`${wallMs} ${line}`),
  );
});

afterEach(() => {
  vi.useRealTimers();
});

/** RTU `no` does `what` at `wallMs`. */
function take(no: number, what: LinkEvent, wallMs: number, detail = ''): void {
  linkLines.take({ kind: 'link', rtu: rtuDefinition(no), what, wallMs, peer: '10.0.0.1:1', detail });
}

it('three are told at once, the others in one line when the second is over', () => {
  for (let no = 1; no <= 10; no++) take(no, 'connect', 1000 + 100 * no);
  expect(lines).toEqual(['1100 1 connect', '1200 2 connect', '1300 3 connect']);
  vi.advanceTimersByTime(999);
  expect(lines).toHaveLength(3);
  vi.advanceTimersByTime(1);
  expect(lines.slice(3)).toEqual([
    '2000 connect: 7 more in 0.6 s, of 7 RTUs: 4 System 4, 5 System 5, 6 System 6 and 4 more',
  ]);
});

it('kinds are told apart, and the ends of connections with their reasons', () => {
  for (let no = 1; no <= 5; no++) take(no, 'startdt', 10);
  for (let no = 1; no <= 3; no++) take(no, 'disconnect', 20, 'PEER_CLOSED: closed by the peer');
  take(4, 'disconnect', 20, 'T1_I_FRAME: N(S) 3 not acknowledged');
  take(5, 'disconnect', 20, 'PEER_CLOSED: closed by the peer');
  take(5, 'disconnect', 30, 'PEER_CLOSED: closed by the peer');
  vi.advanceTimersByTime(1000);
  expect(lines.slice(6)).toEqual([
    '10 startdt: 2 more in 0.0 s, of 2 RTUs: 4 System 4, 5 System 5',
    '30 disconnect: 3 more in 0.0 s, of 2 RTUs: PEER_CLOSED 2, T1_I_FRAME 1; 4 System 4, 5 System 5',
  ]);
});

it('a single one more is told like the first', () => {
  for (let no = 1; no <= 4; no++) take(no, 'stopdt', no);
  vi.advanceTimersByTime(1000);
  expect(lines).toEqual(['1 1 stopdt', '2 2 stopdt', '3 3 stopdt', '4 4 stopdt']);
});

it('events of two shards may come in another order than they happened', () => {
  for (let no = 1; no <= 3; no++) take(no, 'connect', 1000);
  take(4, 'connect', 1700);
  take(5, 'connect', 1300);
  vi.advanceTimersByTime(1000);
  expect(lines.slice(3)).toEqual(['1700 connect: 2 more in 0.4 s, of 2 RTUs: 4 System 4, 5 System 5']);
});

it('refusals, floods and warnings are never joined', () => {
  for (let no = 1; no <= 5; no++)
    for (const what of ['refuse', 'flood', 'warning'] as const) take(no, what, no);
  expect(lines).toHaveLength(15);
});

it('what was joined comes before the line that follows it, once', () => {
  for (let no = 1; no <= 6; no++) take(no, 'connect', no);
  linkLines.flush();
  expect(lines.slice(3)).toEqual([
    '6 connect: 3 more in 0.0 s, of 3 RTUs: 4 System 4, 5 System 5, 6 System 6',
  ]);
  linkLines.flush();
  take(7, 'connect', 7);
  vi.advanceTimersByTime(1000);
  expect(lines.slice(4)).toEqual(['7 7 connect']);
});

it('the next second begins anew', () => {
  for (let no = 1; no <= 3; no++) take(no, 'connect', no);
  vi.advanceTimersByTime(1000);
  take(4, 'connect', 1004);
  expect(lines).toHaveLength(4);
});

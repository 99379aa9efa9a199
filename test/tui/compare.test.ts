/** Tab 2: parameters, restart, logs. */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RestartResult } from '../../src/tui/model/engine-port.js';
import { LogTail } from '../../src/tui/model/log-tail.js';
import { formatLogLine, splitCsv } from '../../src/tui/view/signal-line.js';
import { type Bench, bench, rtu } from './tui-kit.js';

let b: Bench;

beforeEach(() => {
  b = bench([rtu(1, { hosts: ['10.0.0.0/8', '::1'] }), rtu(2), rtu(3)]);
  b.pass(200);
  b.press('2');
  b.screen();
});

const all = () => b.screen(100, 40).join('\n');
/** From the RTU to its port. */
const TO_PORT = ['tab', 'tab', 'tab'];

describe('the parameters', () => {
  it('are shown with their present values', () => {
    for (const text of [
      ' A  RTU 1 System 1  OFFLINE ',
      'Name [ System 1         ]',
      'RTU number [ 101   ]',
      'Port [ 2404  ]',
      'Accepted hosts [ 10.0.0.0/8;::1               ]',
      'IOA file [ io.csv              ]',
      'k [ 12    ]',
      'Idle time [ 60      ]',
      'w [ 8     ]',
      't1 [ 15    ]',
      't2 [ 10    ]',
      't3 [ 20     ]',
      '[ Restart ]',
      ' B  RTU 2 System 2  OFFLINE ',
    ]) {
      expect(all()).toContain(text);
    }
  });

  it('all fit on 80 columns and 24 lines, with the logs', () => {
    const screen = b.screen();
    expect(screen.filter((line) => line.includes('[ Restart ]'))).toHaveLength(2);
    expect(screen.filter((line) => line.includes(' Log '))).toHaveLength(3);
  });

  it('belong to the RTU that the arrows choose', () => {
    b.press('right', 'right', 'right');
    expect(all()).toContain(' A  RTU 3 System 3 ');
    expect(all()).toContain('Port [ 2406  ]');
    b.press('left');
    expect(all()).toContain(' A  RTU 2 System 2 ');
  });

  it('go back with Esc', () => {
    b.press(...TO_PORT, '2500');
    expect(all()).toContain('Port [ 2500  ]');
    b.press('escape');
    expect(all()).toContain('Port [ 2404  ]');
  });
});

describe('a restart', () => {
  const restarted = (port: number): RestartResult => ({
    outcome: 'restarted',
    rtu: rtu(1, { port }),
    changed: ['port'],
    problems: [],
    findings: [],
  });

  it('says what changes, asks, and sends only that', async () => {
    b.set(0, { CONNECTIONS: 1 });
    b.answer = restarted(2500);
    b.press(...TO_PORT, '2500', 'tab', '6', 'enter');
    expect(all()).toContain('RTU 1 System 1 restarts.');
    expect(all()).toContain('Port: 2404 → 2500');
    expect(all()).toContain('k: 12 → 6');
    expect(all()).toContain('Its connection is closed.');
    expect(b.calls).toEqual([]);
    b.press('y');
    expect(b.calls).toEqual([['restart', 0, { port: '2500', k: '6' }]]);
    b.rtus[0] = rtu(1, { port: 2500 });
    await Promise.resolve();
    expect(all()).toContain('RTU 1 System 1 is restarted.');
    expect(all()).toContain('Port [ 2500  ]');
  });

  it('does nothing when it is not wanted', () => {
    b.press(...TO_PORT, '2500', 'enter', 'escape');
    expect(b.calls).toEqual([]);
    expect(all()).toContain('Port [ 2500  ]');
  });

  it('that is refused says why, and keeps what was typed', async () => {
    b.answer = {
      outcome: 'refused',
      reason: 'parameters',
      problems: [
        { severity: 'error', field: 'port', found: '99999', expected: 'a whole number 1…65535' },
        { severity: 'warning', field: 'w', found: '8', expected: 'at most k (6)' },
      ],
      findings: [],
    };
    b.press(...TO_PORT, '99999', 'enter', 'y');
    await Promise.resolve();
    expect(all()).toContain('Port: found "99999", expected a whole number 1…65535.');
    expect(all()).toContain('Warning: w: found "8", expected at most k (6).');
    expect(all()).toContain('Nothing was changed.');
    b.press('enter');
    expect(all()).toContain('Port [ 99999 ]');
    expect(b.rtus[0].port).toBe(2404);
  });

  it('that fails says so', async () => {
    b.answer = new Error('no shard');
    b.press('1', 'enter', 'r', 'enter');
    await Promise.resolve();
    expect(b.calls).toEqual([['restart', 0, {}]]);
    expect(all()).toContain('no shard');
  });
});

describe('a log', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tui-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const lines = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}\n`).join('');

  it('follows its end until it is scrolled away, and again at the end', async () => {
    const path = join(folder, 'a.csv');
    writeFileSync(path, lines(1, 100));
    b.model.engine.logFiles = () => ({ main: path, interrogation: path });
    await b.model.followLogs();
    expect(b.screen()[11]).toBe(
      '│ line 100                                                                     │',
    );
    writeFileSync(path, lines(101, 103), { flag: 'a' });
    await b.model.followLogs();
    expect(b.screen()[11]).toContain('line 103');
    b.model.ui.compare.part = 'log';
    b.press('up', 'up');
    expect(b.screen()[8]).toContain(' scrolled ');
    expect(b.screen()[11]).toContain('line 101');
    writeFileSync(path, lines(104, 110), { flag: 'a' });
    await b.model.followLogs();
    expect(b.screen()[11]).toContain('line 101');
    b.press('home');
    expect(b.screen()[9]).toContain('line 1 ');
    b.press('end');
    expect(b.screen()[11]).toContain('line 110');
    expect(b.screen()[8]).toContain(' follows ');
    b.model.close();
  });

  it('that is not there yet says so, and comes when it is', async () => {
    const path = join(folder, 'later.csv');
    const tail = new LogTail(path);
    await tail.poll();
    expect(tail.trouble).toBe('nothing is logged yet');
    writeFileSync(path, 'a\nb\nhal');
    await tail.poll();
    expect([tail.trouble, ...tail.lines]).toEqual([undefined, 'a', 'b']);
    writeFileSync(path, 'f\n', { flag: 'a' });
    await tail.poll();
    expect(tail.lines).toEqual(['a', 'b', 'half']);
    tail.close();
  });

  it('that is put aside is followed into the file that takes over', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'iec104rs-tail-'));
    const path = join(folder, 'a.csv');
    const tail = new LogTail(path);
    writeFileSync(path, 'one\n');
    await tail.poll();
    writeFileSync(path, 'one\ntwo\n');
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'three\n');
    await tail.poll();
    await tail.poll();
    expect(tail.lines).toEqual(['one', 'two', 'three']);
    tail.close();
    rmSync(folder, { recursive: true });
  });

  it('that is long is read from near its end, in whole lines', async () => {
    const path = join(folder, 'long.csv');
    writeFileSync(path, lines(1, 40_000));
    const tail = new LogTail(path);
    await tail.poll();
    expect(tail.lines.at(-1)).toBe('line 40000');
    expect(tail.lines.every((line) => /^line \d+$/.test(line))).toBe(true);
    expect(tail.lines.length).toBeLessThanOrEqual(5000);
    tail.close();
  });

  it('is put into words', () => {
    expect(
      formatLogLine('2026-11-22T10:04:02.118203,signal,127.0.0.1:5,tx,30,3,445,0,IV,10:04,110V DC'),
    ).toBe('10:04:02.118203 signal     tx type 30 COT 3 IOA 445 = 0 IV 110V DC 127.0.0.1:5');
    expect(formatLogLine('2026-11-22T10:04:02.118203,listen,,,,,,,,,"all addresses, port 2404"')).toBe(
      '10:04:02.118203 listen     all addresses, port 2404',
    );
    expect(formatLogLine('anything else')).toBe('anything else');
    expect(splitCsv('a,"b ""c"", d",,e')).toEqual(['a', 'b "c", d', '', 'e']);
  });
});

/** To which RTUs a send of the top line goes, and what it leaves out. */
import { beforeEach, describe, expect, it } from 'vitest';
import { takeClick } from '../../src/tui/control/dashboard-control.js';
import { type Bench, bench, rtu, send } from './tui-kit.js';

let b: Bench;

beforeEach(() => {
  b = bench(Array.from({ length: 6 }, (_, i) => rtu(i + 1, i === 5 ? { ioFile: 'io-9.csv' } : {})));
  b.pass(200);
  b.screen();
});

const line = () => b.screen().find((text) => text.includes('RTU numbers ['));

describe('RTU numbers', () => {
  it('have a line while the top line has the focus, and as long as some are chosen', () => {
    expect(line()).toBeUndefined();
    b.press('i');
    expect(line()).toMatch(/^│ RTU numbers \[ all +\] {2}\[ \] Without waits and filters +│$/);
    b.press('escape');
    expect(line()).toBeUndefined();
    b.press(' ');
    expect(line()).toMatch(/^│ RTU numbers \[ 101 +\] /);
  });

  it('are typed as numbers and ranges, separated by commas or semicolons', () => {
    b.press('i', '7', 'tab', 'tab', '101, 103-104;105', 'enter');
    expect(b.calls).toEqual([['send', 7, 0, { rtuNumbers: [101, 103, 104, 105] }]]);
    expect(b.screen()[22]).toBe(' Send 1 starts: index 7, one pass, RTU numbers 101, 103, 104, 105.');
    expect(b.model.ui.focus).toBe('body');
  });

  it('are chosen and left in the list with Space, and marked there', () => {
    b.press(' ', 'down', ' ', 'down', ' ', 'up', ' ');
    expect(line()).toContain('[ 101;103 ');
    const marked = b.screen().filter((text) => text.startsWith('*'));
    expect(marked.map((text) => /System \d/.exec(text)?.[0])).toEqual(['System 1', 'System 3']);
    b.press('i', 'enter');
    expect(b.calls).toEqual([['send', 0, 0, { rtuNumbers: [101, 103] }]]);
  });

  it('come from the actions of an RTU too', () => {
    b.press('down', 'enter', 's');
    expect(b.model.ui.focus).toBe('index');
    b.press('301', 'enter');
    expect(b.calls).toEqual([['send', 301, 0, { rtuNumbers: [102] }]]);
  });

  it('that are none are refused in the field', () => {
    b.press('i', 'tab', 'tab', '105-104', 'enter');
    expect(b.screen().at(-2)).toBe(' RTU numbers: found "105-104", expected such as 101, 105-120.');
    expect(b.model.ui.focus).toBe('rtus');
    b.press('C-u', '101-103, 7, 8', 'enter');
    expect(b.screen().at(-2)).toBe(' No RTU has the RTU number 7-8.');
    expect(b.calls).toEqual([]);
  });

  it('whose IOA files lack the index are refused', () => {
    b.press('i', '9', 'tab', 'tab', '101-102', 'enter');
    expect(b.screen().at(-2)).toBe(' None of these RTUs has index 9 in its IOA file: nothing is sent.');
    expect(b.model.ui.focus).toBe('index');
    b.press('tab', 'tab', 'C-u', 'enter');
    expect(b.calls).toEqual([['send', 9, 0]]);
  });

  it('are named of a running send', () => {
    b.running = [send(4, { rtuNumbers: [101, 103] }), send(5, { rtuNumbers: [101, 102, 103, 104, 105] })];
    const screen = b.screen().join('\n');
    expect(screen).toContain('Send 4: index 0, RTU numbers 101, 103, 0:00 of 1:00');
    expect(screen).toContain('Send 5: index 0, 5 RTU numbers, 0:00 of 1:00');
  });
});

describe('waits and filters', () => {
  it('are left out of index 0 where one says so', () => {
    b.press('i', 'tab', 'tab', 'tab', ' ');
    expect(line()).toContain('[x] Without waits and filters');
    b.press('enter');
    expect(b.calls).toEqual([['send', 0, 0, { withoutWaits: true }]]);
    expect(b.screen()[22]).toContain('index 0, one pass, without waits and filters.');
    b.press('i', 'tab', 'tab', 'tab', ' ', 'enter');
    expect(b.calls[1]).toEqual(['send', 0, 0]);
  });

  it('can be left out with the mouse', () => {
    b.press('i');
    takeClick(b.context, { kind: 'button', name: 'waits' });
    b.press('enter');
    expect(b.calls).toEqual([['send', 0, 0, { withoutWaits: true }]]);
  });

  it('are heeded of any other index', () => {
    b.press('i', 'tab', 'tab', 'tab', ' ', 'S-tab', 'S-tab', 'S-tab', '7');
    expect(line()).not.toContain('Without');
    b.press('enter');
    expect(b.calls).toEqual([['send', 7, 0]]);
  });
});

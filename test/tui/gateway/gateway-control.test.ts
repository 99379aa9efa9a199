/** Keys that work everywhere, and the log of the program. */
import { beforeEach, expect, it } from 'vitest';
import {
  takeGatewayClick,
  takeGatewayPaste,
  takeGatewayWheel,
} from '../../../src/tui/gateway/control/gateway-control.js';
import { type GatewayBench, STARTED_AT, threeGroups } from './gateway-kit.js';

let b: GatewayBench;

beforeEach(() => {
  b = threeGroups();
  b.screen();
});

const all = () => b.screen().join('\n');

it('quits only after a question; Ctrl-C ends at once', () => {
  b.press('q');
  expect(all()).toContain('The gateway ends: all connections to RTUs and masters are closed.');
  b.press('n');
  expect(b.calls).toEqual([]);
  b.press('q', 'y');
  b.press('2', 'C-c');
  expect(b.calls).toEqual([['interrupt'], ['interrupt']]);
});

it('opens tabs by number, F key and mouse', () => {
  b.press('2');
  expect(b.model.ui.tab).toBe(2);
  b.press('f4');
  expect(b.model.ui.tab).toBe(3);
  b.press('1');
  expect(b.model.ui.tab).toBe(1);
  takeGatewayClick(b.context, { kind: 'tab', tab: 2 });
  expect(b.model.ui.tab).toBe(2);
  // The focus is in no field, which would take the digit.
  b.press('tab', 'f2', '2', '3');
  expect(b.model.ui.tab).toBe(3);
});

it('lists all keys, and scrolls them', () => {
  b.press('?');
  expect(all()).toContain('Groups, Compare, Log (also F2 to F4)');
  takeGatewayWheel(b.context, 1, 'left');
  b.press('pagedown', 'pagedown', 'pagedown');
  expect(all()).toContain('click a heading');
  b.press('escape');
  expect(b.model.ui.dialog).toBeUndefined();
});

it('takes no key while a text is typed to find', () => {
  b.press('/', 'q2');
  expect(b.model.ui.dialog).toBeUndefined();
  expect(b.model.ui.tab).toBe(1);
  takeGatewayPaste(b.context, 'x');
  expect(b.model.ui.list.find.text).toBe('q2x');
});

it('has a log of the program, by level and by group', () => {
  b.model.log.add({ wallMs: STARTED_AT, level: 'info', text: '3 groups started' });
  b.model.log.add({ wallMs: STARTED_AT, level: 'warning', text: 'RTU lost', slot: 1 });
  b.model.log.add({ wallMs: STARTED_AT, level: 'error', text: 'shard 1 died' });
  b.press('3');
  expect(b.screen().slice(5, 9)).toEqual([
    expect.stringMatching(/^│ Level: all {3}Group: all +3 of 3 lines │$/),
    expect.stringContaining('10:03:11.000 3 groups started'),
    expect.stringContaining('10:03:11.000 RTU lost'),
    expect.stringContaining('10:03:11.000 shard 1 died'),
  ]);
  b.press('l');
  expect(all()).not.toContain('3 groups started');
  b.press('/', 'osi', 'enter');
  expect(all()).toContain('RTU lost');
  expect(all()).not.toContain('shard 1 died');
  b.press('escape', 'l');
  expect(all()).toContain('shard 1 died');
  expect(all()).not.toContain('RTU lost');
});

/** Pasted text goes into the field with the cursor, and presses no key. */
import { beforeEach, expect, it } from 'vitest';
import { takePaste } from '../../src/tui/control/paste.js';
import { type Bench, bench, rtu } from './tui-kit.js';

let b: Bench;

beforeEach(() => {
  b = bench(Array.from({ length: 12 }, (_, i) => rtu(i + 1)));
  b.pass(200);
  b.screen();
});

it('does not send, whatever line ends it has', () => {
  for (const text of ['7\n', '7\r', '7\r\n301\r\n']) {
    b.press('i', 'backspace');
    takePaste(b.context, text);
    expect(b.model.ui.focus).toBe('index');
    expect(b.calls).toEqual([]);
  }
  expect(b.screen()[1]).toContain('[ 7301         ]');
  b.press('C-u', '7', 'enter');
  expect(b.calls).toEqual([['send', 7, 0]]);
});

it('fills the RTU numbers from a column of a spreadsheet', () => {
  b.press('i', 'tab', 'tab');
  takePaste(b.context, '101\r\n102\r\n105\r\n');
  b.press('enter');
  expect(b.calls).toEqual([['send', 0, 0, { rtuNumbers: [101, 102, 105] }]]);
});

it('finds an RTU', () => {
  b.press('/');
  takePaste(b.context, 'System 12\n');
  expect(b.model.ui.list.slot).toBe(11);
});

it('edits a parameter', () => {
  b.press('2', 'tab');
  takePaste(b.context, 'Bay 3\n🚀');
  expect(b.screen(100, 40).join('\n')).toContain('Name [ Bay 3🚀 ');
});

it('does nothing where there is no field, and says so', () => {
  takePaste(b.context, 'q\ny\n');
  expect(b.model.ui.dialog).toBeUndefined();
  expect(b.screen()[22]).toContain('Pasted text needs a field');
  b.press('q');
  takePaste(b.context, 'y');
  expect(b.calls).toEqual([]);
});

/** The canvas: the place of each text, and the target of a click. */
import { expect, it } from 'vitest';
import { Canvas } from '../../src/tui/view/canvas.js';
import { ASCII_GLYPHS, UNICODE_GLYPHS } from '../../src/tui/view/glyphs.js';
import { STYLE } from '../../src/tui/view/style.js';

it('cuts off what lies outside', () => {
  const canvas = new Canvas(5, 2, UNICODE_GLYPHS);
  canvas.put(3, 0, 'abc');
  canvas.put(-1, 1, 'xyz');
  canvas.put(0, 7, 'below');
  expect(canvas.rows()).toEqual(['   ab', 'yz']);
});

it('stays within its room and returns where it ended', () => {
  const canvas = new Canvas(10, 1, UNICODE_GLYPHS);
  expect(canvas.put(1, 0, 'abcdef', STYLE.PLAIN, 3)).toBe(4);
  expect(canvas.rows()).toEqual([' abc']);
});

it('gives wide characters two cells and combining marks none', () => {
  const canvas = new Canvas(6, 1, UNICODE_GLYPHS);
  expect(canvas.put(0, 0, '変e\u0301x')).toBe(4);
  expect(canvas.chars.slice(0, 4)).toEqual(['変', '', 'e\u0301', 'x']);
});

it('never lets a character on the screen that controls it or turns its text', () => {
  const canvas = new Canvas(12, 2, UNICODE_GLYPHS);
  canvas.put(0, 0, 'a\u001b[2Jb\tc');
  canvas.put(0, 1, 'x\u202ey\u009b\u2028z\u2066');
  expect(canvas.rows()).toEqual(['a\ufffd[2Jb\ufffdc', 'x\ufffdy\ufffd\ufffdz\ufffd']);
});

it('draws a box with plain characters where there is no UTF-8', () => {
  const canvas = new Canvas(4, 3, ASCII_GLYPHS);
  canvas.box({ x: 0, y: 0, width: 4, height: 3 }, STYLE.FRAME);
  expect(canvas.rows()).toEqual(['+--+', '|  |', '+--+']);
});

it('finds the target on top, and none below a dialog', () => {
  const canvas = new Canvas(10, 2, UNICODE_GLYPHS);
  canvas.zone({ x: 0, y: 0, width: 10, height: 2 }, { kind: 'tab', tab: 1 });
  canvas.zone({ x: 2, y: 0, width: 3, height: 1 }, { kind: 'tab', tab: 2 });
  expect(canvas.targetAt(2, 0)).toEqual({ kind: 'tab', tab: 2 });
  expect(canvas.targetAt(5, 0)).toEqual({ kind: 'tab', tab: 1 });
  canvas.coverZones();
  expect(canvas.targetAt(2, 0)).toBeUndefined();
});

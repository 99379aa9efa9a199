/** How many log files are open at once. */
import { expect, it } from 'vitest';
import { openFileRules } from '../../src/log-writer/log-thread.js';

it.each([
  [Number.POSITIVE_INFINITY, 256],
  [1024, 64],
  [32, 4],
])('of %s descriptors at most %d, and those that are not used are closed', (descriptors, mostOpen) => {
  expect(openFileRules('linux', descriptors)).toEqual({ mostOpen });
});

it('on Windows they stay open, where a spreadsheet would take a closed one for itself', () => {
  expect(openFileRules('win32', Number.POSITIVE_INFINITY)).toEqual({ mostOpen: 4096, idleStayOpen: true });
});

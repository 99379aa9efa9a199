/** The first line of the screen: as much as fits, with where the live page is. */
import { expect, it } from 'vitest';
import { titleParts } from '../../src/tui/view/top-line.js';
import { bench, rtu } from './tui-kit.js';

it('says where the live page is, and leaves out what is less important where there is no room', () => {
  const { model } = bench([rtu(1), rtu(2)]);
  const without = titleParts(model, 200);
  expect(without.join(' ')).not.toContain('live page');
  model.livePage = 'http://127.0.0.1:8104';
  expect(titleParts(model, 200)).toEqual([...without, 'live page http://127.0.0.1:8104']);
  expect(titleParts(model, 90)).toEqual([
    'IEC 104 RTU Simulator',
    '2 RTUs, 0 online',
    'live page http://127.0.0.1:8104',
  ]);
  expect(titleParts(model, 60)).toEqual(['IEC 104 RTU Simulator', '2 RTUs, 0 online']);
});

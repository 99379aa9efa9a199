/** The places of the fields of tab 2. */
import { describe, expect, it } from 'vitest';
import { inputOf } from '../../src/tui/model/fields.js';
import { PARAMETERS } from '../../src/tui/model/parameters.js';
import { newUi } from '../../src/tui/model/ui.js';
import { placeFields } from '../../src/tui/view/field-rows.js';
import { bench, rtu } from './tui-kit.js';

const HOSTS = ['192.168.100.0/24', '192.168.101.0/24', '10.1.2.3'];
const LONG = rtu(1, {
  name: '変電所変電所変電所変電所変電所変',
  hosts: HOSTS,
  ioFile: 'umspannwerk-nord-trafo-1.csv',
});

const fieldsOf = (of: typeof LONG) => {
  const pane = newUi(2).compare.panes[0];
  return PARAMETERS.map((field) => ({ field, input: inputOf(pane, field, of) }));
};

describe.each([70, 77, 98, 130, 158, 238])('in %i columns', (width) => {
  it.each([
    [LONG, 4],
    [LONG, 20],
    [rtu(2), 4],
  ] as const)('stand side by side within the width, in their order', (of, mostRows) => {
    const { placed, end } = placeFields(fieldsOf(of), width, 11, mostRows);
    expect(placed.map(({ field }) => field)).toEqual(PARAMETERS);
    const ends = placed.map(({ field, x, width: own }) => x + field.label.length + 5 + own);
    placed.forEach(({ x, row }, i) => {
      expect(ends[i]).toBeLessThanOrEqual(width);
      if (placed[i + 1]?.row === row) expect(placed[i + 1].x).toBe(ends[i] + 1);
      if (i > 0 && placed[i - 1].row !== row) expect(x).toBe(0);
    });
    expect(end.x + 11).toBeLessThanOrEqual(width);
  });
});

it('grow with their texts where there is room', () => {
  const b = bench([LONG, rtu(2)]);
  b.pass(200);
  b.press('2');
  const screen = b.screen(160, 45).join('\n');
  expect(screen).toContain(`[ ${HOSTS.join(';')} ]`);
  expect(screen).toContain('[ umspannwerk-nord-trafo-1.csv ]');
  expect(screen).toContain(`[ ${LONG.name} ]`);
});

it('grow while one types', () => {
  const b = bench([rtu(1), rtu(2)]);
  b.pass(200);
  b.press('2');
  b.screen(160, 45);
  b.press('tab', 'tab', 'tab', 'tab', 'tab', '192.168.100.0/24;192.168.101.0/24;10.1.2.3');
  expect(b.screen(160, 45).join('\n')).toContain('[ 192.168.100.0/24;192.168.101.0/24;10.1.2.3 ]');
});

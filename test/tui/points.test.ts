/** The points of an RTU in tab 1: what is shown, and what keys ask of the simulator. */
import { beforeEach, describe, expect, it } from 'vitest';
import { takePaste } from '../../src/tui/control/paste.js';
import { readPoints } from '../../src/tui/model/point-list.js';
import { type Bench, bench, rtu } from './tui-kit.js';

let b: Bench;

const point = (ioa: number, more = {}) => ({
  ioa,
  typeId: 30,
  interrogated: true,
  value: '0',
  quality: '',
  comment: `point ${ioa}`,
  ...more,
});

/** Lets answers come; a page more is read where the screen has more room. */
async function settle(): Promise<void> {
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  await turn();
  b.screen();
  const { points } = b.model.ui;
  if (points !== undefined) await readPoints(points, b.model.engine, b.model.nowMs);
  await turn();
}

beforeEach(async () => {
  b = bench([rtu(1), rtu(2)]);
  b.points = Array.from({ length: 5000 }, (_, i) => point(i + 1));
  b.points[1] = point(2, { typeId: 3, value: '1', quality: 'IV NT', comment: 'switch' });
  b.pass(200);
  b.screen();
  b.press('down', 'p');
  await settle();
});

const asked = (name: string) => b.calls.filter(([call]) => call === name);

describe('the list of points', () => {
  it('shows IOA, type, value, quality and comment of what fits on the screen, and asks for no more', () => {
    const screen = b.screen();
    expect(screen[3]).toContain('Points of RTU 2');
    expect(screen[5]).toMatch(/^│ {8}1 M_SP_TB_1 {10}0 +point 1 +│$/);
    expect(screen[6]).toMatch(/^│ {8}2 3 {18}1 IV NT {4}switch +│$/);
    expect(screen.join('\n')).toContain(' 1–16 of 5,000 points ');
    expect(asked('points').at(-1)).toEqual(['points', 1, 0, 16]);
  });

  it('scrolls to the end and back to the list', async () => {
    b.press('end');
    await settle();
    expect(b.screen().join('\n')).toContain('point 5000');
    expect(asked('points').at(-1)).toEqual(['points', 1, 4984, 16]);
    b.press('escape');
    expect(b.screen().join('\n')).not.toContain('Points of RTU');
  });

  it('reads the same rows again a few times a second at most', async () => {
    const { points } = b.model.ui;
    if (points === undefined) throw new Error('not open');
    const before = asked('points').length;
    points.readAtMs = b.model.nowMs;
    await readPoints(points, b.model.engine, b.model.nowMs + 399);
    expect(asked('points').length).toBe(before);
    await readPoints(points, b.model.engine, b.model.nowMs + 400);
    expect(asked('points').length).toBe(before + 1);
  });

  it('says when the shard hangs, and keeps what it knows', async () => {
    b.points = 'silent';
    b.pass(1000);
    await settle();
    const screen = b.screen().join('\n');
    expect(screen).toContain('The shard of this RTU does not answer, it hangs. What is shown is old.');
    expect(screen).toContain('point 15');
  });
});

describe('a point', () => {
  it('is set with a value, with quality words alone, toggled, and sent again', async () => {
    b.pointAnswer = { value: '1', quality: 'IV', connections: 2 };
    b.press('enter', '1 IV', 'enter');
    await settle();
    expect(b.screen()[22]).toBe(' IOA 1 is 1 IV, sent on 2 connections.');
    b.press('u', 'NT', 'enter');
    await settle();
    b.press('t');
    b.press('a');
    b.press('down', 't');
    await settle();
    const of = (ioa: number, type: number, wish: object) => ['point', 1, { ioa, type, ...wish }, 'dashboard'];
    expect(asked('point')).toEqual([
      of(1, 30, { value: '1 IV' }),
      of(1, 30, { quality: 'NT' }),
      of(1, 30, { value: '1' }),
      of(1, 30, {}),
      of(2, 3, { value: '2' }),
    ]);
  });

  it('keeps the field open with the reason where the value is wrong', async () => {
    b.pointAnswer = 'value: found 7, expected 0 or 1';
    b.press('v', '7', 'enter');
    await settle();
    const screen = b.screen();
    expect(screen[22]).toBe(' Not set: value: found 7, expected 0 or 1.');
    expect(screen.join('\n')).toContain(' Value of IOA 1: [ 7 ');
    b.press('escape');
    expect(b.screen().join('\n')).not.toContain('Value of IOA');
  });

  it('that is neither single nor double is not toggled', () => {
    if (typeof b.points !== 'string') b.points[0] = point(1, { typeId: 13 });
    const { points } = b.model.ui;
    if (points !== undefined) points.page = { from: 0, points: [point(1, { typeId: 13 })] };
    b.press('t');
    expect(asked('point')).toEqual([]);
    expect(b.screen()[22]).toContain('Only single and double points can be toggled');
  });

  it('is found, and pasted text goes into the field', async () => {
    b.found = 3000;
    b.press('/');
    takePaste(b.context, 'point 3001');
    b.press('enter');
    await settle();
    expect(asked('find')).toEqual([['find', 'point 3001', 0]]);
    expect(b.screen().join('\n')).toContain('point 3001');
    b.found = -1;
    b.press('n');
    expect(b.screen()[22]).toBe(' No point has "point 3001" as its IOA, or in its type or comment.');
  });
});

/** Keys in the list of points of an RTU: move, find, set, toggle, send again. */
import { countOf } from '../../text/format.js';
import type { ShownPoint } from '../model/engine-port.js';
import type { Key } from '../model/keys.js';
import { choosePoint, newPoints, type PointsUi, pointAt, readPoints } from '../model/point-list.js';
import { setText, typeInto } from '../model/text-input.js';
import { type Context, refuseRemoved } from './context.js';
import { scrolledLines } from './scroll-keys.js';

/** Type ids of single and of double points, each without and with time tags. */
const SINGLE = [1, 2, 30];
const DOUBLE = [3, 4, 31];

/** Opens the points of the RTU that is chosen in the list. */
export function openPoints(context: Context): void {
  const { model } = context;
  const rtu = model.engine.rtus[model.ui.list.slot];
  if (rtu === undefined || refuseRemoved(context, rtu)) return;
  model.ui.tab = 1;
  model.ui.focus = 'body';
  model.ui.points = newPoints(model.ui.list.slot);
  refresh(context, model.ui.points);
}

/** Takes a key while the points are open; false: the key does nothing there. */
export function pointKey(context: Context, points: PointsUi, key: Key): boolean {
  if (points.field === 'find') return findKey(context, points, key);
  if (points.field !== undefined) return inputKey(context, points, key);
  const rows = scrolledLines(key, points.room);
  if (rows !== undefined) {
    movePoints(context, points, rows);
    return true;
  }
  const shown = pointAt(points, points.chosen);
  switch (key.name) {
    case 'escape':
    case 'p':
      context.model.ui.points = undefined;
      return true;
    case '/':
      points.field = 'find';
      setText(points.find, '');
      return true;
    case 'n':
    case 'N':
      findNext(context, points, key.name === 'n' ? 1 : -1);
      return true;
    case 'enter':
    case 'v':
      openField(points, 'value', shown);
      return true;
    case 'u':
      openField(points, 'quality', shown);
      return true;
    case 't':
      toggle(context, points);
      return true;
    case 'a':
      void change(context, points, shown, {});
      return true;
    default:
      return false;
  }
}

/** Moves the choice by rows. */
export function movePoints(context: Context, points: PointsUi, rows: number): void {
  choosePoint(points, points.chosen + rows);
  refresh(context, points);
}

function openField(points: PointsUi, field: 'value' | 'quality', shown: ShownPoint | undefined): void {
  if (shown === undefined) return;
  points.field = field;
  points.target = shown;
  setText(points.input, shown[field]);
}

function inputKey(context: Context, points: PointsUi, key: Key): boolean {
  if (key.name === 'escape') points.field = undefined;
  else if (key.name === 'enter') {
    const text = points.input.text.trim();
    void change(
      context,
      points,
      points.target,
      points.field === 'value' ? { value: text } : { quality: text },
    );
  } else return typeInto(points.input, key) || key.name.length === 1;
  return true;
}

function toggle(context: Context, points: PointsUi): void {
  const shown = pointAt(points, points.chosen);
  if (shown === undefined) return;
  const { typeId, value } = shown;
  if (SINGLE.includes(typeId)) void change(context, points, shown, { value: value === '1' ? '0' : '1' });
  else if (DOUBLE.includes(typeId)) void change(context, points, shown, { value: value === '2' ? '1' : '2' });
  else say(context, 'Only single and double points can be toggled: Enter sets a value.', 'bad');
}

/** Sets a point; an error stays at the open field. */
async function change(
  context: Context,
  points: PointsUi,
  shown: ShownPoint | undefined,
  wish: { value?: string; quality?: string },
): Promise<void> {
  const { model, effects } = context;
  const { engine } = model;
  const rtu = engine.rtus[points.slot];
  if (shown === undefined || rtu === undefined) return;
  const { ioa, typeId: type } = shown;
  const table = engine.tables.get(rtu.ioFile);
  let answer: Awaited<ReturnType<typeof engine.points.change>>;
  try {
    answer = await engine.points.change(points.slot, table, { ioa, type, ...wish }, 'dashboard');
  } catch (error) {
    answer = error instanceof Error ? error.message : String(error);
  }
  if (typeof answer === 'string') say(context, `Not set: ${answer}.`, 'bad');
  else {
    points.field = undefined;
    const state = `${answer.value} ${answer.quality}`.trim();
    say(context, `IOA ${ioa} is ${state}, sent on ${countOf(answer.connections, 'connection')}.`, 'good');
  }
  points.readAtMs = Number.NEGATIVE_INFINITY;
  refresh(context, points);
  effects.redraw();
}

function findKey(context: Context, points: PointsUi, key: Key): boolean {
  switch (key.name) {
    case 'escape':
      points.field = undefined;
      return true;
    case 'enter':
      points.field = undefined;
      find(context, points, points.chosen, 1);
      return true;
    case 'down':
    case 'up':
      findNext(context, points, key.name === 'down' ? 1 : -1);
      return true;
  }
  return typeInto(points.find, key) || key.name.length === 1;
}

function findNext(context: Context, points: PointsUi, step: 1 | -1): void {
  find(context, points, points.chosen + step, step);
}

function find(context: Context, points: PointsUi, from: number, step: 1 | -1): void {
  const { engine } = context.model;
  const { text } = points.find;
  if (text.trim() === '') return;
  const row = engine.points.find(engine.tables.get(engine.rtus[points.slot]?.ioFile ?? ''), text, from, step);
  if (row < 0) say(context, `No point has "${text}" as its IOA, or in its type or comment.`, 'bad');
  else choosePoint(points, row);
  refresh(context, points);
}

function say({ model }: Context, text: string, tone: 'good' | 'bad'): void {
  model.ui.notice = { text, tone };
}

function refresh({ model, effects }: Context, points: PointsUi): void {
  void readPoints(points, model.engine, model.nowMs).then((read) => {
    if (read) effects.redraw();
  });
}

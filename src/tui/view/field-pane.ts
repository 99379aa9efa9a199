/** The fields of one pane of Compare, and its button. */
import { changesIn, type Field, inputOf } from '../model/fields.js';
import type { PaneUi } from '../model/ui.js';
import type { Area, Canvas } from './canvas.js';
import { drawButton, drawInput, stateOf } from './controls.js';
import { placeFields } from './field-rows.js';
import { STYLE } from './style.js';
import { textWidth } from './text.js';

const RESTART = '[ Restart ]';

/** A pane: what it shows, the letter of its click targets, the part with the focus. */
export interface FieldPane<Thing> {
  readonly pane: PaneUi;
  readonly fields: readonly Field<Thing>[];
  readonly thing: Thing;
  readonly letter: 'a' | 'b';
  readonly focus: string | undefined;
}

/** Draws fields and button into at most `mostRows` rows, if they fit; returns the row of the button. */
export function drawFields<Thing>(
  canvas: Canvas,
  area: Area,
  { pane, fields, thing, letter, focus }: FieldPane<Thing>,
  mostRows: number,
): number {
  const changed = new Set(changesIn(pane, fields, thing).map(({ name }) => name));
  const entries = fields.map((field) => ({ field, input: inputOf(pane, field, thing) }));
  const { placed, end } = placeFields(entries, area.width - 1, textWidth(RESTART), mostRows);
  for (const { field, input, row, width, ...place } of placed) {
    const style = changed.has(field.name) ? STYLE.EDITABLE_CHANGED : STYLE.EDITABLE;
    const y = area.y + row;
    const x = canvas.put(area.x + 1 + place.x, y, `${field.label} `);
    drawInput(
      canvas,
      {
        x,
        y,
        width,
        name: `${letter}.${field.name}`,
        state: stateOf(field.name, focus),
        look: { rest: style, focus: STYLE.EDITABLE_FOCUS },
      },
      input,
    );
  }
  const y = area.y + end.row;
  const button = { x: area.x + 1 + end.x, y, name: `${letter}.restart`, state: stateOf('restart', focus) };
  drawButton(canvas, button, 'Restart');
  return y;
}

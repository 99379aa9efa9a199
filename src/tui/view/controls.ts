/** Inputs and buttons. */
import type { TextInput } from '../model/text-input.js';
import type { Canvas } from './canvas.js';
import { STYLE, type Style } from './style.js';
import { charWidth, textWidth } from './text.js';

/** Looks of an input: at rest and with the focus. */
interface InputLook {
  readonly rest: Style;
  readonly focus: Style;
}

const PLAIN_INPUT: InputLook = { rest: STYLE.INPUT, focus: STYLE.INPUT_FOCUS };

/** Draws `[ text ]` with `width` columns inside; returns the column behind it. */
export function drawInput(
  canvas: Canvas,
  { x, y, width }: { x: number; y: number; width: number },
  input: TextInput,
  name: string,
  focused: boolean,
  look: InputLook = PLAIN_INPUT,
): number {
  const style = focused ? look.focus : look.rest;
  canvas.put(x, y, '[ ', STYLE.FRAME);
  canvas.fill({ x: x + 2, y, width, height: 1 }, style);
  const end = canvas.put(x + 2 + width, y, ' ]', STYLE.FRAME);
  canvas.zone({ x, y, width: width + 4, height: 1 }, { kind: 'focus', name });
  const chars = [...input.text];
  if (!focused) {
    canvas.putClipped(x + 2, y, input.text, style, width);
    return end;
  }
  // The text moves left as far as the cursor needs, which may stand on the blank behind it.
  let first = 0;
  while (textWidth(chars.slice(first, input.cursor).join('')) > width) first++;
  canvas.put(x + 2, y, chars.slice(first).join(''), style, width);
  const cursorAt = x + 2 + textWidth(chars.slice(first, input.cursor).join(''));
  const under = chars[input.cursor] ?? ' ';
  canvas.put(cursorAt, y, charWidth(under) === 0 ? ' ' : under, STYLE.CURSOR, width);
  return end;
}

/** Draws `[ label ]`; returns the column behind it. */
export function drawButton(
  canvas: Canvas,
  x: number,
  y: number,
  label: string,
  name: string,
  focused: boolean,
): number {
  const text = `[ ${label} ]`;
  canvas.zone({ x, y, width: textWidth(text), height: 1 }, { kind: 'button', name });
  return canvas.put(x, y, text, focused ? STYLE.BUTTON_FOCUS : STYLE.BUTTON);
}

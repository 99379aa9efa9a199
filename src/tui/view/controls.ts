/** Inputs and buttons. */
import type { TextInput } from '../model/text-input.js';
import type { Canvas } from './canvas.js';
import { STYLE, type Style } from './style.js';
import { charWidth, textWidth } from './text.js';

/** Styles of an input: at rest and with the focus. */
export interface InputLook {
  readonly rest: Style;
  readonly focus: Style;
}

const PLAIN_INPUT: InputLook = { rest: STYLE.INPUT, focus: STYLE.INPUT_FOCUS };

/** An input or a button: its place, the name of its click target, and whether it has the focus. */
export interface Control {
  readonly x: number;
  readonly y: number;
  readonly name: string;
  readonly state: ControlState;
}

/** Whether a control has the focus. */
export type ControlState = 'rest' | 'focus';

/** The state of a control by the name of the one with the focus. */
export function stateOf(name: string, focus: string | undefined): ControlState {
  return name === focus ? 'focus' : 'rest';
}

/** Draws `[ text ]` with `width` screen columns inside; returns the column after it. */
export function drawInput(
  canvas: Canvas,
  { x, y, name, state, width, look = PLAIN_INPUT }: Control & { width: number; look?: InputLook },
  input: TextInput,
): number {
  const style = look[state];
  canvas.put(x, y, '[ ', STYLE.FRAME);
  canvas.fill({ x: x + 2, y, width, height: 1 }, style);
  const end = canvas.put(x + 2 + width, y, ' ]', STYLE.FRAME);
  canvas.zone({ x, y, width: width + 4, height: 1 }, { kind: 'focus', name });
  const chars = [...input.text];
  if (state === 'rest') {
    canvas.putClipped(x + 2, y, input.text, style, width);
    return end;
  }
  // The text moves left until the cursor is visible; at the text's end the cursor is on the blank after it.
  let first = 0;
  while (textWidth(chars.slice(first, input.cursor).join('')) > width) first++;
  canvas.put(x + 2, y, chars.slice(first).join(''), style, width);
  const cursorAt = x + 2 + textWidth(chars.slice(first, input.cursor).join(''));
  const under = chars[input.cursor] ?? ' ';
  canvas.put(cursorAt, y, charWidth(under) === 0 ? ' ' : under, STYLE.CURSOR, width);
  return end;
}

/** Draws `[ label ]`; returns the column after it. */
export function drawButton(canvas: Canvas, { x, y, name, state }: Control, label: string): number {
  const text = `[ ${label} ]`;
  canvas.zone({ x, y, width: textWidth(text), height: 1 }, { kind: 'button', name });
  return canvas.put(x, y, text, state === 'focus' ? STYLE.BUTTON_FOCUS : STYLE.BUTTON);
}

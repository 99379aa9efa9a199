/** The look of each style: blessed's attribute numbers, with colours or without. */
import { STYLE, STYLE_COUNT, type Style } from '../view/style.js';

const DEFAULT = 0x1ff;
const BOLD = 1;
const UNDERLINE = 2;
const INVERSE = 8;

/** Colours of the terminal's palette. For those from 16 on, blessed takes the nearest if the terminal has fewer. */
const BLACK = 0;
const RED = 1;
const GREEN = 2;
const YELLOW = 3;
const CYAN = 6;
const WHITE = 7;
const GREY = 8;
const LIGHT_YELLOW = 229;
const LIGHT_ORANGE = 222;
const BLUE = 24;

function attribute(flags: number, foreground = DEFAULT, background = DEFAULT): number {
  return (flags << 18) | (foreground << 9) | background;
}

const PLAIN = attribute(0);

const COLOURS: Readonly<Partial<Record<Style, number>>> = {
  [STYLE.FRAME]: attribute(0, GREY),
  [STYLE.TITLE]: attribute(BOLD, CYAN),
  [STYLE.FAINT]: attribute(0, GREY),
  [STYLE.HEADING]: attribute(BOLD, CYAN),
  [STYLE.HEADING_FOCUS]: attribute(BOLD, BLACK, CYAN),
  [STYLE.GOOD]: attribute(0, GREEN),
  [STYLE.BAD]: attribute(0, RED),
  [STYLE.WARNING]: attribute(0, YELLOW),
  [STYLE.CHOSEN]: attribute(0, WHITE, BLUE),
  [STYLE.CHOSEN_GOOD]: attribute(BOLD, 10, BLUE),
  [STYLE.CHOSEN_BAD]: attribute(BOLD, 9, BLUE),
  [STYLE.TAB_OPEN]: attribute(BOLD, BLACK, CYAN),
  [STYLE.INPUT]: attribute(UNDERLINE),
  [STYLE.INPUT_FOCUS]: attribute(0, BLACK, WHITE),
  [STYLE.EDITABLE]: attribute(0, BLACK, LIGHT_YELLOW),
  [STYLE.EDITABLE_CHANGED]: attribute(BOLD, BLACK, LIGHT_ORANGE),
  [STYLE.EDITABLE_FOCUS]: attribute(BOLD | UNDERLINE, BLACK, LIGHT_YELLOW),
  [STYLE.CURSOR]: attribute(INVERSE, BLACK, LIGHT_YELLOW),
  [STYLE.BUTTON]: attribute(BOLD),
  [STYLE.BUTTON_FOCUS]: attribute(BOLD, BLACK, CYAN),
  [STYLE.KEY]: attribute(0, GREY),
  [STYLE.DIALOG]: attribute(0, BLACK, WHITE),
  [STYLE.DIALOG_TITLE]: attribute(BOLD, BLACK, WHITE),
  [STYLE.DIALOG_CHOSEN]: attribute(BOLD, BLACK, CYAN),
  [STYLE.CHART]: attribute(0, GREEN),
  [STYLE.CHART_SECOND]: attribute(0, CYAN),
  [STYLE.STRONG]: attribute(BOLD),
};

const COLOURLESS: Readonly<Partial<Record<Style, number>>> = {
  [STYLE.TITLE]: attribute(BOLD),
  [STYLE.HEADING]: attribute(BOLD),
  [STYLE.HEADING_FOCUS]: attribute(BOLD | INVERSE),
  [STYLE.GOOD]: attribute(BOLD),
  [STYLE.WARNING]: attribute(BOLD),
  [STYLE.CHOSEN]: attribute(INVERSE),
  [STYLE.CHOSEN_GOOD]: attribute(INVERSE | BOLD),
  [STYLE.CHOSEN_BAD]: attribute(INVERSE),
  [STYLE.TAB_OPEN]: attribute(INVERSE),
  [STYLE.INPUT]: attribute(UNDERLINE),
  [STYLE.INPUT_FOCUS]: attribute(UNDERLINE | BOLD),
  [STYLE.EDITABLE]: attribute(UNDERLINE),
  [STYLE.EDITABLE_CHANGED]: attribute(UNDERLINE | BOLD),
  [STYLE.EDITABLE_FOCUS]: attribute(UNDERLINE | BOLD),
  [STYLE.CURSOR]: attribute(INVERSE),
  [STYLE.BUTTON]: attribute(BOLD),
  [STYLE.BUTTON_FOCUS]: attribute(INVERSE),
  [STYLE.DIALOG_TITLE]: attribute(BOLD),
  [STYLE.DIALOG_CHOSEN]: attribute(INVERSE),
  [STYLE.STRONG]: attribute(BOLD),
};

/** Attributes by style. */
export function attributesFor(colours: 'colours' | 'none'): Int32Array {
  const table = colours === 'colours' ? COLOURS : COLOURLESS;
  return Int32Array.from({ length: STYLE_COUNT }, (_, style) => table[style as Style] ?? PLAIN);
}

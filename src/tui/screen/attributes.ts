/**
 * The look of each style: blessed's attribute numbers. With colours every style names both its colours, so that text can be read on a terminal
 * of any background: 4.5:1 at least (WCAG 2.2, 1.4.3), which a test holds over these tables.
 */
import { STYLE, STYLE_COUNT, type Style } from '../view/style.js';

/** How many colours there are: 256, whose RGB values are the same nearly everywhere; the 8 of every terminal; none. */
export type ColourDepth = 'many' | 'few' | 'none';

type Looks = Readonly<Partial<Record<Style, number>>>;

/** Stands for the terminal's own colour. */
const DEFAULT = 0x1ff;
const BOLD = 1;
const UNDERLINE = 2;
const INVERSE = 8;

function attribute(flags: number, foreground = DEFAULT, background = DEFAULT): number {
  return (flags << 18) | (foreground << 9) | background;
}

/** Of the 256 colours only those from 16 on: users change the first sixteen. */
const BLACK = 16;
const NAVY = 18;
const GREEN = 77;
const CYAN = 80;
const LIGHT_GREEN = 120;
const LIGHT_RED = 203;
const YELLOW = 221;
const LIGHT_ORANGE = 222;
const LIGHT_YELLOW = 229;
const WHITE = 231;
const GREY = 244;
const LIGHT_GREY = 247;
const PALE = 253;

const MANY: Looks = {
  [STYLE.PLAIN]: attribute(0, PALE, BLACK),
  [STYLE.FRAME]: attribute(0, GREY, BLACK),
  [STYLE.TITLE]: attribute(BOLD, CYAN, BLACK),
  [STYLE.FAINT]: attribute(0, LIGHT_GREY, BLACK),
  [STYLE.HEADING]: attribute(BOLD, CYAN, BLACK),
  [STYLE.HEADING_FOCUS]: attribute(BOLD, BLACK, CYAN),
  [STYLE.GOOD]: attribute(0, GREEN, BLACK),
  [STYLE.BAD]: attribute(0, LIGHT_RED, BLACK),
  [STYLE.WARNING]: attribute(0, YELLOW, BLACK),
  [STYLE.CHOSEN]: attribute(0, WHITE, NAVY),
  [STYLE.CHOSEN_GOOD]: attribute(BOLD, LIGHT_GREEN, NAVY),
  [STYLE.CHOSEN_BAD]: attribute(BOLD, LIGHT_RED, NAVY),
  [STYLE.TAB_OPEN]: attribute(BOLD, BLACK, CYAN),
  [STYLE.INPUT]: attribute(UNDERLINE, PALE, BLACK),
  [STYLE.INPUT_FOCUS]: attribute(0, BLACK, PALE),
  [STYLE.EDITABLE]: attribute(0, BLACK, LIGHT_YELLOW),
  [STYLE.EDITABLE_CHANGED]: attribute(BOLD, BLACK, LIGHT_ORANGE),
  [STYLE.EDITABLE_FOCUS]: attribute(BOLD | UNDERLINE, BLACK, LIGHT_YELLOW),
  [STYLE.CURSOR]: attribute(INVERSE, BLACK, LIGHT_YELLOW),
  [STYLE.BUTTON]: attribute(BOLD, PALE, BLACK),
  [STYLE.BUTTON_FOCUS]: attribute(BOLD, BLACK, CYAN),
  [STYLE.KEY]: attribute(0, LIGHT_GREY, BLACK),
  [STYLE.DIALOG]: attribute(0, BLACK, PALE),
  [STYLE.DIALOG_TITLE]: attribute(BOLD, BLACK, PALE),
  [STYLE.DIALOG_CHOSEN]: attribute(BOLD, BLACK, CYAN),
  [STYLE.CHART]: attribute(0, GREEN, BLACK),
  [STYLE.CHART_SECOND]: attribute(0, CYAN, BLACK),
  [STYLE.STRONG]: attribute(BOLD, PALE, BLACK),
};

/** The eight. Many terminals show a bold one brighter: black would be grey then, so it is never bold. */
const BLACK_8 = 0;
const RED_8 = 1;
const GREEN_8 = 2;
const YELLOW_8 = 3;
const BLUE_8 = 4;
const CYAN_8 = 6;
const WHITE_8 = 7;

const FEW: Looks = {
  [STYLE.PLAIN]: attribute(0, WHITE_8, BLACK_8),
  [STYLE.TITLE]: attribute(BOLD, CYAN_8, BLACK_8),
  [STYLE.HEADING]: attribute(BOLD, CYAN_8, BLACK_8),
  [STYLE.HEADING_FOCUS]: attribute(0, BLACK_8, CYAN_8),
  [STYLE.GOOD]: attribute(0, GREEN_8, BLACK_8),
  [STYLE.BAD]: attribute(BOLD, WHITE_8, RED_8),
  [STYLE.WARNING]: attribute(0, YELLOW_8, BLACK_8),
  [STYLE.CHOSEN]: attribute(BOLD, WHITE_8, BLUE_8),
  [STYLE.CHOSEN_GOOD]: attribute(0, BLACK_8, GREEN_8),
  [STYLE.CHOSEN_BAD]: attribute(BOLD, WHITE_8, RED_8),
  [STYLE.TAB_OPEN]: attribute(0, BLACK_8, CYAN_8),
  [STYLE.INPUT]: attribute(UNDERLINE, WHITE_8, BLACK_8),
  [STYLE.INPUT_FOCUS]: attribute(0, BLACK_8, WHITE_8),
  [STYLE.EDITABLE]: attribute(0, BLACK_8, YELLOW_8),
  [STYLE.EDITABLE_CHANGED]: attribute(UNDERLINE, BLACK_8, YELLOW_8),
  [STYLE.EDITABLE_FOCUS]: attribute(0, BLACK_8, WHITE_8),
  [STYLE.CURSOR]: attribute(INVERSE, BLACK_8, WHITE_8),
  [STYLE.BUTTON]: attribute(BOLD, WHITE_8, BLACK_8),
  [STYLE.BUTTON_FOCUS]: attribute(0, BLACK_8, CYAN_8),
  [STYLE.DIALOG]: attribute(0, BLACK_8, WHITE_8),
  [STYLE.DIALOG_TITLE]: attribute(UNDERLINE, BLACK_8, WHITE_8),
  [STYLE.DIALOG_CHOSEN]: attribute(0, BLACK_8, CYAN_8),
  [STYLE.CHART]: attribute(0, GREEN_8, BLACK_8),
  [STYLE.CHART_SECOND]: attribute(0, CYAN_8, BLACK_8),
  [STYLE.STRONG]: attribute(BOLD, WHITE_8, BLACK_8),
};

/** The terminal's own two colours. */
const NONE: Looks = {
  [STYLE.PLAIN]: attribute(0),
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

const LOOKS: Readonly<Record<ColourDepth, Looks>> = { many: MANY, few: FEW, none: NONE };

/** Attributes by style; a style that a table leaves out is plain. */
export function attributesFor(depth: ColourDepth): Int32Array {
  const looks = LOOKS[depth];
  return Int32Array.from(
    { length: STYLE_COUNT },
    (_, style) => looks[style as Style] ?? looks[STYLE.PLAIN] ?? 0,
  );
}

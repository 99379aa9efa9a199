/** Styles: the meaning of a text on the screen. `screen/attributes.ts` defines their looks. */

/** Styles by name; a canvas keeps these numbers per cell. */
export const STYLE = {
  PLAIN: 0,
  /** Frames and rules. */
  FRAME: 1,
  TITLE: 2,
  /** Less important. */
  FAINT: 3,
  /** Column headings; the one that has the focus. */
  HEADING: 4,
  HEADING_FOCUS: 5,
  /** Online, updated, fine. */
  GOOD: 6,
  /** Offline, not updated, an error. */
  BAD: 7,
  /** Between the two. */
  WARNING: 8,
  /** The chosen row, and good and bad in it. */
  CHOSEN: 9,
  CHOSEN_GOOD: 10,
  CHOSEN_BAD: 11,
  TAB: 12,
  TAB_OPEN: 13,
  /** An input without and with the focus. */
  INPUT: 14,
  INPUT_FOCUS: 15,
  /** A parameter that can be edited; changed; with the focus. */
  EDITABLE: 16,
  EDITABLE_CHANGED: 17,
  EDITABLE_FOCUS: 18,
  /** The cell that the next character goes to. */
  CURSOR: 19,
  BUTTON: 20,
  BUTTON_FOCUS: 21,
  /** The explanation at the bottom, and its keys. */
  HELP: 22,
  KEY: 23,
  DIALOG: 24,
  DIALOG_TITLE: 25,
  DIALOG_CHOSEN: 26,
  CHART: 27,
  CHART_SECOND: 28,
  STRONG: 29,
} as const;

/** One of the numbers of `STYLE`. */
export type Style = (typeof STYLE)[keyof typeof STYLE];

/** Number of styles. */
export const STYLE_COUNT = Object.keys(STYLE).length;

/** The form of an explanation at the foot of the screen, that of dialogs, and the form of the list of keys. */
import type { Dialog } from '../model/ui.js';
import { STYLE, type Style } from './style.js';

/** Contents of the foot of the screen. */
export interface Explanation {
  readonly text: string;
  readonly keys: string;
}

/** The explanation while a dialog is open. */
export function explainDialog({ items, layout, scrolls }: Dialog): Explanation {
  const scroll = scrolls ? 'Up Down PgUp PgDn scroll  ' : '';
  if (layout === 'menu') {
    return {
      text: 'Choose with the arrows or the mouse, or press the key at the left.',
      keys: 'Up Down choose  Enter do it  Esc close',
    };
  }
  if (items.length === 1) return { text: 'It closes with Enter or Esc.', keys: `${scroll}Enter Esc close` };
  const own = items.map(({ key, label }) => `${key} ${label}`).join('  ');
  return {
    text: 'Nothing happens before an answer.',
    keys: `${scroll}Left Right choose  Enter press  ${own}  Esc close`,
  };
}

/** A line of the list of keys. */
export interface HelpLine {
  text: string;
  style: Style;
}

/** A heading of the list of keys. */
export const heading = (text: string): HelpLine => ({ text, style: STYLE.DIALOG_TITLE });
/** A key and what it does. */
export const line = (key: string, text: string): HelpLine => ({
  text: `  ${key.padEnd(17)} ${text}`,
  style: STYLE.DIALOG,
});

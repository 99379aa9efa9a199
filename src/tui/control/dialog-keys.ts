/** Keys in a dialog: choose, run, scroll, close. */
import type { Key } from '../model/keys.js';
import type { Dialog } from '../model/ui.js';
import type { DialogHolder } from './dialogs.js';

/** Takes every key while a dialog is open. */
export function dialogKey(model: DialogHolder, dialog: Dialog, key: Key): void {
  const { items, layout } = dialog;
  const back = layout === 'menu' ? ['up', 'S-tab'] : ['left', 'S-tab'];
  const forth = layout === 'menu' ? ['down', 'tab'] : ['right', 'tab'];
  if (key.name === 'escape' || key.name === 'q') model.ui.dialog = undefined;
  else if (key.name === 'enter' || key.name === ' ') runItem(model, dialog, dialog.chosen);
  else if (back.includes(key.name)) dialog.chosen = (dialog.chosen - 1 + items.length) % items.length;
  else if (forth.includes(key.name)) dialog.chosen = (dialog.chosen + 1) % items.length;
  else if (key.name === 'up') dialog.top--;
  else if (key.name === 'down') dialog.top++;
  else if (key.name === 'pageup') dialog.top -= 10;
  else if (key.name === 'pagedown') dialog.top += 10;
  else {
    const at = items.findIndex((item) => item.key === key.name.toLowerCase());
    if (at >= 0) runItem(model, dialog, at);
  }
  dialog.top = Math.max(0, dialog.top);
}

/** Closes the dialog and runs a choice. */
export function runItem(model: DialogHolder, dialog: Dialog, at: number): void {
  const item = dialog.items[at];
  if (item === undefined) return;
  model.ui.dialog = undefined;
  item.run();
}

/** Opens dialogs: menus, messages, questions. */
import type { Dialog, DialogItem } from '../model/ui.js';
import type { Style } from '../view/style.js';

/** Where the open dialog is kept. */
export interface DialogHolder {
  readonly ui: { dialog: Dialog | undefined };
}

/** The part of a context that a dialog needs. */
interface DialogContext {
  readonly model: DialogHolder;
}

/** Opens a dialog. */
export function openDialog(
  { model }: DialogContext,
  title: string,
  lines: readonly (string | { text: string; style: Style })[],
  items: readonly DialogItem[],
  layout: Dialog['layout'] = 'buttons',
): void {
  model.ui.dialog = {
    title,
    lines: lines.map((line) => (typeof line === 'string' ? { text: line } : line)),
    items,
    layout,
    chosen: 0,
    top: 0,
    scrolls: false,
  };
}

const nothing = (): void => {};

/** Opens a message with one button. */
export function openMessage(context: DialogContext, title: string, lines: readonly string[]): void {
  openDialog(context, title, lines, [{ label: 'Close', key: 'c', run: nothing }]);
}

/** Opens a question: the first button runs the action, the second cancels it. */
export function openQuestion(
  context: DialogContext,
  title: string,
  lines: readonly string[],
  yes: string,
  run: () => void,
): void {
  openDialog(context, title, lines, [
    { label: yes, key: 'y', run },
    { label: 'Cancel', key: 'n', run: nothing },
  ]);
}

/** What every part of the control works with. */
import type { DashboardModel } from '../model/dashboard-model.js';
import type { Dialog, DialogItem } from '../model/ui.js';
import type { Glyphs } from '../view/glyphs.js';
import type { Style } from '../view/style.js';

/** A file to show outside the dashboard. */
export interface FileRequest {
  readonly path: string;
  /** To look at, or to edit. */
  readonly how: 'pager' | 'editor';
}

/** What the control can do besides changing the model. */
export interface Effects {
  openFile(request: FileRequest): void;
  /** Ends the program in order, as SIGINT does. */
  interrupt(): void;
  /** Something changed outside a key press: draw soon. */
  redraw(): void;
}

/** See the file's head. */
export interface Context {
  readonly model: DashboardModel;
  readonly effects: Effects;
  readonly glyphs: Glyphs;
}

/** Opens a dialog. */
export function openDialog(
  { model }: Context,
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
  };
}

const nothing = (): void => {};

/** A message with one button. */
export function openMessage(context: Context, title: string, lines: readonly string[]): void {
  openDialog(context, title, lines, [{ label: 'Close', key: 'c', run: nothing }]);
}

/** A question: the first button does it, the second doesn't. */
export function openQuestion(
  context: Context,
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

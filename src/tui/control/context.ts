/** The objects that all key and mouse handlers use. */
import type { RtuDefinition } from '../../channel/definitions.js';
import type { IniReading } from '../../coordinator/api.js';
import type { DashboardModel } from '../model/dashboard-model.js';
import type { Dialog, DialogItem } from '../model/ui.js';
import type { Glyphs } from '../view/glyphs.js';
import type { Style } from '../view/style.js';

/** A file to show outside the dashboard. */
export interface FileRequest {
  readonly path: string;
  /** Whether it is only read, or edited. */
  readonly how: 'pager' | 'editor';
}

/** Effects outside the model. */
export interface Effects {
  openFile(request: FileRequest): void;
  /** Ends the program in order, as SIGINT does. */
  interrupt(): void;
  /** Draws soon, after a change that no key press made. */
  redraw(): void;
}

/** The model, the effects outside it, the ini file, and the characters to draw with. */
export interface Context {
  readonly model: DashboardModel;
  readonly effects: Effects;
  readonly reload: IniReading;
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
    scrolls: false,
  };
}

/** Says that an RTU was removed, if it was: then it does nothing any more. */
export function refuseRemoved({ model }: Context, { no, name, removed }: RtuDefinition): boolean {
  if (!removed) return false;
  model.ui.notice = {
    text: `RTU ${no} ${name} was removed from the ini file: it is closed, only its counts are left.`,
    tone: 'bad',
  };
  return true;
}

const nothing = (): void => {};

/** Opens a message with one button. */
export function openMessage(context: Context, title: string, lines: readonly string[]): void {
  openDialog(context, title, lines, [{ label: 'Close', key: 'c', run: nothing }]);
}

/** Opens a question: the first button runs the action, the second cancels it. */
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

/** The objects that all key and mouse handlers use. */
import type { RtuDefinition } from '../../channel/definitions.js';
import type { IniReading } from '../../coordinator/api.js';
import type { DashboardModel } from '../model/dashboard-model.js';
import type { Glyphs } from '../view/glyphs.js';

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

/** Says that an RTU was removed, if it was: then it does nothing any more. */
export function refuseRemoved({ model }: Context, { no, name, removed }: RtuDefinition): boolean {
  if (!removed) return false;
  model.ui.notice = {
    text: `RTU ${no} ${name} was removed from the ini file: it is closed, only its counts are left.`,
    tone: 'bad',
  };
  return true;
}

/** Keys of the tab with the program's log: level, RTU, scrolling. */
import type { LogLevel } from '../model/engine-port.js';
import type { Key } from '../model/keys.js';
import { setText, typeInto } from '../model/text-input.js';
import { type LogSource, shownEntries } from '../view/log.js';
import { scrolledLines, shiftedColumns } from './scroll-keys.js';

const NEXT_LEVEL: Readonly<Record<LogLevel, LogLevel>> = { info: 'warning', warning: 'error', error: 'info' };

/** Takes a key while the log has the focus; false: the key does nothing there. */
export function logKey(model: LogSource, key: Key): boolean {
  const { log } = model.ui;
  if (log.filtering) {
    if (key.name === 'enter' || key.name === 'escape') {
      if (key.name === 'escape') setText(log.rtu, '');
      log.filtering = false;
      log.bottom = undefined;
      return true;
    }
    return typeInto(log.rtu, key) || key.name.length === 1;
  }
  const lines = scrolledLines(key, log.room);
  if (lines !== undefined) {
    scrollLog(model, lines);
    return true;
  }
  const shift = shiftedColumns(key, log.shift);
  if (shift !== undefined) {
    log.shift = shift;
    return true;
  }
  if (key.name === 'l') {
    log.level = NEXT_LEVEL[log.level];
    log.bottom = undefined;
    return true;
  }
  if (key.name === '/' || key.name === 'r') {
    log.filtering = true;
    setText(log.rtu, log.rtu.text);
    return true;
  }
  if (key.name === 'escape' && log.rtu.text !== '') {
    setText(log.rtu, '');
    log.bottom = undefined;
    return true;
  }
  return false;
}

/** Scrolls by lines, up if negative; at its end the log is followed again. */
export function scrollLog(model: LogSource, lines: number): void {
  const { log } = model.ui;
  const { length } = shownEntries(model);
  const bottom = Math.max(Math.min(log.room, length), (log.bottom ?? length) + lines);
  log.bottom = bottom >= length ? undefined : bottom;
}

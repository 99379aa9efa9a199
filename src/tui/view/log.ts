/** The tab with the program's log. */
import { formatNumber } from '../../text/format.js';
import { formatClock } from '../../text/local-time.js';
import type { LogEntry, LogLevel } from '../model/engine-port.js';
import type { LogStore } from '../model/log-store.js';
import type { LogUi } from '../model/ui.js';
import type { Area, Canvas } from './canvas.js';
import { drawInput } from './controls.js';
import { STYLE, type Style } from './style.js';
import { dropColumns } from './text.js';

const LEVEL_WORDS: Readonly<Record<LogLevel, string>> = {
  info: 'all',
  warning: 'warnings and errors',
  error: 'errors',
};

const LEVEL_STYLES: Readonly<Record<LogLevel, Style>> = {
  info: STYLE.PLAIN,
  warning: STYLE.WARNING,
  error: STYLE.BAD,
};

const FILTER_WIDTH = 24;

/** A program's log, and how the user looks at it. */
export interface LogSource {
  readonly ui: { readonly log: LogUi };
  readonly log: LogStore;
  /** Finds the rows that lines are about. */
  readonly order: { finds(slot: number, text: string): boolean };
}

/** The entries of the chosen level and rows, oldest first. */
export function shownEntries({ log, ui, order }: LogSource): readonly LogEntry[] {
  const { level, rtu } = ui.log;
  return log.shown({ level, rtu: rtu.text.trim() }, (slot, text) => order.finds(slot, text));
}

/** Draws the filters and the newest lines. Sets `room` in the model to the lines that fit. `subject`: what a line is about. */
export function drawLog(canvas: Canvas, area: Area, model: LogSource, subject = 'RTU'): void {
  const { ui, log } = model;
  const entries = shownEntries(model);
  let x = canvas.put(area.x + 1, area.y, 'Level: ', STYLE.FAINT);
  x = canvas.put(x, area.y, LEVEL_WORDS[ui.log.level], STYLE.STRONG);
  x = canvas.put(x + 3, area.y, `${subject}: `, STYLE.FAINT);
  if (ui.log.filtering) {
    drawInput(canvas, { x, y: area.y, width: FILTER_WIDTH, name: 'filter', state: 'focus' }, ui.log.rtu);
  } else canvas.put(x, area.y, ui.log.rtu.text === '' ? 'all' : ui.log.rtu.text, STYLE.STRONG);
  const counted = `${formatNumber(entries.length)} of ${formatNumber(log.length)} lines`;
  const follows = ui.log.bottom === undefined ? '' : ', scrolled (End follows)';
  canvas.putRight(area.x + area.width - 1, area.y, counted + follows, STYLE.FAINT);

  const lines = Math.max(1, area.height - 1);
  ui.log.room = lines;
  const bottom = Math.min(entries.length, ui.log.bottom ?? entries.length);
  entries.slice(Math.max(0, bottom - lines), bottom).forEach(({ wallMs, level, text }, i) => {
    const y = area.y + 1 + i;
    const after = canvas.put(area.x + 1, y, formatClock(wallMs), STYLE.FAINT);
    const room = area.x + area.width - 1 - after;
    canvas.putClipped(after + 1, y, dropColumns(text, ui.log.shift), LEVEL_STYLES[level], room);
  });
}

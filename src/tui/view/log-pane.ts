/** The log of one pane of Compare: a rule with its name, and its newest lines. */
import type { LogTail } from '../model/log-tail.js';
import type { PaneUi } from '../model/ui.js';
import type { Area, Canvas } from './canvas.js';
import type { ControlState } from './controls.js';
import { STYLE } from './style.js';
import { dropColumns, wrap } from './text.js';

/** A log: the pane that shows it, the file, what was read of it. */
export interface LogPane {
  readonly pane: PaneUi;
  /** `undefined`: there is none, `none` says why. */
  readonly path: string | undefined;
  readonly none: string;
  readonly tail: LogTail | undefined;
  readonly letter: 'a' | 'b';
  readonly state: ControlState;
  /** A line of the file as people read it. */
  format(line: string): string;
}

/** Draws it; sets `room` of the pane to the lines that fit. */
export function drawLogPane(canvas: Canvas, area: Area, log: LogPane): void {
  if (area.height < 1) return;
  const { pane, path, tail, letter } = log;
  drawRule(canvas, area, log);
  canvas.zone(area, { kind: 'focus', name: `${letter}.log` });
  const room = area.height - 1;
  pane.room = Math.max(1, room);
  const put = (text: string, line = 0): void => {
    canvas.putClipped(area.x + 1, area.y + 1 + line, text, STYLE.FAINT, room > 0 ? area.width - 2 : 0);
  };
  if (path === undefined)
    wrap(log.none, area.width - 2)
      .slice(0, room)
      .forEach(put);
  else if (tail?.path !== path) return;
  else if (tail.trouble !== undefined) put(tail.trouble);
  else drawLines(canvas, area, log, tail, room);
}

function drawLines(canvas: Canvas, area: Area, { pane, format }: LogPane, tail: LogTail, room: number): void {
  const bottom = Math.max(0, Math.min(tail.end, pane.bottom ?? tail.end) - tail.first);
  tail.lines.slice(Math.max(0, bottom - room), bottom).forEach((line, i) => {
    canvas.putClipped(
      area.x + 1,
      area.y + 1 + i,
      dropColumns(format(line), pane.shift),
      STYLE.PLAIN,
      area.width - 2,
    );
  });
}

function drawRule(canvas: Canvas, area: Area, { pane, path, state }: LogPane): void {
  const name = path === undefined ? '' : fileName(path);
  canvas.put(area.x, area.y, canvas.glyphs.horizontal.repeat(area.width), STYLE.FRAME, area.width);
  canvas.putClipped(
    area.x + 1,
    area.y,
    ` Log ${name} `,
    state === 'focus' ? STYLE.HEADING_FOCUS : STYLE.FAINT,
    area.width - 16,
  );
  if (path === undefined) return;
  const follows = pane.bottom === undefined;
  canvas.putRight(
    area.x + area.width - 1,
    area.y,
    follows ? ' follows ' : ' scrolled ',
    follows ? STYLE.FAINT : STYLE.WARNING,
  );
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

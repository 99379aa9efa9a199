/** The foot of the screen: the place in the list, the explanation of the part with the focus, and its keys. */
import type { DashboardModel } from '../model/dashboard-model.js';
import type { Canvas } from './canvas.js';
import { drawInput } from './controls.js';
import { explain } from './explanations.js';
import type { Layout } from './layout.js';
import { describePlace } from './rtu-table.js';
import { STYLE } from './style.js';

const FIND_WIDTH = 24;

/** Draws edge, explanation and keys. */
export function drawFoot(canvas: Canvas, layout: Layout, model: DashboardModel): void {
  const { ui } = model;
  const { width, glyphs } = canvas;
  if (ui.tab === 1) {
    const place = ` ${describePlace(model, glyphs.dash)} `;
    canvas.putRight(width - 2, layout.edgeAt, place, STYLE.FAINT);
    if (ui.list.finding) {
      const x = canvas.put(2, layout.edgeAt, ' Find: ', STYLE.STRONG);
      drawInput(
        canvas,
        { x, y: layout.edgeAt, width: FIND_WIDTH, name: 'find', state: 'focus' },
        ui.list.find,
      );
    }
  }
  const { text, keys } = explain(model);
  const notice = ui.notice;
  const style = notice === undefined ? STYLE.HELP : notice.tone === 'bad' ? STYLE.BAD : STYLE.GOOD;
  if (layout.helpAt === layout.keysAt) {
    const both = notice?.text ?? `${text} ${keys}`;
    canvas.putClipped(0, layout.helpAt, both, style, width);
    return;
  }
  canvas.putClipped(1, layout.helpAt, notice?.text ?? text, style, width - 2);
  canvas.putClipped(1, layout.keysAt, keys, STYLE.KEY, width - 2);
}

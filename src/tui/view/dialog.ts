/** A window in the middle of the screen: a question, a message, a menu. */
import type { Dialog } from '../model/ui.js';
import type { Area, Canvas } from './canvas.js';
import { STYLE, type Style } from './style.js';
import { textWidth, wrap } from './text.js';

const WIDEST = 76;

interface Line {
  text: string;
  style: Style;
}

/** The lines of a dialog, wrapped to a width. */
export function dialogLines(dialog: Dialog, width: number): Line[] {
  return dialog.lines.flatMap(({ text, style = STYLE.DIALOG }) =>
    wrap(text, width).map((part) => ({ text: part, style })),
  );
}

/** Draws the dialog over everything above the row `below`. Long texts scroll. */
export function drawDialog(canvas: Canvas, dialog: Dialog, below: number): void {
  const widest = Math.min(WIDEST, canvas.width - 4);
  const inner = Math.min(widest - 4, Math.max(...wantedWidths(dialog)));
  const lines = dialogLines(dialog, inner);
  const itemLines = dialog.layout === 'menu' ? dialog.items.length : Math.min(1, dialog.items.length);
  const gap = lines.length > 0 && itemLines > 0 ? 1 : 0;
  const room = Math.max(1, below - 4 - itemLines - gap);
  const shown = Math.min(lines.length, room);
  dialog.scrolls = shown < lines.length;
  dialog.top = Math.max(0, Math.min(dialog.top, lines.length - shown));
  const height = shown + gap + itemLines + 2;
  const area: Area = {
    x: Math.floor((canvas.width - inner - 4) / 2),
    y: Math.max(0, Math.floor((below - height) / 2)),
    width: inner + 4,
    height,
  };
  canvas.coverZones();
  canvas.fill(area, STYLE.DIALOG);
  canvas.box(area, STYLE.DIALOG);
  canvas.put(area.x + 2, area.y, ` ${dialog.title} `, STYLE.DIALOG_TITLE, inner);
  if (lines.length > shown) {
    const more = ` ${dialog.top + 1}${canvas.glyphs.dash}${dialog.top + shown} of ${lines.length} `;
    canvas.putRight(area.x + area.width - 2, area.y + height - 1, more, STYLE.DIALOG);
  }
  lines.slice(dialog.top, dialog.top + shown).forEach(({ text, style }, i) => {
    canvas.put(area.x + 2, area.y + 1 + i, text, style, inner);
  });
  drawItems(canvas, dialog, { x: area.x + 2, y: area.y + 1 + shown + gap, width: inner, height: itemLines });
}

function wantedWidths(dialog: Dialog): number[] {
  const items = dialog.items.map(({ label }) => textWidth(label));
  const together = items.reduce((sum, width) => sum + width + 6, 0);
  const lines = dialog.lines.flatMap(({ text }) => text.split('\n').map(textWidth));
  return [
    textWidth(dialog.title) + 2,
    ...lines,
    ...(dialog.layout === 'menu' ? items.map((w) => w + 6) : [together]),
  ];
}

function drawItems(canvas: Canvas, dialog: Dialog, area: Area): void {
  let { x } = area;
  dialog.items.forEach(({ label, key }, i) => {
    const style = i === dialog.chosen ? STYLE.DIALOG_CHOSEN : STYLE.DIALOG;
    const target = { kind: 'button', name: `item ${i}` } as const;
    if (dialog.layout === 'menu') {
      const y = area.y + i;
      canvas.fill({ x: area.x, y, width: area.width, height: 1 }, style);
      canvas.put(area.x + 1, y, `${key}  ${label}`, style, area.width);
      canvas.zone({ x: area.x, y, width: area.width, height: 1 }, target);
      return;
    }
    const text = `[ ${label} ]`;
    canvas.zone({ x, y: area.y, width: textWidth(text), height: 1 }, target);
    x = canvas.put(x, area.y, text, style) + 2;
  });
}

/** Draws the whole screen of the gateway: top, tabs, the open tab, foot, and a dialog above all. */
import { type Area, Canvas } from '../../view/canvas.js';
import { drawInput } from '../../view/controls.js';
import { drawDialog } from '../../view/dialog.js';
import { drawFootLines, drawFrame, drawTabs, isLargeEnough } from '../../view/frame.js';
import type { Glyphs } from '../../view/glyphs.js';
import { type Layout, layOut } from '../../view/layout.js';
import { drawLog } from '../../view/log.js';
import { STYLE } from '../../view/style.js';
import type { GatewayModel } from '../model/gateway-model.js';
import { drawGroupPair } from './gateway-compare.js';
import { explainGateway } from './gateway-explanations.js';
import { drawGatewayTop, gatewayTop } from './gateway-top.js';
import { describeGroups, drawGroups, hiddenGroupColumns } from './group-table.js';
import { describeMasters, drawMasters } from './masters.js';

/** Names of the tabs, from 1. */
export const GATEWAY_TABS = ['Groups', 'Compare', 'Log'] as const;

const FIND_WIDTH = 24;

/** Draws everything on a new canvas. */
export function drawGateway(model: GatewayModel, width: number, height: number, glyphs: Glyphs): Canvas {
  const canvas = new Canvas(width, height, glyphs);
  if (!isLargeEnough(canvas)) return canvas;
  const { dialog, notice, tab } = model.ui;
  const top = gatewayTop(model, width);
  const layout = layOut(width, height, {
    statusLines: top.figures.length - 1 + top.below.length,
    choiceLine: false,
  });
  drawGatewayTop(canvas, model, layout, top);
  drawTabs(canvas, layout.tabsAt, GATEWAY_TABS, tab);
  drawFrame(canvas, layout);
  drawBody(canvas, layout.body, model);
  if (tab === 1) drawEdge(canvas, layout, model);
  if (dialog !== undefined) drawDialog(canvas, dialog, layout.helpAt);
  drawFootLines(canvas, layout, explainGateway(model), dialog === undefined ? notice : undefined);
  return canvas;
}

function drawBody(canvas: Canvas, body: Area, model: GatewayModel): void {
  const { tab, masters } = model.ui;
  if (tab === 2) drawGroupPair(canvas, body, model);
  else if (tab === 3) drawLog(canvas, body, model, 'Group');
  else if (masters === undefined) drawGroups(canvas, body, model);
  else drawMasters(canvas, body, model, masters);
}

/** Draws on the lower edge: what is beyond the screen, and the field to find with. */
function drawEdge(canvas: Canvas, { edgeAt: y }: Layout, model: GatewayModel): void {
  const { list, masters } = model.ui;
  const { width, glyphs } = canvas;
  const where =
    masters === undefined ? describeGroups(model, glyphs.dash) : describeMasters(model, masters, glyphs.dash);
  const place = where === '' ? '' : ` ${where} `;
  canvas.putRight(width - 2, y, place, STYLE.FAINT);
  if (masters !== undefined) return;
  if (list.finding) {
    const x = canvas.put(2, y, ' Find: ', STYLE.STRONG);
    drawInput(canvas, { x, y, width: FIND_WIDTH, name: 'find', state: 'focus' }, list.find);
    return;
  }
  const hidden = hiddenGroupColumns(model, width - 2);
  const more = ` Left Right: ${hidden} more columns `;
  if (hidden > 0 && more.length + place.length + 4 <= width) canvas.put(2, y, more, STYLE.FAINT);
}

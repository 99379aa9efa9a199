/** Tab 2: two groups side by side, each with its state, its figures, its fields and its log. */
import type { GroupDefinition } from '../../../gateway/definition.js';
import { countOf, formatNumber } from '../../../text/format.js';
import { formatClock } from '../../../text/local-time.js';
import type { Area, Canvas } from '../../view/canvas.js';
import { stateOf } from '../../view/controls.js';
import { drawFields } from '../../view/field-pane.js';
import { drawLogPane } from '../../view/log-pane.js';
import { STYLE } from '../../view/style.js';
import { flow } from '../../view/text.js';
import type { GatewayModel } from '../model/gateway-model.js';
import { GROUP_FIELDS, groupWords } from '../model/group-fields.js';
import type { GroupFigures } from '../model/group-figures.js';
import { formatLag } from './group-column.js';
import { formatGroupLine } from './group-line.js';

/** Fields and figures leave the log this share of a pane at least. */
const LOG_SHARE = 0.3;
const FIELDS_SHARE = 0.5;
/** Rows besides figures and fields: the title, and the rule of the log. */
const RULES = 2;

const NO_LOG = 'It has no log: logevents of its row is not Y.';

/** Draws both groups. */
export function drawGroupPair(canvas: Canvas, area: Area, model: GatewayModel): void {
  const left = Math.floor((area.width - 1) / 2);
  drawPane(canvas, { ...area, width: left }, model, 0);
  for (let y = area.y; y < area.y + area.height; y++)
    canvas.put(area.x + left, y, canvas.glyphs.vertical, STYLE.FRAME);
  drawPane(canvas, { ...area, x: area.x + left + 1, width: area.width - left - 1 }, model, 1);
}

function drawPane(canvas: Canvas, area: Area, model: GatewayModel, at: 0 | 1): void {
  const { gateway, ui } = model;
  const pane = ui.compare.panes[at];
  const group = gateway.groups[pane.slot];
  if (group === undefined) return;
  const letter = at === 0 ? 'a' : 'b';
  const focus = ui.compare.pane === at ? ui.compare.part : undefined;
  const figures = model.figures(pane.slot);
  drawHead(canvas, area, group, figures, at, focus === 'group');
  const fieldRows = Math.max(1, Math.floor(area.height * FIELDS_SHARE));
  const buttonAt = drawFields(
    canvas,
    { ...area, y: area.y + 1 },
    { pane, fields: GROUP_FIELDS, thing: group, letter, focus },
    fieldRows,
  );
  const most = Math.floor(area.height * (1 - LOG_SHARE)) - (buttonAt - area.y) - RULES + 1;
  const used = drawFigures(canvas, { ...area, y: buttonAt + 1, height: Math.max(1, most) }, group, figures);
  const y = buttonAt + 1 + used;
  drawLogPane(
    canvas,
    { ...area, y, height: area.y + area.height - y },
    {
      pane,
      path: gateway.logFile(pane.slot),
      none: NO_LOG,
      tail: model.tails[at],
      letter,
      state: stateOf('log', focus),
      format: formatGroupLine,
    },
  );
}

/** Draws one line: the group, and whether it is online. */
function drawHead(
  canvas: Canvas,
  area: Area,
  group: GroupDefinition,
  figures: GroupFigures,
  at: 0 | 1,
  isFocused: boolean,
): void {
  const { y } = area;
  const style = isFocused ? STYLE.HEADING_FOCUS : STYLE.HEADING;
  canvas.fill({ ...area, height: 1 }, style);
  canvas.zone({ ...area, height: 1 }, { kind: 'focus', name: `${at === 0 ? 'a' : 'b'}.group` });
  const online = figures.link === 'started';
  const word = online ? ' ONLINE ' : ' OFFLINE ';
  const title = ` ${at === 0 ? 'A' : 'B'}  ${groupWords(group)} `;
  const end = canvas.putClipped(area.x, y, title, style, area.width - word.length);
  const after = canvas.put(end, y, word, online ? STYLE.CHOSEN_GOOD : STYLE.CHOSEN_BAD);
  const since = online ? `since ${formatClock(figures.counter('RTU_STARTED_AT'))}` : '';
  canvas.putClipped(after + 1, y, since, style, area.x + area.width - after - 1);
}

/** Draws the figures into at most `area.height` rows; returns how many it took. */
function drawFigures(canvas: Canvas, area: Area, group: GroupDefinition, figures: GroupFigures): number {
  const dot = ` ${canvas.glyphs.dot} `;
  const parts = figureParts(group, figures);
  const lines = flow(parts, (part) => part, area.width - 2, dot).slice(0, area.height);
  lines.forEach((line, i) => {
    canvas.putClipped(area.x + 1, area.y + i, line.join(dot), STYLE.PLAIN, area.width - 2);
  });
  return lines.length;
}

/** The figures in words, the most important first; what never happened is left out. */
export function figureParts(group: GroupDefinition, figures: GroupFigures): string[] {
  const { lag, link, shutPorts } = figures;
  const counted = (value: number, word: string): string[] =>
    value > 0 ? [`${word} ${formatNumber(value)}`] : [];
  const count = (name: Parameters<GroupFigures['counter']>[0], word: string): string[] =>
    counted(figures.counter(name), word);
  return [
    `${link} ${figures.host}`,
    ...(shutPorts > 0 ? [`${countOf(shutPorts, 'port')} SHUT`] : []),
    ...(group.ports.some(({ admitsNobody }) => admitsNobody) ? ['the filter admits nobody'] : []),
    ...(figures.counter('HELD_BACK') > 0 ? ['acknowledgements HELD BACK'] : []),
    `masters ${formatNumber(figures.counter('MASTERS_STARTED'))}/${formatNumber(figures.counter('MASTERS'))}`,
    `queue ${formatNumber(figures.counter('QUEUE'))}/${formatNumber(figures.counter('QUEUE_MAX'))}`,
    ...(Number.isFinite(lag.p99Ms) ? [`lag ${formatLag(lag.p50Ms)}, p99 ${formatLag(lag.p99Ms)}`] : []),
    `RTU ${formatNumber(Math.round(figures.perSecond('FROM_RTU')))}/s`,
    `out ${formatNumber(Math.round(figures.perSecond('TO_MASTERS')))}/s`,
    ...count('UNDELIVERED', 'undelivered'),
    ...count('AT_RISK', 'at risk'),
    ...counted(figures.stalls, 'stalls'),
    ...count('HOLDS', 'held back'),
    ...count('LAGGING', 'lagging'),
    ...counted(figures.refusedMasters, 'masters refused'),
    ...counted(figures.refusedRequests, 'requests refused'),
    ...count('CONFLICTS', 'conflicts'),
    ...count('UNANSWERED', 'unanswered'),
    ...count('UNMATCHED', 'unmatched'),
    ...counted(figures.saved, 'GI saved'),
    ...count('CLOCK_WARNINGS', 'clocks differed'),
    ...count('RTU_LOSSES', 'RTU lost'),
    ...count('LOG_LOST', 'log lines lost'),
  ];
}

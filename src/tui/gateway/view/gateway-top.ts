/** The top of the gateway's screen: title, what it does over all groups, hangs, the NTP line. */
import { countOf, formatNumber } from '../../../text/format.js';
import { formatDateTime } from '../../../text/local-time.js';
import type { Canvas } from '../../view/canvas.js';
import { drawSides, drawTitle, fitTitle } from '../../view/frame.js';
import type { Layout } from '../../view/layout.js';
import { drawStatus, hangLines, type StatusLine, timeLines } from '../../view/status-lines.js';
import { STYLE, type Style } from '../../view/style.js';
import { flow, textWidth } from '../../view/text.js';
import type { GatewayModel } from '../model/gateway-model.js';

/** Screen columns between two figures of one line. */
const GAP = 3;
/** What is kept free between the figures and the NTP line beside them. */
const BESIDE_GAP = 2;

interface Figure {
  readonly text: string;
  readonly style: Style;
}

/** The parts of the title: as many as fit, the most important first. */
export function gatewayTitle({ gateway }: GatewayModel, width: number): readonly string[] {
  const name = 'IEC 104 gateway';
  const groups = countOf(gateway.groups.length, 'group');
  const shards = countOf(gateway.shards, 'shard');
  const started = formatDateTime(gateway.startedAt);
  return fitTitle(
    [
      [name, `started ${started}`, groups, shards],
      [name, `started ${started.slice(11)}`, groups, shards],
      [name, groups, shards],
      [name, groups],
    ],
    width,
  );
}

function figuresOf(model: GatewayModel): Figure[] {
  const count = (value: number): string => formatNumber(value);
  const rate = (value: number): string => formatNumber(Math.round(value));
  const plain = (text: string): Figure => ({ text, style: STYLE.PLAIN });
  const bad = (value: number, text: string): Figure => ({
    text,
    style: value > 0 ? STYLE.WARNING : STYLE.PLAIN,
  });
  const { groups } = model.gateway.table;
  const connected = model.total('RTU_CONNECTED');
  const undelivered = model.total('UNDELIVERED');
  const held = model.total('HELD_BACK');
  const saved = Math.max(0, model.total('GI_ASKED') - model.total('GI_SENT'));
  return [
    bad(
      groups - connected,
      `RTUs ${count(connected)} connected, ${count(model.total('RTU_STARTED'))} started`,
    ),
    plain(`masters ${count(model.total('MASTERS'))}, ${count(model.total('MASTERS_STARTED'))} started`),
    plain(
      `RTU frames/s ${rate(model.totalPerSecond('FROM_RTU'))} in, ${rate(model.totalPerSecond('TO_RTU'))} out`,
    ),
    plain(
      `master frames/s ${rate(model.totalPerSecond('FROM_MASTERS'))} in, ${rate(model.totalPerSecond('TO_MASTERS'))} out`,
    ),
    plain(`GI saved ${count(saved)}`),
    bad(undelivered, `undelivered ${count(undelivered)}`),
    plain(`at risk ${count(model.total('AT_RISK'))}`),
    ...(held > 0 ? [bad(held, `held back ${count(held)}`)] : []),
  ];
}

/** The figures in lines of this width. */
function figureLines(model: GatewayModel, width: number): Figure[][] {
  return flow(figuresOf(model), ({ text }) => text, width, ' '.repeat(GAP));
}

const lineWidth = (line: readonly Figure[]): number =>
  line.reduce((sum, { text }) => sum + textWidth(text) + GAP, -GAP);

/** Everything between title and tabs. `beside` stands at the right of the last line of figures. */
export interface GatewayTop {
  readonly figures: readonly (readonly Figure[])[];
  readonly beside: StatusLine | undefined;
  readonly below: readonly StatusLine[];
}

/** What stands between title and tabs on a screen of this width. */
export function gatewayTop(model: GatewayModel, width: number): GatewayTop {
  const figures = figureLines(model, width - 4);
  const room = width - 4 - lineWidth(figures.at(-1) ?? []) - BESIDE_GAP;
  const time = timeLines(model.gateway.timeStatus(), room, width - 4);
  return {
    figures,
    beside: time.beside,
    below: [...hangLines(model.gateway.hangs(), 'groups'), ...time.below],
  };
}

/** Draws title, figures and status lines. */
export function drawGatewayTop(
  canvas: Canvas,
  model: GatewayModel,
  { inputsAt }: Pick<Layout, 'inputsAt'>,
  { figures, beside, below }: GatewayTop,
): void {
  const { width, glyphs } = canvas;
  drawTitle(canvas, gatewayTitle(model, width));
  figures.forEach((line, i) => {
    const y = inputsAt + i;
    drawSides(canvas, y);
    let x = 2;
    line.forEach(({ text, style }, at) => {
      if (at > 0) x = canvas.put(x, y, ` ${glyphs.dot} `, STYLE.FRAME);
      x = canvas.put(x, y, text, style, width - 2 - x);
    });
  });
  const last = inputsAt + figures.length - 1;
  if (beside !== undefined) canvas.putRight(width - 2, last, beside.text, beside.style);
  drawStatus(canvas, last + 1, below);
}

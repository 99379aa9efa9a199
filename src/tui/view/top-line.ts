/** The top of the screen: title, index, duration, Send or Stop, the choice of RTUs, the NTP line, the running sends. */
import { withoutRemoved } from '../../channel/definitions.js';
import { describeSend } from '../../monitor/send-text.js';
import { formatNumber } from '../../text/format.js';
import { formatDateTime } from '../../text/local-time.js';
import type { DashboardModel } from '../model/dashboard-model.js';
import type { SendStatus } from '../model/engine-port.js';
import { offersWaits } from '../model/send-choice.js';
import { DURATION_DIGITS, INDEX_DIGITS, type Ui } from '../model/ui.js';
import type { Canvas } from './canvas.js';
import { drawButton, drawInput, stateOf } from './controls.js';
import { drawSides, drawTitle, fitTitle } from './frame.js';
import type { Layout } from './layout.js';
import { drawStatus, hangLines, type StatusLine, timeLines } from './status-lines.js';
import { STYLE } from './style.js';
import { textWidth } from './text.js';

/** Most running sends that get a line of their own. */
const MOST_SENDS = 4;

const plural = (count: number, one: string): string =>
  `${formatNumber(count)} ${one}${count === 1 ? '' : 's'}`;

/** The parts of the title: as many as fit, the most important first. */
export function titleParts(model: DashboardModel, width: number): readonly string[] {
  const { engine } = model;
  const online = engine.stats.countNonZero('STARTED');
  const rtus = `${plural(withoutRemoved(engine.rtus).length, 'RTU')}, ${formatNumber(online)} online`;
  const shards = plural(engine.shards, 'shard');
  const started = formatDateTime(engine.startedAt);
  const name = 'IEC 104 RTU Simulator';
  const page = `live page ${model.livePage}`;
  const withPage = [
    [name, `started ${started}`, rtus, shards, page],
    [name, `started ${started.slice(11)}`, rtus, page],
    [name, rtus, page],
  ];
  const choices = [
    ...(model.livePage === undefined ? [] : withPage),
    [name, `started ${started}`, rtus, shards],
    [name, `started ${started}`, rtus],
    [name, `started ${started.slice(11)}`, rtus],
    [name, rtus],
  ];
  return fitTitle(choices, width);
}

/** The sends that are still sending. */
export function runningSends(model: DashboardModel): SendStatus[] {
  return model.engine.sends().filter(({ state }) => state === 'running');
}

/** Whether the line of RTU numbers and waits is there: while the top line has the focus, and as long as RTUs are chosen. */
export function hasChoiceLine({ focus, rtus }: Ui): boolean {
  return focus !== 'body' || rtus.text !== '';
}

const INPUT_WIDTH =
  textWidth('Index to send [  ]  Duration in sec [  ]  [ Send ]') + INDEX_DIGITS + DURATION_DIGITS;

/** The status lines between inputs and tabs, and the one beside the inputs if it fits there. */
export function statusLines(
  model: DashboardModel,
  width: number,
): { beside?: StatusLine; below: StatusLine[] } {
  const room = width - 4 - INPUT_WIDTH - 2;
  const sends = runningSends(model);
  const below: StatusLine[] = hangLines(model.engine.hangs(), 'RTUs');
  const time = timeLines(model.engine.timeStatus(), room, width - 4);
  const beside = time.beside;
  below.push(...time.below);
  const [only] = sends;
  if (sends.length === 1 && only !== undefined) {
    const line = { text: describeSend(only, model.wallMs), style: STYLE.GOOD };
    if (beside === undefined && textWidth(line.text) <= room) return { beside: line, below };
    below.push({ ...line, text: `Send ${only.id}: ${line.text}` });
  } else {
    for (const send of sends.slice(0, MOST_SENDS)) {
      below.push({ text: `Send ${send.id}: ${describeSend(send, model.wallMs)}`, style: STYLE.GOOD });
    }
    const more = sends.length - MOST_SENDS;
    if (more > 0) below.push({ text: `and ${more} more`, style: STYLE.FAINT });
  }
  return { ...(beside === undefined ? {} : { beside }), below };
}

/** Draws title and inputs, the choice of RTUs in row `choiceAt` if there is one, and the status lines from row `statusAt` on. */
export function drawTop(
  canvas: Canvas,
  model: DashboardModel,
  { choiceAt, statusAt }: Pick<Layout, 'choiceAt' | 'statusAt'>,
): void {
  const { ui } = model;
  const { width } = canvas;
  drawTitle(canvas, titleParts(model, width));

  const y = 1;
  drawSides(canvas, y);
  const control = (name: string) => ({ name, state: stateOf(name, ui.focus) });
  let x = canvas.put(2, y, 'Index to send ');
  x = drawInput(canvas, { x, y, width: INDEX_DIGITS, ...control('index') }, ui.index);
  x = canvas.put(x + 2, y, 'Duration in sec ');
  x = drawInput(canvas, { x, y, width: DURATION_DIGITS, ...control('duration') }, ui.duration);
  const sends = runningSends(model);
  const label = sends.length > 0 ? 'Stop' : 'Send';
  x = drawButton(canvas, { x: x + 2, y, ...control('send') }, label);
  if (choiceAt !== undefined) drawChoice(canvas, choiceAt, ui);
  const { beside, below } = statusLines(model, width);
  if (beside !== undefined) canvas.putRight(width - 2, y, beside.text, beside.style);
  drawStatus(canvas, statusAt, below);
}

const WAITS = 'Without waits and filters';
const NUMBERS_LABEL = 'RTU numbers ';
/** Screen columns of the line that are not the field's. */
const BESIDE_NUMBERS = textWidth(`${NUMBERS_LABEL}[  ]  [ ] ${WAITS}`) + 4;
/** A list of numbers is hardly ever longer. */
const WIDEST_NUMBERS = 60;

function drawChoice(canvas: Canvas, y: number, ui: Ui): void {
  const { width } = canvas;
  drawSides(canvas, y);
  let x = canvas.put(2, y, NUMBERS_LABEL);
  const room = Math.min(WIDEST_NUMBERS, width - BESIDE_NUMBERS);
  const state = stateOf('rtus', ui.focus);
  const end = drawInput(canvas, { x, y, width: room, name: 'rtus', state }, ui.rtus);
  if (state === 'rest' && ui.rtus.text === '') canvas.put(x + 2, y, 'all', STYLE.INPUT, room);
  if (!offersWaits(ui)) return;
  x = end + 2;
  const mark = `[${ui.waits === 'skipped' ? 'x' : ' '}] ${WAITS}`;
  const style = ui.focus === 'waits' ? STYLE.BUTTON_FOCUS : STYLE.PLAIN;
  canvas.put(x, y, mark, style);
  canvas.zone({ x, y, width: textWidth(mark), height: 1 }, { kind: 'button', name: 'waits' });
}

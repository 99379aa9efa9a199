/** Keys of the top line: index, duration, RTU numbers, waits, Send and Stop. */
import { RingFullError } from '../../channel/broadcast-ring.js';
import { describeNumbers, describeSend } from '../../monitor/send-text.js';
import type { Key } from '../model/keys.js';
import { offersWaits, readSend, type SendChoice } from '../model/send-choice.js';
import { setText, typeInto } from '../model/text-input.js';
import type { Focus, Ui } from '../model/ui.js';
import { runningSends } from '../view/top-line.js';
import type { Context } from './context.js';
import { openDialog, openMessage } from './dialogs.js';

/** Takes a key while the top line has the focus; false: the key does nothing there. */
export function sendKey(context: Context, key: Key): boolean {
  const { ui } = context.model;
  if (key.name === 'escape') {
    ui.focus = 'body';
    return true;
  }
  if (ui.focus === 'send') {
    if (key.name !== 'enter' && key.name !== ' ') return false;
    pressSend(context);
    return true;
  }
  if (key.name === 'enter') {
    startSend(context);
    return true;
  }
  if (key.name === 'down') {
    ui.focus = 'body';
    return true;
  }
  if (ui.focus === 'waits') {
    if (key.name !== ' ') return false;
    toggleWaits(ui);
    return true;
  }
  return ui.focus !== 'body' && typeInto(ui[ui.focus], key);
}

/** Presses the button: Stop while a send runs, else Send. */
export function pressSend(context: Context): void {
  if (runningSends(context.model).length > 0) stopSends(context);
  else startSend(context);
}

/** Gives an order to the shards; if one of them has too many orders unread, says so, and returns `undefined`. */
function order<T>({ model }: Context, give: () => T): T | undefined {
  try {
    return give();
  } catch (error) {
    if (!(error instanceof RingFullError)) throw error;
    model.ui.notice = { text: `Not done: ${error.message}. Try again in a moment.`, tone: 'bad' };
    return undefined;
  }
}

/** Leaves out waits and filters, or heeds them again. */
export function toggleWaits(ui: Ui): void {
  ui.waits = ui.waits === 'kept' ? 'skipped' : 'kept';
}

/** Sends what the top line says, in addition to running sends; or says why not, and goes to the field that is to be changed. */
export function startSend(context: Context): void {
  const { engine, ui } = context.model;
  const choice = readSend(engine, ui);
  if ('refusal' in choice) {
    ui.notice = { text: choice.refusal, tone: 'bad' };
    ui.focus = choice.field;
    setText(ui[choice.field], ui[choice.field].text);
    return;
  }
  const { index, seconds, rtuNumbers, waits } = choice;
  const options = {
    ...(rtuNumbers === undefined ? {} : { rtuNumbers }),
    ...(waits === 'skipped' ? { withoutWaits: true as const } : {}),
  };
  const send = order(context, () => engine.send(index, seconds * 1000, options));
  if (send === undefined) return;
  ui.notice = { text: `Send ${send.id} starts: ${describeChoice(choice)}.`, tone: 'good' };
  for (const input of [ui.index, ui.duration, ui.rtus]) input.fresh = true;
  // The next keys go to the list, so that a second Enter starts nothing.
  ui.focus = 'body';
}

function describeChoice({ index, seconds, rtuNumbers, waits }: SendChoice): string {
  return [
    `index ${index}`,
    seconds > 0 ? `for ${seconds} s` : 'one pass',
    ...(rtuNumbers === undefined ? [] : [describeNumbers(rtuNumbers)]),
    ...(waits === 'skipped' ? ['without waits and filters'] : []),
  ].join(', ');
}

/** Stops the running send; if there are several, asks which. */
export function stopSends(context: Context): void {
  const { engine, wallMs } = context.model;
  const sends = runningSends(context.model);
  const [first] = sends;
  if (first === undefined) {
    openMessage(context, 'Stop', ['No send is running.']);
    return;
  }
  if (sends.length === 1) {
    order(context, () => engine.stopSend(first.id));
    return;
  }
  openDialog(
    context,
    'Stop which send?',
    [],
    [
      { label: `All ${sends.length} sends`, key: 'a', run: () => order(context, () => engine.stopSends()) },
      ...sends.map((send, i) => ({
        label: `Send ${send.id}: ${describeSend(send, wallMs)}`,
        key: i < 9 ? String(i + 1) : ' ',
        run: () => void order(context, () => engine.stopSend(send.id)),
      })),
    ],
    'menu',
  );
}

/** The next place of the focus: body, index, duration, RTU numbers, waits where they are offered, send, and body again. */
export function nextFocus(ui: Ui, step: 1 | -1): Focus {
  const waits: readonly Focus[] = offersWaits(ui) ? ['waits'] : [];
  const places: readonly Focus[] = ['body', 'index', 'duration', 'rtus', ...waits, 'send'];
  return places[(places.indexOf(ui.focus) + step + places.length) % places.length] ?? 'body';
}

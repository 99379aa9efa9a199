/** Keys of the top line: index, duration, Send and Stop. */
import { RingFullError } from '../../channel/broadcast-ring.js';
import type { Key } from '../model/keys.js';
import { typeInto } from '../model/text-input.js';
import type { Focus } from '../model/ui.js';
import { describeSend, runningSends } from '../view/top-line.js';
import { type Context, openDialog, openMessage } from './context.js';

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
  const input = ui.focus === 'index' ? ui.index : ui.duration;
  if (key.name === 'enter') {
    startSend(context);
    return true;
  }
  if (key.name === 'down') {
    ui.focus = 'body';
    return true;
  }
  return typeInto(input, key);
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

/** Sends the index for the duration, in addition to running sends. */
export function startSend(context: Context): void {
  const { engine, ui } = context.model;
  if (ui.index.text === '') {
    ui.notice = { text: 'Type the index to send first: digits; 0 sends everything.', tone: 'bad' };
    ui.focus = 'index';
    return;
  }
  const seconds = Number(ui.duration.text === '' ? 0 : ui.duration.text);
  const send = order(context, () => engine.send(Number(ui.index.text), seconds * 1000));
  if (send === undefined) return;
  ui.notice = {
    text: `Send ${send.id} starts: index ${send.index}, ${seconds > 0 ? `for ${seconds} s` : 'one pass'}.`,
    tone: 'good',
  };
  for (const input of [ui.index, ui.duration]) input.fresh = true;
  // The next keys go to the list, so that a second Enter starts nothing.
  ui.focus = 'body';
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

/** The next place of the focus: body, index, duration, send, and body again. */
export function nextFocus(focus: Focus, step: 1 | -1): Focus {
  const places: readonly Focus[] = ['body', 'index', 'duration', 'send'];
  return places[(places.indexOf(focus) + step + places.length) % places.length] ?? 'body';
}

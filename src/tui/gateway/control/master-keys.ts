/** Keys in the list of the masters of a group: move, explain, close a connection. */
import { openMessage, openQuestion } from '../../control/dialogs.js';
import { scrolledLines } from '../../control/scroll-keys.js';
import type { Key } from '../../model/keys.js';
import { nextColumn } from '../../view/place-columns.js';
import { boundTop } from '../../view/table.js';
import type { ConnectedMaster } from '../model/gateway-port.js';
import { type MastersUi, newMastersUi } from '../model/gateway-ui.js';
import { groupWords } from '../model/group-fields.js';
import { MasterFigures } from '../model/group-figures.js';
import { MASTER_COLUMNS, shownMasters } from '../view/masters.js';
import type { GatewayContext } from './gateway-context.js';

/** Opens the masters of a group. */
export function openMasters({ model }: GatewayContext, slot: number): void {
  model.ui.tab = 1;
  model.ui.masters = newMastersUi(slot);
}

/** Takes a key while the masters are open; false: the key does nothing there. */
export function masterKey(context: GatewayContext, masters: MastersUi, key: Key): boolean {
  const rows = scrolledLines(key, masters.room);
  if (rows !== undefined) {
    moveMasters(context, masters, rows);
    return true;
  }
  switch (key.name) {
    case 'escape':
    case 'm':
      context.model.ui.masters = undefined;
      return true;
    case 'left':
    case 'right':
      masters.column = nextColumn(MASTER_COLUMNS, masters.column, key.name === 'left' ? -1 : 1);
      return true;
    case 'c':
    case 'enter':
      askClose(context, masters);
      return true;
    default:
      return false;
  }
}

/** Moves the choice by rows and scrolls the list to it. */
export function moveMasters({ model }: GatewayContext, masters: MastersUi, by: number): void {
  const { all } = shownMasters(model, masters);
  const row = Math.max(0, Math.min(all.length - 1, masters.row + by));
  masters.row = row;
  masters.connection = all[row]?.connection ?? -1;
  if (row < masters.top) masters.top = row;
  else if (row >= masters.top + masters.room) masters.top = row - masters.room + 1;
  masters.top = boundTop(masters.top, masters.room, all.length);
}

/** Chooses a master by its connection; the chosen one again: asks whether to close it. */
export function clickMaster(context: GatewayContext, masters: MastersUi, connection: number): void {
  if (masters.connection === connection) askClose(context, masters);
  else masters.connection = connection;
}

/** Asks whether to close the connection of the chosen master. */
function askClose(context: GatewayContext, masters: MastersUi): void {
  const { model } = context;
  const { chosen } = shownMasters(model, masters);
  const group = model.gateway.groups[masters.slot];
  if (chosen === undefined || group === undefined) return;
  const { undelivered } = new MasterFigures(model, masters.slot, chosen);
  const lines = [
    `${groupWords(group)}: the connection of master ${chosen.peer} is closed. It may connect again.`,
    ...(undelivered > 0 ? [`ASDUs that it has not got or not acknowledged now: ${undelivered}.`] : []),
  ];
  openQuestion(context, 'Close its connection?', lines, 'Close it', () => {
    void close(context, masters.slot, chosen);
  });
}

async function close(
  context: GatewayContext,
  slot: number,
  { peer, place, connection }: ConnectedMaster,
): Promise<void> {
  const { model, effects } = context;
  try {
    const closed = await model.gateway.closeMaster(slot, place, connection);
    model.ui.notice = closed
      ? { text: `The connection of master ${peer} is closed.`, tone: 'good' }
      : { text: `The connection of master ${peer} had ended already.`, tone: 'bad' };
  } catch (error) {
    openMessage(context, 'Not closed', [error instanceof Error ? error.message : String(error)]);
  }
  effects.redraw();
}

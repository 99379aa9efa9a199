/** Restarts an RTU after a question, and shows the outcome. */
import type { FieldChange } from '../model/fields.js';
import { changesOf, describeChanges, describeProblems } from '../model/parameters.js';
import type { PaneUi } from '../model/ui.js';
import { type Context, refuseRemoved } from './context.js';
import { openMessage, openQuestion } from './dialogs.js';

/** Asks, then restarts the RTU with the edits of the pane; without a pane, with its present parameters. */
export function askRestart(context: Context, slot: number, pane: PaneUi | undefined): void {
  const { model, glyphs } = context;
  const rtu = model.engine.rtus[slot];
  if (rtu === undefined || refuseRemoved(context, rtu)) return;
  const changes = pane === undefined ? [] : changesOf(pane, rtu);
  const connections = model.engine.stats.get(slot, 'CONNECTIONS');
  openQuestion(
    context,
    `Restart RTU ${rtu.no}?`,
    describeChanges(rtu, changes, connections, glyphs.arrow),
    'Restart',
    () => void restart(context, slot, pane, changes),
  );
}

async function restart(
  context: Context,
  slot: number,
  pane: PaneUi | undefined,
  changes: readonly FieldChange[],
): Promise<void> {
  const { model, effects } = context;
  const fields = Object.fromEntries(changes.map(({ name, to }) => [name, to]));
  try {
    const result = await model.engine.restartRtu(slot, fields);
    if (result.outcome === 'refused') {
      openMessage(context, 'Not restarted', [...describeProblems(result), 'Nothing was changed.']);
    } else {
      model.order.forget();
      model.fits = undefined;
      for (const each of model.ui.compare.panes) if (each.slot === slot || each === pane) each.inputs.clear();
      model.ui.notice = {
        text: [`RTU ${result.rtu.no} ${result.rtu.name} is restarted.`, ...describeProblems(result)].join(
          ' ',
        ),
        tone: 'good',
      };
    }
  } catch (error) {
    openMessage(context, 'Not restarted', [error instanceof Error ? error.message : String(error)]);
  }
  effects.redraw();
}

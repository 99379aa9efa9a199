/** Restarts a group after a question, and shows the outcome. */
import { openMessage, openQuestion } from '../../control/dialogs.js';
import type { FieldChange } from '../../model/fields.js';
import type { PaneUi } from '../../model/ui.js';
import type { GroupRestart } from '../model/gateway-port.js';
import {
  changedLabels,
  changesOf,
  describeProblems,
  describeRestart,
  groupWords,
} from '../model/group-fields.js';
import type { GatewayContext } from './gateway-context.js';

/** Asks, then restarts the group with the edits of the pane; without a pane, with its present settings. */
export function askGroupRestart(context: GatewayContext, slot: number, pane: PaneUi | undefined): void {
  const { model, glyphs } = context;
  const group = model.gateway.groups[slot];
  if (group === undefined) return;
  const changes = pane === undefined ? [] : changesOf(pane, group);
  const masters = model.gateway.table.get(slot, 'MASTERS');
  openQuestion(
    context,
    `Restart group ${group.id}?`,
    describeRestart(group, changes, masters, glyphs.arrow),
    'Restart',
    () => void restart(context, slot, pane, changes),
  );
}

async function restart(
  context: GatewayContext,
  slot: number,
  pane: PaneUi | undefined,
  changes: readonly FieldChange[],
): Promise<void> {
  const { model, effects } = context;
  const wish = Object.fromEntries(changes.map(({ name, to }) => [name, to]));
  try {
    const result = await model.gateway.restartGroup(slot, wish);
    if (result.outcome === 'refused') {
      openMessage(context, 'Not restarted', [...describeProblems(result), 'Nothing was changed.']);
    } else {
      for (const each of model.ui.compare.panes) if (each.slot === slot || each === pane) each.inputs.clear();
      model.ui.notice = { text: outcomeText(result), tone: 'good' };
    }
  } catch (error) {
    openMessage(context, 'Not restarted', [error instanceof Error ? error.message : String(error)]);
  }
  effects.redraw();
}

function outcomeText(result: Extract<GroupRestart, { outcome: 'restarted' }>): string {
  const { group, changed } = result;
  const what = changed.length === 0 ? 'nothing was changed' : `changed: ${changedLabels(changed)}`;
  return [`${groupWords(group)} is restarted, ${what}.`, ...describeProblems(result)].join(' ');
}

/** Reads the ini file again: shows what would change, asks, does it, and shows what was refused. */
import { type Finding, formatFinding } from '../../channel/definitions.js';
import type { ReloadedRow, ReloadResult } from '../../coordinator/api.js';
import { countOf, formatNumber } from '../../text/format.js';
import type { Context } from './context.js';
import { openMessage, openQuestion } from './dialogs.js';

/** Rows of a kind that are named; the others are counted. */
const MOST_NAMED = 100;

/** Compares the file with what runs; asks before anything changes. */
export async function askReload(context: Context): Promise<void> {
  await guarded(context, async () => {
    const result = await context.reload.read(true);
    if ('refused' in result) {
      openMessage(context, 'Nothing is read', [
        sentence(result.refused),
        ...describeFindings(result.findings),
      ]);
      return;
    }
    const possible = count(result, 'checked');
    const beside = describeBeside(result);
    if (possible === 0) {
      const nothing = `The ini file has nothing to change: ${countOf(result.unchanged.length, 'RTU runs', 'RTUs run')} as it says.`;
      openMessage(context, 'The ini file', [nothing, ...beside]);
      return;
    }
    openQuestion(
      context,
      'Read the ini file again?',
      [
        ...describeRows('restart', result.changed, 'checked'),
        ...describeRows('add', result.added, 'checked'),
        ...describeRows('remove', result.removed, 'checked'),
        `${countOf(result.unchanged.length, 'RTU stays', 'RTUs stay')} as before. Connections of RTUs that are restarted or removed are closed.`,
        ...beside,
      ],
      'Do it',
      () => void reload(context),
    );
  });
}

async function reload(context: Context): Promise<void> {
  const { model } = context;
  model.ui.notice = { text: 'The ini file is being read again.', tone: 'good' };
  await guarded(context, async () => {
    const result = await context.reload.read(false);
    if ('refused' in result) {
      openMessage(context, 'Nothing was changed', [
        sentence(result.refused),
        ...describeFindings(result.findings),
      ]);
      return;
    }
    model.order.forget();
    model.fits = undefined;
    for (const pane of model.ui.compare.panes) pane.inputs.clear();
    const { changed, added, removed } = result;
    const [restarted, opened, closed] = [changed, added, removed].map(
      (rows) => rows.filter(({ done }) => done).length,
    );
    const done = `The ini file was read again: ${countOf(restarted ?? 0, 'RTU')} restarted, ${formatNumber(opened ?? 0)} added, ${formatNumber(closed ?? 0)} removed.`;
    if (count(result, 'refused') > 0)
      openMessage(context, 'Not everything was done', [done, ...describeBeside(result)]);
    model.ui.notice = { text: done, tone: 'good' };
  });
}

/** A fault of the reading is shown, and the screen is drawn when it is over. */
async function guarded(context: Context, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    openMessage(context, 'The ini file was not read', [
      error instanceof Error ? error.message : String(error),
    ]);
  }
  context.effects.redraw();
}

/** What can't be done, what needs a new start, and the findings. */
function describeBeside(result: ReloadResult): string[] {
  const { changed, added, removed, notes, findings } = result;
  return [
    ...describeRows('not restarted', changed, 'refused'),
    ...describeRows('not added', added, 'refused'),
    ...describeRows('not removed', removed, 'refused'),
    ...notes.map(sentence),
    ...describeFindings(findings),
  ];
}

function describeFindings(findings: readonly Finding[]): string[] {
  return limited(findings.map(formatFinding));
}

function describeRows(what: string, rows: readonly ReloadedRow[], outcome: ReloadedRow['outcome']): string[] {
  return limited(
    rows
      .filter((row) => row.outcome === outcome)
      .map(({ no, name, rtuNumber, port, changed, detail }) => {
        const fields = changed.length === 0 ? '' : `: ${changed.join(', ')}`;
        const why = outcome === 'refused' ? `: ${detail}` : '';
        return `${what} ${no} ${name}, RTU number ${rtuNumber}, port ${port}${fields}${why}`;
      }),
  );
}

function limited(lines: readonly string[]): string[] {
  const more = lines.length - MOST_NAMED;
  return more > 0 ? [...lines.slice(0, MOST_NAMED), `and ${formatNumber(more)} more`] : [...lines];
}

function count({ changed, added, removed }: ReloadResult, outcome: ReloadedRow['outcome']): number {
  return [...changed, ...added, ...removed].filter((row) => row.outcome === outcome).length;
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

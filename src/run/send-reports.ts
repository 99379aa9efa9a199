/** Groups the sends of a run for its report: one entry per `--send`, one per profile row. */
import type { SendTotals } from '../channel/shard-protocol.js';
import type { SendStatus } from '../coordinator/api.js';
import { signalFields } from '../figures/counter-rules.js';
import type { SendReport, SignalCounts } from '../report/run-report.js';
import type { ProfileStep } from './profile/profile.js';

/**
 * Adds up the settled sends, in the order of their start. `steps`: the profile row of each send, by number of the send;
 * `wallOf`: the wall time of an instant, monotonic ms, for this report.
 */
export function reportSends(
  sends: readonly SendStatus[],
  steps: ReadonlyMap<number, ProfileStep>,
  wallOf: (atMs: number) => number,
): SendReport[] {
  const groups = new Map<string, SendStatus[]>();
  for (const send of sends) {
    const step = steps.get(send.id);
    const name = step === undefined ? `send ${send.id}` : stepName(step.line, step.comment);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [send]);
    else group.push(send);
  }
  return [...groups]
    .map(([name, group]) => reportGroup(name, group, wallOf))
    .sort((a, b) => a.startedAt - b.startedAt);
}

function stepName(line: number, comment: string): string {
  return comment === '' ? `profile row ${line}` : `profile row ${line}, ${comment}`;
}

function reportGroup(
  name: string,
  group: readonly SendStatus[],
  wallOf: (atMs: number) => number,
): SendReport {
  const [first] = group;
  return {
    name,
    index: first.index,
    durationMs: first.durationMs,
    ratePerRtu: first.ratePerRtu ?? null,
    times: group.length,
    startedAt: wallOf(Math.min(...group.map(({ startMs }) => startMs))),
    finishedAt: wallOf(Math.max(...group.map(({ finishedMs }) => finishedMs))),
    endedAt: wallOf(Math.max(...group.map(({ settledMs }) => settledMs))),
    rtus: Math.max(...group.map(({ totals }) => totals.running)),
    missing: Math.max(...group.map(({ totals }) => totals.missing)),
    notStarted: Math.max(...group.map(({ totals }) => totals.notStarted)),
    signals: addUp(group.map(({ totals }) => totals)),
    stopped: group.filter(({ stopped }) => stopped).length,
    shardsLost: [...new Set(group.flatMap(({ shardsLost }) => shardsLost))],
  };
}

function addUp(totals: readonly SendTotals[]): SignalCounts & { held: number } {
  const sumOf = (field: keyof SendTotals): number => totals.reduce((sum, each) => sum + each[field], 0);
  return { ...signalFields(({ field }) => sumOf(field)), held: sumOf('held') };
}

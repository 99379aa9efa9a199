/** The part of a run's report about faults on purpose. */
import type { RtuDefinition } from '../channel/definitions.js';
import type { FaultHit, FaultStatus } from '../coordinator/api.js';
import { demandOf, faultKind } from '../faults/fault-catalog.js';
import { describeFault } from '../faults/fault-text.js';
import { known } from '../figures/summary.js';
import { demandWords, judgeFault } from '../report/fault-judging.js';
import type { FaultCollateral, FaultHitReport, FaultReport } from '../report/fault-report.js';
import type { PlannedFault } from './profile/profile.js';

/** What the faults of a run are reported with. */
export interface FaultRun {
  readonly rtus: readonly RtuDefinition[];
  /** Profile rows by the numbers of their faults. */
  readonly rows: ReadonlyMap<number, PlannedFault>;
  /** The end of the run, monotonic ms. */
  readonly endMs: number;
  readonly collateral: (fault: PlannedFault) => FaultCollateral | undefined;
}

/** With the instants of all effects, by slot. */
type Run = FaultRun & { readonly effects: ReadonlyMap<number, readonly number[]> };

/** The faults of a run: those of one row together, in the order of their begin. */
export function reportFaults(faults: readonly FaultStatus[], run: FaultRun): FaultReport[] {
  const effects = effectsOf(faults);
  const groups = new Map<PlannedFault | number, FaultStatus[]>();
  for (const fault of faults) {
    const key = run.rows.get(fault.id) ?? fault.id;
    groups.set(key, [...(groups.get(key) ?? []), fault]);
  }
  return [...groups].map(([key, all]) =>
    reportGroup(typeof key === 'number' ? undefined : key, all, { ...run, effects }),
  );
}

function reportGroup(row: PlannedFault | undefined, all: readonly FaultStatus[], run: Run): FaultReport {
  const [first] = all;
  const { help, source } = faultKind(first.word);
  const collateral = row === undefined ? undefined : run.collateral(row);
  const hits = all.flatMap((fault) => fault.hits.map((hit) => reportHit(fault, hit, run)));
  return {
    name: row === undefined ? `fault ${first.id} (${first.who})` : rowName(row),
    word: first.word,
    what: describeFault(first),
    help,
    demand: [...new Set(hits.map(({ demand }) => demandWords(demand)))].join('; '),
    source,
    times: all.length,
    startedAt: first.startedAt,
    spans: all.map(({ startedAt, durationMs }) => [startedAt, startedAt + durationMs] as const),
    hits,
    ...(collateral === undefined ? {} : { collateral }),
  };
}

function rowName({ line, comment }: PlannedFault): string {
  return `profile row ${line}${comment === '' ? '' : `: ${comment}`}`;
}

function reportHit(fault: FaultStatus, hit: FaultHit, { rtus, endMs, effects }: Run): FaultHitReport {
  const { at, ending, open, resent, lost } = hit;
  const rtu = rtus[hit.slot];
  const since = (step: keyof typeof at): number => at[step] - at.applied;
  const reactions = (['testfr', 'stopdt', 'closed'] as const)
    .filter((step) => !Number.isNaN(at[step]))
    .sort((a, b) => at[a] - at[b]);
  const code = ending.split(':', 1)[0];
  // The RTU ended the connection itself: the master did not react by that.
  const reaction = reactions.find((step) => step !== 'closed' || code !== 'FAULT') ?? 'none';
  const demand = demandOf(fault.word, { ...fault, t1Ms: rtu.t1Ms, t3Ms: rtu.t3Ms });
  const isApplied = !Number.isNaN(at.applied);
  const verdict = judgeFault({
    demand,
    isApplied,
    t1Ms: rtu.t1Ms,
    t3Ms: rtu.t3Ms,
    closedMs: code === 'FAULT' ? Number.NaN : since('closed'),
    code,
    overMs: since('over'),
    startedMs: since('started'),
    nextMs: (effects.get(hit.slot)?.find((ms) => ms > at.applied) ?? Number.NaN) - at.applied,
    untilMs: endMs - at.applied,
  });
  return {
    no: rtu.no,
    name: rtu.name,
    port: rtu.port,
    appliedMs: known(at.applied - fault.startMs),
    reaction,
    reactionMs: reaction === 'none' ? null : known(since(reaction)),
    ending,
    endedMs: known(since('closed')),
    demand,
    ...verdict,
    connectedMs: known(at.connected - at.over),
    startedMs: known(at.started - at.over),
    dataMs: known(at.data - at.over),
    interrogatedMs: known(at.interrogated - at.over),
    open,
    resent,
    lost,
  };
}

/** When faults had their effects, monotonic ms ascending, by slot. */
function effectsOf(faults: readonly FaultStatus[]): Map<number, number[]> {
  const bySlot = new Map<number, number[]>();
  for (const { slot, at } of faults.flatMap(({ hits }) => hits)) {
    if (Number.isNaN(at.applied)) continue;
    const effects = bySlot.get(slot);
    if (effects === undefined) bySlot.set(slot, [at.applied]);
    else effects.push(at.applied);
  }
  for (const effects of bySlot.values()) effects.sort((a, b) => a - b);
  return bySlot;
}

/** Gives addresses to the machine one after the other, or takes them away; what the system refuses is told, the others go on. */
import type { Progress } from '../../progress/progress.js';
import { formatNumber } from '../../text/format.js';
import type { AddedRecord } from './added-record.js';
import {
  addingWords,
  keepDhcpWords,
  type Placement,
  removingWords,
  type System,
  type Words,
} from './address-commands.js';
import type { RemovingPlan } from './address-plan.js';
import { isAdministrator, type RunWords, runWords } from './run-words.js';

/** What the work needs. */
export interface Tools {
  readonly system: System;
  readonly record: Pick<AddedRecord, 'note' | 'forget'>;
  readonly progress: Progress;
  /** Absent: the real ones. */
  readonly run?: RunWords;
  readonly isAdministrator?: () => Promise<boolean | undefined>;
}

/** What came of it. */
export interface Done {
  /** Those that were added, or removed. */
  readonly added: readonly Placement[];
  readonly refused: readonly { readonly placement: Placement; readonly reason: string }[];
  /** Why the work ended early, `rights` or a reason in words; `undefined`: it did not. */
  readonly stop: string | undefined;
  /** How many were not tried. */
  readonly left: number;
}

/** Adds in order. All are noted before the first, and those that did not come are taken out of the record at the end. */
export async function addAddresses(placements: readonly Placement[], tools: Tools): Promise<Done> {
  const { system, record } = tools;
  const stop = await findStop(placements, tools);
  if (stop !== undefined) return { added: [], refused: [], stop, left: placements.length };
  record.note(placements);
  const done = await runAll('adding addresses', placements, (each) => addingWords(each, system), tools);
  record.forget(
    placements.filter((each) => !done.added.includes(each)),
    'own',
  );
  return done;
}

/** Removes what the plan says, and takes it out of the record, together with what is not as it was added any more. */
export async function removeAddresses(plan: RemovingPlan, tools: Tools): Promise<Done> {
  const { removals, gone, others } = plan;
  const { system, record } = tools;
  if (removals.length > 0 && (await lacksRights(tools))) {
    return { added: [], refused: [], stop: 'rights', left: removals.length };
  }
  const done = await runAll('removing addresses', removals, (each) => removingWords(each, system), tools);
  record.forget([...done.added, ...gone, ...others]);
  return done;
}

async function lacksRights({ system, isAdministrator: ask = isAdministrator }: Tools): Promise<boolean> {
  return system === 'windows' && (await ask()) === false;
}

/** Windows: what forbids to begin. An interface with DHCP would lose its own address, unless it may keep it. */
async function findStop(placements: readonly Placement[], tools: Tools): Promise<string | undefined> {
  if (tools.system !== 'windows') return undefined;
  if (await lacksRights(tools)) return 'rights';
  const { run = runWords } = tools;
  const names = new Set(placements.filter(({ family }) => family === 4).map((each) => each.interface));
  for (const name of names) {
    const result = await run(keepDhcpWords(name));
    if (!result.ok) return `${name} can't be told to keep an address by DHCP (${result.reason})`;
  }
  return undefined;
}

async function runAll(
  what: string,
  placements: readonly Placement[],
  wordsOf: (placement: Placement) => Words,
  { run = runWords, progress }: Tools,
): Promise<Done> {
  const work = progress.begin(what);
  const added: Placement[] = [];
  const refused: { placement: Placement; reason: string }[] = [];
  let stop: string | undefined;
  let at = 0;
  for (; at < placements.length && stop === undefined; at++) {
    const placement = placements[at];
    work.at(at / placements.length, `${formatNumber(at)} of ${formatNumber(placements.length)}`);
    const result = await run(wordsOf(placement));
    if (result.ok) added.push(placement);
    else if (result.kind === 'other') refused.push({ placement, reason: result.reason });
    else {
      stop = result.kind === 'rights' ? 'rights' : result.reason;
      at--;
    }
  }
  work.end();
  return { added, refused, stop, left: placements.length - at };
}

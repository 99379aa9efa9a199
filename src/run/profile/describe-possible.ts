/** Tells before a run what it requires of the master, and what cannot be met, in a few plain lines. */

import { typeOf } from '../../codec/types.js';
import { countOf, formatFigure, formatFigureMs, formatRough } from '../../text/format.js';
import {
  leastPassMs,
  linkShareRate,
  type Pass,
  pacedMs,
  possibleRate,
  roundTripForTotal,
} from './capability.js';
import type { Load } from './loads.js';
import {
  groupRequirements,
  type PeakLoad,
  peakLoads,
  type Requirement,
  type RequirementGroup,
  requirementsOf,
} from './requirements.js';

/** The measured round trip of an RTU's link by its slot, ms; NaN: not measured yet. */
export type RoundTripOf = (slot: number) => number;

/** Requirements that cannot be met: how many are listed; the rest are only counted. */
const MOST_REFUSALS = 3;
/** The round trip assumed for a send without a rate if none was measured, ms. */
const EXAMPLE_MS = 100;

/**
 * Lines for people: what is required, then what cannot be met, with the worst RTU by name. No line if nothing is to be sent.
 * `ratePerSecond` is a stated limit of acknowledged signals per second over all RTUs; it is judged only if all loads have
 * the same start and the same end.
 */
export function describePossible(
  loads: readonly Load[],
  roundTripMsOfSlot: RoundTripOf,
  ratePerSecond?: number,
): string[] {
  const requirements = requirementsOf(loads);
  if (requirements.length === 0) return [];
  const groups = groupRequirements(requirements);
  const peaks = peakLoads(requirements);
  const refusals = groups.flatMap((group) => refuse(group, roundTripMsOfSlot));
  if (groups.length > 1 && refusals.length === 0) refusals.push(...refuseTogether(peaks, roundTripMsOfSlot));
  const more = refusals.length - MOST_REFUSALS;
  return [
    ...needs(groups, peaks, roundTripMsOfSlot),
    ...(ratePerSecond === undefined ? [] : total(requirements, ratePerSecond, roundTripMsOfSlot)),
    ...refusals.slice(0, MOST_REFUSALS),
    ...(more > 0 ? [`${more} more that can't be met.`] : []),
  ];
}

/** The round trips that the master must keep: for the RTU that requires most, and for the median RTU. */
function needs(
  groups: readonly RequirementGroup[],
  peaks: readonly PeakLoad[],
  roundTrip: RoundTripOf,
): string[] {
  const unbounded = groups.filter(isFree);
  const most =
    unbounded.length > 0
      ? [
          free(
            mostBy(unbounded, (group) => freeRate(group)),
            roundTrip,
          ),
        ]
      : [];
  if (peaks.length === 0) return most;
  const byNeed = [...peaks].sort((a, b) => a.roundTripMs - b.roundTripMs);
  const worst = byNeed[0];
  const middle = byNeed[Math.floor(byNeed.length / 2)];
  const inAll = `${formatFigure(peaks.reduce((sum, peak) => sum + peak.signals, 0))} signals/s`;
  const one = groups.length === 1 ? groups[0] : undefined;
  const own = `k = ${worst.rtu.k}, ${packing(one, worst)}`;
  const alike = middle.roundTripMs <= worst.roundTripMs * 1.05;
  const where = alike
    ? own
    : `RTU ${worst.rtu.no} ${worst.rtu.name}: ${own}; for half of the RTUs ${formatFigureMs(middle.roundTripMs)} will do`;
  const asked =
    one === undefined
      ? `At their busiest ${countOf(peaks.length, 'RTU')} are asked for ${inAll}. This`
      : `${upper(wordsOf(one))}${isPaced(one) ? `, ${inAll} from ${countOf(peaks.length, 'RTU')},` : ''}`;
  const open = one === undefined ? '' : filters(one);
  const within = `within ${formatFigureMs(worst.roundTripMs)} (${where})`;
  return [`${asked} needs a master that acknowledges ${within}${open}.`, ...most];
}

/** What one link must carry. `group` is the only group; absent: the link carries loads of several groups. */
function packing(group: RequirementGroup | undefined, peak: PeakLoad): string {
  if (group === undefined) {
    const each = formatFigure(peak.signals / peak.frames);
    return `${formatFigure(peak.frames)} frames/s, ${each} ${each === '1' ? 'signal' : 'signals'} a frame`;
  }
  const pass = passOf(group, peak);
  const frames = isPaced(group)
    ? `${formatFigure(peak.frames)} frames/s`
    : `${countOf(pass.frames, 'frame')} a pass`;
  return `${frames}, ${perFrame(pass)}`;
}

/** The rate that a send as fast as the window lets can reach. */
function free(group: RequirementGroup, roundTrip: RoundTripOf): string {
  const { requirements } = group;
  const measured = requirements.every(({ load }) => !Number.isNaN(roundTrip(load.rtu.slot)));
  const rate = measured ? freeRate(group, roundTrip) : freeRate(group);
  const trip = measured ? 'at the round trips measured' : `at a round trip of ${EXAMPLE_MS} ms`;
  const { waitMs } = mostBy(requirements, ({ pass }) => pass.waitMs).pass;
  const waits = waitMs > 0 ? `; its waits alone make a pass last ${formatFigureMs(waitMs)}` : '';
  return `${upper(wordsOf(group))}: ${trip} ${countOf(requirements.length, 'RTU')} can send ${formatRough(rate)} signals/s at most, k frames a round trip${waits}${filters(group)}.`;
}

/** Signals per second of a send as fast as the window lets. */
function freeRate({ requirements }: RequirementGroup, roundTrip: RoundTripOf = () => EXAMPLE_MS): number {
  return requirements.reduce(
    (sum, { load, pass }) => sum + possibleRate(pass, load.rtu.k, roundTrip(load.rtu.slot)),
    0,
  );
}

/** Rows that wait for a telegram of the master; the time until it comes is unknown. */
function filters({ requirements }: RequirementGroup): string {
  const { filtered } = mostBy(requirements, ({ pass }) => pass.filtered).pass;
  const rows = filtered === 1 ? '1 row of it waits' : `${filtered} rows of it wait`;
  return filtered === 0 ? '' : `; ${rows} for a telegram of the master, which is not counted`;
}

/** Lines about loads that the waits of the rows forbid, and loads that the measured round trips are too long for. */
function refuse(group: RequirementGroup, roundTrip: RoundTripOf): string[] {
  const { requirements } = group;
  const lines: string[] = [];
  const head = (unable: number): string => {
    const of = `${formatFigure(unable)} of ${countOf(requirements.length, 'RTU')}`;
    return `Asked: ${wordsOf(group)}. ${of} can't`;
  };
  const never = requirements.filter(({ roundTripMs }) => roundTripMs === 0);
  if (never.length > 0) {
    const worst = mostBy(never, ({ pass }) => pass.waitMs / pass.signals);
    lines.push(`${head(never.length)}, whatever the master does: ${whyNever(worst)}.`);
  }
  // A comparison with NaN is false, so links without a measured round trip are not listed.
  const slow = requirements.filter(
    ({ load, roundTripMs }) => roundTripMs > 0 && roundTrip(load.rtu.slot) > roundTripMs,
  );
  if (slow.length > 0) {
    const worst = mostBy(slow, ({ load, roundTripMs }) => roundTrip(load.rtu.slot) / roundTripMs);
    lines.push(`${head(slow.length)}. The worst, ${tooSlow(worst, roundTrip(worst.load.rtu.slot))}.`);
  }
  return lines;
}

function whyNever({ load, pass }: Requirement): string {
  const { rtu, ratePerRtu, passLimitMs } = load;
  const takes = `for ${countOf(pass.signals, 'signal')}`;
  const own = `(RTU ${rtu.no} ${rtu.name})`;
  if (pass.waitMs <= passLimitMs && pacedMs(pass, ratePerRtu) > passLimitMs) {
    return `at that rate a pass takes ${formatFigureMs(pacedMs(pass, ratePerRtu))} ${takes} ${own}`;
  }
  const instead =
    passLimitMs === Number.POSITIVE_INFINITY
      ? `, ${formatFigure((pass.signals * 1000) / pass.waitMs)} signals/s`
      : '';
  return `the waits of a pass take ${formatFigureMs(pass.waitMs)} ${takes}${instead} ${own}`;
}

function tooSlow({ load, pass }: Requirement, roundTripMs: number): string {
  const { no, name, k } = load.rtu;
  const means = `RTU ${no} ${name}: k = ${k} and a round trip of ${formatFigureMs(roundTripMs)}`;
  if (load.passLimitMs !== Number.POSITIVE_INFINITY) {
    return `${means} take ${formatFigureMs(leastPassMs(pass, k, roundTripMs))} for ${countOf(pass.frames, 'frame')}, ${perFrame(pass)}`;
  }
  const rate = formatFigure(possibleRate(pass, k, roundTripMs));
  return `${means} allow ${formatFigure((k * 1000) / roundTripMs)} frames/s, ${perFrame(pass)}, ${rate} signals/s`;
}

/** A line if each load can be met by itself, but not all of them at the busiest moment. */
function refuseTogether(peaks: readonly PeakLoad[], roundTrip: RoundTripOf): string[] {
  const slow = peaks.filter(({ rtu, roundTripMs }) => roundTrip(rtu.slot) > roundTripMs);
  if (slow.length === 0) return [];
  const { rtu, frames } = mostBy(slow, (peak) => roundTrip(peak.rtu.slot) / peak.roundTripMs);
  const tripMs = roundTrip(rtu.slot);
  return [
    `${formatFigure(slow.length)} of ${countOf(peaks.length, 'RTU')} can't do all that is asked at one time. The worst, RTU ${rtu.no} ${rtu.name}: k = ${rtu.k} and a round trip of ${formatFigureMs(tripMs)} allow ${formatFigure((rtu.k * 1000) / tripMs)} frames/s, ${formatFigure(frames)} are asked.`,
  ];
}

/** A stated limit of acknowledged signals per second over all RTUs. */
function total(requirements: readonly Requirement[], limit: number, roundTrip: RoundTripOf): string[] {
  const { fromMs, untilMs } = requirements[0].load;
  if (requirements.some(({ load }) => load.fromMs !== fromMs || load.untilMs !== untilMs)) return [];
  const shares = requirements.map(({ load, pass }) => ({ pass, k: load.rtu.k, ratePerRtu: load.ratePerRtu }));
  const stated = `The limit of ${formatFigure(limit)} signals/s over ${countOf(requirements.length, 'RTU')}`;
  const most = shares.reduce((sum, share) => sum + linkShareRate(share, 0), 0);
  if (most < limit) {
    return [`${stated} can't be met: what is asked, with its waits, is ${formatFigure(most)} signals/s.`];
  }
  const needed = roundTripForTotal(shares, limit);
  const now = requirements.reduce(
    (sum, { load }, i) => sum + linkShareRate(shares[i], roundTrip(load.rtu.slot)),
    0,
  );
  return now < limit
    ? [
        `${stated} can't be met: the round trips measured allow ${formatRough(now)} signals/s; it needs ${formatFigureMs(needed)} on all links.`,
      ]
    : [`${stated} needs a master that acknowledges within ${formatFigureMs(needed)} on all links.`];
}

/** `index 1 at 5,000 signals/s per RTU`, `one pass of index 0 within 10 s`, `index 3 as fast as the window lets`. */
function wordsOf(group: RequirementGroup): string {
  const { index, ratePerRtu, passLimitMs } = group;
  const within = passLimitMs === Number.POSITIVE_INFINITY ? '' : ` within ${formatFigureMs(passLimitMs)}`;
  const what = index === 0 ? 'index 0 (every signal)' : `index ${index}`;
  if (!isPaced(group)) {
    return within === '' ? `${what} as fast as the window lets` : `one pass of ${what}${within}`;
  }
  return `${what} at ${formatFigure(ratePerRtu)} signals/s per RTU${within === '' ? '' : `, a pass${within}`}`;
}

/** `22 M_SP_TB_1 a frame`, or `2.1 signals a frame` if types are mixed. */
function perFrame({ signals, frames, types }: Pass): string {
  const each = formatFigure(signals / frames);
  const mixed = each === '1' ? 'signal' : 'signals';
  return `${each} ${types.length === 1 ? typeOf(types[0].typeId).mnemonic : mixed} a frame`;
}

function isFree(group: RequirementGroup): boolean {
  return !isPaced(group) && group.passLimitMs === Number.POSITIVE_INFINITY;
}

function isPaced({ ratePerRtu }: RequirementGroup): boolean {
  return ratePerRtu !== Number.POSITIVE_INFINITY;
}

function passOf({ requirements }: RequirementGroup, { rtu }: PeakLoad): Pass {
  return (requirements.find(({ load }) => load.rtu.slot === rtu.slot) ?? requirements[0]).pass;
}

function mostBy<T>(list: readonly T[], weigh: (entry: T) => number): T {
  return list.reduce((most, entry) => (weigh(entry) > weigh(most) ? entry : most));
}

function upper(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

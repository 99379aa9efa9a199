/** What an ask needs and whether it is possible, in a few plain lines, to be read before the run. */

import { typeOf } from '../../codec/types.js';
import { countOf, formatFigure, formatFigureMs, formatRough } from '../../text/format.js';
import type { Ask } from './asks.js';
import { leastPassMs, type Pass, pacedMs, possibleRate, roundTripForTotal, shareRate } from './capability.js';
import { type Demand, demandsOf, type LinkLoad, linkLoads, type Question, questionsOf } from './demands.js';

/** The measured round trip of an RTU's link by its slot, ms; NaN where none was measured yet. */
export type RoundTripOf = (slot: number) => number;

/** At most so many asks are told that can't be met; the rest is counted. */
const MOST_REFUSALS = 3;
/** Without a measured round trip, what an unbounded send could carry is told for this one, ms. */
const EXAMPLE_MS = 100;

/**
 * First what is needed, then what can't be met, the worst RTU by name. `ratePerSecond` is a stated limit of acknowledged
 * signals per second over all RTUs; it is told where everything is asked at one time. No ask with a signal: no line.
 */
export function describePossible(
  asks: readonly Ask[],
  roundTripMsOfSlot: RoundTripOf,
  ratePerSecond?: number,
): string[] {
  const demands = demandsOf(asks);
  if (demands.length === 0) return [];
  const questions = questionsOf(demands);
  const loads = linkLoads(demands);
  const refusals = questions.flatMap((question) => refuse(question, roundTripMsOfSlot));
  if (questions.length > 1 && refusals.length === 0)
    refusals.push(...refuseTogether(loads, roundTripMsOfSlot));
  const more = refusals.length - MOST_REFUSALS;
  return [
    ...needs(questions, loads, roundTripMsOfSlot),
    ...(ratePerSecond === undefined ? [] : total(demands, ratePerSecond, roundTripMsOfSlot)),
    ...refusals.slice(0, MOST_REFUSALS),
    ...(more > 0 ? [`${more} more that can't be met.`] : []),
  ];
}

/** What the master must do, for the RTU that needs it most and for the one in the middle. */
function needs(questions: readonly Question[], loads: readonly LinkLoad[], roundTrip: RoundTripOf): string[] {
  const unbounded = questions.filter(isFree);
  const most =
    unbounded.length > 0
      ? [
          free(
            mostBy(unbounded, (question) => freeRate(question)),
            roundTrip,
          ),
        ]
      : [];
  if (loads.length === 0) return most;
  const byNeed = [...loads].sort((a, b) => a.roundTripMs - b.roundTripMs);
  const worst = byNeed[0];
  const middle = byNeed[Math.floor(byNeed.length / 2)];
  const inAll = `${formatFigure(loads.reduce((sum, load) => sum + load.signals, 0))} signals/s`;
  const one = questions.length === 1 ? questions[0] : undefined;
  const own = `k = ${worst.rtu.k}, ${packing(one, worst)}`;
  const alike = middle.roundTripMs <= worst.roundTripMs * 1.05;
  const where = alike
    ? own
    : `RTU ${worst.rtu.no} ${worst.rtu.name}: ${own}; for half of the RTUs ${formatFigureMs(middle.roundTripMs)} will do`;
  const asked =
    one === undefined
      ? `At their busiest ${countOf(loads.length, 'RTU')} are asked for ${inAll}. This`
      : `${upper(wordsOf(one))}${isPaced(one) ? `, ${inAll} from ${countOf(loads.length, 'RTU')},` : ''}`;
  const open = one === undefined ? '' : filters(one);
  const within = `within ${formatFigureMs(worst.roundTripMs)} (${where})`;
  return [`${asked} needs a master that acknowledges ${within}${open}.`, ...most];
}

/** What one link must carry. `question` is the only one, or absent where several are added up. */
function packing(question: Question | undefined, load: LinkLoad): string {
  if (question === undefined) {
    const each = formatFigure(load.signals / load.frames);
    return `${formatFigure(load.frames)} frames/s, ${each} ${each === '1' ? 'signal' : 'signals'} a frame`;
  }
  const pass = passOf(question, load);
  const frames = isPaced(question)
    ? `${formatFigure(load.frames)} frames/s`
    : `${countOf(pass.frames, 'frame')} a pass`;
  return `${frames}, ${perFrame(pass)}`;
}

/** A send that takes what the window lets through. */
function free(question: Question, roundTrip: RoundTripOf): string {
  const { demands } = question;
  const measured = demands.every(({ ask }) => !Number.isNaN(roundTrip(ask.rtu.slot)));
  const rate = measured ? freeRate(question, roundTrip) : freeRate(question);
  const trip = measured ? 'at the round trips measured' : `at a round trip of ${EXAMPLE_MS} ms`;
  const { waitMs } = mostBy(demands, ({ pass }) => pass.waitMs).pass;
  const waits = waitMs > 0 ? `; its waits alone make a pass last ${formatFigureMs(waitMs)}` : '';
  return `${upper(wordsOf(question))}: ${trip} ${countOf(demands.length, 'RTU')} can send ${formatRough(rate)} signals/s at most, k frames a round trip${waits}${filters(question)}.`;
}

/** Signals per second of a send that takes what the window lets through. */
function freeRate({ demands }: Question, roundTrip: RoundTripOf = () => EXAMPLE_MS): number {
  return demands.reduce(
    (sum, { ask, pass }) => sum + possibleRate(pass, ask.rtu.k, roundTrip(ask.rtu.slot)),
    0,
  );
}

/** Nobody knows how long a row waits for its telegram. */
function filters({ demands }: Question): string {
  const { filtered } = mostBy(demands, ({ pass }) => pass.filtered).pass;
  const rows = filtered === 1 ? '1 row of it waits' : `${filtered} rows of it wait`;
  return filtered === 0 ? '' : `; ${rows} for a telegram of the master, which is not counted`;
}

/** Lines for what waits forbid, and for what the measured round trips don't carry. */
function refuse(question: Question, roundTrip: RoundTripOf): string[] {
  const { demands } = question;
  const lines: string[] = [];
  const head = (unable: number): string => {
    const of = `${formatFigure(unable)} of ${countOf(demands.length, 'RTU')}`;
    return `Asked: ${wordsOf(question)}. ${of} can't`;
  };
  const never = demands.filter(({ roundTripMs }) => roundTripMs === 0);
  if (never.length > 0) {
    const worst = mostBy(never, ({ pass }) => pass.waitMs / pass.signals);
    lines.push(`${head(never.length)}, whatever the master does: ${whyNever(worst)}.`);
  }
  // A comparison with NaN is false: what isn't measured isn't refused.
  const slow = demands.filter(
    ({ ask, roundTripMs }) => roundTripMs > 0 && roundTrip(ask.rtu.slot) > roundTripMs,
  );
  if (slow.length > 0) {
    const worst = mostBy(slow, ({ ask, roundTripMs }) => roundTrip(ask.rtu.slot) / roundTripMs);
    lines.push(`${head(slow.length)}. The worst, ${tooSlow(worst, roundTrip(worst.ask.rtu.slot))}.`);
  }
  return lines;
}

function whyNever({ ask, pass }: Demand): string {
  const { rtu, ratePerRtu, passLimitMs } = ask;
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

function tooSlow({ ask, pass }: Demand, roundTripMs: number): string {
  const { no, name, k } = ask.rtu;
  const means = `RTU ${no} ${name}: k = ${k} and a round trip of ${formatFigureMs(roundTripMs)}`;
  if (ask.passLimitMs !== Number.POSITIVE_INFINITY) {
    return `${means} take ${formatFigureMs(leastPassMs(pass, k, roundTripMs))} for ${countOf(pass.frames, 'frame')}, ${perFrame(pass)}`;
  }
  const rate = formatFigure(possibleRate(pass, k, roundTripMs));
  return `${means} allow ${formatFigure((k * 1000) / roundTripMs)} frames/s, ${perFrame(pass)}, ${rate} signals/s`;
}

/** Every ask alone is met, but not all at their busiest moment. */
function refuseTogether(loads: readonly LinkLoad[], roundTrip: RoundTripOf): string[] {
  const slow = loads.filter(({ rtu, roundTripMs }) => roundTrip(rtu.slot) > roundTripMs);
  if (slow.length === 0) return [];
  const { rtu, frames } = mostBy(slow, (load) => roundTrip(load.rtu.slot) / load.roundTripMs);
  const tripMs = roundTrip(rtu.slot);
  return [
    `${formatFigure(slow.length)} of ${countOf(loads.length, 'RTU')} can't do all that is asked at one time. The worst, RTU ${rtu.no} ${rtu.name}: k = ${rtu.k} and a round trip of ${formatFigureMs(tripMs)} allow ${formatFigure((rtu.k * 1000) / tripMs)} frames/s, ${formatFigure(frames)} are asked.`,
  ];
}

/** A stated limit of acknowledged signals per second over all RTUs. */
function total(demands: readonly Demand[], limit: number, roundTrip: RoundTripOf): string[] {
  const { fromMs, untilMs } = demands[0].ask;
  if (demands.some(({ ask }) => ask.fromMs !== fromMs || ask.untilMs !== untilMs)) return [];
  const shares = demands.map(({ ask, pass }) => ({ pass, k: ask.rtu.k, ratePerRtu: ask.ratePerRtu }));
  const stated = `The limit of ${formatFigure(limit)} signals/s over ${countOf(demands.length, 'RTU')}`;
  const most = shares.reduce((sum, share) => sum + shareRate(share, 0), 0);
  if (most < limit) {
    return [`${stated} can't be met: what is asked, with its waits, is ${formatFigure(most)} signals/s.`];
  }
  const needed = roundTripForTotal(shares, limit);
  const now = demands.reduce((sum, { ask }, i) => sum + shareRate(shares[i], roundTrip(ask.rtu.slot)), 0);
  return now < limit
    ? [
        `${stated} can't be met: the round trips measured allow ${formatRough(now)} signals/s; it needs ${formatFigureMs(needed)} on all links.`,
      ]
    : [`${stated} needs a master that acknowledges within ${formatFigureMs(needed)} on all links.`];
}

/** `index 1 at 5,000 signals/s per RTU`, `one pass of index 0 within 10 s`, `index 3 as fast as the window lets`. */
function wordsOf(question: Question): string {
  const { index, ratePerRtu, passLimitMs } = question;
  const within = passLimitMs === Number.POSITIVE_INFINITY ? '' : ` within ${formatFigureMs(passLimitMs)}`;
  const what = index === 0 ? 'index 0 (every signal)' : `index ${index}`;
  if (!isPaced(question)) {
    return within === '' ? `${what} as fast as the window lets` : `one pass of ${what}${within}`;
  }
  return `${what} at ${formatFigure(ratePerRtu)} signals/s per RTU${within === '' ? '' : `, a pass${within}`}`;
}

/** `22 M_SP_TB_1 a frame`, or `2.1 signals a frame` where types are mixed. */
function perFrame({ signals, frames, types }: Pass): string {
  const each = formatFigure(signals / frames);
  const mixed = each === '1' ? 'signal' : 'signals';
  return `${each} ${types.length === 1 ? typeOf(types[0].typeId).mnemonic : mixed} a frame`;
}

function isFree(question: Question): boolean {
  return !isPaced(question) && question.passLimitMs === Number.POSITIVE_INFINITY;
}

function isPaced({ ratePerRtu }: Question): boolean {
  return ratePerRtu !== Number.POSITIVE_INFINITY;
}

function passOf({ demands }: Question, { rtu }: LinkLoad): Pass {
  return (demands.find(({ ask }) => ask.rtu.slot === rtu.slot) ?? demands[0]).pass;
}

function mostBy<T>(list: readonly T[], weigh: (entry: T) => number): T {
  return list.reduce((most, entry) => (weigh(entry) > weigh(most) ? entry : most));
}

function upper(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

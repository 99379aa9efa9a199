/** Asks → what each link must carry, and the round trip up to which it can. Pure arithmetic. */
import type { Ask } from './asks.js';
import {
  createPassMeter,
  framesPerSecond,
  type Pass,
  roundTripForPass,
  roundTripForRate,
} from './capability.js';

/** An ask with its pass. */
export interface Demand {
  readonly ask: Ask;
  readonly pass: Pass;
  /** Longest round trip that meets it, ms; Infinity: it asks for nothing; 0: its waits or its own rate forbid it. */
  readonly roundTripMs: number;
  /** I frames and signals per second that it takes; 0 where it asks for nothing. */
  readonly frames: number;
  readonly signals: number;
}

/** Demands that ask the same: one index at one rate within one time. */
export interface Question {
  readonly index: number;
  readonly ratePerRtu: number;
  readonly passLimitMs: number;
  readonly demands: readonly Demand[];
}

/** All that is asked of one RTU at its busiest moment. */
export interface LinkLoad {
  readonly rtu: Ask['rtu'];
  /** I frames and signals per second that are asked together. */
  readonly frames: number;
  readonly signals: number;
  /** Longest round trip that meets them together and each alone, ms; those that waits forbid are left out. */
  readonly roundTripMs: number;
}

/** Asks without a signal are left out. */
export function demandsOf(asks: readonly Ask[]): Demand[] {
  const meter = createPassMeter();
  return asks.flatMap((ask) => {
    const { rtu, table, index, ratePerRtu, passLimitMs } = ask;
    const pass = meter(table, index, rtu);
    if (pass === undefined || pass.signals === 0) return [];
    // The limit of a pass is kept by sending all of it so often; the rate may ask for more.
    const paced = ratePerRtu === Number.POSITIVE_INFINITY ? 0 : ratePerRtu;
    const signals = Math.max(paced, (pass.signals * 1000) / passLimitMs);
    const roundTripMs = Math.min(
      paced === 0 ? Number.POSITIVE_INFINITY : roundTripForRate(pass, rtu.k, paced),
      roundTripForPass(pass, rtu.k, ratePerRtu, passLimitMs),
    );
    return [{ ask, pass, roundTripMs, signals, frames: framesPerSecond(pass, signals) }];
  });
}

/** In the order in which they come first. */
export function questionsOf(demands: readonly Demand[]): Question[] {
  const questions = new Map<string, Question & { demands: Demand[] }>();
  for (const demand of demands) {
    const { index, ratePerRtu, passLimitMs } = demand.ask;
    const key = `${index} ${ratePerRtu} ${passLimitMs}`;
    const question = questions.get(key);
    if (question === undefined) questions.set(key, { index, ratePerRtu, passLimitMs, demands: [demand] });
    else question.demands.push(demand);
  }
  return [...questions.values()];
}

/** By RTU, in the order of the asks; RTUs of which nothing in particular is asked are left out. */
export function linkLoads(demands: readonly Demand[]): LinkLoad[] {
  const bySlot = new Map<number, Demand[]>();
  for (const demand of demands) {
    if (demand.roundTripMs === Number.POSITIVE_INFINITY || demand.roundTripMs === 0) continue;
    const ofSlot = bySlot.get(demand.ask.rtu.slot);
    if (ofSlot === undefined) bySlot.set(demand.ask.rtu.slot, [demand]);
    else ofSlot.push(demand);
  }
  return [...bySlot.values()].map((ofSlot) => {
    const { rtu } = ofSlot[0].ask;
    let frames = 0;
    let signals = 0;
    // What is asked grows only where something begins.
    for (const { ask } of ofSlot) {
      const now = ofSlot.filter(({ ask: other }) => other.fromMs <= ask.fromMs && ask.fromMs < other.untilMs);
      const framesNow = now.reduce((sum, demand) => sum + demand.frames, 0);
      if (framesNow <= frames) continue;
      frames = framesNow;
      signals = now.reduce((sum, demand) => sum + demand.signals, 0);
    }
    const alone = ofSlot.reduce(
      (least, demand) => Math.min(least, demand.roundTripMs),
      Number.POSITIVE_INFINITY,
    );
    return { rtu, frames, signals, roundTripMs: Math.min(alone, (rtu.k * 1000) / frames) };
  });
}

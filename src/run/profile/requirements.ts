/** Requirements of loads on each link: frames per second, and the longest sufficient round trip. Pure arithmetic. */

import {
  createPassMeter,
  framesPerSecond,
  type Pass,
  roundTripForPass,
  roundTripForRate,
} from './capability.js';
import type { Load } from './loads.js';

/** The requirement of one load on its link. */
export interface Requirement {
  readonly load: Load;
  readonly pass: Pass;
  /** Longest round trip that meets it, ms; Infinity: any does; 0: its waits or its own rate forbid it. */
  readonly roundTripMs: number;
  /** I frames and signals per second that it takes; 0 if it has neither rate nor limit. */
  readonly frames: number;
  readonly signals: number;
}

/** Requirements of one kind: the same index, rate and limit of a pass. */
export interface RequirementGroup {
  readonly index: number;
  readonly ratePerRtu: number;
  readonly passLimitMs: number;
  readonly requirements: readonly Requirement[];
}

/** The busiest moment of one RTU's link. */
export interface PeakLoad {
  readonly rtu: Load['rtu'];
  /** I frames and signals per second of all loads together. */
  readonly frames: number;
  readonly signals: number;
  /** Longest round trip that meets the loads together and each by itself, ms; loads that their waits forbid are left out. */
  readonly roundTripMs: number;
}

/** The requirements of loads; a load without a signal has none. */
export function requirementsOf(loads: readonly Load[]): Requirement[] {
  const meter = createPassMeter();
  return loads.flatMap((load) => {
    const { rtu, table, index, ratePerRtu, passLimitMs } = load;
    const pass = meter(table, index, rtu);
    if (pass === undefined || pass.signals === 0) return [];
    // A rate of one pass per limit keeps the limit of a pass; the load's own rate may be higher.
    const paced = ratePerRtu === Number.POSITIVE_INFINITY ? 0 : ratePerRtu;
    const signals = Math.max(paced, (pass.signals * 1000) / passLimitMs);
    const roundTripMs = Math.min(
      paced === 0 ? Number.POSITIVE_INFINITY : roundTripForRate(pass, rtu.k, paced),
      roundTripForPass(pass, rtu.k, ratePerRtu, passLimitMs),
    );
    return [{ load, pass, roundTripMs, signals, frames: framesPerSecond(pass, signals) }];
  });
}

/** Groups, in the order of their first requirements. */
export function groupRequirements(requirements: readonly Requirement[]): RequirementGroup[] {
  const groups = new Map<string, RequirementGroup & { requirements: Requirement[] }>();
  for (const requirement of requirements) {
    const { index, ratePerRtu, passLimitMs } = requirement.load;
    const key = `${index} ${ratePerRtu} ${passLimitMs}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { index, ratePerRtu, passLimitMs, requirements: [requirement] });
    else group.requirements.push(requirement);
  }
  return [...groups.values()];
}

/** One entry per RTU, in the order of the loads. Left out: RTUs that only send as fast as the window lets. */
export function peakLoads(requirements: readonly Requirement[]): PeakLoad[] {
  const bySlot = new Map<number, Requirement[]>();
  for (const requirement of requirements) {
    if (requirement.roundTripMs === Number.POSITIVE_INFINITY || requirement.roundTripMs === 0) continue;
    const ofSlot = bySlot.get(requirement.load.rtu.slot);
    if (ofSlot === undefined) bySlot.set(requirement.load.rtu.slot, [requirement]);
    else ofSlot.push(requirement);
  }
  return [...bySlot.values()].map((ofSlot) => {
    const { rtu } = ofSlot[0].load;
    let frames = 0;
    let signals = 0;
    // The sum can grow only when a load begins.
    for (const { load } of ofSlot) {
      const now = ofSlot.filter(
        ({ load: other }) => other.fromMs <= load.fromMs && load.fromMs < other.untilMs,
      );
      const framesNow = now.reduce((sum, requirement) => sum + requirement.frames, 0);
      if (framesNow <= frames) continue;
      frames = framesNow;
      signals = now.reduce((sum, requirement) => sum + requirement.signals, 0);
    }
    const alone = ofSlot.reduce(
      (least, requirement) => Math.min(least, requirement.roundTripMs),
      Number.POSITIVE_INFINITY,
    );
    return { rtu, frames, signals, roundTripMs: Math.min(alone, (rtu.k * 1000) / frames) };
  });
}

/** Plays a load profile: orders each of its sends shortly before its start. */
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../../channel/clock.js';
import type { Engine, SendOptions } from '../../coordinator/api.js';
import { untilAborted, whenRoom } from '../waits.js';
import type { Profile, ProfileStep } from './profile.js';
import { expandProfile } from './schedule.js';

/** Time from the call to second 0 of the profile, so that its first send can be ordered ahead. */
const LEAD_MS = 100;
/** A send is ordered this long before its start. */
const AHEAD_MS = 50;

/** How far a profile was played. */
export interface PlayedProfile {
  /** Start of second 0, ms since 1970. */
  readonly startedAt: number;
  /** Sends ordered; fewer than planned if it was ended early. */
  readonly ordered: number;
}

/**
 * Orders every send at its time and resolves when the last one is settled (`untilOver`), or soon after `ended` aborts.
 * Notes in `steps` the row of each send. If the simulator is too slow for the profile, sends start late, but none is left out.
 */
export async function playProfile(
  engine: Engine,
  profile: Profile,
  steps: Map<number, ProfileStep>,
  ended: AbortSignal,
  untilOver: (settled: Promise<unknown>) => Promise<void> = async (settled) => {
    await Promise.race([settled, untilAborted(ended)]);
  },
): Promise<PlayedProfile> {
  const zeroMs = monotonicMs() + LEAD_MS;
  const startedAt = engine.wallNow() + LEAD_MS;
  const open = new Set<Promise<unknown>>();
  let ordered = 0;
  for (const { step, startMs } of expandProfile(profile)) {
    const dueMs = zeroMs + startMs;
    await sleepUntil(dueMs - AHEAD_MS, ended);
    if (ended.aborted) break;
    const options = { ...optionsOf(step, profile.seed), startMs: dueMs };
    const send = await whenRoom(() => engine.send(step.index, step.durationMs, options), ended);
    if (send === undefined) break;
    const { id } = send;
    steps.set(id, step);
    ordered++;
    const settled = engine.settled(id).finally(() => open.delete(settled));
    open.add(settled);
  }
  if (!ended.aborted) await untilOver(Promise.all(open));
  return { startedAt, ordered };
}

/** The options of the sends of a row. Each row has its own walk, and its sends continue it. */
function optionsOf(step: ProfileStep, seed: number): SendOptions {
  const { ratePerRtu, rtuNumbers, walkPercent, cot, line } = step;
  return {
    ...(ratePerRtu === Number.POSITIVE_INFINITY ? {} : { ratePerRtu }),
    ...(rtuNumbers.length === 0 ? {} : { rtuNumbers }),
    ...(cot === undefined ? {} : { cot }),
    ...(walkPercent > 0 ? { walk: { seed: (seed + line) >>> 0, percent: walkPercent } } : {}),
  };
}

async function sleepUntil(atMs: number, ended: AbortSignal): Promise<void> {
  const ms = atMs - monotonicMs();
  if (ms <= 0) return;
  await sleep(ms, undefined, { signal: ended }).catch(() => {});
}

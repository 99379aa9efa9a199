/** Plays a load profile: each send is ordered a little ahead, for an instant of its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { RingFullError } from '../../channel/broadcast-ring.js';
import { monotonicMs } from '../../channel/clock.js';
import type { Engine } from '../../coordinator/api.js';
import type { Profile, ProfileStep } from './profile.js';
import { expandProfile } from './schedule.js';

/** From the beginning to second 0 of the profile: every shard knows the plans then. */
const LEAD_MS = 100;
/** A send is ordered so long before its start. */
const AHEAD_MS = 50;
/** While a shard leaves orders unread, the next one waits. */
const RETRY_MS = 5;

/** What was played. */
export interface PlayedProfile {
  /** Start of second 0, ms since 1970. */
  readonly startedAt: number;
  /** Sends ordered; fewer than planned where it was ended. */
  readonly ordered: number;
}

/** Plans of a profile's steps: the sends of a step share one, so that its value walks go on from one to the next. */
export type StepPlans = ReadonlyMap<number, ProfileStep>;

/** Makes the plans; by their numbers. */
export async function planProfile(engine: Engine, { steps, seed }: Profile): Promise<StepPlans> {
  const plans = new Map<number, ProfileStep>();
  for (const step of steps) {
    const { rtuNumbers, ratePerRtu, walkPercent: percent, line } = step;
    // Each step walks its own way.
    const walk = percent > 0 ? { walk: { seed: (seed + line) >>> 0, percent } } : {};
    plans.set(await engine.plan({ rtuNumbers, ratePerRtu, ...walk }), step);
  }
  return plans;
}

/**
 * Orders every send at its time and resolves when the last one is settled, or soon after `ended` aborts.
 * Sends that can't start in time because the simulator is behind start late, all of them.
 */
export async function playProfile(
  engine: Engine,
  profile: Profile,
  plans: StepPlans,
  ended: AbortSignal,
): Promise<PlayedProfile> {
  const planOf = new Map([...plans].map(([plan, step]) => [step, plan]));
  const zeroMs = monotonicMs() + LEAD_MS;
  const startedAt = engine.wallNow() + LEAD_MS;
  const open = new Set<Promise<unknown>>();
  let ordered = 0;
  for (const { step, startMs } of expandProfile(profile)) {
    const dueMs = zeroMs + startMs;
    await sleepUntil(dueMs - AHEAD_MS, ended);
    if (ended.aborted) break;
    const plan = planOf.get(step) ?? 0;
    const id = await order(engine, step, { plan, startMs: dueMs }, ended);
    if (id === undefined) break;
    ordered++;
    const settled = engine.settled(id).finally(() => open.delete(settled));
    open.add(settled);
  }
  if (!ended.aborted) await Promise.race([Promise.all(open), aborted(ended)]);
  return { startedAt, ordered };
}

async function order(
  engine: Engine,
  { index, durationMs }: ProfileStep,
  options: { plan: number; startMs: number },
  ended: AbortSignal,
): Promise<number | undefined> {
  while (!ended.aborted) {
    try {
      return engine.send(index, durationMs, options).id;
    } catch (error) {
      if (!(error instanceof RingFullError)) throw error;
      await sleep(RETRY_MS);
    }
  }
  return undefined;
}

async function sleepUntil(atMs: number, ended: AbortSignal): Promise<void> {
  const ms = atMs - monotonicMs();
  if (ms <= 0) return;
  await sleep(ms, undefined, { signal: ended }).catch(() => {});
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Plays a load profile: orders each of its sends and faults shortly before its start. */
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../../channel/clock.js';
import { withoutRemoved } from '../../channel/definitions.js';
import type { Engine, FaultRequest, SendOptions } from '../../coordinator/api.js';
import { untilAborted, whenRoom } from '../waits.js';
import { hitSlots } from './fault-targets.js';
import type { PlannedFault, PlannedPoint, Profile, ProfileStep } from './profile.js';
import { expandProfile, type ProfileRow } from './schedule.js';

/** Time from the call to second 0 of the profile, so that its first send can be ordered ahead. */
const LEAD_MS = 100;
/** A row is ordered this long before its start. */
const AHEAD_MS = 50;

/** How far a profile was played. */
export interface PlayedProfile {
  /** Start of second 0, ms since 1970. */
  readonly startedAt: number;
  /** Sends and faults ordered; fewer than planned if it was ended early. */
  readonly ordered: number;
}

/** The rows of what was ordered, by the numbers of sends and of faults. */
export interface PlayedRows {
  readonly sends: Map<number, ProfileStep>;
  readonly faults: Map<number, PlannedFault>;
}

/** Called on the way. */
export interface PlayHooks {
  /** Second 0 is known, monotonic ms. */
  begins?(zeroMs: number): void;
  /** Changes a point; rows of one instant one after the other. */
  setPoint?(row: PlannedPoint): Promise<void>;
  /** All rows are ordered; resolves when the run is over. `settled`: of all sends. */
  untilOver?(settled: Promise<unknown>): Promise<void>;
}

/**
 * Orders every row at its time and resolves when the last send is settled (`untilOver`), or soon after `ended` aborts.
 * Notes in `rows` the row of each. If the simulator is too slow for the profile, rows start late, but none is left out.
 */
export async function playProfile(
  engine: Engine,
  profile: Profile,
  rows: PlayedRows,
  ended: AbortSignal,
  hooks: PlayHooks = {},
): Promise<PlayedProfile> {
  const zeroMs = monotonicMs() + LEAD_MS;
  const startedAt = engine.wallNow() + LEAD_MS;
  hooks.begins?.(zeroMs);
  const open = new Set<Promise<unknown>>();
  let ordered = 0;
  let points = Promise.resolve();
  for (const { step, startMs } of expandProfile(profile)) {
    const dueMs = zeroMs + startMs;
    // What needs no common instant is done at its time.
    await sleepUntil(isPoint(step) ? dueMs : dueMs - AHEAD_MS, ended);
    if (ended.aborted) break;
    if (isPoint(step)) {
      points = points.then(() => hooks.setPoint?.(step));
    } else if (isFault(step)) {
      const request = { ...requestOf(step, profile, engine), startMs: dueMs };
      const fault = await whenRoom(() => engine.faults.start(request), ended);
      if (fault === undefined) break;
      rows.faults.set(fault.id, step);
    } else {
      const options = { ...optionsOf(step, profile.seed), startMs: dueMs };
      const send = await whenRoom(() => engine.send(step.index, step.durationMs, options), ended);
      if (send === undefined) break;
      const { id } = send;
      rows.sends.set(id, step);
      const settled = engine.settled(id).finally(() => open.delete(settled));
      open.add(settled);
    }
    ordered++;
  }
  await sleepUntil(zeroMs + waitsEndMs(profile), ended);
  const settled = Promise.all([...open, points]);
  if (!ended.aborted) await (hooks.untilOver?.(settled) ?? Promise.race([settled, untilAborted(ended)]));
  return { startedAt, ordered };
}

/** From second 0 to the end of the last row that lets time pass, ms; 0: there is none. */
function waitsEndMs({ waits }: Profile): number {
  return Math.max(0, ...waits.map(({ startMs, durationMs }) => startMs + durationMs));
}

function isPoint(row: ProfileRow): row is PlannedPoint {
  return 'wish' in row;
}

function isFault(row: ProfileRow): row is PlannedFault {
  return 'word' in row;
}

function requestOf(fault: PlannedFault, { file, seed }: Profile, { rtus }: Engine): FaultRequest {
  const { word, value, durationMs, share, line } = fault;
  return {
    word,
    value,
    durationMs,
    share,
    // Each row draws for itself, and its repetitions draw the same.
    seed: (seed + line) >>> 0,
    slots: hitSlots(fault, withoutRemoved(rtus), seed),
    who: `${file}, row ${line}`,
  };
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

/** Never before the instant: a timer may fire early within its ms. */
async function sleepUntil(atMs: number, ended: AbortSignal): Promise<void> {
  for (let ms = atMs - monotonicMs(); ms > 0 && !ended.aborted; ms = atMs - monotonicMs()) {
    await sleep(Math.ceil(ms), undefined, { signal: ended }).catch(() => {});
  }
}

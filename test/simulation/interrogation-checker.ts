/** Checks the interrogations of one connection: every point once with its present state, then actterm (`docs/protocol.md` §5). */
import { type Point, pointKey } from './definitions.js';
import type { SiteModel } from './site-model.js';
import { plainType, type WireAsdu } from './wire.js';

/** Cause of the data of a general counter interrogation; those of groups 1 to 4 follow. */
const COUNTERS = 37;
const GENERAL = 5;

/** An interrogation that runs, from its request to its actterm. */
interface Running {
  /** Cause of the data. */
  cot: number;
  /** Points that were not sent yet. */
  points: Set<string>;
}

/** What a request for an interrogation asks for. */
export interface AskedInterrogation extends Running {
  what: 'activation' | 'deactivation' | 'freeze';
  place: number;
}

export class InterrogationChecker {
  /** Running interrogations by cause of the data. */
  private readonly running = new Map<number, Running>();

  /** An interrogation was requested when only the actterm of the one before was missing. */
  private isVague = false;

  /** Whether an interrogation runs, and so has something to send. */
  get isRunning(): boolean {
    return this.running.size > 0;
  }

  /** The RTU has read a request of type 100 or 101. Returns what `confirmed` needs to judge its confirmation. */
  request({ type, cot, objects }: WireAsdu, site: SiteModel): AskedInterrogation {
    const qualifier = Number.parseInt(objects[0].elements, 16);
    const isFreeze = type === 101 && qualifier > 0x3f;
    if (isFreeze) site.wasFrozen = true;
    const group = type === 101 ? qualifier % GENERAL : qualifier - 20;
    const points = new Set<string>();
    for (const [key, point] of site.database.points) if (isAsked(point, type, group)) points.add(key);
    const place = type === 101 ? COUNTERS + group : qualifier;
    const what = cot === 8 ? 'deactivation' : isFreeze ? 'freeze' : 'activation';
    return { what, place, cot: place, points };
  }

  /**
   * The confirmation is written. Returns whether it must be negative. Earlier requests are confirmed before this one,
   * so the interrogations that run now are those that ran when the request was read.
   */
  confirmed({ what, place, cot, points }: AskedInterrogation): boolean {
    // A freeze waits for no reading to be under way.
    const before = [...this.running.values()].filter((one) =>
      what === 'freeze' ? one.cot >= COUNTERS : one.cot === place,
    );
    const runs = before.length > 0;
    this.isVague ||= before.some((one) => one.points.size === 0);
    if (what === 'deactivation') {
      this.running.delete(place);
      return !runs;
    }
    if (!runs && what === 'activation') this.running.set(place, { cot, points });
    return runs;
  }

  /** The RTU has written actterm of type 100 or 101. Returns the fault, or ''. */
  ended({ type, objects }: WireAsdu): string {
    const qualifier = Number.parseInt(objects[0].elements, 16);
    const place = type === 101 ? COUNTERS + (qualifier % GENERAL) : qualifier;
    const running = this.running.get(place);
    if (running === undefined) return 'actterm, and no interrogation runs';
    this.running.delete(place);
    return running.points.size === 0 ? '' : `actterm, and ${running.points.size} points were not sent`;
  }

  /** The RTU has written data. Returns the fault, or ''. */
  data({ type, cot, objects }: WireAsdu, site: SiteModel): string {
    const { plain, timed } = plainType(type);
    if (timed) return `type ${type} in an interrogation`;
    const running = this.running.get(cot);
    if (running === undefined) return `data with COT ${cot}, and no interrogation runs`;
    for (const { ioa, elements } of objects) {
      if (!running.points.delete(pointKey(plain, ioa))) return `point ${ioa} again, or not asked for`;
      if (plain === 15 && site.wasFrozen) continue;
      if (!site.canBe(plain, ioa, elements))
        return `point ${ioa} of type ${plain} is told as ${elements}, and is ${site.stateOf(plain, ioa)}`;
    }
    return '';
  }

  /** Data transfer stopped. Returns how many points were not sent, and whether that number is uncertain. */
  clear(): { left: number; isVague: boolean } {
    const { isVague } = this;
    let left = 0;
    for (const { points } of this.running.values()) left += points.size;
    this.running.clear();
    this.isVague = false;
    return { left, isVague };
  }
}

/** Whether an interrogation of this type and group asks for a point. Group 0: all points (type 100) or all counters (type 101). */
function isAsked({ plain, interrogated, groups }: Point, type: number, group: number): boolean {
  if ((plain === 15) !== (type === 101)) return false;
  return group === 0 ? interrogated : groups.has(group);
}

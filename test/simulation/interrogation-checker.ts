/** Interrogations of one connection: confirmed in order, every point once, then actterm (`docs/protocol.md` §5). */
import { pointKey } from './definitions.js';
import type { SiteModel } from './site-model.js';
import { plainType, type WireAsdu } from './wire.js';

/** One counter interrogation runs at a time, whichever its group. */
const COUNTERS = 37;

/** An interrogation that was asked for. */
interface Asked {
  cot: number;
  points: Set<string>;
  /** Frozen, not read: no data follows. */
  isFreeze: boolean;
}

export class InterrogationChecker {
  /** Not confirmed yet, in order. */
  private asked: Asked[] = [];
  /** Confirmed, by cause of their data, oldest first. */
  private readonly running = new Map<number, Asked[]>();

  /** The RTU has read an activation of type 100 or 101. */
  request({ type, objects }: WireAsdu, site: SiteModel): void {
    const qualifier = Number.parseInt(objects[0].elements, 16);
    const isCounter = type === 101;
    const isFreeze = isCounter && qualifier > 0x3f;
    if (isFreeze) site.wasFrozen = true;
    // Only the general ones find points: the files of the simulation have no groups.
    const isGeneral = isCounter ? (qualifier & 0x3f) === 5 : qualifier === 20;
    const points = new Set<string>();
    if (isGeneral && !isFreeze) {
      for (const [key, point] of site.database.points)
        if (point.interrogated && (point.plain === 15) === isCounter) points.add(key);
    }
    const cot = isCounter ? 37 + (isGeneral ? 0 : qualifier & 0x3f) : qualifier;
    this.asked.push({ cot, points, isFreeze });
  }

  /** The RTU has written a confirmation or termination of type 100 or 101. Returns what is wrong. */
  reply({ type, cot, negative, objects }: WireAsdu): string {
    if (cot === 7) {
      const asked = this.asked.shift();
      if (asked === undefined) return 'an interrogation is confirmed that nobody asked for';
      const running = this.runningOf(asked);
      if (negative) {
        return running.length > 0 ? '' : 'an interrogation is refused, and none is running';
      }
      if (!asked.isFreeze && running.some(({ points }) => points.size > 0))
        return 'a second interrogation is confirmed while one is running';
      running.push(asked);
      return '';
    }
    if (cot !== 10) return `COT ${cot} of an interrogation`;
    const running =
      this.running.get(type === 101 ? COUNTERS : Number.parseInt(objects[0].elements, 16)) ?? [];
    if (running.length === 0) return 'actterm, and no interrogation runs';
    if (running[0].points.size > 0) return `actterm, and ${running[0].points.size} points were not sent`;
    running.shift();
    return '';
  }

  /** The RTU has written data. Returns what is wrong. */
  data({ type, cot, objects }: WireAsdu, site: SiteModel): string {
    const { plain, timed } = plainType(type);
    if (timed) return `type ${type} in an interrogation`;
    const current = this.running.get(Math.min(cot, COUNTERS))?.find(({ points }) => points.size > 0);
    if (current === undefined) return `data with COT ${cot}, and no interrogation runs`;
    for (const { ioa, elements } of objects) {
      if (!current.points.delete(pointKey(plain, ioa))) return `point ${ioa} again, or not asked for`;
      if (plain === 15 && site.wasFrozen) continue;
      if (!site.canBe(plain, ioa, elements))
        return `point ${ioa} of type ${plain} is told as ${elements}, and is ${site.describe(plain, ioa)}`;
    }
    return '';
  }

  /** Data transfer stopped. */
  clear(): void {
    this.asked = [];
    this.running.clear();
  }

  private runningOf({ cot }: Asked): Asked[] {
    const cause = Math.min(cot, COUNTERS);
    const running = this.running.get(cause) ?? [];
    this.running.set(cause, running);
    return running;
  }
}

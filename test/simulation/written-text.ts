/** The simulation's own reader of logs and the sent list (`docs/behaviour.md` §8). */
import type { RunCounts } from '../../src/station/sends/run-account.js';
import { plainType, readElements, readTag, type WireObject } from './wire.js';

/** Whether a line has the value, quality and time tag of an object. */
export function saysSame(
  type: number,
  object: WireObject,
  [value, quality, tag]: readonly [value: string, quality: string, tag: string],
): boolean {
  const { plain } = plainType(type);
  const read = readElements(plain, object.elements);
  const same =
    plain === 9
      ? Math.abs(Number(value) - read.value) <= 0.000_001
      : plain === 13
        ? Math.fround(Number(value)) === read.value
        : Number(value) === read.value;
  return same && quality === qualityText(plain, read.quality) && tag === tagText(object.tag);
}

function qualityText(plain: number, quality: number): string {
  const words = plain === 15 ? ['IV', 'CA', 'CY'] : ['IV', 'NT', 'SB', 'BL'];
  return words.filter((_, i) => (quality & (0x80 >> i)) !== 0).join(' ');
}

function tagText(tag: string): string {
  if (tag === '') return '';
  const time = new Date(readTag(tag)).toISOString().replace('T', ' ').slice(0, -1);
  return Number.parseInt(tag.slice(4, 6), 16) >= 0x80 ? `${time} IV` : time;
}

/** Wall time of a stamp with microseconds, ms since 1970; NaN for no stamp. */
export function readStamp(stamp: string): number {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/.test(stamp)) return Number.NaN;
  return new Date(stamp.slice(0, 23)).getTime() + Number(stamp.slice(23)) / 1000;
}

/** Whether a stamp is that of a time; for NaN it must be empty. */
export function isStampOf(stamp: string, wallMs: number): boolean {
  if (Number.isNaN(wallMs)) return stamp === '';
  return Math.abs(readStamp(stamp) - wallMs) < 0.002;
}

/** The counts in a run's last log line. */
export interface RunLine extends Omit<RunCounts, 'held'> {
  id: number;
  index: number;
  end: string;
}

const ENDED =
  /send (\d+): index (\d+) ended \((\w+)\): offered (\d+), sent (\d+), acknowledged (\d+), unsent: link (\d+), ended (\d+), filter (\d+)(?:, buffer full (\d+))?(?:, spoiled (\d+))?/;

/** Reads the counts from a line about the end of a run. */
export function readRunLine(line: string): RunLine | undefined {
  const found = ENDED.exec(line);
  if (found === null) return undefined;
  const number = (i: number): number => Number(found[i] ?? 0);
  return {
    id: number(1),
    index: number(2),
    end: found[3],
    offered: number(4),
    sent: number(5),
    acknowledged: number(6),
    unsentLink: number(7),
    unsentEnded: number(8),
    unsentFilter: number(9),
    unsentBuffer: number(10),
    spoiled: number(11),
  };
}

/** Reads a line about the start of a run: the number of its send, and whether it is one pass. */
export function readRunStart(line: string): { id: number; index: number; isOnce: boolean } | undefined {
  const found = /send (\d+): index (\d+) (once|for )/.exec(line);
  if (found === null) return undefined;
  return { id: Number(found[1]), index: Number(found[2]), isOnce: found[3] === 'once' };
}

/** Acknowledgement latency over time in a letter for each part of a run (`docs/behaviour.md` §10): thousands of RTUs stay small. */
import { COARSE_STEPS } from './latency-bins.js';

/** Nothing was acknowledged, and nothing waited for it; nothing was, though I frames waited. */
const NONE = '-';
const WAITING = '!';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The levels of a part: nothing, waiting, then a level for each edge. The larger one is the worse. */
export const LEVEL = { none: 0, waiting: 1, first: 2 } as const;

/** The times up to which the letters stand, ms: ten to a power of ten, from 0.1 ms. The last letter has all times above the last but one, too. */
export const LEVEL_EDGES_MS: readonly number[] = Array.from(LETTERS, (_, i) =>
  Number((COARSE_STEPS[i % 10] * 10 ** (Math.floor(i / 10) - 1)).toPrecision(6)),
);

/** The level of a latency. */
export function levelOfMs(ms: number): number {
  const edge = LEVEL_EDGES_MS.findIndex((edgeMs) => ms <= edgeMs);
  return LEVEL.first + (edge < 0 ? LEVEL_EDGES_MS.length - 1 : edge);
}

/** By level. */
const CHARACTERS = `${NONE}${WAITING}${LETTERS}`;
/** By the code of the character. */
const LEVELS = new Uint8Array(128);
for (let level = 0; level < CHARACTERS.length; level++) LEVELS[CHARACTERS.charCodeAt(level)] = level;

/** The levels of one RTU as text, from `from` up to `end`. Loops, because thousands of RTUs have a million of levels. */
export function levelText(levels: ArrayLike<number>, from = 0, end = levels.length): string {
  let text = '';
  for (let at = from; at < end; at++) text += CHARACTERS[levels[at]];
  return text;
}

/** Raises each level of a row to that of the text, where it is higher; what is no character of a level is nothing. */
export function raiseLevels(row: Uint8Array, text: string): void {
  const end = Math.min(row.length, text.length);
  for (let at = 0; at < end; at++) {
    const level = LEVELS[text.charCodeAt(at)] ?? LEVEL.none;
    if (level > row[at]) row[at] = level;
  }
}

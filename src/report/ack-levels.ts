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

/** The levels of one RTU as text. */
export function levelText(levels: ArrayLike<number>): string {
  return Array.from(levels, (level) =>
    level === LEVEL.none ? NONE : level === LEVEL.waiting ? WAITING : LETTERS[level - LEVEL.first],
  ).join('');
}

/** The levels of such a text; what is no such character is nothing. */
export function readLevels(text: string): number[] {
  return Array.from(text, (character) => {
    if (character === WAITING) return LEVEL.waiting;
    const letter = LETTERS.indexOf(character);
    return letter < 0 ? LEVEL.none : LEVEL.first + letter;
  });
}

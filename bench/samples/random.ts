/** Random numbers that are the same on every machine: `Math.random` has no seed. */
export type Random = () => number;

/** A generator (mulberry32) of numbers 0 ≤ x < 1 from a seed and a name, so that each file has its own sequence. */
export function seededRandom(seed: number, name: string): Random {
  let state = seed >>> 0;
  for (const char of name) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

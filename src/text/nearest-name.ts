/** Which known name somebody may have meant. */

/** Names shorter than this are near to too many words. */
const SHORTEST = 4;
/** From this length on two slips are allowed instead of one. */
const LONG = 6;

/**
 * The known name that `found` is a misspelling of, in upper or lower case: one letter wrong, missing, too many or swapped with its
 * neighbour; in names from six letters on two of these. `undefined`: none is that near, or `found` is one of the names.
 */
export function nearestName(found: string, names: Iterable<string>): string | undefined {
  const word = found.toLowerCase();
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const name of names) {
    if (name === word) return undefined;
    const allowed = name.length < SHORTEST ? 0 : name.length < LONG ? 1 : 2;
    if (Math.abs(name.length - word.length) > allowed) continue;
    const slips = slipsBetween(word, name);
    if (slips > allowed || slips >= least) continue;
    nearest = name;
    least = slips;
  }
  return nearest;
}

/** The fewest letters to change, leave out, put in or swap with their neighbours, so that `a` becomes `b`. */
function slipsBetween(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? before[j - 2] + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(above[j] + 1, row[j - 1] + 1, change, swap));
    }
    before = above;
    above = row;
  }
  return above[b.length];
}

/** The longest sequence that two sequences have in common, by Myers' greedy algorithm ("An O(ND) Difference Algorithm", 1986). */

/** Steps left for all comparisons of a run; at 0 a comparison gives up. */
export interface Budget {
  steps: number;
}

const MOST_DIFFERENCES = 2000;

/**
 * Indices of the longest common subsequence as pairs `[a0, b0, a1, b1, …]`; `undefined` if the sequences differ so much that
 * the search would take too long.
 */
export function commonSequence(
  a: readonly number[],
  b: readonly number[],
  budget: Budget,
): number[] | undefined {
  let head = 0;
  const shorter = Math.min(a.length, b.length);
  while (head < shorter && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const pairs: number[] = [];
  for (let i = 0; i < head; i++) pairs.push(i, i);
  const middle = trace(a.slice(head, a.length - tail), b.slice(head, b.length - tail), budget);
  if (middle === undefined) return undefined;
  for (const index of middle) pairs.push(head + index);
  for (let i = tail; i > 0; i--) pairs.push(a.length - i, b.length - i);
  return pairs;
}

/** The same for sequences that differ at both ends. */
function trace(a: readonly number[], b: readonly number[], budget: Budget): number[] | undefined {
  const n = a.length;
  const m = b.length;
  if (n === 0 || m === 0) return [];
  const most = Math.min(n + m, MOST_DIFFERENCES);
  // The position in `a` that each diagonal has reached; `history` keeps it for each number of differences.
  const reach = new Int32Array(2 * most + 3);
  const middle = most + 1;
  const history: Int32Array[] = [];
  for (let differences = 0; differences <= most; differences++) {
    history.push(reach.slice(middle - differences - 1, middle + differences + 2));
    for (let k = -differences; k <= differences; k += 2) {
      const down = k === -differences || (k !== differences && reach[middle + k - 1] < reach[middle + k + 1]);
      const start = down ? reach[middle + k + 1] : reach[middle + k - 1] + 1;
      let x = start;
      while (x < n && x - k < m && a[x] === b[x - k]) x++;
      reach[middle + k] = x;
      budget.steps -= x - start + 1;
      if (x >= n && x - k >= m) return walkBack(history, n, m);
    }
    if (budget.steps < 0) return undefined;
  }
  return undefined;
}

/** The pairs on the way to the end of both, from the reach at each number of differences. */
function walkBack(history: readonly Int32Array[], n: number, m: number): number[] {
  const backwards: number[] = [];
  let x = n;
  let y = m;
  for (let differences = history.length - 1; differences >= 0; differences--) {
    const reach = history[differences];
    const middle = differences + 1;
    const k = x - y;
    const down = k === -differences || (k !== differences && reach[middle + k - 1] < reach[middle + k + 1]);
    const before = down ? k + 1 : k - 1;
    const beforeX = differences === 0 ? 0 : reach[middle + before];
    const beforeY = differences === 0 ? 0 : beforeX - before;
    const startX = differences === 0 ? 0 : down ? beforeX : beforeX + 1;
    while (x > startX) {
      x--;
      y--;
      backwards.push(y, x);
    }
    x = beforeX;
    y = beforeY;
  }
  return backwards.reverse();
}

/** Pairs two series of times in order, so that the distances are as small as possible. */

/** Above this many steps for each time, and this many in all, the best alignment takes too long; near times are paired first. */
const STEPS_PER_TIME = 16;
const STEPS_AT_LEAST = 250_000;

/** Takes a pair of indices. */
type Taker = (a: number, b: number) => void;

/**
 * Pairs times of `a` and `b` (both ascending) that are at most `reachMs` apart: all of the shorter side if the reach allows,
 * with the least sum of distances. So if one is missing in the middle of a burst, the others keep their partners.
 */
export function pairNearest(a: readonly number[], b: readonly number[], reachMs: number, take: Taker): void {
  let i = 0;
  let j = 0;
  // A gap of more than the reach in both series separates clusters that are paired by themselves.
  while (i < a.length && j < b.length) {
    const fromA = i;
    const fromB = j;
    let last = Math.min(a[i], b[j]);
    for (;;) {
      const next = Math.min(a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY);
      if (next - last > reachMs || next === Number.POSITIVE_INFINITY) break;
      last = next;
      if (a[i] === next) i++;
      else j++;
    }
    pairCluster(a.slice(fromA, i), b.slice(fromB, j), reachMs, (x, y) => take(fromA + x, fromB + y));
  }
}

function pairCluster(a: readonly number[], b: readonly number[], reachMs: number, take: Taker): void {
  if (a.length === 0 || b.length === 0) return;
  const swap = a.length > b.length;
  const [short, long] = swap ? [b, a] : [a, b];
  const takeTurned: Taker = (x, y) => (swap ? take(y, x) : take(x, y));
  const steps = short.length * (long.length - short.length + 1);
  if (steps > Math.max(STEPS_PER_TIME * (a.length + b.length), STEPS_AT_LEAST)) {
    pairInStages(short, long, reachMs, takeTurned);
    return;
  }
  const partners = align(short, long);
  const within = partners.every((y, x) => Math.abs(short[x] - long[y]) <= reachMs);
  // If pairing all would exceed the reach somewhere, only as many as possible are paired.
  if (within) for (let x = 0; x < partners.length; x++) takeTurned(x, partners[x]);
  else pairInStages(short, long, reachMs, takeTurned);
}

/** Pairs times within 1 ms, then within 10 ms, and so on: near partners first, unless that gives fewer pairs. */
function pairInStages(short: readonly number[], long: readonly number[], reachMs: number, take: Taker): void {
  const staged: number[] = [];
  let x = [...short.keys()];
  let y = [...long.keys()];
  for (let stage = Math.min(1, reachMs); ; stage = Math.min(stage * 10, reachMs)) {
    const before = staged.length;
    const [xs, ys] = [x, y];
    pairFirst(
      xs.map((each) => short[each]),
      ys.map((each) => long[each]),
      stage,
      (a, b) => staged.push(xs[a], ys[b]),
    );
    const taken = { x: new Set<number>(), y: new Set<number>() };
    for (let i = before; i < staged.length; i += 2) {
      taken.x.add(staged[i]);
      taken.y.add(staged[i + 1]);
    }
    x = x.filter((each) => !taken.x.has(each));
    y = y.filter((each) => !taken.y.has(each));
    if (stage === reachMs || x.length === 0) break;
  }
  const first: number[] = [];
  if (x.length > 0) pairFirst(short, long, reachMs, (a, b) => first.push(a, b));
  const pairs = first.length > staged.length ? first : staged;
  for (let i = 0; i < pairs.length; i += 2) take(pairs[i], pairs[i + 1]);
}

/** Gives each time of `short` the earliest free partner within the reach: the most pairs possible. */
function pairFirst(short: readonly number[], long: readonly number[], reachMs: number, take: Taker): void {
  let y = 0;
  for (let x = 0; x < short.length; x++) {
    while (y < long.length && long[y] < short[x] - reachMs) y++;
    if (y === long.length) return;
    if (long[y] <= short[x] + reachMs) take(x, y++);
  }
}

/** The partner of each of `short` in `long`, by dynamic programming over how many of `long` are skipped. */
function align(short: readonly number[], long: readonly number[]): number[] {
  const skips = long.length - short.length;
  const width = skips + 1;
  let costs = new Float64Array(width);
  // 1 if the cheapest way to a cell comes from equally many skips, 0 if from fewer.
  const straight = new Uint8Array(short.length * width);
  for (let x = 0; x < short.length; x++) {
    const next = new Float64Array(width);
    let least = Number.POSITIVE_INFINITY;
    for (let skipped = 0; skipped < width; skipped++) {
      if (costs[skipped] < least) {
        least = costs[skipped];
        straight[x * width + skipped] = 1;
      }
      next[skipped] = least + Math.abs(short[x] - long[x + skipped]);
    }
    costs = next;
  }
  let skipped = 0;
  for (let each = 1; each < width; each++) if (costs[each] < costs[skipped]) skipped = each;
  const partners = new Array<number>(short.length);
  for (let x = short.length - 1; x >= 0; x--) {
    partners[x] = x + skipped;
    while (straight[x * width + skipped] === 0) skipped--;
  }
  return partners;
}

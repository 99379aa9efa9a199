/** How fast a figure grows, from samples with noise: the median of the slopes of all pairs (Theil and Sen). */

export interface Sample {
  /** Hours. */
  hours: number;
  value: number;
}

export interface Slope {
  /** Growth an hour. */
  perHour: number;
  /** The true slope is at least this, with 97.5 % confidence if the noise of the samples is independent. */
  atLeast: number;
}

/** Fewer samples give no slope. */
export const FEWEST_SAMPLES = 20;
/** Of more samples only so many, evenly spread, are paired: half a million pairs. */
const MOST_SAMPLES = 1000;
/** 97.5 % of the normal distribution lie below this many standard deviations. */
const Z = 1.96;

/** `undefined`: fewer than `FEWEST_SAMPLES`. */
export function theilSen(samples: readonly Sample[]): Slope | undefined {
  if (samples.length < FEWEST_SAMPLES) return undefined;
  const used = thinned(samples);
  const slopes: number[] = [];
  for (let i = 0; i < used.length; i++) {
    for (let j = i + 1; j < used.length; j++) {
      const span = used[j].hours - used[i].hours;
      if (span > 0) slopes.push((used[j].value - used[i].value) / span);
    }
  }
  if (slopes.length === 0) return undefined;
  const sorted = Float64Array.from(slopes).sort();
  const n = used.length;
  // Sen: the bound is the slope whose rank is the median's less half the spread of Kendall's statistic.
  const spread = Z * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const low = Math.max(0, Math.floor((sorted.length - spread) / 2));
  return { perHour: middle(sorted), atLeast: sorted[low] };
}

function thinned(samples: readonly Sample[]): readonly Sample[] {
  if (samples.length <= MOST_SAMPLES) return samples;
  const step = samples.length / MOST_SAMPLES;
  return Array.from({ length: MOST_SAMPLES }, (_, i) => samples[Math.floor(i * step)]);
}

function middle(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

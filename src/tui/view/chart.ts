/** Column charts made of characters. */

/** A round number at or above `value`: 1, 2 or 5 times a power of ten. */
export function roundUp(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const first = [1, 2, 5, 10].find((step) => step * power >= value) ?? 10;
  return first * power;
}

/**
 * The rows of a column chart, from the top down: `width` columns, the newest value at the right, and `height` rows. `top` is
 * the value of a full column; `bars` are the characters for a partly filled cell, from the smallest.
 */
export function chartRows(
  values: readonly number[],
  width: number,
  height: number,
  top: number,
  bars: readonly string[],
): string[] {
  const shown = values.slice(-width);
  const blank = ' '.repeat(width - shown.length);
  const full = bars.at(-1) ?? '#';
  return Array.from({ length: height }, (_, row) => {
    // Number of full cells below this row.
    const base = height - 1 - row;
    const cells = shown.map((value) => {
      const filled = (value / top) * height - base;
      if (filled >= 1) return full;
      const step = Math.round(filled * bars.length);
      // Every value above zero gets at least the smallest bar.
      if (step < 1) return base === 0 && value > 0 ? bars[0] : ' ';
      return bars[step - 1] ?? full;
    });
    return blank + cells.join('');
  });
}

/** Means of groups of `per` values from the newest back, so that `per` seconds share one column. */
export function grouped(values: readonly number[], per: number): number[] {
  if (per <= 1) return [...values];
  const groups: number[] = [];
  for (let end = values.length; end > 0; end -= per) {
    const part = values.slice(Math.max(0, end - per), end);
    groups.unshift(part.reduce((sum, value) => sum + value, 0) / part.length);
  }
  return groups;
}

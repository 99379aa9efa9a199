/** Figures in sentences. */

/** `765,000`, `52`, `5.1`, `0.85`: three digits, more where they stand before the point. */
export function formatFigure(value: number): string {
  return value.toLocaleString('en-US', {
    maximumSignificantDigits: value >= 100 ? Math.max(3, Math.trunc(Math.log10(value)) + 1) : 3,
  });
}

/** `0.83 ms`, `52 ms`, `1.9 s`. */
export function formatTime(ms: number): string {
  return ms < 1000 ? `${formatFigure(ms)} ms` : `${formatFigure(ms / 1000)} s`;
}

/** `1,220,000`: three digits, for what is reckoned from measurements. */
export function formatRough(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}

/** Faults in words. */
import { type FaultWord, faultKind } from './fault-catalog.js';
import { QUALITY_BITS } from './fault-order.js';

/** The value of a fault with its unit: `600 ms`, `IV NT`; empty: the kind has none. */
export function describeValue(word: FaultWord, value: number): string {
  const { value: kind } = faultKind(word);
  if (kind === undefined) return '';
  switch (kind.unit) {
    case 'flags':
      return flagNames(value);
    case 'number':
      return String(value);
    default:
      return `${value} ${kind.unit}`;
  }
}

/** A fault as a line names it: `delay 600 ms for 60 s`, `reset`. */
export function describeFault({
  word,
  value,
  durationMs,
}: {
  word: FaultWord;
  value: number;
  durationMs: number;
}): string {
  const amount = describeValue(word, value);
  const span = durationMs > 0 ? ` for ${durationMs / 1000} s` : '';
  return `${word}${amount === '' ? '' : ` ${amount}`}${span}`;
}

/** Quality flags by their names, the heaviest first: `IV NT`. */
export function flagNames(flags: number): string {
  return Object.entries(QUALITY_BITS)
    .filter(([, bit]) => (flags & bit) !== 0)
    .sort(([, a], [, b]) => b - a)
    .map(([name]) => name)
    .join(' ');
}

/** The sum of quality flags that a text names, in any order and case, apart by blanks, `+` or `|`; `undefined`: it names something else, or nothing. */
export function readFlags(text: string): number | undefined {
  const names = text
    .toUpperCase()
    .split(/[\s+|]+/)
    .filter((name) => name !== '');
  let flags = 0;
  for (const name of names) {
    if (!Object.hasOwn(QUALITY_BITS, name)) return undefined;
    flags |= QUALITY_BITS[name as keyof typeof QUALITY_BITS];
  }
  return flags === 0 ? undefined : flags;
}

import type { ReadWord } from './command-specification.js';

/** Reads a whole number `low…high`. */
export function wholeNumber(low: number, high: number): ReadWord {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= low && value <= high) return { value };
    return { expected: `Expected a whole number ${low}…${high}.` };
  };
}

/** Reads a number `low…high`, with or without decimals. */
export function number(low: number, high: number): ReadWord {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= low && value <= high) return { value };
    return { expected: `Expected ${low}…${high}.` };
  };
}

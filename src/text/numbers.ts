/** Reads numbers from cells. Every reader returns `undefined` if the text is not such a number or is out of range. */

// A spreadsheet may write a whole number as `30.0`.
const DIGITS = /^\d+(?:\.0*)?$/;
const WHOLE = /^[+-]?\d+(?:\.0*)?$/;
const HEX = /^0x[0-9a-f]+$/i;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const LEADING_COMMA_DECIMAL = /^([+-]?\d*),(\d+)(?![,\d])/;
const PLAIN_DECIMAL = /^(\d+\.?\d*|\.\d+)$/;

/** Whether the cell holds a whole number without a sign: ASCII digits, with or without `.0`. */
export function isDigits(text: string): boolean {
  return DIGITS.test(text);
}

/** A whole number without a sign, `low`…`high`: `30`, or `30.0`. */
export function readDigits(text: string, low: number, high: number): number | undefined {
  return DIGITS.test(text) ? within(Number(text), low, high) : undefined;
}

/** A whole number with or without sign, `low`…`high`. */
export function readWhole(text: string, low: number, high: number): number | undefined {
  return WHOLE.test(text) ? within(Number(text), low, high) : undefined;
}

/** Digits or `0x…`, `low`…`high`. */
export function readUnsigned(text: string, low: number, high: number): number | undefined {
  return DIGITS.test(text) || HEX.test(text) ? within(Number(text), low, high) : undefined;
}

/** A number with optional sign, decimal point and exponent; infinite if binary64 can't hold it. */
export function readDecimal(text: string): number | undefined {
  return DECIMAL.test(text) ? Number(text) : undefined;
}

/** Seconds `low`…`high` with decimals, no sign, no exponent. */
export function readSeconds(text: string, low: number, high: number): number | undefined {
  return PLAIN_DECIMAL.test(text) ? within(Number(text), low, high) : undefined;
}

/** Seconds → milliseconds, rounded to the microsecond: 0.07 s is 70 ms, not 70.00000000000001. */
export function msFromSeconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e3;
}

/**
 * Whether the cell is a number but no whole one in digits, such as `1.23E+11`, as a spreadsheet writes large numbers.
 * By the rules a row that begins so is a comment, but probably not by intention.
 */
export function isMangledNumber(text: string): boolean {
  return DECIMAL.test(text) && !DIGITS.test(text);
}

/**
 * A cell of a file whose decimal sign is the comma, as the readers above expect it: `1,5 IV` → `1.5 IV`. Only the number at the
 * start of the cell is changed.
 */
export function withDecimalPoint(text: string): string {
  return text.replace(LEADING_COMMA_DECIMAL, '$1.$2');
}

function within(value: number, low: number, high: number): number | undefined {
  return value >= low && value <= high ? value : undefined;
}

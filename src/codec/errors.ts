/** Stable codes of the codec's faults. */
export type CodecErrorCode = 'VALUE_RANGE' | 'UNKNOWN_TYPE' | 'ASDU_TOO_LONG';

/** A value, type or count that can't be encoded. Never thrown by decoding. */
export class CodecError extends Error {
  override readonly name = 'CodecError';
  constructor(
    readonly code: CodecErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Returns `value` if it is an integer in `low`…`high` (inclusive), else throws `VALUE_RANGE` with the name `what`. */
export function requireInteger(what: string, value: number, low: number, high: number): number {
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new CodecError('VALUE_RANGE', `${what} is ${value}, expected a whole number ${low}…${high}`);
}

/** RTU numbers of a profile's row that no RTU has. */
import type { FindingCollector } from '../../config/findings.js';
import { formatRtuNumbers } from '../../text/rtu-numbers.js';

/** Warns of the RTU numbers of a row that are not among those that are loaded. */
export function warnOfStrangeNumbers(
  { line, rtuNumbers }: { readonly line: number; readonly rtuNumbers: readonly number[] },
  loaded: ReadonlySet<number>,
  column: string,
  findings: FindingCollector,
): void {
  const strange = rtuNumbers.filter((number) => !loaded.has(number));
  if (strange.length === 0) return;
  findings.warning(line, column, formatRtuNumbers(strange), 'numbers of loaded RTUs; these have no RTU');
}

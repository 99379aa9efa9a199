/** Checks the rows of a profile that change points against the loaded RTUs and IOA files. */
import type { Finding, RtuDefinition } from '../../channel/definitions.js';
import { collectFindings } from '../../config/findings.js';
import type { PointWish } from '../../coordinator/point-order.js';
import type { SignalTable } from '../../station/points/signal-table.js';
import { formatRtuNumbers } from '../../text/rtu-numbers.js';
import { POINT_COLUMNS } from './point-row.js';
import { pointTargets } from './point-targets.js';
import type { Profile } from './profile.js';
import { warnOfStrangeNumbers } from './strange-numbers.js';

/** Errors and warnings, in the order of the file: RTU numbers without an RTU, points that are not there, values that they can't have. */
export function checkPoints(
  profile: Profile,
  rtus: readonly RtuDefinition[],
  tables: ReadonlyMap<string, SignalTable>,
): Finding[] {
  const findings = collectFindings(profile.file);
  const loaded = new Set(rtus.map(({ rtuNumber }) => rtuNumber));
  for (const row of profile.points) {
    const { line, wish, rtuNumbers } = row;
    warnOfStrangeNumbers(row, loaded, POINT_COLUMNS.rtuNumbers, findings);
    const { rtus: found, refused } = pointTargets(row, rtus, tables);
    // Of all RTUs those are meant that have the point.
    const wrong = [...refused].filter(
      ([, { hasPoint }]) => hasPoint || rtuNumbers.length > 0 || found.length === 0,
    );
    const byDetail = new Map<string, number[]>();
    for (const [number, { detail }] of wrong) byDetail.set(detail, [...(byDetail.get(detail) ?? []), number]);
    for (const [detail, numbers] of byDetail) {
      const whose = formatRtuNumbers([...numbers].sort((a, b) => a - b));
      const { column, found: shown, expected } = faultOf(wish, detail);
      findings.error(line, column, shown, `${expected}; so for RTU number ${whose}`);
    }
  }
  return findings.list;
}

/** The cell that is wrong, from a sentence of `readWish`. */
function faultOf(
  { ioa, type, value, quality }: PointWish,
  detail: string,
): { column: string; found: string; expected: string } {
  const expected = detail.split(', expected ')[1];
  const marked = quality === undefined || quality === '' ? '' : ` with quality ${quality}`;
  if (expected !== undefined && detail.startsWith('value:'))
    return { column: POINT_COLUMNS.value, found: `${value}${marked}`, expected };
  if (expected !== undefined && detail.startsWith('quality:'))
    return { column: POINT_COLUMNS.quality, found: `${quality}`, expected };
  const what = `set ${ioa}${type === undefined ? '' : ` type ${type}`}`;
  if (expected !== undefined)
    return { column: POINT_COLUMNS.what, found: what, expected: `type ${expected}` };
  const isMissing = detail.startsWith('ioa: ');
  return {
    column: POINT_COLUMNS.what,
    found: what,
    expected: isMissing
      ? `the IOA of a point; ${detail.slice(5)}`
      : `the type behind the IOA, as in set ${ioa} type 30; ${detail}`,
  };
}

/** Lines of a group's log (`docs/gateway.md`, logs) in the form of Compare. */
import { splitCsv } from '../../view/signal-line.js';

/** Cells of a line: time, event, link, direction, type id, COT, OA, CA, IOA, value, detail. */
const CELLS = 11;

/** Screen columns of the events that come often, and of the sides. */
const LONGEST_USUAL = 'startdt'.length;
const MASTER = 'master'.length;

/**
 * A log line for people: `10:04:02.118 reply   rtu    rx type 100 COT 7 OA 3 CA 32 10.0.0.1:2404`. Times are cut to ms and the address is
 * last, so that a narrow pane shows what the line is about. A line of another kind is returned unchanged.
 */
export function formatGroupLine(line: string): string {
  const cells = splitCsv(line);
  const [time = '', event = '', link = '', direction = '', typeId, cot, oa, ca, ioa, value, ...details] =
    cells;
  if (cells.length < CELLS || !/\d\d:\d\d:\d\d/.test(time)) return line;
  const [side = '', ...peer] = link.split(' ');
  const named = (name: string, text: string | undefined): string => (text ? `${name} ${text}` : '');
  const parts = [
    time.replace(/^\S+[ T](?=\d\d:)/, '').replace(/(\.\d{3})\d+$/, '$1'),
    event.padEnd(LONGEST_USUAL),
    side.padEnd(MASTER),
    direction,
    named('type', typeId),
    named('COT', cot),
    named('OA', oa),
    named('CA', ca),
    named('IOA', ioa),
    named('=', value),
    details.join(', '),
    ...peer,
  ];
  return parts.filter((part) => part.trim() !== '').join(' ');
}

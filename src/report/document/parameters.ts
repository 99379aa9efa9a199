/** The parameters of the RTUs that must match the front-end's: those that are equal stand together. */
import { countOf, formatNumber } from '../../text/format.js';
import { type Column, paragraph, section, table } from '../html-text.js';
import type { RtuReport, RunReport } from '../run-report.js';

/** Most groups with a row of their own, and most ranges of numbers in one. */
const MOST_GROUPS = 40;
const MOST_RANGES = 60;

/** RTUs with the same parameters. */
interface Group {
  readonly one: RtuReport;
  readonly numbers: number[];
}

/** The section; empty without RTUs. */
export function parametersSection({ rtus }: Pick<RunReport, 'rtus'>): string {
  if (rtus.length === 0) return '';
  const groups = groupsOf(rtus);
  const shown = groups.slice(0, MOST_GROUPS);
  const parts = [
    paragraph(
      'k: most I frames without acknowledgement. w: the latest acknowledgement of received I frames. t1: time-out of an acknowledgement. ' +
        't2: the latest time of one. t3: silence before TESTFR. These of the front-end must be the same.',
    ),
    table(COLUMNS, shown),
  ];
  const rest = groups.slice(MOST_GROUPS);
  if (rest.length > 0) {
    const left = rest.reduce((sum, { numbers }) => sum + numbers.length, 0);
    parts.push(paragraph(`${countOf(left, 'more RTU')} with other parameters: the JSON report has them.`));
  }
  return section('Parameters of the RTUs', parts);
}

/** Most RTUs first. */
function groupsOf(rtus: readonly RtuReport[]): Group[] {
  const groups = new Map<string, Group>();
  for (const one of [...rtus].sort((a, b) => a.no - b.no)) {
    const key = [one.k, one.w, one.t1Ms, one.t2Ms, one.t3Ms].join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { one, numbers: [one.no] });
    else group.numbers.push(one.no);
  }
  return [...groups.values()].sort((a, b) => b.numbers.length - a.numbers.length);
}

/** Ascending numbers with their neighbours joined: `1–150, 153`. */
export function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const no of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && no <= last[1] + 1) last[1] = no;
    else ranges.push([no, no]);
  }
  const words = ranges
    .slice(0, MOST_RANGES)
    .map(([from, to]) => (from === to ? String(from) : `${from}${to === from + 1 ? ', ' : '–'}${to}`));
  if (ranges.length > MOST_RANGES) words.push('and more');
  return words.join(', ');
}

const seconds = (ms: number | undefined): string => (ms === undefined ? 'not recorded' : String(ms / 1000));

const COLUMNS: readonly Column<Group>[] = [
  { head: 'RTUs', cell: ({ numbers }) => formatNumber(numbers.length) },
  { head: 'k', cell: ({ one }) => String(one.k) },
  { head: 'w', cell: ({ one }) => (one.w === undefined ? 'not recorded' : String(one.w)) },
  { head: 't1 (s)', cell: ({ one }) => seconds(one.t1Ms) },
  { head: 't2 (s)', cell: ({ one }) => seconds(one.t2Ms) },
  { head: 't3 (s)', cell: ({ one }) => seconds(one.t3Ms) },
  { head: 'No.', text: true, cell: ({ numbers }) => rangesOf(numbers) },
];

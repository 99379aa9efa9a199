/** What was not as it should be, with room for what witnesses say about it. */
import { countOf, formatInstant } from '../../text/format.js';
import type { FaultHitReport } from '../fault-report.js';
import { type Column, paragraph, section, table } from '../html-text.js';
import { pauseSentences } from '../pause-words.js';
import { findDoubts, findGaps } from '../report-checks.js';
import type { LinkLoss, Remark, RunReport } from '../run-report.js';
import { rangesOf } from './parameters.js';

/** Most deviations with a row of their own. */
const MOST_ROWS = 60;

/** One row. */
interface Deviation {
  readonly about: string;
  readonly what: string;
}

/** The section. */
export function deviationsSection(report: RunReport): string {
  const all = findDeviations(report);
  const { remarks = [] } = report;
  const shown = all
    .slice(0, MOST_ROWS)
    .map((deviation, at) => ({ ...deviation, at: at + 1, remark: remarksOn(deviation, remarks) }));
  const parts = [table(COLUMNS, shown, { empty: 'None was found.' })];
  if (all.length > MOST_ROWS) {
    parts.push(
      paragraph(
        `${countOf(all.length - MOST_ROWS, 'more deviation')}: the chapters above and the appendix have them.`,
      ),
    );
  }
  if (remarks.length > 0) parts.push(table(REMARK_COLUMNS, remarks));
  parts.push('<p class="lines">Further remarks:</p>', '<div class="lines"></div>');
  return section('Deviations and remarks', parts, 'deviations');
}

const COLUMNS: readonly Column<Deviation & { readonly at: number; readonly remark: string }>[] = [
  { head: 'No.', cell: ({ at }) => String(at) },
  { head: 'About', text: true, cell: ({ about }) => about },
  { head: 'Deviation', text: true, cell: ({ what }) => what },
  { head: 'Remark', text: true, cell: ({ remark }) => remark },
];

const REMARK_COLUMNS: readonly Column<Remark>[] = [
  { head: 'About', text: true, cell: ({ about }) => about },
  { head: 'Remark', text: true, cell: ({ text }) => text },
  { head: 'By', text: true, cell: ({ who }) => who },
];

/** What was remarked about the RTU of a row. */
function remarksOn({ about }: Deviation, remarks: readonly Remark[]): string {
  const own = remarks.filter((remark) => about === remark.about || about.startsWith(`${remark.about} `));
  return own.map(({ text, who }) => (who === '' ? text : `${text} (${who})`)).join('; ');
}

/** Everything that was not as it should be: first what concerns the verdict, then what the front-end did, then the tester itself. */
export function findDeviations(report: RunReport): Deviation[] {
  const { limits, expectations = [], faults = [] } = report;
  const of =
    (about: string) =>
    (what: string): Deviation => ({ about, what });
  const missed = limits
    .filter(({ verdict }) => verdict !== 'PASS')
    .map(({ verdict, text }) => `${verdict}: ${text}`);
  const unmet = expectations
    .filter(({ isMet }) => !isMet)
    .map(({ name, demanded, found }) => ({ about: 'Expectation', what: `${name}: ${demanded}; ${found}` }));
  const wrong = faults.flatMap(({ what, hits }) => wrongOf(what, hits));
  return [
    ...missed.map(of('Limit')),
    ...findDoubts(report).map(of('Run')),
    ...unmet,
    ...wrong,
    ...lossesOf(report),
    ...findGaps(report).map(of('Run')),
    ...pauseSentences(report).map(of('Tester')),
  ];
}

/** RTUs whose front-end did not do what a fault demands, those of one reason together. */
function wrongOf(fault: string, hits: readonly FaultHitReport[]): Deviation[] {
  const numbers = new Map<string, Set<number>>();
  for (const { asDemanded, why, no } of hits) {
    if (asDemanded === 'no') numbers.set(why, (numbers.get(why) ?? new Set()).add(no));
  }
  return [...numbers].map(([why, list]) => ({
    about: `${list.size === 1 ? 'RTU' : 'RTUs'} ${rangesOf([...list].sort((a, b) => a - b))}`,
    what: `not as demanded at the fault “${fault}”: ${why}`,
  }));
}

/** The program ended these itself, because the plan wanted it. */
const ON_PURPOSE = /^FAULT\b/;

/** One row for each RTU that lost connections, most of them first; those that a fault on purpose has ended are none. */
function lossesOf({ links, linksLeftOut }: RunReport): Deviation[] {
  const byRtu = new Map<number, LinkLoss[]>();
  const unwanted = links.filter(({ reason }) => !ON_PURPOSE.test(reason));
  for (const link of unwanted) byRtu.set(link.no, [...(byRtu.get(link.no) ?? []), link]);
  const rows = [...byRtu.values()]
    .sort((a, b) => b.length - a.length)
    .map((losses) => {
      const [{ no, name, at, reason }] = losses;
      const first = losses.length === 1 ? `at ${formatInstant(at)}` : `first at ${formatInstant(at)}`;
      return {
        about: rtuWords(no, name),
        what: `${countOf(losses.length, 'connection')} ended, ${first}: ${reason}`,
      };
    });
  if (linksLeftOut > 0) {
    rows.push({
      about: 'Connections',
      what: `${countOf(linksLeftOut, 'more connection')} ended; the program's log names them.`,
    });
  }
  return rows;
}

function rtuWords(no: number, name: string): string {
  return `RTU ${no} ${name}`;
}

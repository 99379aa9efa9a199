/** What had to happen in a run (`docs/behaviour.md` §14): a limit, lines of the summary and a section of the page. */
import { countOf, formatNumber } from '../text/format.js';
import type { ExpectationReport } from './expectation-report.js';
import { type Column, paragraph, section, table } from './html-text.js';
import type { LimitName } from './limit-name.js';
import type { RunReport } from './run-report.js';

/** The limit that judges them; a run with expectations always has it. */
export const EXPECTED_LIMIT = 'expected';

export const EXPECTED: LimitName = {
  name: EXPECTED_LIMIT,
  unit: 'expectations',
  sense: 'most',
  help: 'rows of --expect that are not met; all: none may be missed',
  example: `${EXPECTED_LIMIT}=all`,
  ownPause: 'worse',
  measure: ({ expectations = [] }) => {
    if (expectations.length === 0) return { fault: 'nothing is expected: --expect names a file' };
    const missed = expectations.filter(({ isMet }) => !isMet);
    const [first] = missed;
    const of = `of ${formatNumber(expectations.length)}`;
    return {
      value: missed.length,
      note: first === undefined ? of : `${of}; first ${first.name}: ${first.found}`,
    };
  },
};

/** Lines of the summary: how many are met, and each that is not; none if nothing was expected. */
export function expectationLines({ expectations = [] }: Pick<RunReport, 'expectations'>): string[] {
  if (expectations.length === 0) return [];
  const missed = expectations.filter(({ isMet }) => !isMet);
  const met = expectations.length - missed.length;
  return [
    `Expected  ${formatNumber(met)} of ${countOf(expectations.length, 'expectation')} met`,
    ...missed.map(({ name, demanded, found }) => `          not met: ${name}: ${demanded}; ${found}`),
  ];
}

/** The section; empty if nothing was expected. */
export function expectationsSection({ expectations = [] }: Pick<RunReport, 'expectations'>): string {
  if (expectations.length === 0) return '';
  const rows = [...expectations].sort((a, b) => Number(a.isMet) - Number(b.isMet));
  const missed = rows.filter(({ isMet }) => !isMet).length;
  const words =
    missed === 0
      ? `All ${formatNumber(rows.length)} are met.`
      : `${countOf(missed, 'row')} of ${formatNumber(rows.length)} not met; these come first.`;
  return section('What had to happen', [paragraph(words), table(COLUMNS, rows)], 'wide');
}

const COLUMNS: readonly Column<ExpectationReport>[] = [
  { head: 'Expectation', text: true, cell: ({ name }) => name },
  { head: 'Demanded', text: true, cell: ({ demanded }) => demanded },
  { head: 'Met', text: true, cell: ({ isMet }) => (isMet ? 'yes' : 'NO') },
  { head: 'Found', text: true, cell: ({ found }) => found },
  { head: 'Comment', text: true, cell: ({ comment }) => comment },
];

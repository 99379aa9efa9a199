/** The faults on purpose of a run: a line of the summary, and a section of the page. */
import { countOf, formatMs, formatNumber } from '../text/format.js';
import type { FaultHitReport, FaultReport } from './fault-report.js';
import { type Column, escapeHtml, paragraph, section, table } from './html-text.js';
import type { RunReport } from './run-report.js';

/** Rows of RTUs shown at once; more are folded. */
const FOLDED_FROM = 12;

/** `3 faults on 12 RTUs: 9 as demanded, 1 not, 2 not judged; 14 signals spoiled`; `undefined`: there was none. */
export function faultWords({
  faults = [],
  totals,
}: Pick<RunReport, 'faults' | 'totals'>): string | undefined {
  if (faults.length === 0) return undefined;
  const hits = faults.flatMap((fault) => fault.hits);
  const number = (of: FaultHitReport['asDemanded']): string =>
    formatNumber(hits.filter(({ asDemanded }) => asDemanded === of).length);
  const times = faults.reduce((sum, fault) => sum + fault.times, 0);
  const rtus = new Set(hits.map(({ no }) => no)).size;
  const { spoiled } = totals.signals;
  const words = spoiled > 0 ? `; ${countOf(spoiled, 'signal')} spoiled` : '';
  return (
    `${countOf(times, 'fault')} on ${countOf(rtus, 'RTU')}: ${number('yes')} as demanded, ${number('no')} not, ` +
    `${number('not judged')} not judged${words}`
  );
}

/** The section; empty if there was no fault. */
export function faultsSection({ faults = [] }: Pick<RunReport, 'faults'>): string {
  if (faults.length === 0) return '';
  return section(
    'Faults on purpose',
    [
      paragraph(
        'What the RTUs did wrong because the plan wanted it, what that demands of the master, and what it did. Times after the end of a fault are negative where it was not over yet.',
      ),
      ...faults.map(faultPart),
    ],
    'wide',
  );
}

function faultPart(fault: FaultReport): string {
  const { name, what, help, demand, source, times, hits, collateral } = fault;
  const often = times > 1 ? `, ${formatNumber(times)} times` : '';
  const rows = [...hits].sort((a, b) => rank(a) - rank(b) || a.no - b.no);
  const body = table(COLUMNS, rows);
  const folded =
    rows.length < FOLDED_FROM
      ? body
      : `<details><summary>${escapeHtml(`${countOf(rows.length, 'row')}: those not as demanded first`)}</summary>${body}</details>`;
  return [
    `<h3>${escapeHtml(`${name}: ${what}${often}`)}</h3>`,
    paragraph(`The RTU ${help}. Demanded: ${demand} (${source}). ${countWords(hits)}.`),
    ...(collateral === undefined
      ? []
      : [
          paragraph(
            `RTUs that no fault hit (${formatNumber(collateral.rtus)}): ack p99 ${ms(collateral.p99Ms)} ms, before ${ms(collateral.p99BeforeMs)} ms; ` +
              `reconnects ${formatNumber(collateral.reconnects)}, before ${formatNumber(collateral.reconnectsBefore)}.`,
          ),
        ]),
    folded,
  ].join('\n');
}

/** Those that somebody must look at come first. */
function rank({ asDemanded }: FaultHitReport): number {
  return asDemanded === 'no' ? 0 : asDemanded === 'yes' ? 1 : 2;
}

function countWords(hits: readonly FaultHitReport[]): string {
  const number = (of: FaultHitReport['asDemanded']): number =>
    hits.filter((hit) => hit.asDemanded === of).length;
  return `Of ${formatNumber(hits.length)}: ${formatNumber(number('yes'))} as demanded, ${formatNumber(number('no'))} not, ${formatNumber(number('not judged'))} not judged`;
}

const ms = (value: number | null): string => formatMs(value);

const COLUMNS: readonly Column<FaultHitReport>[] = [
  { head: 'No.', cell: ({ no }) => String(no) },
  { head: 'RTU', text: true, cell: ({ name }) => name },
  { head: 'As demanded', text: true, cell: ({ asDemanded }) => asDemanded },
  { head: 'Why', text: true, cell: ({ why }) => why },
  {
    head: 'Effect (ms)',
    title: 'From the instant of the fault to its first effect',
    cell: ({ appliedMs }) => ms(appliedMs),
  },
  { head: 'First reaction', text: true, cell: ({ reaction }) => reaction },
  { head: 'After (ms)', title: 'From the effect to that reaction', cell: ({ reactionMs }) => ms(reactionMs) },
  { head: 'End of the connection', text: true, cell: ({ ending }) => ending },
  { head: 'Connected (ms)', title: 'From the end of the fault', cell: ({ connectedMs }) => ms(connectedMs) },
  { head: 'STARTDT (ms)', title: 'From the end of the fault', cell: ({ startedMs }) => ms(startedMs) },
  {
    head: 'Data (ms)',
    title: 'From the end of the fault to the next acknowledged I frame',
    cell: ({ dataMs }) => ms(dataMs),
  },
  {
    head: 'Interrogated (ms)',
    title: 'From the end of the fault',
    cell: ({ interrogatedMs }) => ms(interrogatedMs),
  },
  {
    head: 'Open',
    title: 'Signals without acknowledgement when it began',
    cell: ({ open }) => formatNumber(open),
  },
  { head: 'Sent again', cell: ({ resent }) => formatNumber(resent) },
  { head: 'Lost', cell: ({ lost }) => formatNumber(lost) },
];

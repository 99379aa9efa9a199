/** The switchovers of a run (`docs/behaviour.md` §9), as words and as a section of the page. */
import { countOf, formatDuration, formatMs, formatNumber } from '../text/format.js';
import { type Column, section, table } from './html-text.js';
import type { RtuReport, RunReport, RunSwitchovers } from './run-report.js';

/** An RTU that switched over in the run. */
type Switched = RtuReport & { readonly switchovers: RunSwitchovers };

/** RTUs that switched over, the slowest first. */
function switchedOf({ rtus }: Pick<RunReport, 'rtus'>): Switched[] {
  const switched = rtus.filter((rtu): rtu is Switched => (rtu.switchovers?.times ?? 0) > 0);
  return switched.sort((a, b) => longestMs(b) - longestMs(a) || a.no - b.no);
}

function longestMs({ switchovers }: Switched): number {
  return switchovers.longestMs ?? 0;
}

/** `153 switchovers of 153 RTUs, longest 2.34 s (RTU 7 North), median of the RTUs 2.1 s`; `undefined`: there was none. */
export function switchoverWords(report: Pick<RunReport, 'rtus'>): string | undefined {
  const switched = switchedOf(report);
  const [slowest] = switched;
  if (slowest === undefined) return undefined;
  const times = switched.reduce((sum, { switchovers }) => sum + switchovers.times, 0);
  const median = switched[Math.floor(switched.length / 2)];
  return (
    `${countOf(times, 'switchover')} of ${countOf(switched.length, 'RTU')}, longest ${formatDuration(longestMs(slowest))} ` +
    `(RTU ${slowest.no} ${slowest.name}), median of the RTUs ${formatDuration(longestMs(median))}`
  );
}

/** The section; empty if no RTU switched over. */
export function switchoverSection(report: Pick<RunReport, 'rtus'>): string {
  const switched = switchedOf(report);
  if (switched.length === 0) return '';
  const columns: Column<Switched>[] = [
    { head: 'No.', cell: (rtu) => String(rtu.no) },
    { head: 'RTU', text: true, cell: (rtu) => rtu.name },
    { head: 'Times', cell: ({ switchovers }) => formatNumber(switchovers.times) },
    {
      head: 'Longest (ms)',
      title: 'From the loss of the connection to the first acknowledged I frame on the next one',
      cell: (rtu) => formatMs(longestMs(rtu)),
    },
    {
      head: 'Last (ms)',
      title: 'The same, the last',
      cell: ({ switchovers }) => formatMs(switchovers.lastMs),
    },
    {
      head: 'To STARTDT (ms)',
      title: 'Last: from the loss to STARTDT on the next connection',
      cell: ({ switchovers }) => formatMs(switchovers.startMs),
    },
    {
      head: 'To interrogated (ms)',
      title: 'Last: from the loss to the end of the interrogation on the next connection',
      cell: ({ switchovers }) => formatMs(switchovers.interrogatedMs),
    },
    {
      head: 'Gap (ms)',
      title: 'Last: from the last acknowledged I frame before the loss to the first one after it',
      cell: ({ switchovers }) => formatMs(switchovers.gapMs),
    },
    {
      head: 'Sent again',
      title: 'Signals that were not acknowledged before the loss',
      cell: (rtu) => formatNumber(rtu.resent),
    },
    {
      head: 'Lost',
      title:
        'Signals never acknowledged: a link was lost or stopped, or an event buffer was full. Answers to interrogations are not counted here',
      cell: ({ signals, answersLost }) =>
        formatNumber(signals.unsentLink + signals.unsentBuffer - answersLost),
    },
  ];
  return section('Switchovers', [table(columns, switched)], 'wide');
}

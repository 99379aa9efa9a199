/** How it was tested, in sentences from the run's own data. */
import { countOf, formatDuration, formatInstant, formatNumber } from '../../text/format.js';
import { escapeHtml, paragraph, section } from '../html-text.js';
import type { RunReport, SendReport } from '../run-report.js';

/** Most sends with a sentence of their own. */
const MOST_SENDS = 12;

/** The section. */
export function methodSection(report: RunReport): string {
  const { configuration, totals, sends, faults = [] } = report;
  const rtus = countOf(configuration.rtus, 'RTU');
  const ini = configuration.files[0]?.path;
  const steps = [
    `The program played ${rtus}${ini === undefined ? '' : ` of ${ini}`}, each as a controlled station. The front-end was the controlling station: it opened the connections.`,
  ];
  if (report.notBegun !== undefined) {
    steps.push(`Nothing was sent: ${report.notBegun}.`);
  } else {
    steps.push(
      `When the run began, ${formatNumber(totals.onlineAtStart)} of ${rtus} had a connection that the front-end had started with STARTDT.`,
      ...sendSteps(sends),
    );
    const times = faults.reduce((sum, fault) => sum + fault.times, 0);
    if (times > 0) {
      steps.push(
        `RTUs did something wrong on purpose ${countOf(times, 'time')}; the chapter “Faults on purpose” says what, and what the front-end did.`,
      );
    }
    steps.push(endStep(report));
  }
  return section('How it was tested', [
    list('ol', steps),
    paragraph('How it was counted:'),
    list('ul', COUNTING),
  ]);
}

const COUNTING: readonly string[] = [
  'A signal is offered when it is due to be sent. It is acknowledged when the front-end has acknowledged the I frame that carried it.',
  'A signal that was never acknowledged is unsent, with the reason, or open. Offered = acknowledged + unsent + spoiled + open + held: whether this adds up is checked for every send, every RTU, and all together.',
  'The time of an acknowledgement is taken by the program, from the writing of an I frame to the acknowledgement that covers it. p99 is the time within which 99 of 100 I frames were acknowledged; p50, half of them.',
  'Durations are taken from a clock that nobody can set; instants are local time, with their distance from UTC.',
];

function sendSteps(sends: readonly SendReport[]): string[] {
  const steps = sends.slice(0, MOST_SENDS).map(sendStep);
  const rest = sends.length - steps.length;
  if (rest > 0) steps.push(`${countOf(rest, 'more send')} followed; the chapter “Sends” has them all.`);
  return steps;
}

function sendStep({
  name,
  index,
  startedAt,
  durationMs,
  ratePerRtu,
  times,
  rtus,
  signals,
}: SendReport): string {
  const what = index === 0 ? 'all their signals' : `their signals of index ${index}`;
  const howLong = durationMs > 0 ? `again and again for ${formatDuration(durationMs)}` : 'each once';
  const howFast =
    ratePerRtu === null
      ? 'as fast as the front-end acknowledged'
      : `${formatNumber(ratePerRtu, 1)} signals per second on each RTU`;
  const often = times > 1 ? `, ${formatNumber(times)} times in the run` : '';
  return (
    `${name.slice(0, 1).toUpperCase()}${name.slice(1)}: from ${formatInstant(startedAt)} on ${countOf(rtus, 'RTU')} sent ${what}, ${howLong}, ${howFast}${often}. ` +
    `That came to ${countOf(signals.offered, 'signal')}.`
  );
}

function endStep({ ending, sendingMs, durationMs }: RunReport): string {
  if (ending === 'interrupted') {
    return `The run was interrupted after ${formatDuration(durationMs)}, before every signal was accounted for.`;
  }
  return (
    `After ${formatDuration(sendingMs)} nothing was left to send; after ${formatDuration(durationMs)} the last signal was accounted for, ` +
    'and the limits were judged.'
  );
}

function list(tag: 'ol' | 'ul', items: readonly string[]): string {
  return `<${tag}>\n${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('\n')}\n</${tag}>`;
}

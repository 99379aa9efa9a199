/** The names of limits: one table for reading, judging and the help text. */

import { unsentOf } from '../figures/books.js';
import { countOf, formatDuration, formatNumber, formatShare, isMeasured } from '../text/format.js';
import { largestErrorMs, largestTagErrorMs } from './clock-syncs.js';
import { EXPECTED } from './expectations.js';
import { FAULT_LIMITS } from './fault-limits.js';
import type { LimitName, Measured } from './limit-name.js';
import { describeLongestPause } from './pause-words.js';
import { type UnjudgedReport, waitingLines } from './report-checks.js';
import type { LatencySummary, RtuReport, SignalCounts } from './run-report.js';

/** The limit of the tester's own pauses. */
export const PAUSE_LIMIT = 'pause';

const NO_SEND = { fault: 'no signal was offered in a send' };
const NOT_CONNECTED = { fault: 'no RTU had a started connection' };

/** Every name, in the order of the help text. */
export const LIMIT_NAMES: readonly LimitName[] = [
  acknowledgement('ack-p50', 'p50Ms', 0.5, 'half of all I frames are'),
  acknowledgement('ack-p90', 'p90Ms', 0.9, '90 % of all I frames are'),
  acknowledgement('ack-p99', 'p99Ms', 0.99, '99 % of all I frames are'),
  acknowledgement('ack-p999', 'p999Ms', 0.999, '99.9 % of all I frames are'),
  acknowledgement('ack-max', 'maxMs', 1, 'every I frame is'),
  {
    name: 'lost',
    unit: 'signals',
    sense: 'most',
    help: 'signals of sends never acknowledged: link lost or stopped, buffer full',
    example: 'lost=0',
    counts: true,
    ownPause: 'worse',
    measure: (report) => sumOfSends(report, ({ unsentLink, unsentBuffer }) => unsentLink + unsentBuffer),
  },
  {
    name: 'unsent',
    unit: 'signals',
    sense: 'most',
    help: 'the same, and those not sent because the send ended or a filter timed out',
    example: 'unsent=0',
    counts: true,
    ownPause: 'worse',
    measure: (report) => sumOfSends(report, unsentOf),
  },
  {
    name: 'duration',
    unit: 'time',
    sense: 'most',
    help: 'from the first common start to the last signal accounted for',
    example: 'duration=5s',
    counts: true,
    ownPause: 'worse',
    measure: (report) => (offeredInSends(report) > 0 ? { value: report.durationMs } : NO_SEND),
  },
  {
    name: 'sending',
    unit: 'time',
    sense: 'most',
    help: 'from the first common start until nothing was left to send',
    example: 'sending=5s',
    counts: true,
    ownPause: 'worse',
    measure: (report) => (offeredInSends(report) > 0 ? { value: report.sendingMs } : NO_SEND),
  },
  {
    name: 'online',
    unit: 'RTUs',
    sense: 'least',
    help: 'RTUs with a started connection, the fewest during the run',
    example: 'online=153',
    ownPause: 'worse',
    measure: ({ totals }) => ({ value: totals.onlineLeast }),
  },
  {
    name: 'rate',
    unit: 'rate',
    sense: 'least',
    help: 'acknowledged signals a second, until 99 % were',
    example: 'rate=50k',
    counts: true,
    ownPause: 'worse',
    measure: ({ totals }) =>
      totals.signals.acknowledged > 0 ? { value: totals.rate } : { fault: 'nothing was acknowledged' },
  },
  {
    name: 'links-lost',
    unit: 'times',
    sense: 'most',
    help: 'connections that ended during the run',
    example: 'links-lost=0',
    ownPause: 'worse',
    measure: (report) => connected(report, Math.max(report.totals.disconnects, linksListed(report))),
  },
  {
    name: 'reconnects',
    unit: 'times',
    sense: 'most',
    help: 'connections that came in place of one that had ended',
    example: 'reconnects=0',
    ownPause: 'worse',
    measure: (report) => connected(report, report.totals.reconnects),
  },
  {
    name: 'stall',
    unit: 'share',
    sense: 'most',
    help: 'share of the run that signals waited behind a closed window, all RTUs',
    example: 'stall=50%',
    ownPause: 'worse',
    measure: ({ totals }) =>
      totals.signals.sent > 0 ? { value: totals.stallShare } : { fault: 'nothing was sent' },
  },
  {
    name: 'effective-w',
    unit: 'frames',
    sense: 'most',
    help: 'I frames to one acknowledgement, mean of the RTU with the most',
    example: 'effective-w=8',
    measure: (report) =>
      worstRtu(report, (rtu) => rtu.effectiveW, 'no master acknowledged anything', 'acknowledged'),
  },
  {
    name: 'command-p99',
    unit: 'time',
    sense: 'most',
    help: 'command to the acknowledgement of its last confirmation, 99 % of all',
    example: 'command-p99=500ms',
    ownPause: 'worse',
    measure: ({ commandRoundTrip }) => commandTrip(commandRoundTrip, 'p99Ms'),
  },
  {
    name: 'command-max',
    unit: 'time',
    sense: 'most',
    help: 'the same, the slowest',
    example: 'command-max=2s',
    ownPause: 'worse',
    measure: ({ commandRoundTrip }) => commandTrip(commandRoundTrip, 'maxMs'),
  },
  {
    name: 'gi',
    unit: 'time',
    sense: 'most',
    help: "longest interrogation since the program's start, request to actterm sent",
    example: 'gi=5s',
    ownPause: 'worse',
    measure: (report) =>
      worstRtu(
        report,
        ({ interrogationMaxMs }) => interrogationMaxMs,
        'no interrogation came to its end',
        'interrogated',
      ),
  },
  {
    name: 'switchover',
    unit: 'time',
    sense: 'most',
    help: 'loss of a connection to the first acknowledged frame on the next',
    example: 'switchover=5s',
    ownPause: 'worse',
    measure: (report) =>
      worstRtu(report, (rtu) => rtu.switchovers?.longestMs, 'no RTU switched over', 'switched over'),
  },
  {
    name: 'switchover-lost',
    unit: 'signals',
    sense: 'most',
    help: 'signals that RTUs which switched over lost, but for interrogation answers',
    example: 'switchover-lost=0',
    ownPause: 'worse',
    measure: ({ rtus }) => {
      const switched = rtus.filter((rtu) => (rtu.switchovers?.times ?? 0) > 0);
      if (switched.length === 0) return { fault: 'no RTU switched over' };
      const sum = (of: (rtu: RtuReport) => number): number =>
        switched.reduce((total, rtu) => total + of(rtu), 0);
      // The interrogation that the master begins on the next connection brings them.
      const answers = sum(({ answersLost }) => answersLost);
      const also = answers === 0 ? '' : `; ${countOf(answers, 'answer')} to interrogations beside`;
      return {
        value: sum(({ signals }) => signals.unsentLink + signals.unsentBuffer) - answers,
        note: `of ${countOf(switched.length, 'RTU')}${also}`,
      };
    },
  },
  {
    name: 'clock-error',
    unit: 'time',
    sense: 'most',
    help: "clock sync: difference to the RTU's own time, early or late, worst RTU",
    example: 'clock-error=50ms',
    ownPause: 'worse',
    measure: (report) => worstRtu(report, largestErrorMs, 'no clock sync came', 'got one'),
  },
  {
    name: 'clock-interval',
    unit: 'time',
    sense: 'most',
    help: 'longest time of an RTU without a clock sync; one that got none fails',
    example: 'clock-interval=70s',
    ownPause: 'worse',
    measure: (report) => {
      const none = report.rtus.filter((rtu) => (rtu.clock?.syncs ?? 0) === 0);
      if (none.length > 0) return { fault: `no clock sync came to ${countOf(none.length, 'RTU')}` };
      return worstRtu(report, (rtu) => rtu.clock?.longestIntervalMs, 'no clock sync came', 'got one');
    },
  },
  {
    name: 'command-time',
    unit: 'time',
    sense: 'most',
    help: "time tag of a command: difference to the RTU's own time, worst RTU",
    example: 'command-time=50ms',
    ownPause: 'worse',
    measure: (report) => worstRtu(report, largestTagErrorMs, 'no command with a time tag came', 'got one'),
  },
  {
    name: 'log-lost',
    unit: 'lines',
    sense: 'most',
    help: 'lines that the logs and the sent list lost',
    example: 'log-lost=0',
    measure: ({ totals }) => {
      const waiting = waitingLines(totals);
      const value = totals.logLinesLost + (totals.sentListLost ?? 0) + waiting;
      return waiting > 0 ? { value, note: `${formatNumber(waiting)} of them not written yet` } : { value };
    },
  },
  EXPECTED,
  ...FAULT_LIMITS,
  {
    name: PAUSE_LIMIT,
    unit: 'time',
    sense: 'most',
    help: 'longest pause of the simulator itself; beyond it times are not judged',
    example: `${PAUSE_LIMIT}=250ms`,
    measure: (report) => {
      const { pauses } = report;
      if (pauses === undefined) return { fault: 'pauses were not measured' };
      const longest = describeLongestPause(report);
      return { value: pauses.longestMs, ...(longest === undefined ? {} : { note: longest }) };
    },
  },
];

/**
 * A limit of acknowledgement latency. The histogram has only frames that were acknowledged. A frame that never was is later
 * than any limit, so a percentile is judged only if at least that share of signals was acknowledged.
 */
function acknowledgement(
  name: string,
  figure: keyof LatencySummary,
  share: number,
  whose: string,
): LimitName {
  const measure = ({ latency, totals }: UnjudgedReport): Measured => {
    const value = latency[figure];
    if (!isMeasured(value) || !(latency.count > 0)) return { fault: 'nothing was acknowledged' };
    const { unsentLink, acknowledged, open } = totals.signals;
    const never = unsentLink / (unsentLink + acknowledged);
    if (never > 1 - share) {
      const rest = `${countOf(unsentLink, 'signal')} (${formatShare(never)})`;
      return {
        fault: `${formatDuration(value)} for what was acknowledged, but ${rest} got no acknowledgement`,
      };
    }
    const { oldestUnackedMs } = totals;
    if (share < 1 || !(open > 0) || !isMeasured(oldestUnackedMs) || oldestUnackedMs <= value)
      return { value };
    return { value: oldestUnackedMs, note: 'some without acknowledgement at the end' };
  };
  return {
    name,
    unit: 'time',
    sense: 'most',
    help: `${whose} acknowledged within`,
    example: `${name}=200ms`,
    counts: true,
    ownPause: 'either',
    measure,
  };
}

function offeredInSends({ sends }: UnjudgedReport): number {
  return sends.reduce((sum, send) => sum + send.signals.offered, 0);
}

function sumOfSends(report: UnjudgedReport, count: (signals: SignalCounts) => number): Measured {
  if (!(offeredInSends(report) > 0)) return NO_SEND;
  return { value: report.sends.reduce((sum, send) => sum + count(send.signals), 0) };
}

function linksListed(report: UnjudgedReport): number {
  return report.links.length + report.linksLeftOut;
}

/** A figure about connections; without any connection such a limit is not judged, because it would always be kept. */
function connected({ totals }: UnjudgedReport, value: number): Measured {
  return totals.onlineAtStart > 0 || value > 0 ? { value } : NOT_CONNECTED;
}

function commandTrip(trip: LatencySummary, figure: 'p99Ms' | 'maxMs'): Measured {
  const value = trip[figure];
  if (!isMeasured(value) || !(trip.count > 0)) return { fault: 'no command was confirmed and acknowledged' };
  return { value, note: `of ${countOf(trip.count, 'command')}` };
}

/** The largest figure of all RTUs, with a note which RTU has it and how many RTUs have one (`verb`). */
function worstRtu(
  { rtus }: UnjudgedReport,
  figure: (rtu: UnjudgedReport['rtus'][number]) => number | null | undefined,
  nothing: string,
  verb: string,
): Measured {
  let worst = -1;
  let name = '';
  let measured = 0;
  for (const rtu of rtus) {
    const value = figure(rtu);
    if (!isMeasured(value)) continue;
    measured++;
    if (value > worst) {
      worst = value;
      name = `RTU ${rtu.no} ${rtu.name}`;
    }
  }
  if (measured === 0) return { fault: nothing };
  return { value: worst, note: `${name}; ${countOf(measured, 'RTU')} of ${rtus.length} ${verb}` };
}

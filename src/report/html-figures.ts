/** Sections of the page: totals with their balance, sends, latencies, lost links, shards. */
import { imbalanceOf } from '../figures/books.js';
import { shownReasons } from '../figures/counter-rules.js';
import {
  countOf,
  formatDuration,
  formatInstant,
  formatMs,
  formatNumber,
  formatPercent,
} from '../text/format.js';
import { type Column, escapeHtml, type Html, paragraph, section, table } from './html-text.js';
import type {
  LatencySummary,
  LinkLoss,
  RunReport,
  SendReport,
  ShardReport,
  SignalCounts,
  ThreadPauses,
} from './run-report.js';

type Counted = SignalCounts & { readonly open?: number; readonly held?: number };

/**
 * The columns of the equation offered = acknowledged + unsent + spoiled + open + held. Those of event buffers and of faults are there only if one of `rows` has
 * something in them.
 */
function balanceColumns<T>(signals: (row: T) => Counted, rows: readonly T[]): Column<T>[] {
  const sum = (field: keyof Counted): number =>
    rows.reduce((all, row) => all + (signals(row)[field] ?? 0), 0);
  const reasons = shownReasons(({ field }) => sum(field));
  return [
    { head: 'Offered', cell: (row) => formatNumber(signals(row).offered) },
    { head: '= Acknowledged', cell: (row) => formatNumber(signals(row).acknowledged) },
    ...reasons.map(
      ({ field, heading, meaning }): Column<T> => ({
        head: `+ ${heading}`,
        title: meaning,
        cell: (row) => formatNumber(signals(row)[field]),
      }),
    ),
    ...(sum('spoiled') === 0
      ? []
      : [
          {
            head: '+ Spoiled',
            title:
              'In frames that a fault on purpose has spoiled: the master never got them as they were meant',
            cell: (row: T) => formatNumber(signals(row).spoiled),
          },
        ]),
  ];
}

function heldColumn<T>(signals: (row: T) => Counted, rows: readonly T[]): Column<T>[] {
  if (!rows.some((row) => (signals(row).held ?? 0) > 0)) return [];
  const title = 'Waiting in an event buffer for a connection at the end of the run';
  return [{ head: '+ Held', title, cell: (row) => formatNumber(signals(row).held ?? 0) }];
}

/** Totals of the run. */
export function totalsSection({ totals }: RunReport): string {
  const columns: Column<Counted>[] = [
    ...balanceColumns<Counted>((signals) => signals, [totals.signals]),
    {
      head: '+ Open',
      title: 'Sent or due and not settled at the end of the run',
      cell: ({ open = 0 }) => formatNumber(open),
    },
    ...heldColumn<Counted>((signals) => signals, [totals.signals]),
    { head: 'Balance', text: true, cell: (signals) => balanceMark(imbalanceOf(signals)) },
  ];
  const other: [string, string][] = [
    ['Signals sent', formatNumber(totals.signals.sent)],
    ['of them in answer to interrogations', formatNumber(totals.interrogated)],
    ['Sent again on another connection', formatNumber(totals.resent)],
    ['Acknowledged signals/s, until 99 % were', formatNumber(totals.rate)],
    ['Signals/s, best second', formatNumber(totals.peakRate)],
    ['Frames sent', formatNumber(totals.framesSent)],
    ['Frames received', formatNumber(totals.framesReceived)],
    ['Octets sent', formatNumber(totals.octetsSent)],
    ['Octets received', formatNumber(totals.octetsReceived)],
    ['Waiting behind a closed window (%)', formatPercent(totals.stallShare)],
    ['I frames to one acknowledgement (effective w)', formatNumber(totals.effectiveW, 1)],
    ['Longest without acknowledgement (ms)', formatMs(totals.oldestUnackedMs)],
    ['Interrogations', formatNumber(totals.interrogations)],
    ['TESTFR act received', formatNumber(totals.testFrames)],
    ['Links lost', formatNumber(totals.disconnects)],
    ['Reconnects', formatNumber(totals.reconnects)],
    ['Refused, address not among the hosts', formatNumber(totals.refusedHosts)],
    ['Refused, too many connections', formatNumber(totals.refusedConnections)],
    ['Refused, RTU restarted or closed', formatNumber(totals.refusedRestart)],
    ['Ended before the first octet', formatNumber(totals.closedUnheard)],
    ['Listen queue overflows of this machine, any program', knownNumber(totals.listenOverflows)],
    ['Connections dropped by this machine, any program', knownNumber(totals.listenDrops)],
    ['Log lines lost', formatNumber(totals.logLinesLost)],
    [
      'Sent list, lines lost',
      totals.sentListLost === null ? 'no sent list' : formatNumber(totals.sentListLost),
    ],
  ];
  return section('Totals: every signal of the run', [
    table(columns, [totals.signals]),
    table(
      [
        { head: 'Total', text: true, cell: ([name]) => name },
        { head: 'Value', cell: ([, value]) => value },
      ],
      other,
    ),
  ]);
}

function knownNumber(value: number | null | undefined): string {
  return value === null || value === undefined ? 'not known' : formatNumber(value);
}

/** Index sends and rows of a profile. */
export function sendsSection({ sends, ending }: RunReport): string {
  const columns: Column<SendReport>[] = [
    { head: 'Send', text: true, cell: (send) => send.name },
    { head: 'Index', cell: (send) => String(send.index) },
    {
      head: 'Asked',
      text: true,
      cell: (send) => (send.durationMs > 0 ? formatDuration(send.durationMs) : 'one pass'),
    },
    {
      head: 'Rate per RTU (/s)',
      cell: (send) => (send.ratePerRtu === null ? 'as fast as it goes' : formatNumber(send.ratePerRtu, 1)),
    },
    { head: 'Times', cell: (send) => formatNumber(send.times) },
    { head: 'Started', text: true, cell: (send) => formatInstant(send.startedAt) },
    { head: 'Took', text: true, cell: (send) => formatDuration(send.endedAt - send.startedAt) },
    { head: 'RTUs', cell: (send) => formatNumber(send.rtus) },
    { head: 'Missing', title: 'RTUs without this index', cell: (send) => formatNumber(send.missing) },
    {
      head: 'Not started',
      title: 'RTUs without a started connection',
      cell: (send) => formatNumber(send.notStarted),
    },
    ...balanceColumns<SendReport>((send) => send.signals, sends),
    ...heldColumn<SendReport>((send) => send.signals, sends),
    { head: 'Balance', text: true, cell: (send) => sendMark(send, ending) },
  ];
  return section('Sends', [table(columns, sends, { empty: 'Nothing was sent by index.' })], 'wide');
}

/** Acknowledgement and command round trip. */
export function latencySection({ latency, commandRoundTrip }: RunReport): string {
  const rows: [string, string, LatencySummary][] = [
    ['I frame to its acknowledgement', 'I frames', latency],
    ['Command to the acknowledgement of its last confirmation', 'commands', commandRoundTrip],
  ];
  return section('Latency', [
    table(
      [
        { head: 'What', text: true, cell: ([name]) => name },
        { head: 'Count', cell: ([, unit, { count }]) => `${formatNumber(count)} ${unit}` },
        ...latencyColumns<(typeof rows)[number]>(([, , figures]) => figures),
      ],
      rows,
    ),
    paragraph(
      'A frame that was never acknowledged is not among them: it is counted as link lost, or open.',
      'small',
    ),
  ]);
}

function latencyColumns<T>(latency: (row: T) => LatencySummary): Column<T>[] {
  return [
    { head: 'Mean (ms)', cell: (row) => formatMs(latency(row).meanMs) },
    { head: 'p50 (ms)', cell: (row) => formatMs(latency(row).p50Ms) },
    { head: 'p90 (ms)', cell: (row) => formatMs(latency(row).p90Ms) },
    { head: 'p99 (ms)', cell: (row) => formatMs(latency(row).p99Ms) },
    { head: 'p99.9 (ms)', cell: (row) => formatMs(latency(row).p999Ms) },
    { head: 'Max (ms)', cell: (row) => formatMs(latency(row).maxMs) },
  ];
}

/** Connections that ended. */
export function linksSection({ links, linksLeftOut }: RunReport): string {
  const columns: Column<LinkLoss>[] = [
    { head: 'At', text: true, cell: (link) => formatInstant(link.at) },
    { head: 'No.', cell: (link) => String(link.no) },
    { head: 'RTU', text: true, cell: (link) => link.name },
    { head: 'Peer', text: true, cell: (link) => link.peer },
    { head: 'Reason', text: true, cell: (link) => link.reason },
  ];
  const parts = [table(columns, links, { empty: 'No connection ended during the run.' })];
  if (linksLeftOut > 0) {
    parts.push(paragraph(`${countOf(linksLeftOut, 'more connection')} ended; the program's log names them.`));
  }
  return section('Links lost', parts, 'links');
}

/** Worker threads. */
export function shardsSection({ shards, pauses }: RunReport): string {
  const pausesOf = (name: string): ThreadPauses | undefined =>
    pauses?.threads.find(({ thread }) => thread === name);
  const columns: Column<ShardReport>[] = [
    { head: 'Shard', cell: ({ shard }) => String(shard) },
    { head: 'RTUs', cell: ({ rtus }) => formatNumber(rtus) },
    {
      head: 'Busy (%)',
      title: 'Share of the run in which the event loop worked',
      cell: ({ busy }) => formatPercent(busy),
    },
    { head: 'Busiest second (%)', cell: ({ busiest }) => formatPercent(busiest) },
    {
      head: 'Processor (%)',
      title: 'Share of one processor that the thread used',
      cell: ({ cpu }) => formatPercent(cpu),
    },
    {
      head: 'Waited for one (%)',
      title: 'Share of the time that it could have worked, but others had the processor',
      cell: ({ waited }) => formatPercent(waited),
    },
    { head: 'Loop delay p50 (ms)', cell: ({ loopDelay }) => formatMs(loopDelay.p50Ms) },
    { head: 'p99 (ms)', cell: ({ loopDelay }) => formatMs(loopDelay.p99Ms) },
    { head: 'Max (ms)', cell: ({ loopDelay }) => formatMs(loopDelay.maxMs) },
    {
      head: 'Pauses',
      title: 'How often the thread did not come round for 250 ms or more',
      cell: ({ shard }) => formatNumber(pausesOf(`shard ${shard}`)?.count),
    },
    {
      head: 'Longest pause (ms)',
      cell: ({ shard }) => formatMs(pausesOf(`shard ${shard}`)?.longestMs),
    },
  ];
  const coordinator = pausesOf('coordinator');
  const parts = [table(columns, shards, { empty: 'No shard was measured.' })];
  if (coordinator !== undefined && coordinator.count > 0) {
    parts.push(
      paragraph(
        `The coordinator paused ${countOf(coordinator.count, 'time')}, ${formatDuration(coordinator.longestMs)} at most.`,
      ),
    );
  }
  return section("The simulator's shards", parts);
}

function balanceMark(difference: number): Html {
  if (difference === 0) return { html: '<span class="pass">adds up</span>' };
  return { html: `<strong class="error">off by ${escapeHtml(formatNumber(difference))}</strong>` };
}

function sendMark(send: SendReport, ending: RunReport['ending']): Html {
  const rest = imbalanceOf(send.signals);
  const lost = send.shardsLost;
  if (lost.length > 0) {
    return { html: `<strong class="error">shard ${lost.map(Number).join(', ')} died</strong>` };
  }
  if (ending === 'interrupted' && rest > 0) return { html: `${formatNumber(rest)} open` };
  return balanceMark(rest);
}

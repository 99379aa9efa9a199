/** The result of a comparison as text and as JSON. */
import { SEPARATOR_NAMES } from '../../csv/separators.js';
import { countOf, formatExactMs, formatNumber } from '../../text/format.js';
import { plainJson } from '../../text/outside-text.js';
import type { ColumnPicks } from '../input/columns.js';
import type { Faults } from '../input/faults.js';
import type { Ledger } from '../matching/ledger.js';
import { describeDifference, differenceOf } from './difference-rows.js';
import { KINDS, type Kind, MISSING, rowsOfKind, WRONG_QUALITY, WRONG_TIME, WRONG_TYPE } from './kinds.js';
import { notesOf } from './notes.js';
import type { Tally } from './tally.js';

/** Files as the user named them, and how many examples of each kind are shown. */
export interface SummaryOptions {
  sentFile: string;
  listFile: string;
  details: number;
  ignoreQuality: boolean;
}

/** How many of the CAs with most missing events are named. */
const WORST = 5;

/** The summary, with a line end at its end. */
export function formatSummary(ledger: Ledger, tally: Tally, options: SummaryOptions): string {
  const lines = [...headOf(ledger, tally, options), '', ...countsOf(ledger, tally, options)];
  const notes = notesOf(ledger, tally);
  if (notes.length > 0) lines.push('', ...notes.map((note) => `note: ${note}`));
  for (const { faults } of [ledger.sent, ledger.events]) {
    const spared =
      faults === ledger.events.faults && tally.unread > 0
        ? `; ${countOf(tally.unread, 'sent event')} may be among them and ${tally.unread === 1 ? 'is' : 'are'} not counted as missing`
        : '';
    lines.push(...unreadableLines(faults, spared));
  }
  for (const kind of KINDS) lines.push(...examplesOf(ledger, tally, kind, options.details));
  lines.push('', tally.total === 0 ? 'Everything matches.' : `Differences: ${formatNumber(tally.total)}.`);
  return `${lines.join('\n')}\n`;
}

/** Rows of a file that can't be read, if there are any. `spared`: what follows from them. */
export function unreadableLines(faults: Faults, spared: string): string[] {
  if (faults.rows === 0) return [];
  const more = faults.rows - faults.texts.length;
  return [
    '',
    `${faults.file}: ${countOf(faults.rows, 'row')} can't be read and ${faults.rows === 1 ? 'is' : 'are'} left out${spared}`,
    ...faults.texts.map((text) => `  ${text}`),
    ...(more > 0 ? [`  and ${formatNumber(more)} more`] : []),
  ];
}

function headOf({ sent, events }: Ledger, tally: Tally, options: SummaryOptions): string[] {
  const left = (rows: number): string =>
    rows === 0 ? '' : `; ${countOf(rows, 'row')} left out by the options`;
  const { separator, decoding } = events.form;
  const encoding = decoding.encoding === 'UTF-8' ? '' : `, read as ${decoding.encoding}`;
  return [
    `sent list   ${options.sentFile}: ${countOf(sent.rows, 'event')} of ${countOf(sent.rtus, 'RTU')}, ` +
      `${formatNumber(tally.acknowledged)} acknowledged${left(sent.filtered)}`,
    `event list  ${options.listFile}: ${countOf(events.rows, 'event')}${left(events.filtered)}`,
    `            separator ${SEPARATOR_NAMES[separator]}${encoding}; ${describePicks(events.picks)}`,
  ];
}

/** Which column has what. */
export function describePicks(picks: ColumnPicks): string {
  const parts = Object.entries(picks).map(([role, pick]) => `${role}: column ${pick.label}`);
  return parts.join(', ');
}

function countsOf(ledger: Ledger, tally: Tally, options: SummaryOptions): string[] {
  const { picks } = ledger.events;
  const line = (name: string, value: string, meaning: string): string =>
    `${name.padEnd(18)} ${value.padStart(11)}  ${meaning}`.trimEnd();
  const lines = [line('matched', formatNumber(tally.matched), '')];
  for (const kind of KINDS) {
    if (kind === WRONG_QUALITY && (picks.quality === undefined || options.ignoreQuality)) {
      const why = options.ignoreQuality ? '--ignore-quality' : 'the event list has no column for it';
      lines.push(line(kind.name, '–', `not compared: ${why}`));
      continue;
    }
    if (kind === WRONG_TYPE && picks.type === undefined) continue;
    const number = tally.differences[kind.key];
    const more = kind === WRONG_TIME && number > 0 ? `: ${describeTimes(tally)}` : '';
    lines.push(line(kind.name, formatNumber(number), `${kind.meaning}${more}`));
  }
  lines.push(
    `unacknowledged: ${formatNumber(tally.unacknowledged)}, of which ${formatNumber(tally.unacknowledgedInList)} are in the event list`,
  );
  if (tally.delay.count > 0) {
    const { medianMs, largestMs } = tally.delay;
    lines.push(
      `received after they were written: median ${formatExactMs(medianMs)}, longest ${formatExactMs(largestMs)}`,
    );
  }
  return lines;
}

function describeTimes({ wrongTime, timeless }: Tally): string {
  const parts: string[] = [];
  if (wrongTime.count > 0) {
    parts.push(`largest ${formatExactMs(wrongTime.largestMs)}, median ${formatExactMs(wrongTime.medianMs)}`);
  }
  if (timeless > 0) parts.push(`${formatNumber(timeless)} without a time`);
  return parts.join(', ');
}

function examplesOf(ledger: Ledger, tally: Tally, kind: Kind, details: number): string[] {
  const all = tally.differences[kind.key];
  if (all === 0 || details === 0) return [];
  const lines = ['', `${kind.name}${kind === MISSING ? worstOf(ledger) : ''}`];
  for (const row of rowsOfKind(ledger, kind)) {
    if (lines.length === details + 2) break;
    lines.push(`  ${describeDifference(ledger, kind, row)}`);
  }
  if (all > details)
    lines.push(`  and ${formatNumber(all - details)} more (--details N, or all with --out FILE)`);
  return lines;
}

function worstOf(ledger: Ledger): string {
  const byCa = new Map<number, number>();
  for (const row of rowsOfKind(ledger, MISSING)) {
    const ca = ledger.points.caOf(ledger.sent.point[row]);
    byCa.set(ca, (byCa.get(ca) ?? 0) + 1);
  }
  const worst = [...byCa].sort((a, b) => b[1] - a[1]).slice(0, WORST);
  const shown = worst.map(([ca, rows]) => `${ca}: ${formatNumber(rows)}`).join(', ');
  return `, by CA ${shown}${byCa.size > WORST ? `, … (${byCa.size} CAs)` : ''}`;
}

/** The summary as one line with a JSON object. */
export function formatJson(ledger: Ledger, tally: Tally, options: SummaryOptions): string {
  const { sent, events } = ledger;
  const examples = KINDS.filter((kind) => tally.differences[kind.key] > 0).map((kind) => {
    const rows: object[] = [];
    for (const row of rowsOfKind(ledger, kind)) {
      if (rows.length === options.details) break;
      rows.push(differenceOf(ledger, kind, row));
    }
    return [kind.key, rows];
  });
  const summary = {
    matches: tally.total === 0,
    sent: {
      file: options.sentFile,
      rows: sent.rows,
      acknowledged: tally.acknowledged,
      leftOut: sent.filtered,
      unreadable: sent.faults.rows,
    },
    list: {
      file: options.listFile,
      rows: events.rows,
      leftOut: events.filtered,
      unreadable: events.faults.rows,
    },
    matched: tally.matched,
    differences: tally.differences,
    unacknowledged: { rows: tally.unacknowledged, inList: tally.unacknowledgedInList },
    wrongTime: { ...tally.wrongTime, withoutTime: tally.timeless },
    ...(tally.delay.count > 0 ? { delay: tally.delay } : {}),
    shifts: ledger.shifts.map(({ ca, ms, events: rows }) => ({
      ca: ledger.points.cas[ca],
      ms,
      events: rows,
    })),
    notes: notesOf(ledger, tally),
    unreadable: [...sent.faults.texts, ...events.faults.texts],
    examples: Object.fromEntries(examples),
  };
  return `${plainJson(JSON.stringify(summary))}\n`;
}

/** The clock syncs of a run, and the time tags of its commands (`docs/behaviour.md` §9), as words and as a section of the page. */
import { countOf, formatDuration, formatMs, formatNumber } from '../text/format.js';
import { type Column, section, table } from './html-text.js';
import type { RtuReport, RunClock, RunCommandTags, RunReport } from './run-report.js';

/** An RTU whose clock was set in the run. */
type Synced = RtuReport & { readonly clock: RunClock };

/** RTUs whose clock was set, the largest difference first. */
function syncedOf({ rtus }: Pick<RunReport, 'rtus'>): Synced[] {
  const synced = rtus.filter((rtu): rtu is Synced => (rtu.clock?.syncs ?? 0) > 0);
  return synced.sort((a, b) => (largestErrorMs(b) ?? 0) - (largestErrorMs(a) ?? 0) || a.no - b.no);
}

/** The largest difference between a time received and the RTU's own, whatever its sign, ms; `null`: no clock sync came. */
export function largestErrorMs({ clock }: Pick<RtuReport, 'clock'>): number | null {
  return largestOf(clock);
}

function largestOf(differences: Pick<RunClock, 'lowMs' | 'highMs'> | undefined): number | null {
  const { lowMs = null, highMs = null } = differences ?? {};
  return lowMs === null || highMs === null ? null : Math.max(Math.abs(lowMs), Math.abs(highMs));
}

/** `306 clock syncs of 153 RTUs, largest difference 12 ms (RTU 7 North), longest interval 60.0 s`; `undefined`: none came. */
export function clockWords(report: Pick<RunReport, 'rtus'>): string | undefined {
  const synced = syncedOf(report);
  const [worst] = synced;
  if (worst === undefined) return undefined;
  const syncs = synced.reduce((sum, { clock }) => sum + clock.syncs, 0);
  const longest = Math.max(...synced.map(({ clock }) => clock.longestIntervalMs ?? 0));
  return (
    `${countOf(syncs, 'clock sync')} of ${countOf(synced.length, 'RTU')}, largest difference ${formatMs(largestErrorMs(worst))} ms ` +
    `(RTU ${worst.no} ${worst.name}), longest interval ${formatDuration(longest)}${overdueWords(report)}`
  );
}

/** `; longer than the limit 3 times (2 RTUs)`; empty without a limit. */
function overdueWords({ rtus }: Pick<RunReport, 'rtus'>): string {
  const counts = rtus.flatMap(({ clock }) => (clock?.overdue === undefined ? [] : [clock.overdue]));
  if (counts.length === 0) return '';
  const times = counts.reduce((sum, count) => sum + count, 0);
  const late = counts.filter((count) => count > 0).length;
  return times === 0
    ? '; none longer than the limit'
    : `; longer than the limit ${countOf(times, 'time')} (${countOf(late, 'RTU')})`;
}

/** The section; empty if no clock was set. */
export function clockSection(report: Pick<RunReport, 'rtus'>): string {
  const synced = syncedOf(report);
  if (synced.length === 0) return '';
  const difference = (head: string, figure: (clock: RunClock) => number | null): Column<Synced> => ({
    head,
    title: 'Time received minus own time',
    cell: ({ clock }) => formatNumber(figure(clock), 1),
  });
  const columns: Column<Synced>[] = [
    { head: 'No.', cell: (rtu) => String(rtu.no) },
    { head: 'RTU', text: true, cell: (rtu) => rtu.name },
    { head: 'Syncs', cell: ({ clock }) => formatNumber(clock.syncs) },
    difference('Lowest (ms)', ({ lowMs }) => lowMs),
    difference('Mean (ms)', ({ meanMs }) => meanMs),
    difference('Highest (ms)', ({ highMs }) => highMs),
    difference('Last (ms)', ({ lastMs }) => lastMs),
    {
      head: 'Bound (ms)',
      title: 'Of the last: a round trip of the connection, if one was measured',
      cell: ({ clock }) => formatMs(clock.boundMs),
    },
    {
      head: 'Longest interval (ms)',
      title: 'Until a sync, or from the last one to the end of the run',
      cell: ({ clock }) => formatMs(clock.longestIntervalMs),
    },
    {
      head: 'Drift (ppm)',
      title: "Of the master's clock against the RTU's own, which no sync may set",
      cell: ({ clock }) => formatNumber(clock.driftPpm, 1),
    },
  ];
  if (synced.some(({ clock }) => clock.overdue !== undefined)) {
    columns.push({
      head: 'Too long',
      title: 'Times without a sync that were longer than the limit clock-interval',
      cell: ({ clock }) => formatNumber(clock.overdue ?? 0),
    });
  }
  return section('Clock syncs', [table(columns, synced)], 'wide');
}

/** An RTU that got commands with a time tag in the run. */
type Tagged = RtuReport & { readonly commandTags: RunCommandTags };

/** Such RTUs, the largest difference first. */
function taggedOf({ rtus }: Pick<RunReport, 'rtus'>): Tagged[] {
  const tagged = rtus.filter((rtu): rtu is Tagged => (rtu.commandTags?.commands ?? 0) > 0);
  return tagged.sort((a, b) => (largestTagErrorMs(b) ?? 0) - (largestTagErrorMs(a) ?? 0) || a.no - b.no);
}

/** The largest difference between the time tag of a command and the RTU's own time, whatever its sign, ms; `null`: none came. */
export function largestTagErrorMs({ commandTags }: Pick<RtuReport, 'commandTags'>): number | null {
  return largestOf(commandTags);
}

/** `12 commands with a time tag to 3 RTUs, largest difference 40.0 ms (RTU 3 South)`; `undefined`: none came. */
export function commandTagWords(report: Pick<RunReport, 'rtus'>): string | undefined {
  const tagged = taggedOf(report);
  const [worst] = tagged;
  if (worst === undefined) return undefined;
  const commands = tagged.reduce((sum, { commandTags }) => sum + commandTags.commands, 0);
  return (
    `${countOf(commands, 'command')} with a time tag to ${countOf(tagged.length, 'RTU')}, ` +
    `largest difference ${formatMs(largestTagErrorMs(worst))} ms (RTU ${worst.no} ${worst.name})`
  );
}

/** The section; empty if no command with a time tag came. */
export function commandTagSection(report: Pick<RunReport, 'rtus'>): string {
  const tagged = taggedOf(report);
  if (tagged.length === 0) return '';
  const difference = (head: string, figure: (tags: RunCommandTags) => number | null): Column<Tagged> => ({
    head,
    title: 'Time tag minus own time',
    cell: ({ commandTags }) => formatNumber(figure(commandTags), 1),
  });
  const columns: Column<Tagged>[] = [
    { head: 'No.', cell: (rtu) => String(rtu.no) },
    { head: 'RTU', text: true, cell: (rtu) => rtu.name },
    { head: 'Commands', cell: ({ commandTags }) => formatNumber(commandTags.commands) },
    difference('Lowest (ms)', ({ lowMs }) => lowMs),
    difference('Mean (ms)', ({ meanMs }) => meanMs),
    difference('Highest (ms)', ({ highMs }) => highMs),
    difference('Last (ms)', ({ lastMs }) => lastMs),
  ];
  return section('Time tags of commands', [table(columns, tagged)], 'wide');
}

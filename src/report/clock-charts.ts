/** The clocks of the masters in the course of a run (`docs/behaviour.md` §9): charts, and the same figures as tables. */
import { formatNumber } from '../text/format.js';
import { BLUE, type Chart, DASHED, line, ORANGE, overTime, rounded } from './chart-data.js';
import { paragraph, table } from './html-text.js';
import type { ClockCourse, RunReport } from './run-report.js';

type Courses = Pick<RunReport, 'clockSyncCourse' | 'commandTagCourse'>;

const MOST_ROWS = 60;

/** A chart for clock syncs and one for the time tags of commands, where there were any. */
export function clockCharts({ clockSyncCourse, commandTagCourse }: Courses): Chart[] {
  return [
    ...chartOf('clock', 'Clock syncs: time received minus own time', clockSyncCourse),
    ...chartOf('tags', 'Time tags of commands minus own time', commandTagCourse),
  ];
}

function chartOf(id: string, title: string, course: ClockCourse | undefined): Chart[] {
  if (course === undefined) return [];
  const series = [line('highest', ORANGE, course.highMs), line('lowest', BLUE, course.lowMs, DASHED)];
  return [{ ...overTime(id, title, 'ms', series), x: course.atMs.map((ms) => rounded(ms / 1000)) }];
}

/** A table for each of these charts. */
export function clockTables({ clockSyncCourse, commandTagCourse }: Courses): string[] {
  return [
    ...tableOf('Clock syncs, time received minus own time:', clockSyncCourse),
    ...tableOf('Time tags of commands minus own time:', commandTagCourse),
  ];
}

function tableOf(title: string, course: ClockCourse | undefined): string[] {
  if (course === undefined) return [];
  const { atMs, lowMs, highMs, count } = course;
  const step = Math.ceil(atMs.length / MOST_ROWS);
  const rows = Array.from({ length: Math.ceil(atMs.length / step) }, (_, row) => row * step);
  const part = (values: readonly number[], from: number): readonly number[] =>
    values.slice(from, from + step);
  const columns = [
    { head: 'Until (s)', cell: (from: number) => formatNumber((part(atMs, from).at(-1) ?? 0) / 1000) },
    { head: 'Lowest (ms)', cell: (from: number) => formatNumber(Math.min(...part(lowMs, from)), 1) },
    { head: 'Highest (ms)', cell: (from: number) => formatNumber(Math.max(...part(highMs, from)), 1) },
    {
      head: 'Differences',
      cell: (from: number) => formatNumber(part(count, from).reduce((sum, each) => sum + each, 0)),
    },
  ];
  return [paragraph(title, 'small') + table(columns, rows)];
}

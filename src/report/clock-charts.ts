/** The clocks of the masters in the course of a run (`docs/behaviour.md` §9): charts, and the same figures as tables. */
import { formatNumber } from '../text/format.js';
import { paragraph, table } from './html-text.js';
import type { ClockCourse, RunReport } from './run-report.js';
import type { Axis } from './svg/axes.js';
import type { LineChart } from './svg/line-chart.js';
import { linearScale, timeScale } from './svg/scale.js';

type Courses = Pick<RunReport, 'clockSyncCourse' | 'commandTagCourse'>;

const MOST_ROWS = 60;

/** A chart for clock syncs and one for the time tags of commands, where there were any. `x`: the time of the run. */
export function clockCharts({ clockSyncCourse, commandTagCourse }: Courses, x: Axis): LineChart[] {
  return [
    ...chartOf('clock', 'Clock syncs: time received minus own time', clockSyncCourse, x),
    ...chartOf('tags', 'Time tags of commands minus own time', commandTagCourse, x),
  ];
}

function chartOf(id: string, title: string, course: ClockCourse | undefined, x: Axis): LineChart[] {
  if (course === undefined) return [];
  const { lowMs, highMs } = course;
  const atS = course.atMs.map((ms) => ms / 1000);
  const [low, high] = [Math.min(...lowMs), Math.max(...highMs)];
  return [
    {
      id,
      title,
      // The last part of a course may end after the run.
      x: { ...x, scale: timeScale(Math.max(x.scale.high, ...atS)) },
      y: { scale: linearScale(low, high), unit: 'ms' },
      lines: [
        { text: 'lowest', tone: 'first', x: atS, values: lowMs, points: true },
        { text: 'highest', tone: 'second', x: atS, values: highMs, points: true },
      ],
      finding: `From ${formatNumber(low, 1)} to ${formatNumber(high, 1)} ms.`,
    },
  ];
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

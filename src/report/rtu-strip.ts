/** Every RTU over the run by its acknowledgement latency: the one that lagged is seen at once. */
import { formatFigure, formatFigureMs, formatNumber, isMeasured } from '../text/format.js';
import { LEVEL, LEVEL_EDGES_MS, raiseLevels } from './ack-levels.js';
import type { RtuReport, RunReport } from './run-report.js';
import type { Axis } from './svg/axes.js';
import { heatStrip } from './svg/heat-strip.js';
import type { Colour } from './svg/png.js';
import { shortened } from './svg/svg-text.js';

/** More RTUs share rows: a screen has no more. */
const MOST_ROWS = 300;
/** More columns than any version writes. */
const MOST_COLUMNS = 1000;
/** Slowest RTUs that are named. */
const NAMED = 8;
const MOST_NAME = 20;
/** Levels of a power of ten: less than that is no difference worth a colour. */
const LEAST_LEVELS = 10;

const WAITING: Colour = [128, 128, 128];
/** From fast to slow. Darker is slower, in print too; each is seen on white and on black. */
const COLOURS: readonly (readonly [number, number, number])[] = [
  [176, 212, 232],
  [253, 204, 138],
  [240, 120, 60],
  [200, 30, 30],
  [100, 0, 30],
];

/** The strip as a figure, on the axis of the run; empty: the course was not recorded, or nothing was acknowledged. */
export function rtuStrip({ ackCourse, rtus }: RunReport, x: Axis, suffix: string): string[] {
  const columns = columnsOf(ackCourse);
  if (ackCourse === undefined || columns === 0) return [];
  const byNumber = [...rtus].sort((a, b) => a.no - b.no);
  const share = Math.ceil(byNumber.length / MOST_ROWS);
  const rows = Array.from({ length: Math.ceil(byNumber.length / share) }, (_, row) =>
    slowestOf(byNumber.slice(row * share, (row + 1) * share), columns),
  );
  const used = rows.reduce((all, row) => {
    for (const level of row) if (level >= LEVEL.first) all.add(level);
    return all;
  }, new Set<number>());
  if (used.size === 0) return [];
  const low = Math.min(...used);
  const high = Math.max(low + LEAST_LEVELS, ...used);
  const slowest = [...rtus].sort((a, b) => slownessOf(b) - slownessOf(a) || a.no - b.no);
  const rowOf = new Map(byNumber.map(({ no }, i) => [no, Math.floor(i / share)]));
  const endMs = ackCourse.atMs[columns - 1];
  return [
    heatStrip({
      id: `rtus-over-time${suffix}`,
      title: 'Every RTU over the run: 99 % acknowledged within',
      finding: findingOf(slowest, share),
      rows,
      colours: coloursOf(low, high),
      from: Math.max(0, ackCourse.atMs[0] - ackCourse.columnMs) / 1000,
      to: endMs / 1000,
      x,
      unit: share === 1 ? 'RTU no.' : `RTU no., ${formatNumber(share)} to a row`,
      ends: [String(byNumber[0].no), String(byNumber[byNumber.length - 1].no)],
      named: slowest.slice(0, NAMED).map((rtu) => ({ row: rowOf.get(rtu.no) ?? 0, text: nameOf(rtu) })),
      legend: legendOf(low, high),
    }),
  ];
}

/** How many columns the course has; 0: there is none, or none that this version reads. */
function columnsOf(course: RunReport['ackCourse']): number {
  const { atMs } = course ?? {};
  return Array.isArray(atMs) && atMs.length <= MOST_COLUMNS && atMs.every(Number.isFinite) ? atMs.length : 0;
}

/** The p99 of the run; slower than any: what was sent was never acknowledged; faster than any: nothing was sent. */
function slownessOf({ latency, framesSent }: RtuReport): number {
  return latency.p99Ms ?? (framesSent > 0 ? Number.MAX_VALUE : 0);
}

/** The highest level of some RTUs in each column. */
function slowestOf(rtus: readonly RtuReport[], columns: number): Uint8Array {
  const row = new Uint8Array(columns);
  for (const { ackCourse = '' } of rtus) raiseLevels(row, String(ackCourse));
  return row;
}

/** By level. */
function coloursOf(low: number, high: number): Colour[] {
  const colours = Array.from(
    { length: high + 1 },
    (_, level): Colour => colourAt((level - low) / (high - low)),
  );
  colours[LEVEL.none] = undefined;
  colours[LEVEL.waiting] = WAITING;
  return colours;
}

/** `share`: 0 fast … 1 slow. */
function colourAt(share: number): Colour {
  const at = Math.min(1, Math.max(0, share)) * (COLOURS.length - 1);
  const below = Math.min(COLOURS.length - 2, Math.floor(at));
  const part = at - below;
  const mixed = [0, 1, 2].map((i) =>
    Math.round(COLOURS[below][i] * (1 - part) + COLOURS[below + 1][i] * part),
  );
  return [mixed[0], mixed[1], mixed[2]];
}

/** Five steps from the fastest to the slowest, and what is no latency. */
function legendOf(low: number, high: number): { colour: Colour; text: string }[] {
  const steps = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const level = Math.round(low + share * (high - low));
    const edgeMs = LEVEL_EDGES_MS[Math.min(level - LEVEL.first, LEVEL_EDGES_MS.length - 1)];
    return { colour: colourAt(share), text: formatFigureMs(edgeMs) };
  });
  return [
    ...steps,
    { colour: WAITING, text: 'waited, nothing acknowledged' },
    { colour: undefined, text: 'nothing to acknowledge' },
  ];
}

function nameOf({ no, name, latency }: RtuReport): string {
  const p99 = isMeasured(latency.p99Ms) ? `${formatFigureMs(latency.p99Ms)}` : 'none acknowledged';
  return `${no} ${shortened(name, MOST_NAME)}: ${p99}`;
}

function findingOf(rtus: readonly RtuReport[], share: number): string {
  const measured = rtus
    .map(({ latency }) => latency.p99Ms)
    .filter(isMeasured)
    .sort((a, b) => a - b);
  const median = measured[Math.floor((measured.length - 1) / 2)];
  const shared =
    share === 1 ? '' : ` A row stands for ${formatFigure(share)} RTUs and shows the slowest of them.`;
  const slowest = rtus.slice(0, 3).map(nameOf).join(', ');
  return `The slowest: ${slowest}. Half of the RTUs had 99 % acknowledged within ${formatFigureMs(median)}.${shared}`;
}

/** The lines of tab 3 about latencies, shards and the bottleneck. */

import type { BottleneckName } from '../../figures/bottleneck.js';
import type { LatencyFigures } from '../../figures/latency-histogram.js';
import { describeHang } from '../../figures/pause-text.js';
import { formatAck } from '../../monitor/measured-columns.js';
import type { ShardFigures } from '../../monitor/shard-watch.js';
import { describeSignals } from '../../monitor/signal-account.js';
import { countOf, formatNumber } from '../../text/format.js';
import type { DashboardModel } from '../model/dashboard-model.js';
import type { Area, Canvas } from './canvas.js';
import { STYLE, type Style } from './style.js';
import { justify, wrap } from './text.js';

/** Good if the front-end is the limit, which is the purpose of the test; bad if the simulator is, which spoils the test. */
const VERDICTS: Readonly<Record<BottleneckName, Style>> = {
  simulator: STYLE.BAD,
  machine: STYLE.BAD,
  master: STYLE.GOOD,
  ask: STYLE.GOOD,
  unknown: STYLE.FAINT,
};

/** On a screen narrower than this the verdict takes two lines. */
const WIDE = 200;
/** On a screen narrower than this the account of signals takes two lines. */
const WIDE_ACCOUNT = 118;
/** The line of stalls. */
const STALL_LINES = 1;
/** Latencies: headings, last second, run. */
const LATENCY_LINES = 3;

/** Lines that `drawFlow` needs to show every shard. */
export function flowHeight({ watch }: DashboardModel, area: Area): number {
  return (
    verdictLines(area) + accountLines(area) + STALL_LINES + Math.max(LATENCY_LINES, 1 + watch.shards.length)
  );
}

const verdictLines = ({ width }: Area): number => (width >= WIDE ? 1 : 2);
const accountLines = ({ width }: Area): number => (width >= WIDE_ACCOUNT ? 1 : 2);

/** Draws exactly `flowHeight` lines. */
export function drawFlow(canvas: Canvas, area: Area, model: DashboardModel): void {
  const { flow, bottleneck, rates } = model;
  const x = area.x + 1;
  const width = area.width - 2;
  let { y } = area;
  const putText = (text: string, lines: number, style: Style): void => {
    const wrapped = wrap(text, width);
    for (let line = 0; line < lines; line++) {
      // Text that does not fit is cut at the end of the last line.
      const part = line < lines - 1 ? wrapped[line] : wrapped.slice(line).join(' ');
      canvas.putClipped(x, y++, part ?? '', style, width);
    }
  };
  putText(bottleneck.text, verdictLines(area), VERDICTS[bottleneck.who]);
  putText(describeSignals(model.engine.stats), accountLines(area), STYLE.PLAIN);
  const stalls = rates.reduce((sum, each) => sum + each.stalls, 0);
  const waiting = `${countOf(flow.sending, 'RTU sends', 'RTUs send')}, waiting ${percent(flow.stalled)} of the time`;
  canvas.putClipped(x, y++, `Window stalls: ${formatNumber(stalls)}/s; ${waiting}`, STYLE.PLAIN, width);
  const rows = area.y + area.height - y;
  drawLatencies(canvas, x, y, model);
  drawShards(canvas, { x: x + LATENCY_WIDTH, y, width: width - LATENCY_WIDTH, height: rows }, model);
}

const NUMBER = 8;
const LABEL = 10;
/** Together with the shards the latencies fill 80 columns, the smallest usual screen. */
const LATENCY_WIDTH = LABEL + 3 * NUMBER + 1;

const numbers = (...cells: string[]): string =>
  cells.map((cell) => justify(cell, NUMBER, 'right', '')).join('');

const percentiles = ({ p50Ms, p99Ms, maxMs }: LatencyFigures): string =>
  numbers(formatAck(p50Ms), formatAck(p99Ms), formatAck(maxMs));

function drawLatencies(canvas: Canvas, x: number, y: number, { watch, engine }: DashboardModel): void {
  const label = (text: string): string => text.padEnd(LABEL);
  const run = engine.sends().length > 0 ? 'last run' : 'all';
  canvas.put(x, y, label('Ack times') + numbers('p50', 'p99', 'max'), STYLE.HEADING);
  canvas.put(x, y + 1, label('last 1 s') + percentiles(watch.lately));
  canvas.put(x, y + 2, label(run) + percentiles(watch.run));
}

const percent = (share: number): string => (Number.isNaN(share) ? '' : `${Math.round(share * 100)} %`);

const SHARD_CELLS = [5, 6, 6] as const;
/** Width for the longest pauses of the shards: on 80 columns there is no room. A shard that hangs says so in place of its load. */
const WITH_PAUSE = 5 + 6 + 6 + 4 * NUMBER;

function drawShards(canvas: Canvas, area: Area, { watch }: DashboardModel): void {
  const line = (shard: string, busy: string, cpu: string, delays: string): string =>
    [shard, busy, cpu].map((cell, i) => justify(cell, SHARD_CELLS[i], 'right', '')).join('') + delays;
  const heads = ['lag p50', 'p99', 'max', 'pause'].slice(0, area.width < WITH_PAUSE ? -1 : undefined);
  const heading = line('Shard', 'busy', 'CPU', numbers(...heads));
  canvas.putClipped(area.x, area.y, heading, STYLE.HEADING, area.width);
  const rows = area.height - 1;
  busiestShards(watch.shards, rows).forEach(([shard, figures], i) => {
    const { busy, cpu, loopDelay, longestPauseMs, hangMs } = figures;
    const y = area.y + 1 + i;
    if (hangMs !== undefined) {
      canvas.putClipped(area.x, y, describeHang({ shard, forMs: hangMs }), STYLE.BAD, area.width);
      return;
    }
    const pause = area.width < WITH_PAUSE ? '' : numbers(longestPauseMs > 0 ? formatAck(longestPauseMs) : '');
    const text = line(String(shard), percent(busy), percent(cpu), percentiles(loopDelay) + pause);
    canvas.putClipped(area.x, y, text, STYLE.PLAIN, area.width);
  });
}

/** The `most` busiest shards, before them those that hang, with their numbers, ascending by number. */
export function busiestShards(shards: readonly ShardFigures[], most: number): [number, ShardFigures][] {
  return shards
    .map((figures, shard): [number, ShardFigures] => [shard, figures])
    .sort(([, a], [, b]) => (b.hangMs ?? 0) - (a.hangMs ?? 0) || (b.busy || 0) - (a.busy || 0))
    .slice(0, most)
    .sort(([a], [b]) => a - b);
}

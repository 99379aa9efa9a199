/** Tab 3: how fast everything goes, who waits, and who is the limit. */
import type { DashboardModel, RateHistory } from '../model/dashboard-model.js';
import { HISTORY_SECONDS, type History } from '../model/history.js';
import { type RtuNumbers, readNumbers } from '../model/rtu-numbers.js';
import type { Area, Canvas } from './canvas.js';
import { chartRows, grouped, roundUp } from './chart.js';
import { formatAck } from './rtu-columns.js';
import { STYLE, type Style } from './style.js';
import { formatCount, formatDuration, formatShort, justify } from './text.js';

/** Width of the axis' numbers. */
const AXIS = 7;
const SLOWEST = 10;

/** Draws the charts, the shards, the limit in words, the slowest RTUs. */
export function drawThroughput(canvas: Canvas, area: Area, model: DashboardModel): void {
  const { byShard, total } = model;
  const shards = byShard.length > 1 ? byShard.slice(0, Math.max(0, Math.floor(area.height / 8))) : [];
  const textLines = 3;
  const rest = area.height - textLines;
  const slowest = Math.min(SLOWEST + 2, Math.max(0, Math.floor(rest / 2)));
  const charts = rest - slowest;
  // Shards get as much as the totals together where there is room for at least their title and two rows.
  const shardRows = shards.length > 0 && charts >= 10 ? Math.floor(charts / 3) : 0;
  const totalRows = charts - shardRows;
  let { y } = area;
  drawPair(canvas, { ...area, y, height: totalRows }, 'all RTUs', total, STYLE.CHART);
  y += totalRows;
  if (shardRows > 0) drawShards(canvas, { ...area, y, height: shardRows }, shards);
  y += shardRows;
  for (const { text, style } of describeFlow(model)) {
    canvas.putClipped(area.x + 1, y++, text, style, area.width - 2);
  }
  drawSlowest(canvas, { ...area, y, height: area.y + area.height - y }, model);
}

/** Signals at the left, frames at the right. */
function drawPair(
  canvas: Canvas,
  area: Area,
  of: string,
  { signals, frames }: RateHistory,
  style: Style,
): void {
  const half = Math.floor(area.width / 2);
  drawChart(canvas, { ...area, width: half }, `Signals/s, ${of}`, signals, style);
  drawChart(
    canvas,
    { ...area, x: area.x + half, width: area.width - half },
    `Frames/s, ${of}`,
    frames,
    style,
  );
}

function drawShards(canvas: Canvas, area: Area, shards: readonly RateHistory[]): void {
  const width = Math.floor(area.width / shards.length);
  shards.forEach(({ signals }, i) => {
    const x = area.x + i * width;
    drawChart(canvas, { ...area, x, width }, `Signals/s, shard ${i}`, signals, STYLE.CHART_SECOND);
  });
}

function drawChart(canvas: Canvas, area: Area, title: string, history: History, style: Style): void {
  const height = area.height - 1;
  const width = area.width - AXIS - 2;
  if (height < 1 || width < 1) return;
  const all = history.last(HISTORY_SECONDS);
  // A narrow chart of a long run shows several seconds in one column.
  const per = Math.max(1, Math.ceil(Math.min(all.length, width * 5) / width));
  const values = grouped(all.slice(-width * per), per);
  const top = roundUp(Math.max(0, ...values));
  const now = formatCount(all.at(-1) ?? 0);
  const span = formatDuration(width * per * 1000);
  canvas.putClipped(area.x + 1, area.y, `${title}: ${now} now, ${span} shown`, STYLE.STRONG, area.width - 2);
  canvas.putRight(area.x + AXIS, area.y + 1, formatShort(top), STYLE.FAINT);
  if (height > 1) canvas.putRight(area.x + AXIS, area.y + height, '0', STYLE.FAINT);
  chartRows(values, width, height, top, canvas.glyphs.bars).forEach((row, i) => {
    canvas.put(area.x + AXIS, area.y + 1 + i, canvas.glyphs.vertical, STYLE.FRAME);
    canvas.put(area.x + AXIS + 1, area.y + 1 + i, row, style);
  });
}

/** Who waits for whom; taken apart for the tests. */
export interface Flow {
  /** RTUs that send an index now, and the mean share of the last second that they waited behind a closed window. */
  readonly sending: number;
  readonly stalled: number;
  /** Shares 0…1; NaN: not known. */
  readonly machine: number;
  readonly program: number;
}

/** Processors count as fully used from here on. */
const BUSY = 0.9;
/** RTUs that wait for more than this share are held back by their masters. */
const HELD_BACK = 0.5;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** In plain words, who is the limit. */
export function describeLimit({ sending, stalled, machine, program }: Flow): { text: string; style: Style } {
  if (sending === 0) return { text: 'No index send runs: nothing is at its limit.', style: STYLE.FAINT };
  if (machine >= BUSY) {
    const share =
      program >= machine / 2
        ? 'the simulator, not the master, is the limit'
        : 'other programs are the limit, not the master';
    return {
      text: `This machine's processors are used to ${percent(machine)}, ${percent(program)} by the simulator: ${share}.`,
      style: STYLE.BAD,
    };
  }
  if (stalled >= HELD_BACK) {
    return {
      text: `The masters are the limit: sending RTUs wait ${percent(stalled)} of the time for acknowledgements.`,
      style: STYLE.GOOD,
    };
  }
  return {
    text: `Neither is the limit: windows are open ${percent(1 - stalled)} of the time; waits and filters of the IOA files set the pace.`,
    style: STYLE.GOOD,
  };
}

function describeFlow(model: DashboardModel): { text: string; style: Style }[] {
  const { engine, rates, sampler, load } = model;
  let sending = 0;
  let waiting = 0;
  let mostMs = 0;
  let acks = 0;
  let ackSumMs = 0;
  for (let slot = 0; slot < engine.rtus.length; slot++) {
    mostMs = Math.max(mostMs, engine.stats.get(slot, 'ACK_MAX_MS'));
    acks += sampler.moved(slot, 'ACK_COUNT');
    ackSumMs += sampler.moved(slot, 'ACK_SUM_MS');
    if (engine.stats.get(slot, 'RUNS') === 0) continue;
    sending++;
    waiting += readNumbers(engine, sampler, slot).stalled;
  }
  const stalls = rates.reduce((sum, each) => sum + each.stalls, 0);
  const share = sending === 0 ? 0 : waiting / sending;
  const mean = acks > 0 ? formatAck(ackSumMs / acks) : 'none';
  const flow = { sending, stalled: share, machine: load.machine, program: load.program };
  return [
    {
      text: `Window stalls: ${formatCount(stalls)}/s; ${formatCount(sending)} RTUs send, waiting ${percent(share)} of the time`,
      style: STYLE.PLAIN,
    },
    {
      text: `Acknowledgement latency: mean of the last second ${mean}, longest since the start ${formatAck(mostMs)}`,
      style: STYLE.PLAIN,
    },
    describeLimit(flow),
  ];
}

/** The slowest RTUs of those that send; where none sends, those with the longest mean latency. */
export function slowestRtus(model: DashboardModel): { by: 'rate' | 'latency'; rows: RtuNumbers[] } {
  const { engine, sampler } = model;
  const all = engine.rtus.map((_, slot) => readNumbers(engine, sampler, slot));
  const sending = all.filter(({ run }) => run === 'sending');
  if (sending.length > 0) {
    sending.sort((a, b) => a.signalsPerSecond - b.signalsPerSecond || a.slot - b.slot);
    return { by: 'rate', rows: sending.slice(0, SLOWEST) };
  }
  const measured = all.filter(({ ackMs }) => Number.isFinite(ackMs));
  measured.sort((a, b) => b.ackMs - a.ackMs || a.slot - b.slot);
  return { by: 'latency', rows: measured.slice(0, SLOWEST) };
}

function drawSlowest(canvas: Canvas, area: Area, model: DashboardModel): void {
  if (area.height < 2) return;
  const { by, rows } = slowestRtus(model);
  const title =
    by === 'rate'
      ? 'Slowest of the RTUs that send'
      : 'Slowest to be acknowledged, by mean latency since the start';
  canvas.putClipped(area.x + 1, area.y, title, STYLE.STRONG, area.width - 2);
  const mark = canvas.glyphs.ellipsis;
  const columns = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => justify(cell, [5, 16, 9, 9, 9, 9, 6][i] ?? 8, i === 1 ? 'left' : 'right', mark))
      .join(' ');
  const heading = columns(['No.', 'System', 'Sent/s', 'Unacked', 'Ack mean', 'Ack max', 'Stall']);
  canvas.putClipped(area.x + 1, area.y + 1, heading, STYLE.HEADING, area.width - 2);
  rows.slice(0, area.height - 2).forEach((row, i) => {
    const rtu = model.engine.rtus[row.slot];
    const line = columns([
      String(rtu?.no),
      rtu?.name ?? '',
      formatCount(row.signalsPerSecond),
      `${row.unacked}/${row.window}`,
      formatAck(row.ackMs),
      formatAck(row.ackMostMs),
      percent(row.stalled),
    ]);
    canvas.putClipped(area.x + 1, area.y + 2 + i, line, STYLE.PLAIN, area.width - 2);
  });
}

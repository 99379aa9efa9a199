/** The charts of the wall: signals per second, acknowledgement latency. */
import type { LiveCharts } from '../live/messages.js';
import { formatShort, formatShortMs } from '../text/format.js';

/** Seconds that are shown. */
const SHOWN_SECONDS = 300;

/** The part of uPlot that is used; its script sets the global. */
interface Plot {
  setData(data: readonly (readonly (number | null)[])[]): void;
  setSize(size: { width: number; height: number }): void;
}
declare const uPlot: new (
  options: object,
  data: readonly (readonly (number | null)[])[],
  target: HTMLElement,
) => Plot;

/** A series: its name, its colour as a custom property of the style sheet. */
interface Series {
  readonly name: string;
  readonly colour: string;
}

/** One chart over the last minutes. */
class Chart {
  private readonly plot: Plot;
  private values: (number | null)[][];

  constructor(
    private readonly box: HTMLElement,
    series: readonly Series[],
    format: (value: number) => string,
  ) {
    this.values = series.map(() => []);
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const axis = {
      stroke: colour('--faint'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
      font: '16px system-ui, sans-serif',
    };
    this.plot = new uPlot(
      {
        ...this.size(),
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: false },
          y: { range: (_: unknown, __: number, most: number) => [0, Math.max(1, (most || 0) * 1.1)] },
        },
        axes: [
          {
            ...axis,
            size: 26,
            values: (_: unknown, seconds: readonly number[]) =>
              seconds.map((second) => (second === 0 ? 'now' : `${second} s`)),
          },
          { ...axis, size: 76, values: (_: unknown, marks: readonly number[]) => marks.map(format) },
        ],
        series: [
          {},
          ...series.map((one) => ({
            label: one.name,
            stroke: colour(one.colour),
            width: 2,
            spanGaps: false,
          })),
        ],
      },
      [[0], ...series.map(() => [null])],
      box,
    );
    new ResizeObserver(() => this.plot.setSize(this.size())).observe(box);
  }

  /** Begins anew with these values, or adds them. */
  take(values: readonly (readonly (number | null)[])[], from: 'start' | 'now'): void {
    this.values = this.values.map((old, i) => {
      const all = from === 'start' ? [...values[i]] : [...old, ...values[i]];
      return all.slice(-SHOWN_SECONDS);
    });
    const length = this.values[0]?.length ?? 0;
    const seconds = Array.from({ length }, (_, i) => i - length + 1);
    this.plot.setData([seconds, ...this.values]);
  }

  private size(): { width: number; height: number } {
    return { width: Math.max(100, this.box.clientWidth), height: Math.max(60, this.box.clientHeight) };
  }
}

/** Both charts. */
export class Charts {
  private readonly signals: Chart;
  private readonly latency: Chart;

  constructor(signals: HTMLElement, latency: HTMLElement) {
    this.signals = new Chart(signals, [{ name: 'Signals/s', colour: '--signals' }], formatShort);
    this.latency = new Chart(
      latency,
      [
        { name: 'p50', colour: '--p50' },
        { name: 'p99', colour: '--p99' },
      ],
      formatShortMs,
    );
  }

  /** Takes the seconds of a hello (`start`) or of a tick (`now`). */
  take({ signals, ackP50Ms, ackP99Ms }: LiveCharts, from: 'start' | 'now'): void {
    if (from === 'now' && signals.length === 0) return;
    this.signals.take([signals], from);
    this.latency.take([ackP50Ms, ackP99Ms], from);
  }
}

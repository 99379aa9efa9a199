/** The charts of the wall: signals per second, acknowledgement latency. */
import type { LiveCharts, LiveMark } from '../live/messages.js';
import { formatShort, formatShortMs } from '../text/format.js';
import { setText } from './dom.js';

/** Seconds that are shown. */
const SHOWN_SECONDS = 300;
/** Width of a chart that has fewer, s. */
const LEAST_SECONDS = 60;

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

/** A mark where it stands now, seconds before now. */
interface Placed {
  readonly at: number;
  readonly kind: LiveMark['kind'];
}

/** The part of uPlot that a hook uses. */
interface Drawn {
  readonly ctx: CanvasRenderingContext2D;
  readonly bbox: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
  valToPos(value: number, scale: string, inCanvas: boolean): number;
}

/** Keeps the marks of the last minutes, each once. */
const MOST_MARKS = 200;

/** One chart over the last minutes. */
class Chart {
  private readonly plot: Plot;
  private values: (number | null)[][];
  private marks: readonly Placed[] = [];

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
        hooks: { draw: [(drawn: Drawn) => this.drawMarks(drawn)] },
        scales: {
          x: { time: false, range: () => [-Math.max(LEAST_SECONDS, (this.values[0]?.length ?? 0) - 1), 0] },
          y: { range: (_: unknown, __: number, most: number) => [0, Math.max(1, (most || 0) * 1.1)] },
        },
        axes: [
          {
            ...axis,
            size: 26,
            incrs: [15, 60],
            values: (_: unknown, seconds: readonly number[]) =>
              seconds.map((second) =>
                second === 0 ? 'now' : second % 60 === 0 ? `${second / 60} min` : `${second} s`,
              ),
          },
          {
            ...axis,
            size: 76,
            space: 20,
            values: (_: unknown, marks: readonly number[]) =>
              marks.map((mark) => (mark === 0 ? '0' : format(mark))),
          },
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
  take(
    values: readonly (readonly (number | null)[])[],
    from: 'start' | 'now',
    marks: readonly Placed[],
  ): void {
    this.marks = marks;
    this.values = this.values.map((old, i) => {
      const all = from === 'start' ? [...values[i]] : [...old, ...values[i]];
      return all.slice(-SHOWN_SECONDS);
    });
    const length = this.values[0]?.length ?? 0;
    const seconds = Array.from({ length }, (_, i) => i - length + 1);
    this.plot.setData([seconds, ...this.values]);
  }

  /** A line with a letter where a send or a fault began. */
  private drawMarks({ ctx, bbox, valToPos }: Drawn): void {
    const style = getComputedStyle(document.documentElement);
    ctx.save();
    ctx.font = `bold ${Math.round(15 * devicePixelRatio)}px system-ui, sans-serif`;
    ctx.lineWidth = Math.round(2 * devicePixelRatio);
    for (const { at, kind } of this.marks) {
      const x = Math.round(valToPos(at, 'x', true));
      if (x < bbox.left) continue;
      const colour = style.getPropertyValue(kind === 'send' ? '--mark-send' : '--mark-fault').trim();
      ctx.strokeStyle = colour;
      ctx.fillStyle = colour;
      ctx.setLineDash(kind === 'send' ? [] : [6, 5]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      const letter = kind === 'send' ? 'S' : 'F';
      ctx.textAlign = x > bbox.left + bbox.width - 24 ? 'right' : 'left';
      ctx.fillText(letter, x + (ctx.textAlign === 'left' ? 5 : -5), bbox.top + 15 * devicePixelRatio);
    }
    ctx.restore();
  }

  private size(): { width: number; height: number } {
    return { width: Math.max(100, this.box.clientWidth), height: Math.max(60, this.box.clientHeight) };
  }
}

/** Both charts. */
export class Charts {
  private readonly signals: Chart;
  private readonly latency: Chart;
  private marks: readonly LiveMark[] = [];
  /** Marks in the legend. */
  private told = -1;
  /** Number of the newest second. */
  private until = 0;

  /** `legend`: where the newest marks are told in words. */
  constructor(
    signals: HTMLElement,
    latency: HTMLElement,
    private readonly legend: HTMLElement,
  ) {
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

  /** Takes the seconds of a hello (`start`) or of a tick (`now`); a second that is known already is left out. `at`: the wall time now. */
  take(charts: LiveCharts, from: 'start' | 'now', marks: readonly LiveMark[], at: number): void {
    const known = new Set(from === 'start' ? [] : this.marks.map(({ id }) => id));
    const fresh = marks.filter(({ id }) => !known.has(id));
    this.marks = [...(from === 'start' ? [] : this.marks), ...fresh].slice(-MOST_MARKS);
    const { until, signals } = charts;
    const count = from === 'start' ? signals.length : Math.min(signals.length, until - this.until);
    if (from === 'now' && count <= 0 && fresh.length === 0) return;
    this.until = until;
    const newest = <Value>(values: readonly Value[]): readonly Value[] => values.slice(values.length - count);
    const placed = this.marks.map((mark) => ({ at: (mark.at - at) / 1000, kind: mark.kind }));
    this.signals.take([newest(signals)], from, placed);
    this.latency.take([newest(charts.ackP50Ms), newest(charts.ackP99Ms)], from, placed);
    if (this.marks.length !== this.told) {
      this.told = this.marks.length;
      setText(
        this.legend,
        this.marks
          .slice(-3)
          .map(({ kind, text }) => `${kind === 'send' ? 'S' : 'F'} ${text}`)
          .join(' · '),
      );
    }
  }
}

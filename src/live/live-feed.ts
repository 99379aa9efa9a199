/** The messages of a live page, from the watched engine. */
import { withoutRemoved } from '../channel/definitions.js';
import type { FaultStatus } from '../coordinator/api.js';
import { describeFault } from '../faults/fault-text.js';
import { UNSENT_REASONS } from '../figures/counter-rules.js';
import { describeHang } from '../figures/pause-text.js';
import { known } from '../figures/summary.js';
import { HISTORY_SECONDS, type History } from '../monitor/history.js';
import type { Monitor } from '../monitor/monitor.js';
import { readFigures } from '../monitor/rtu-figures.js';
import { describeSend } from '../monitor/send-text.js';
import { describeSignals } from '../monitor/signal-account.js';
import { plainText } from '../text/outside-text.js';
import { liveColumns } from './live-table.js';
import type {
  LiveCharts,
  LiveEvent,
  LiveFault,
  LiveHello,
  LiveMark,
  LiveRun,
  LiveSend,
  LiveSignals,
  LiveSlow,
  LiveStep,
  LiveTick,
} from './messages.js';
import { signsOf } from './rtu-signs.js';

/** What the program beside the engine tells. */
export interface LiveSources {
  readonly program: { readonly name: string; readonly version: string };
  readonly faults: () => readonly FaultStatus[];
  /** The run as it is now; `undefined`: there is none. */
  readonly run: () => LiveRun | undefined;
  /** The limit of the acknowledgement latency of the run, ms; `undefined`: there is none. */
  readonly ackLimitMs: number | undefined;
  /** The rows of the load profile. */
  readonly plan: readonly LiveStep[];
}

/** Lines of the log that a new page gets. */
const MOST_EVENTS = 50;
/** Marks in the charts. */
const MOST_MARKS = 200;

/** Makes the messages. Whoever owns the monitor samples it before each tick. */
export class LiveFeed {
  /** Number of the last tick, from 1. */
  seq = 0;
  private events: LiveEvent[] = [];
  private fresh: LiveEvent[] = [];
  private points = 0;
  /** Marks that a tick has told. */
  private marked: ReadonlySet<string> = new Set();

  constructor(
    private readonly monitor: Monitor,
    private readonly sources: LiveSources,
  ) {}

  /** Takes lines of the program's log. */
  log(at: number, level: LiveEvent['level'], text: string): void {
    for (const line of text.split('\n')) this.fresh.push({ at, level, text: plainText(line) });
    if (this.fresh.length > MOST_EVENTS) this.fresh = this.fresh.slice(-MOST_EVENTS);
  }

  /** The first message of a page: how everything was at the last tick. What came since comes with the next one. */
  hello(may: LiveHello['may']): LiveHello {
    const { monitor, sources } = this;
    const sinceTick = monitor.points - this.points;
    const { engine } = monitor;
    return {
      seq: this.seq,
      program: sources.program,
      at: monitor.wallMs,
      startedAt: engine.startedAt,
      may,
      rtus: engine.rtus.map(({ no, name, rtuNumber, port, bind }) => ({
        no,
        name: plainText(name),
        ca: rtuNumber,
        port,
        bind,
      })),
      columns: liveColumns(monitor),
      charts: this.charts(HISTORY_SECONDS, sinceTick),
      marks: this.marks().filter(({ at }) => at > monitor.wallMs - HISTORY_SECONDS * 1000),
      plan: sources.plan,
      events: this.events,
    };
  }

  /** The next tick, the same for all pages. */
  tick(): LiveTick {
    const { monitor, sources } = this;
    const { engine, watch, bottleneck } = monitor;
    const events = this.fresh;
    this.fresh = [];
    this.events = [...this.events, ...events].slice(-MOST_EVENTS);
    const points = monitor.points - this.points;
    this.points = monitor.points;
    const { text, state } = engine.timeStatus();
    const run = sources.run();
    return {
      seq: ++this.seq,
      at: monitor.wallMs,
      online: engine.stats.countNonZero('STARTED'),
      rtus: withoutRemoved(engine.rtus).length,
      listening: engine.stats.countNonZero('LISTENING'),
      signalsPerSecond: monitor.rates.reduce((sum, { signals }) => sum + signals, 0),
      framesPerSecond: monitor.rates.reduce((sum, { frames }) => sum + frames, 0),
      ackP50Ms: known(watch.lately.p50Ms),
      ackP99Ms: known(watch.lately.p99Ms),
      runAckP99Ms: known(watch.run.p99Ms),
      signals: signalsOf(monitor),
      limiter: { who: bottleneck.who, text: bottleneck.text },
      signs: signsOf(
        { engine, sampler: monitor.sampler, ackP99Ms: (slot) => monitor.percentiles.read(slot) },
        sources.ackLimitMs,
      ),
      slowest: monitor.slowest().map(({ slot, p99Ms }) => this.slow(slot, p99Ms)),
      sends: this.sends(),
      faults: sources
        .faults()
        .filter(({ state: now }) => now === 'running')
        .map(faultOf),
      ...(run === undefined ? {} : { run }),
      hangs: engine.hangs().map(describeHang),
      time: { text, state },
      events,
      points: this.charts(points),
      marks: this.freshMarks(),
    };
  }

  /** Everything that began, as far as the engine remembers it. */
  private marks(): LiveMark[] {
    const sends = this.monitor.engine
      .sends()
      .slice(-MOST_MARKS)
      .map(
        ({ id, index, startedAt }): LiveMark => ({
          id: `s${id}`,
          at: startedAt,
          kind: 'send',
          text: `send ${id}: index ${index}`,
        }),
      );
    const faults = this.sources.faults().map(
      (fault): LiveMark => ({
        id: `f${fault.id}`,
        at: fault.startedAt,
        kind: 'fault',
        text: `fault ${fault.id}: ${describeFault(fault)}`,
      }),
    );
    return [...sends, ...faults].slice(-MOST_MARKS);
  }

  private freshMarks(): LiveMark[] {
    const marks = this.marks();
    const fresh = marks.filter(({ id }) => !this.marked.has(id));
    this.marked = new Set(marks.map(({ id }) => id));
    return fresh;
  }

  private sends(): LiveSend[] {
    const { engine, wallMs } = this.monitor;
    return engine
      .sends()
      .filter(({ state }) => state === 'running')
      .map((send) => ({
        id: send.id,
        text: describeSend(send, wallMs),
        elapsedMs: Math.max(0, wallMs - send.startedAt),
        durationMs: send.durationMs,
      }));
  }

  private slow(slot: number, p99Ms: number): LiveSlow {
    const { oldestMs, signalsPerSecond, outstanding, window, stalled } = readFigures(
      this.monitor,
      slot,
      'sort',
    );
    return { slot, ackP99Ms: known(p99Ms), oldestMs, signalsPerSecond, outstanding, window, stalled };
  }

  /** The last seconds, without the newest ones. */
  private charts(seconds: number, without = 0): LiveCharts {
    const { total } = this.monitor;
    const values = (history: History): readonly number[] => {
      const last = history.last(seconds);
      return last.slice(0, Math.max(0, last.length - without));
    };
    const measured = (history: History): (number | null)[] => values(history).map(known);
    return {
      until: this.monitor.points - without,
      signals: values(total.signals),
      ackP50Ms: measured(total.ackP50Ms),
      ackP99Ms: measured(total.ackP99Ms),
    };
  }
}

function faultOf(fault: FaultStatus): LiveFault {
  return { id: fault.id, text: describeFault(fault), rtus: fault.slots.length };
}

/** Read backwards: signals are sent meanwhile, and none may appear acknowledged before it is sent, or sent before it is offered. */
function signalsOf({ engine: { stats } }: Monitor): LiveSignals {
  const acknowledged = stats.total('SIGNALS_ACKNOWLEDGED');
  const unsent = UNSENT_REASONS.reduce((sum, { name }) => sum + stats.total(name), 0);
  const held = stats.total('HELD');
  const spoiled = stats.total('SPOILED');
  const sent = stats.total('SIGNALS_SENT');
  const offered = stats.total('SIGNALS_OFFERED');
  const open = Math.max(0, offered - acknowledged - unsent - spoiled - held);
  return { offered, sent, acknowledged, unsent, open, held, spoiled, text: describeSignals(stats) };
}

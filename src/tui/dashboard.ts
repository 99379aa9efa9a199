/** The dashboard: a model of the running simulator, drawn five times a second and at every key (`docs/dashboard.md`). */
import { monotonicMs } from '../channel/clock.js';
import type { IniReading } from '../coordinator/api.js';
import { LoadMeter } from '../figures/processor-load.js';
import type { Context } from './control/context.js';
import { takeClick, takeKey, takeWheel } from './control/dashboard-control.js';
import { openMessage } from './control/dialogs.js';
import { takePaste } from './control/paste.js';
import { DashboardModel } from './model/dashboard-model.js';
import type { EnginePort, LogEntry } from './model/engine-port.js';
import { readPoints } from './model/point-list.js';
import { openScreen } from './screen/open-screen.js';
import type { TerminalOutput } from './screen/terminal.js';
import { drawScreen } from './view/screen-view.js';

export type { LogEntry } from './model/engine-port.js';

/** Input of the dashboard. */
export interface DashboardOptions {
  readonly engine: EnginePort;
  readonly reload: IniReading;
  /** Ends the program in order, as SIGINT does. */
  readonly interrupt: () => void;
  /** Ends the program in order when the terminal is gone, as SIGHUP does. */
  readonly hangUp: () => void;
  /** The terminal; a write to it never blocks. */
  readonly output: TerminalOutput;
}

/** The running dashboard. */
export interface Dashboard {
  /** Adds to the log of tab 4. */
  log(entry: LogEntry): void;
  /** Shows in the top line where the live page is; the gateway has none. */
  showPage?(url: string): void;
  /** Restores the terminal. */
  close(): void;
}

const SAMPLE_MS = 200;
const LOAD_MS = 1000;

/** Takes over the terminal. */
export function openDashboard({ engine, reload, interrupt, hangUp, output }: DashboardOptions): Dashboard {
  const model = new DashboardModel(engine);
  const screen = openScreen(
    output,
    {
      draw: (width, height, glyphs) => drawScreen(model, width, height, glyphs),
      key: (key) => takeKey(context, key),
      paste: (text) => takePaste(context, text),
      click: (target) => takeClick(context, target),
      wheel: (step, { y }) => takeWheel(context, step, y < 0.5 ? 'upper' : 'lower'),
    },
    hangUp,
  );
  const openFile: Context['effects']['openFile'] = (request) =>
    screen.openFile(request, (trouble) => openMessage(context, 'Cannot be shown', [trouble]));
  const { glyphs, redraw } = screen;
  const context: Context = { model, glyphs, reload, effects: { interrupt, redraw, openFile } };
  const stopSampling = startSampling(model, redraw);
  const close = (): void => {
    process.removeListener('exit', close);
    stopSampling();
    model.close();
    screen.close();
  };
  process.on('exit', close);
  const showPage = (url: string): void => {
    model.livePage = url;
    redraw();
  };
  return { log: (entry) => model.log.add(entry), showPage, close };
}

/** Samples the simulator now and then periodically; returns a function that stops the sampling. */
function startSampling(model: DashboardModel, redraw: () => void): () => void {
  const meter = new LoadMeter();
  let measuredAtMs = Number.NEGATIVE_INFINITY;
  const sample = (): void => {
    const nowMs = monotonicMs();
    model.sample(nowMs, model.engine.wallNow());
    if (nowMs - measuredAtMs >= LOAD_MS) {
      measuredAtMs = nowMs;
      model.load = meter.measure();
    }
    const { tab, points } = model.ui;
    if (tab === 1 && points !== undefined) {
      void readPoints(points, model.engine, nowMs).then((read) => read && redraw());
    }
    if (tab === 2) void model.followLogs().then(redraw);
    redraw();
  };
  const timer = setInterval(sample, SAMPLE_MS);
  sample();
  return () => clearInterval(timer);
}

/** The dashboard: a model of the running simulator, drawn five times a second and at every key (`docs/dashboard.md`). */
import { monotonicMs } from '../channel/clock.js';
import type { IniReading } from '../coordinator/api.js';
import type { Context } from './control/context.js';
import { takeClick, takeKey, takeWheel } from './control/dashboard-control.js';
import { openMessage } from './control/dialogs.js';
import { takePaste } from './control/paste.js';
import { DashboardModel } from './model/dashboard-model.js';
import type { EnginePort, LogEntry } from './model/engine-port.js';
import { readPoints } from './model/point-list.js';
import { glyphsFor } from './screen/environment.js';
import { LoadMeter } from './screen/machine-load.js';
import { showFile } from './screen/outside-program.js';
import { Terminal, type TerminalOutput } from './screen/terminal.js';
import type { Canvas } from './view/canvas.js';
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
  /** Restores the terminal. */
  close(): void;
}

const SAMPLE_MS = 200;
const LOAD_MS = 1000;

/** Takes over the terminal. */
export function openDashboard({ engine, reload, interrupt, hangUp, output }: DashboardOptions): Dashboard {
  const model = new DashboardModel(engine);
  const screen = openScreen(model, reload, interrupt, output);
  const stopSampling = startSampling(model, screen.redraw);
  // A closed terminal has no keys any more. The shell may keep SIGHUP from the program, so it is not waited for.
  for (const event of ['error', 'end'] as const) process.stdin.on(event, hangUp);
  const close = (): void => {
    process.removeListener('exit', close);
    stopSampling();
    model.close();
    screen.close();
  };
  process.on('exit', close);
  return { log: (entry) => model.log.add(entry), close };
}

/** The terminal with the dashboard on it. */
interface Screen {
  /** Draws soon; several calls are drawn once. */
  redraw(): void;
  /** Restores the terminal. */
  close(): void;
}

/** Shows the model, and lets keys and the mouse change it. */
function openScreen(
  model: DashboardModel,
  reload: IniReading,
  interrupt: () => void,
  output: TerminalOutput,
): Screen {
  const glyphs = glyphsFor(process.env, process.platform);
  let canvas: Canvas | undefined;
  let drawing: NodeJS.Immediate | undefined;
  const draw = (): void => {
    drawing = undefined;
    canvas = drawScreen(model, terminal.width, terminal.height, glyphs);
    terminal.draw(canvas);
  };
  const redraw = (): void => {
    drawing ??= setImmediate(draw);
  };
  const openFile: Context['effects']['openFile'] = (request) => {
    terminal.leave();
    void showFile(request, process.env).then((trouble) => {
      terminal.enter();
      if (trouble !== undefined) openMessage(context, 'Cannot be shown', [trouble]);
      redraw();
    });
  };
  const context: Context = { model, glyphs, reload, effects: { interrupt, redraw, openFile } };
  const terminal = new Terminal(process.env, output, {
    key: (key) => {
      takeKey(context, key);
      redraw();
    },
    paste: (text) => {
      takePaste(context, text);
      redraw();
    },
    click: (x, y) => {
      const target = canvas?.targetAt(x, y);
      if (target !== undefined) takeClick(context, target);
      redraw();
    },
    wheel: (step, _x, y) => {
      takeWheel(context, step, y < terminal.height / 2 ? 'upper' : 'lower');
      redraw();
    },
    resize: redraw,
  });
  return {
    redraw,
    close: () => {
      clearImmediate(drawing);
      terminal.close();
    },
  };
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

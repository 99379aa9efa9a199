/** The dashboard: a model of the running simulator, drawn five times a second and at every key (`docs/dashboard.md`). */
import { monotonicMs } from '../channel/clock.js';
import { type Context, openMessage } from './control/context.js';
import { takeClick, takeKey, takeWheel } from './control/dashboard-control.js';
import { DashboardModel } from './model/dashboard-model.js';
import type { EnginePort, LogEntry } from './model/engine-port.js';
import { glyphsFor } from './screen/environment.js';
import { LoadMeter } from './screen/machine-load.js';
import { showFile } from './screen/outside-program.js';
import { Terminal } from './screen/terminal.js';
import type { Canvas } from './view/canvas.js';
import { drawScreen } from './view/screen-view.js';

export type { LogEntry } from './model/engine-port.js';

/** What the dashboard is given. */
export interface DashboardOptions {
  readonly engine: EnginePort;
  /** Ends the program in order, as SIGINT does. */
  readonly interrupt: () => void;
}

/** The running dashboard. */
export interface Dashboard {
  /** Adds to the log of tab 4. */
  log(entry: LogEntry): void;
  /** Leaves the terminal as it was. */
  close(): void;
}

const SAMPLE_MS = 200;
const LOAD_MS = 1000;

/** Takes the terminal over. */
export function openDashboard({ engine, interrupt }: DashboardOptions): Dashboard {
  const model = new DashboardModel(engine);
  const glyphs = glyphsFor(process.env, process.platform);
  const meter = new LoadMeter();
  let canvas: Canvas | undefined;
  let drawing: NodeJS.Immediate | undefined;
  let measuredAtMs = Number.NEGATIVE_INFINITY;

  const draw = (): void => {
    drawing = undefined;
    canvas = drawScreen(model, terminal.width, terminal.height, glyphs);
    terminal.draw(canvas);
  };
  // Keys that come together are drawn together.
  const redraw = (): void => {
    drawing ??= setImmediate(draw);
  };
  const context: Context = {
    model,
    glyphs,
    effects: {
      interrupt,
      redraw,
      openFile: (request) => {
        terminal.leave();
        void showFile(request, process.env).then((trouble) => {
          terminal.enter();
          if (trouble !== undefined) openMessage(context, 'Cannot be shown', [trouble]);
          redraw();
        });
      },
    },
  };
  const terminal = new Terminal(process.env, {
    key: (key) => {
      takeKey(context, key);
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

  const tick = (): void => {
    const nowMs = monotonicMs();
    model.sample(nowMs, engine.wallNow());
    if (nowMs - measuredAtMs >= LOAD_MS) {
      measuredAtMs = nowMs;
      model.load = meter.measure();
    }
    if (model.ui.tab === 2) void model.followLogs().then(redraw);
    redraw();
  };
  let open = true;
  const timer = setInterval(tick, SAMPLE_MS);
  tick();

  const close = (): void => {
    clearInterval(timer);
    clearImmediate(drawing);
    process.removeListener('exit', close);
    open = false;
    model.close();
    terminal.close();
  };
  // A terminal that is gone can be neither read nor written: SIGHUP tells so, and the end goes on without it.
  for (const stream of [process.stdin, process.stdout, process.stderr]) stream.on('error', () => {});
  process.on('exit', close);
  // The system and the shell may both send it: the second must not cut the end short.
  for (const signal of ['SIGHUP', 'SIGQUIT'] as const) {
    process.on(signal, () => {
      if (open) interrupt();
      open = false;
    });
  }
  return { log: (entry) => model.log.add(entry), close };
}

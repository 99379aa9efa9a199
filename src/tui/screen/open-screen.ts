/** A dashboard in the terminal: draws soon after every change, hands on keys and mouse, gives the terminal away and takes it back. */
import type { FileRequest } from '../control/context.js';
import type { Key } from '../model/keys.js';
import type { Canvas, Target } from '../view/canvas.js';
import type { Glyphs } from '../view/glyphs.js';
import { glyphsFor } from './environment.js';
import { missingFile, openWindow, programFor, runInTerminal } from './outside-program.js';
import { Terminal, type TerminalOutput } from './terminal.js';

/** What a dashboard draws, and what it does with the user's actions. After each of them it is drawn again. */
export interface ScreenActions {
  draw(width: number, height: number, glyphs: Glyphs): Canvas;
  key(key: Key): void;
  paste(text: string): void;
  click(target: Target): void;
  /** The pointer's place as a share of the screen, 0…1, from the left and from the top. */
  wheel(step: 1 | -1, at: { readonly x: number; readonly y: number }): void;
}

/** The terminal with a dashboard on it. */
export interface DashboardScreen {
  readonly glyphs: Glyphs;
  /** Draws soon; several calls are drawn once. */
  redraw(): void;
  /** Shows a file in a program of the user's; `failed` hears why it can't. */
  openFile(request: FileRequest, failed: (trouble: string) => void): void;
  /** Restores the terminal. May be called twice. */
  close(): void;
}

/** Takes over the terminal. `hangUp` is called once it is gone: a closed terminal has no keys any more. */
export function openScreen(
  output: TerminalOutput,
  actions: ScreenActions,
  hangUp: () => void,
): DashboardScreen {
  const glyphs = glyphsFor(process.env, process.platform);
  let canvas: Canvas | undefined;
  let drawing: NodeJS.Immediate | undefined;
  const draw = (): void => {
    drawing = undefined;
    canvas = actions.draw(terminal.width, terminal.height, glyphs);
    terminal.draw(canvas);
  };
  const redraw = (): void => {
    drawing ??= setImmediate(draw);
  };
  const terminal = new Terminal(process.env, output, {
    key: (key) => {
      actions.key(key);
      redraw();
    },
    paste: (text) => {
      actions.paste(text);
      redraw();
    },
    click: (x, y) => {
      const target = canvas?.targetAt(x, y);
      if (target !== undefined) actions.click(target);
      redraw();
    },
    wheel: (step, x, y) => {
      actions.wheel(step, { x: x / terminal.width, y: y / terminal.height });
      redraw();
    },
    resize: redraw,
  });
  // The shell may keep SIGHUP from the program, so it is not waited for.
  for (const event of ['error', 'end'] as const) process.stdin.on(event, hangUp);
  return {
    glyphs,
    redraw,
    openFile: (request, failed) => {
      void showFile(terminal, request).then((trouble) => {
        if (trouble !== undefined) failed(trouble);
        redraw();
      });
    },
    close: () => {
      clearImmediate(drawing);
      terminal.close();
    },
  };
}

/** Shows a file with the user's program, which gets the terminal unless it has a window of its own; resolves to the reason if it can't. */
async function showFile(terminal: Terminal, request: FileRequest): Promise<string | undefined> {
  const program = programFor(request, process.env, process.platform);
  if (program.place === 'window') return (await missingFile(request)) ?? openWindow(program, request);
  // First of all: keys that come meanwhile are not meant for the dashboard.
  terminal.leave();
  const trouble = (await missingFile(request)) ?? (await runInTerminal(program, request));
  terminal.enter();
  return trouble;
}

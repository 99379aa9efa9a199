/** The terminal, through blessed. */
import type { Writable } from 'node:stream';
import blessed from 'blessed';
import type { Key } from '../model/keys.js';
import type { Canvas } from '../view/canvas.js';
import { attributesFor } from './attributes.js';
import { cellText } from './cell-text.js';
import { bundledTerminal, type Environment, givesMouse, hasUtf8, wantsColours } from './environment.js';
import { LEAVE_PASTES, MARK_PASTES, TerminalInput } from './terminal-input.js';
import { openVtScreen } from './vt-screen.js';

/** Receives the user's actions. */
export interface TerminalListener {
  key(key: Key): void;
  /** Text that was pasted. */
  paste(text: string): void;
  /** Cells from 0. */
  click(x: number, y: number): void;
  wheel(step: 1 | -1, x: number, y: number): void;
  resize(): void;
}

/** What the screen is written to. A write never blocks; what the terminal has not taken yet is in `writableLength`. */
export type TerminalOutput = Writable & { readonly columns: number; readonly rows: number };

/** Parts of blessed that its types leave out. */
interface Internals {
  enter(): void;
  leave(): void;
  lines: ([number, string][] & { dirty?: boolean })[];
  tput: { brokenACS: boolean; colors: number; strings: Record<string, unknown> };
  program: {
    on(event: string, listener: (...args: never[]) => void): void;
    setMouse(options: Record<string, boolean>, enable: boolean): void;
    flush(): void;
    _write(text: string): void;
    input: TerminalInput;
  };
}

interface BlessedKey {
  name?: string;
  full?: string;
  ctrl?: boolean;
  meta?: boolean;
}

interface BlessedMouse {
  action: string;
  button: string;
  x: number;
  y: number;
}

const MANY_COLOURS = 256;
const MOUSE = { vt200Mouse: true, sgrMouse: true };

/** The terminal: gives keys, mouse and size, and shows a canvas. Restored when it is closed. */
export class Terminal {
  private readonly screen: blessed.Widgets.Screen;
  private readonly inner: Internals;
  private readonly input: TerminalInput;
  private readonly attributes: Int32Array;
  private readonly utf8: boolean;
  private open = true;
  private away = false;

  constructor(
    environment: Environment,
    private readonly output: TerminalOutput,
    listener: TerminalListener,
    source: NodeJS.ReadStream = process.stdin,
  ) {
    this.utf8 = hasUtf8(environment, process.platform);
    this.input = new TerminalInput(source, {
      paste: (text) => {
        if (!this.away) listener.paste(text);
      },
      char: (char) => {
        if (!this.away) listener.key({ name: char, char });
      },
    });
    const program = blessed.program({
      input: this.input,
      output,
      buffer: true,
      zero: true,
      tput: true,
      terminal: bundledTerminal(environment, process.platform),
      forceUnicode: this.utf8,
    } as unknown as Parameters<typeof blessed.program>[0]);
    const listening = processListeners();
    // Without `fullUnicode`: blessed's table of wide characters is older than most emoji, see `cellText`.
    this.screen = openVtScreen(program);
    // blessed ends the process at a signal if it finds no other listener. It finds none once the screen is closed, which would
    // cut an orderly end short. So its listeners are removed; the program itself handles signals and errors.
    for (const [event, listener] of processListeners()) {
      if (!listening.some(([, before]) => before === listener)) process.removeListener(event, listener);
    }
    this.inner = this.screen as unknown as Internals;
    // Box characters are sent unchanged; without UTF-8 none is drawn.
    this.inner.tput.brokenACS = true;
    const depth = this.inner.tput.colors >= MANY_COLOURS ? 'many' : 'few';
    this.attributes = attributesFor(wantsColours(environment) ? depth : 'none');
    const { program: events } = this.inner;
    events.on('keypress', (char: string | undefined, key: BlessedKey) => {
      const taken = toKey(char, key);
      if (taken !== undefined && !this.away) listener.key(taken);
    });
    events.on('resize', () => {
      if (!this.away) listener.resize();
    });
    if (this.hasMouse) {
      events.on('mouse', (mouse: BlessedMouse) => {
        if (this.away) return;
        if (mouse.action === 'mousedown' && mouse.button === 'left') listener.click(mouse.x, mouse.y);
        else if (mouse.action === 'wheelup') listener.wheel(-1, mouse.x, mouse.y);
        else if (mouse.action === 'wheeldown') listener.wheel(1, mouse.x, mouse.y);
      });
      events.setMouse(MOUSE, true);
    }
    events._write(MARK_PASTES);
  }

  get width(): number {
    return Number(this.screen.width);
  }

  get height(): number {
    return Number(this.screen.height);
  }

  /**
   * Puts the canvas on the screen; only cells that differ from the screen are sent. While the terminal has not taken the
   * picture before, nothing is drawn: so at most one waits, and the next one is whole.
   */
  draw(canvas: Canvas): void {
    if (!this.open || this.away || this.output.writableLength > 0) return;
    const { lines } = this.inner;
    const { attributes } = this;
    const { chars, styles, width } = canvas;
    for (let y = 0; y < lines.length && y < canvas.height; y++) {
      const line = lines[y];
      let differs = false;
      for (let x = 0; x < line.length && x < width; x++) {
        const at = y * width + x;
        const cell = line[x];
        // Without UTF-8 blessed shows a question mark, and a blank behind it.
        const char = this.utf8 ? cellText(chars[at], x) : chars[at] || ' ';
        const attribute = attributes[styles[at]];
        if (cell[0] === attribute && cell[1] === char) continue;
        cell[0] = attribute;
        cell[1] = char;
        differs = true;
      }
      if (differs) line.dirty = true;
    }
    this.screen.draw(0, lines.length - 1);
  }

  /** Gives the terminal to another program; keys are no longer read. */
  leave(): void {
    if (!this.open || this.away) return;
    this.away = true;
    const { program } = this.inner;
    if (this.hasMouse) program.setMouse({ vt200Mouse: false, sgrMouse: false }, false);
    program._write(LEAVE_PASTES);
    this.inner.leave();
    program.flush();
    program.input.setRawMode(false);
    program.input.pause();
  }

  /** Takes the terminal back and draws everything again. */
  enter(): void {
    if (!this.open || !this.away) return;
    const { program } = this.inner;
    program.input.setRawMode(true);
    program.input.resume();
    this.inner.enter();
    if (this.hasMouse) program.setMouse(MOUSE, true);
    program._write(MARK_PASTES);
    this.away = false;
  }

  /** Restores the terminal. May be called twice. */
  close(): void {
    if (!this.open) return;
    if (this.hasMouse && !this.away) {
      this.inner.program.setMouse({ vt200Mouse: false, sgrMouse: false }, false);
    }
    this.open = false;
    if (!this.away) this.inner.program._write(LEAVE_PASTES);
    this.screen.destroy();
    this.input.close();
    this.inner.program.flush();
  }

  private get hasMouse(): boolean {
    const { platform, versions } = process;
    return this.inner.tput.strings.key_mouse !== undefined && givesMouse(platform, versions.uv);
  }
}

/** The listeners of events that end the process. */
function processListeners(): [string, (...args: unknown[]) => void][] {
  return ['SIGTERM', 'SIGINT', 'SIGQUIT', 'uncaughtException'].flatMap((event) =>
    process
      .rawListeners(event as NodeJS.Signals)
      .map((listener): [string, (...args: unknown[]) => void] => [event, listener as () => void]),
  );
}

function toKey(char: string | undefined, key: BlessedKey): Key | undefined {
  // blessed reports the Enter key twice, as enter and as return.
  if (key.name === 'return') return undefined;
  if (key.name === 'linefeed') return { name: 'enter', char: '' };
  const typed = char !== undefined && char >= ' ' && char !== '\u007f' && !key.ctrl && !key.meta ? char : '';
  if (typed !== '') return { name: typed, char: typed };
  const name = key.full ?? key.name;
  return name === undefined ? undefined : { name, char: '' };
}

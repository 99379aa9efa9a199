/**
 * blessed's screen, with its way in and out written anew: on Windows blessed starts `cmd /c cls` at both, and stands still until that has
 * ended. The octets are those of blessed on every platform; Windows' terminals speak VT as others do.
 */
import blessed from 'blessed';

/** Parts of blessed that its types leave out. */
interface Internals {
  readonly height: number;
  readonly rows: number;
  readonly tput: { readonly strings: Readonly<Record<string, unknown>>; enacs(): string };
  readonly program: {
    readonly isAlt?: boolean;
    readonly scrollTop: number;
    readonly scrollBottom: number;
    readonly put: { keypad_xmit(): void; keypad_local(): void };
    alternateBuffer(): void;
    normalBuffer(): void;
    csr(top: number, bottom: number): void;
    hideCursor(): void;
    showCursor(): void;
    cup(row: number, column: number): void;
    flush(): void;
    _write(text: string): void;
  };
  alloc(): void;
}

const { Screen } = blessed as unknown as {
  readonly Screen: new (options: blessed.Widgets.IScreenOptions) => Internals;
};

class VtScreen extends Screen {
  /** Takes the terminal: another page of it, without the cursor. */
  enter(): void {
    const { program, tput } = this;
    if (program.isAlt) return;
    program.alternateBuffer();
    program.put.keypad_xmit();
    program.csr(0, this.height - 1);
    program.hideCursor();
    program.cup(0, 0);
    // For tmux.
    if (tput.strings.ena_acs) program._write(tput.enacs());
    this.alloc();
  }

  /** Gives it back as it was. */
  leave(): void {
    const { program } = this;
    if (!program.isAlt) return;
    program.put.keypad_local();
    if (program.scrollTop !== 0 || program.scrollBottom !== this.rows - 1) program.csr(0, this.height - 1);
    program.showCursor();
    this.alloc();
    program.normalBuffer();
    program.flush();
  }
}

/** Takes the terminal of the program. */
export function openVtScreen(program: blessed.BlessedProgram): blessed.Widgets.Screen {
  return new VtScreen({ program }) as unknown as blessed.Widgets.Screen;
}

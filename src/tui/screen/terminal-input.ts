/**
 * What the terminal sends, taken apart before blessed sees it. blessed takes an Escape and the key after it for one key with Alt, drops the
 * keys that come together with the mouse, cuts characters beyond 16 bits in two, and knows no pasted text.
 */
import { EventEmitter } from 'node:events';
import { StringDecoder } from 'node:string_decoder';

/** Receives what blessed cannot tell. */
export interface InputListener {
  /** Text that was pasted, line ends included. */
  paste(text: string): void;
  /** A typed character beyond 16 bits. */
  char(char: string): void;
}

/** Asks the terminal to mark pasted text (bracketed paste), and not to do so any more. Terminals that do not know this ignore it. */
export const MARK_PASTES = '\u001b[?2004h';
export const LEAVE_PASTES = '\u001b[?2004l';

const PASTE_BEGINS = '\u001b[200~';
const PASTE_ENDS = '\u001b[201~';
/** Each of these goes on by itself: the mark of a paste, a report of the mouse, Escape that begins no other key, a line feed, a character beyond 16 bits. */
const APART =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals send them
  /(\u001b\[200~|\u001b\[<\d+;\d+;\d+[mM]|\u001b(?![[O])|\n|[\u{10000}-\u{10ffff}])/u;
/** The beginning of a mark at the end of what came, which no complete key has. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals send them
const CUT_MARK = /\u001b\[20?0?$/;

/** The input of blessed: standard input, or `source` in a test. */
export class TerminalInput extends EventEmitter {
  private readonly decoder = new StringDecoder('utf8');
  /** Of a mark that came in parts. */
  private held = '';
  /** Text of a paste that has not ended. */
  private pasted: string | undefined;
  private isFirst = true;
  private readonly take = (octets: Buffer): void => this.read(this.decoder.write(octets));

  constructor(
    private readonly source: NodeJS.ReadStream,
    private readonly listener: InputListener,
  ) {
    super();
    source.on('data', this.take);
  }

  get isTTY(): boolean {
    return this.source.isTTY;
  }

  get isRaw(): boolean {
    return this.source.isRaw;
  }

  get destroyed(): boolean {
    return this.source.destroyed;
  }

  setRawMode(mode: boolean): this {
    this.source.setRawMode(mode);
    return this;
  }

  resume(): this {
    this.source.resume();
    return this;
  }

  pause(): this {
    this.source.pause();
    return this;
  }

  /** Reads no more. */
  close(): void {
    this.source.removeListener('data', this.take);
  }

  private read(text: string): void {
    let rest = this.held + text;
    this.held = '';
    if (this.isFirst) {
      this.isFirst = false;
      // Before the program took the terminal, the terminal made line feeds of Enter.
      rest = rest.replaceAll('\n', '\r');
    }
    while (rest !== '') rest = this.pasted === undefined ? this.readKeys(rest) : this.readPaste(rest);
  }

  /** Passes keys on up to the beginning of a paste; returns what is behind it. */
  private readKeys(text: string): string {
    const cut = CUT_MARK.exec(text);
    const parts = (cut === null ? text : text.slice(0, cut.index)).split(APART);
    if (cut !== null) this.held = cut[0];
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i];
      if (part === PASTE_BEGINS) {
        this.pasted = '';
        const behind = parts.slice(i + 1).join('') + this.held;
        this.held = '';
        return behind;
      }
      // Enter is a carriage return; a line feed comes from a paste that the terminal has not marked.
      if (part === '' || part === '\n') continue;
      if (i % 2 === 1 && (part.codePointAt(0) ?? 0) > 0xffff) this.listener.char(part);
      else this.emit('data', Buffer.from(part));
    }
    return '';
  }

  /** Collects pasted text up to its end; returns what is behind it. */
  private readPaste(text: string): string {
    const all = this.pasted + text;
    const end = all.indexOf(PASTE_ENDS);
    if (end < 0) {
      this.pasted = all;
      return '';
    }
    this.pasted = undefined;
    this.listener.paste(all.slice(0, end));
    return all.slice(end + PASTE_ENDS.length);
  }
}

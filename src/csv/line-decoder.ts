/**
 * Octets of a text file → lines, in whatever encoding a spreadsheet or a front-end wrote them: UTF-8, Windows-1252 ("ANSI"),
 * UTF-16 in both orders; line ends LF, CRLF or CR.
 */
import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

/** How the octets of a file were read. */
export interface Decoding {
  /** `Windows-1252`: at least one line is no UTF-8. */
  encoding: 'UTF-8' | 'UTF-16' | 'Windows-1252';
  /** The first line that was read as Windows-1252, from 1; 0: none. */
  firstLine: number;
  /** All line ends are CR alone. */
  onlyCr: boolean;
}

const LF = 0x0a;
const CR = 0x0d;
/** The octets that show whether a file without a byte order mark is UTF-16. */
const SAMPLE_OCTETS = 512;

/** Takes a line, without its end. */
export type LineTaker = (line: string) => void;

/** Decodes chunk by chunk. Call `push` for each chunk of the file in order, then `end`. Never throws. */
export class LineDecoder {
  private wide: TextDecoder | undefined;
  private started = false;
  /** The octets after the last line end. */
  private rest: Uint8Array = new Uint8Array(0);
  /** The same of UTF-16, as text. */
  private wideRest = '';
  private lines = 0;
  private firstNarrow = 0;
  private seen = { lf: false, cr: false };

  constructor(private readonly take: LineTaker) {}

  push(chunk: Uint8Array): void {
    if (!this.started) {
      if (chunk.length === 0) return;
      this.started = true;
      const order = wideOrder(chunk);
      if (order !== undefined) this.wide = new TextDecoder(order);
    }
    if (this.wide !== undefined) this.pushText(this.wide.decode(chunk, { stream: true }));
    else this.pushOctets(chunk);
  }

  end(): Decoding {
    if (this.wide !== undefined) {
      this.pushText(this.wide.decode());
      const text = this.wideRest;
      this.wideRest = '';
      if (text !== '') this.takeText(text);
    } else if (this.rest.length > 0) this.takeOctets(this.rest);
    const encoding = this.wide !== undefined ? 'UTF-16' : this.firstNarrow > 0 ? 'Windows-1252' : 'UTF-8';
    return { encoding, firstLine: this.firstNarrow, onlyCr: this.seen.cr && !this.seen.lf };
  }

  private pushText(text: string): void {
    const all = this.wideRest + text;
    // A CR at the end may be half of a CRLF.
    let end = all.length - 1;
    while (end >= 0 && !(all[end] === '\n' || (all[end] === '\r' && end < all.length - 1))) end--;
    this.wideRest = all.slice(end + 1);
    if (end >= 0) this.takeText(all.slice(0, end + 1));
  }

  private pushOctets(chunk: Uint8Array): void {
    const all = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    let end = all.length - 1;
    while (end >= 0 && !(all[end] === LF || (all[end] === CR && end < all.length - 1))) end--;
    // A copy: the chunk's memory may be lent.
    this.rest = all.slice(end + 1);
    if (end >= 0) this.takeOctets(all.subarray(0, end + 1));
  }

  /** Takes whole lines. A line that is no UTF-8 is Windows-1252, so that one editor's umlaut does not spoil another's lines. */
  private takeOctets(octets: Uint8Array): void {
    if (isUtf8(octets)) {
      this.takeText(Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('utf8'));
      return;
    }
    for (let from = 0; from < octets.length; ) {
      const end = lineEndAfter(octets, from);
      const line = octets.subarray(from, end);
      if (isUtf8(line)) this.takeText(Buffer.from(line).toString('utf8'));
      else {
        if (this.firstNarrow === 0) this.firstNarrow = this.lines + 1;
        this.takeText(decodeNarrow(line));
      }
      from = end;
    }
  }

  /** Takes text of whole lines; the last may have no end. */
  private takeText(text: string): void {
    let lines = text;
    this.seen.lf ||= text.includes('\n');
    if (text.includes('\r')) {
      lines = text.replaceAll('\r\n', '\n');
      this.seen.cr ||= lines.includes('\r');
      lines = lines.replaceAll('\r', '\n');
    }
    const list = lines.split('\n');
    // The text after the last line end; a file's last line may have none.
    if (list.at(-1) === '') list.pop();
    for (const line of list) {
      const first = this.lines++ === 0;
      this.take(first && line.charCodeAt(0) === 0xfeff ? line.slice(1) : line);
    }
  }
}

/** The byte order of UTF-16 by its mark, or by the zeros that Latin text has in every second octet; `undefined`: no UTF-16. */
function wideOrder(chunk: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const mark = chunk.length >= 2 ? (chunk[0] << 8) | chunk[1] : 0;
  if (mark === 0xfffe) return 'utf-16le';
  if (mark === 0xfeff) return 'utf-16be';
  const sample = chunk.subarray(0, SAMPLE_OCTETS);
  let even = 0;
  let odd = 0;
  for (let at = 0; at < sample.length; at++) {
    if (sample[at] !== 0) continue;
    if (at % 2 === 0) even++;
    else odd++;
  }
  if (even + odd <= sample.length / 4) return undefined;
  return odd >= even ? 'utf-16le' : 'utf-16be';
}

/** The position after the line end that follows `from`; the end of the octets if there is none. */
function lineEndAfter(octets: Uint8Array, from: number): number {
  for (let at = from; at < octets.length; at++) {
    if (octets[at] === LF) return at + 1;
    if (octets[at] === CR) return octets[at + 1] === LF ? at + 2 : at + 1;
  }
  return octets.length;
}

/**
 * The characters of the octets 80…9F in Windows-1252; the other octets are the code points of the same number. The decoder of
 * Node.js 20 gives control characters for these. The five octets without a character stay control characters.
 */
const NARROW_80 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function decodeNarrow(octets: Uint8Array): string {
  const text = Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1');
  return text.replace(/[\x80-\x9f]/g, (control) => NARROW_80[control.charCodeAt(0) - 0x80]);
}

/** The lines of a whole file, and how they were read. */
export function decodeLines(octets: Uint8Array): { lines: string[]; decoding: Decoding } {
  const lines: string[] = [];
  const decoder = new LineDecoder((line) => lines.push(line));
  decoder.push(octets);
  return { lines, decoding: decoder.end() };
}

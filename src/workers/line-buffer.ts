/** Octets of log lines, filled without allocation and handed on in chunks. */

/** Text that is copied often, as a view: copied four octets at a time, which is a third to a half cheaper than one by one. */
export type LineText = DataView;

/** The view of octets whose memory never moves. */
export function lineText(octets: Uint8Array): LineText {
  return new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
}

/** A chunk of whole lines; its memory is lent to the file sink until the chunk is written. */
export class LineBuffer {
  length = 0;
  lines = 0;
  private readonly view: DataView;

  constructor(readonly octets: Uint8Array) {
    this.view = lineText(octets);
  }

  /** Whether `count` more octets fit. */
  fits(count: number): boolean {
    return this.length + count <= this.octets.length;
  }

  /** Appends octets. The caller has checked that they fit. */
  append(octets: Uint8Array): void {
    this.octets.set(octets, this.length);
    this.length += octets.length;
  }

  /** Appends all of `text`. The caller has checked that it fits. */
  appendText(text: LineText): void {
    this.appendPart(text, 0, text.byteLength);
  }

  /** Appends `text[from…end)`. */
  appendPart(text: LineText, from: number, end: number): void {
    const { view } = this;
    let to = this.length;
    let at = from;
    for (; at + 4 <= end; at += 4, to += 4) view.setUint32(to, text.getUint32(at, true), true);
    for (; at < end; at++) view.setUint8(to++, text.getUint8(at));
    this.length = to;
  }
}

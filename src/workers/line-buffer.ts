/** Octets of log lines, filled without allocation and handed on in chunks. */

/** A chunk of whole lines; its memory is lent to the file sink until it was written. */
export class LineBuffer {
  length = 0;
  lines = 0;

  constructor(readonly octets: Uint8Array) {}

  /** Whether `count` more octets fit. */
  fits(count: number): boolean {
    return this.length + count <= this.octets.length;
  }

  /** Appends all of `text`. The caller has checked that it fits. */
  append(text: Uint8Array): void {
    this.appendPart(text, 0, text.length);
  }

  /** Appends `text[from…end)`. */
  appendPart(text: Uint8Array, from: number, end: number): void {
    const { octets } = this;
    let to = this.length;
    for (let i = from; i < end; i++) octets[to++] = text[i];
    this.length = to;
  }
}

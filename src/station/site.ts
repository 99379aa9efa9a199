/** A site: what the RTUs of one RTU number share, as the ports of one station do: their image and the selections of commands. */

import type { Link } from './link.js';
import { Image } from './points/image.js';
import type { SignalTable } from './points/signal-table.js';
import type { Rtu } from './rtu.js';

/** A selected command point; one selection per point, whichever port it came from. */
export interface Selection {
  readonly link: Link;
  readonly ioa: number;
  readonly typeId: number;
  /** The element octets that the execute must repeat, S/E cleared. */
  readonly elements: Uint8Array;
  /** Monotonic ms. */
  readonly untilMs: number;
}

/** One per RTU number and shard. */
export class Site {
  readonly rtus = new Set<Rtu>();
  /** By IOA of the command. */
  readonly selections = new Map<number, Selection>();
  private readonly images = new Map<string, Image>();

  constructor(readonly rtuNumber: number) {}

  /** The image on a table; a newer version of a file takes over the states of the one before. */
  imageOf(table: SignalTable): Image {
    const before = this.images.get(table.file);
    if (before?.table === table) return before;
    const image = new Image(table);
    if (before !== undefined) image.carryOver(before);
    this.images.set(table.file, image);
    const all = [...this.images.values()];
    for (const one of all) one.siblings.splice(0, Infinity, ...all.filter((other) => other !== one));
    return image;
  }
}

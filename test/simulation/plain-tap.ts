/** A tap that judges nothing. */
import type { WireTap } from './sim-network.js';

/** Sees a connection whose octets are judged elsewhere. */
export class PlainTap implements WireTap {
  readonly sharesAreChecked = false;
  isClosed = false;
  readonly arrivedMs = Number.NaN;

  attached(): void {}
  missed(): void {}
  refused(): void {}
  written(_octets: Uint8Array): void {}
  receiving(_octets: Uint8Array, _sinceMs: number): void {}
  received(): void {}
  dropped(): void {}

  closed(): void {
    this.isClosed = true;
  }
}

/** The command points that one connection has selected (`docs/protocol.md` §5, select before operate). */
import type { Link } from '../link.js';
import type { Selection } from '../site.js';

/** One per connection; the site knows all of them, so that nobody else selects the same. */
export class HeldPoints {
  private readonly byIoa = new Map<number, Selection>();

  constructor(private readonly link: Link) {}

  /** When the first selection times out, monotonic ms; Infinity: none. */
  nextDeadline(): number {
    let next = Number.POSITIVE_INFINITY;
    if (this.byIoa.size === 0) return next;
    for (const { untilMs } of this.byIoa.values()) next = Math.min(next, untilMs);
    return next;
  }

  /** Holds a command point for this connection. */
  select(selection: Selection): void {
    this.byIoa.set(selection.ioa, selection);
    this.link.rtu.site.selections.set(selection.ioa, selection);
  }

  /** Gives a held point free. */
  free(ioa: number): void {
    this.byIoa.delete(ioa);
    this.link.rtu.site.selections.delete(ioa);
  }

  freeAll(): void {
    for (const ioa of [...this.byIoa.keys()]) this.free(ioa);
  }

  /** Frees what nobody used in time. */
  tick(nowMs: number): void {
    if (this.byIoa.size === 0) return;
    for (const selection of this.byIoa.values()) if (nowMs >= selection.untilMs) this.expire(selection);
  }

  /** A selection that nobody used ends in silence on the wire. */
  expire({ ioa, typeId }: Selection): void {
    this.free(ioa);
    const { link } = this;
    link.rtu.journal.event(link.rtu, link, { event: 'select', typeId, ioa, detail: 'selection timed out' });
  }
}

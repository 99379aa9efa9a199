/** The index sends of a shard: totals by send, and news for the coordinator. */
import type { SendTotals, ShardEvent } from '../channel/shard-protocol.js';
import { noTotals } from '../channel/shard-protocol.js';
import type { Rtu } from '../station/rtu.js';
import type { RunCounts } from '../station/sends/run-account.js';
import type { SendOrder } from '../station/sends/send-order.js';

interface Send {
  order: SendOrder;
  totals: SendTotals;
  unfinished: number;
  unsettled: number;
  begun: boolean;
}

/** See the file's head. */
export class Sends {
  private readonly byId = new Map<number, Send>();

  constructor(private readonly post: (event: ShardEvent) => void) {}

  /** Begins a send on every RTU; `serve` writes what one RTU has to send at once. */
  start(order: SendOrder, rtus: Iterable<Rtu>, now: () => number, serve: () => void): void {
    const send: Send = { order, totals: noTotals(), unfinished: 0, unsettled: 0, begun: false };
    this.byId.set(order.id, send);
    let firstWriteMs = Number.NaN;
    let lastWriteMs = Number.NaN;
    for (const rtu of rtus) {
      const nowMs = now();
      const { outcome, runs } = rtu.startSend(order, nowMs);
      send.unfinished += runs;
      send.unsettled += runs;
      if (outcome === 'missing') send.totals.missing++;
      else if (outcome === 'not-started') send.totals.notStarted++;
      else {
        send.totals.running++;
        serve();
        lastWriteMs = now();
        if (Number.isNaN(firstWriteMs)) firstWriteMs = lastWriteMs;
      }
    }
    send.begun = true;
    this.post({ kind: 'send-started', id: order.id, totals: { ...send.totals }, firstWriteMs, lastWriteMs });
    this.reportIfOver(send);
  }

  /** A send that was stopped before its start. */
  cancelled(id: number): void {
    this.post({ kind: 'send-finished', id, totals: noTotals() });
    this.post({ kind: 'send-settled', id, totals: noTotals() });
  }

  finished(order: SendOrder): void {
    const send = this.byId.get(order.id);
    if (send === undefined) return;
    send.unfinished--;
    if (send.begun && send.unfinished === 0) {
      this.post({ kind: 'send-finished', id: order.id, totals: { ...send.totals } });
    }
  }

  settled(order: SendOrder, counts: RunCounts): void {
    const send = this.byId.get(order.id);
    if (send === undefined) return;
    const { totals } = send;
    totals.offered += counts.offered;
    totals.sent += counts.sent;
    totals.acknowledged += counts.acknowledged;
    totals.unsentLink += counts.unsentLink;
    totals.unsentEnded += counts.unsentEnded;
    totals.unsentFilter += counts.unsentFilter;
    send.unsettled--;
    if (send.begun) this.reportIfSettled(send);
  }

  /** A send that begins with nothing to do is over at once. */
  private reportIfOver(send: Send): void {
    if (send.unfinished > 0) return;
    this.post({ kind: 'send-finished', id: send.order.id, totals: { ...send.totals } });
    this.reportIfSettled(send);
  }

  private reportIfSettled(send: Send): void {
    if (send.unsettled > 0) return;
    this.byId.delete(send.order.id);
    this.post({ kind: 'send-settled', id: send.order.id, totals: { ...send.totals } });
  }
}

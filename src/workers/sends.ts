/** The index sends of a shard: counts per send, and the reports to the engine. */
import type { SendRow, SendTable } from '../channel/send-table.js';
import { noTotals, type ShardEvent } from '../channel/shard-protocol.js';
import type { SendStart } from '../station/sends/rtu-sends.js';
import type { SendOrder } from '../station/sends/send-order.js';

/** A send that is not settled on this shard. */
interface OpenSend {
  order: SendOrder;
  row: SendRow;
  /** Runs that can still send; runs with open signals. */
  unfinished: number;
  unsettled: number;
  /** Whether all runs of the send were started. */
  begun: boolean;
}

/** An RTU, or one that is being restarted. */
export interface SendingRtu {
  startSend(order: SendOrder, nowMs: number, cells: Float64Array): SendStart;
}

/** Counts the runs of each send and posts when it has started, finished and settled. */
export class Sends {
  private readonly byId = new Map<number, OpenSend>();

  constructor(
    private readonly shard: number,
    private readonly table: SendTable,
    private readonly post: (event: ShardEvent) => void,
  ) {}

  /** Begins a send on every RTU; `serve` writes the first frames of one RTU. */
  start(order: SendOrder, rtus: Iterable<SendingRtu>, now: () => number, serve: () => void): void {
    const row = this.table.begin(this.shard, order.id);
    const send: OpenSend = { order, row, unfinished: 0, unsettled: 0, begun: false };
    this.byId.set(order.id, send);
    let firstWriteMs = Number.NaN;
    let lastWriteMs = Number.NaN;
    for (const rtu of rtus) {
      const nowMs = now();
      const { outcome, runs } = rtu.startSend(order, nowMs, row.runs);
      send.unfinished += runs;
      send.unsettled += runs;
      if (outcome === 'missing') row.count('missing');
      else if (outcome === 'not-started') row.count('notStarted');
      else {
        row.count('running');
        serve();
        lastWriteMs = now();
        if (Number.isNaN(firstWriteMs)) firstWriteMs = lastWriteMs;
      }
    }
    send.begun = true;
    this.post({ kind: 'send-started', id: order.id, totals: row.totals(), firstWriteMs, lastWriteMs });
    this.reportIfOver(send);
  }

  /** Reports a send that was stopped before its start. */
  cancelled(id: number): void {
    this.post({ kind: 'send-finished', id, totals: noTotals() });
    this.post({ kind: 'send-settled', id, totals: noTotals() });
  }

  /** A run of the send can send no more. */
  finished(order: SendOrder): void {
    const send = this.byId.get(order.id);
    if (send === undefined) return;
    send.unfinished--;
    if (send.begun && send.unfinished === 0) {
      this.post({ kind: 'send-finished', id: order.id, totals: send.row.totals() });
    }
  }

  /** Every signal of a run is acknowledged or counted as unsent. */
  settled(order: SendOrder): void {
    const send = this.byId.get(order.id);
    if (send === undefined) return;
    send.unsettled--;
    if (send.begun) this.reportIfSettled(send);
  }

  /** A send is over at once if it has no runs or all of them have ended. */
  private reportIfOver(send: OpenSend): void {
    if (send.unfinished > 0) return;
    this.post({ kind: 'send-finished', id: send.order.id, totals: send.row.totals() });
    this.reportIfSettled(send);
  }

  private reportIfSettled(send: OpenSend): void {
    if (send.unsettled > 0) return;
    this.byId.delete(send.order.id);
    this.post({ kind: 'send-settled', id: send.order.id, totals: send.row.totals() });
    send.row.begin(0);
  }
}

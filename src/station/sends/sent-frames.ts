/** The outstanding I frames of one connection, and their content. */
import { nextSequence } from '../../codec/apci.js';
import type { FrameWriter } from '../apci/frame-writer.js';
import type { LinkMeter } from '../measures/link-meter.js';
import type { Account, Peer, RowsAccount, SentList, SentNotes } from '../ports.js';
import type { TagClock } from '../time-tag.js';
import { IndexRun } from './index-run.js';
import { mayMove, type UnansweredFrame } from './unanswered.js';

/** For each outstanding I frame of a connection: whose signals it carries, and enough to send them again on another connection. */
export class SentFrames implements SentNotes {
  // Columns by place in the session's ring (`session.placeOf`).
  /** `undefined`: no signals, or already accounted for. */
  private readonly accounts: (Account | undefined)[];
  private readonly counts: Uint8Array;
  /** First row and wall time of a frame of an index send. */
  private readonly firstRows: Uint32Array;
  private readonly wallMs: Float64Array;
  /** The clock of its time tag. */
  private readonly clocks: (TagClock | undefined)[];
  /** The ASDU of an event, or of a frame of an index send whose values are not those of the rows. */
  private readonly asdus: (Uint8Array | undefined)[];
  /** Of a reply that ends the answer to a command: when the command came, monotonic ms; else NaN. */
  private readonly commandMs: Float64Array;
  /** Not 0: a fault on purpose has spoiled the frame. Absent: it never did on this connection. */
  private spoiled: Uint8Array | undefined;

  constructor(
    private readonly peer: Peer,
    private readonly writer: FrameWriter,
    private readonly meter: LinkMeter,
    private readonly sentList: SentList | undefined,
  ) {
    const { places } = writer.session;
    this.clocks = new Array(places).fill(undefined);
    this.accounts = new Array(places).fill(undefined);
    this.asdus = new Array(places).fill(undefined);
    this.counts = new Uint8Array(places);
    this.firstRows = new Uint32Array(places);
    this.wallMs = new Float64Array(places);
    this.commandMs = new Float64Array(places);
  }

  signals(account: Account, signals: number): void {
    const place = this.writer.session.lastPlace;
    this.accounts[place] = account;
    this.counts[place] = signals;
    this.meter.carried(signals);
  }

  rows(account: RowsAccount, row: number, count: number): void {
    const { writer } = this;
    const place = writer.session.lastPlace;
    this.accounts[place] = account;
    this.counts[place] = count;
    this.meter.carried(count);
    this.firstRows[place] = row;
    this.wallMs[place] = writer.wallMs;
    this.clocks[place] = writer.clock;
  }

  keep(asdu: Uint8Array): void {
    this.asdus[this.writer.session.lastPlace] = asdu;
  }

  due(signals: number): void {
    this.sentList?.due(signals);
  }

  /** The frame just written is a reply. `commandMs`: it ends the answer to the command that came at this time, monotonic ms. */
  reply(commandMs: number | undefined): void {
    const place = this.writer.session.lastPlace;
    this.accounts[place] = undefined;
    this.commandMs[place] = commandMs ?? Number.NaN;
  }

  /** A fault on purpose has spoiled outstanding frame `n`: unless it is sent again elsewhere, its signals count as spoiled. */
  spoil(n: number): void {
    this.spoiled ??= new Uint8Array(this.accounts.length);
    this.spoiled[this.writer.session.placeOf(n)] = 1;
  }

  /**
   * Frames `first`, `first+1`, … (`count` of them) were acknowledged. Frames written at one instant make one entry in the
   * histograms. Consecutive frames of one account make one call of it.
   */
  acknowledged(first: number, count: number, nowMs: number): void {
    const { sentList, meter, accounts, asdus, commandMs } = this;
    const { session } = this.writer;
    if (this.spoiled !== undefined) this.settleSpoiled(first, count, nowMs);
    let writtenMs = session.sentMs(first);
    let together = 0;
    let account: Account | undefined;
    let signals = 0;
    let settled = 0;
    for (let n = first; n < first + count; n++) {
      const place = session.placeOf(n);
      const sentMs = session.sentMs(n);
      if (sentMs !== writtenMs) {
        meter.acknowledged(writtenMs, nowMs, together);
        writtenMs = sentMs;
        together = 0;
      }
      together++;
      const next = accounts[place];
      if (next === undefined) {
        if (!Number.isNaN(commandMs[place])) meter.commandAnswered(commandMs[place], nowMs);
        continue;
      }
      if (sentList !== undefined) this.list(sentList, place, sentMs, nowMs);
      accounts[place] = undefined;
      if (asdus[place] !== undefined) asdus[place] = undefined;
      if (next !== account) {
        account?.acknowledged(signals, nowMs);
        account = next;
        signals = 0;
      }
      signals += this.counts[place];
      settled += this.counts[place];
    }
    meter.carried(-settled);
    meter.acknowledged(writtenMs, nowMs, together);
    account?.acknowledged(signals, nowMs);
  }

  /** The connection ends: reports to the sent list and the accounts what was written and will never be acknowledged. */
  lose(nowMs: number): void {
    const { sentList } = this;
    const { session } = this.writer;
    if (this.spoiled !== undefined) this.settleSpoiled(session.acknowledgeState, session.outstanding, nowMs);
    const lost = new Map<Account, number>();
    for (let n = session.acknowledgeState; n !== session.sendState; n = nextSequence(n)) {
      const place = session.placeOf(n);
      if (sentList !== undefined) {
        this.list(sentList, place, session.sentMs(n), Number.NaN);
      }
      const account = this.accounts[place];
      if (account === undefined) continue;
      lost.set(account, (lost.get(account) ?? 0) + this.counts[place]);
      this.release(place);
    }
    for (const [account, signals] of lost) account.lost(signals, nowMs);
  }

  /**
   * Takes out the unacknowledged frames that another connection may send again, in order. The sent list has their first writing as
   * never acknowledged: the master may have seen it.
   */
  takeUnanswered(): UnansweredFrame[] {
    const { sentList } = this;
    const { session } = this.writer;
    const frames: UnansweredFrame[] = [];
    // What another connection sends again is not spoiled.
    this.spoiled = undefined;
    for (let n = session.acknowledgeState; n !== session.sendState; n = nextSequence(n)) {
      const place = session.placeOf(n);
      const account = this.accounts[place];
      const asdu = this.asdus[place];
      if (account instanceof IndexRun) {
        frames.push({
          kind: 'rows',
          run: account,
          sentBefore: true,
          row: this.firstRows[place],
          count: this.counts[place],
          wallMs: this.wallMs[place],
          clock: this.clocks[place] ?? this.writer.clock,
          ...(asdu === undefined ? {} : { asdu }),
        });
      } else if (asdu !== undefined && mayMove(asdu)) frames.push({ kind: 'again', asdu });
      else continue;
      if (sentList !== undefined) this.list(sentList, place, session.sentMs(n), Number.NaN);
      this.release(place);
    }
    return frames;
  }

  /** Reports to the list what became of the frame at `place`, if its signals were sent without being requested. */
  private list(list: SentList, place: number, writtenMs: number, acknowledgedMs: number): void {
    const account = this.accounts[place];
    const asdu = this.asdus[place];
    if (asdu !== undefined) {
      // The answer to a read was requested.
      if (mayMove(asdu)) list.asdu(this.peer, asdu, { writtenMs, acknowledgedMs });
    } else if (account instanceof IndexRun) {
      list.rows(this.peer, account.table, {
        row: this.firstRows[place],
        count: this.counts[place],
        wallMs: this.wallMs[place],
        clock: this.clocks[place] ?? this.writer.clock,
        writtenMs,
        acknowledgedMs,
      });
    }
  }

  /** Counts the signals of the frames among these that were spoiled. The sent list has them as never acknowledged. */
  private settleSpoiled(first: number, count: number, nowMs: number): void {
    const { spoiled, sentList, accounts } = this;
    const { session } = this.writer;
    for (let n = first; n < first + count; n++) {
      const place = session.placeOf(n);
      if (spoiled === undefined || spoiled[place] === 0) continue;
      spoiled[place] = 0;
      const account = accounts[place];
      if (account === undefined) continue;
      if (sentList !== undefined) this.list(sentList, place, session.sentMs(n), Number.NaN);
      const signals = this.counts[place];
      this.release(place);
      account.spoiled(signals, nowMs);
    }
  }

  private release(place: number): void {
    this.meter.carried(-this.counts[place]);
    this.accounts[place] = undefined;
    if (this.asdus[place] !== undefined) this.asdus[place] = undefined;
  }
}

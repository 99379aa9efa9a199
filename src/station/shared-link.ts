/** One connection that several RTUs share: rows with one address and port, each with a CA of its own (`docs/behaviour.md` §1). */
import { GLOBAL_CA, readCa } from '../codec/asdu.js';
import { findType } from '../codec/types.js';
import type { CloseReason } from './apci/close-reason.js';
import type { Outbox } from './apci/outbox.js';
import type { ReadBudget } from './apci/read-budget.js';
import { Session } from './apci/session.js';
import type { SessionListener } from './apci/session-listener.js';
import type { Link } from './link.js';
import { COUNTER } from './measures/counters.js';
import type { Rtu } from './rtu.js';
import type { ServedLink } from './served-link.js';

/** What a shared connection begins with. */
export interface SharedLinkBegin {
  readonly peer: string;
  readonly outbox: Outbox;
  readonly nowMs: number;
  /** Number of its redundancy group, where the RTUs have groups by peer address. */
  readonly group: number;
}

/**
 * The session of one TCP connection, and a link for each RTU. Requests go to the RTU of their CA; those to the global CA go to all, and
 * each answers under its own. The RTUs take turns in the window, and each counts, logs and hands over what is its own. Octets and floods are
 * counted at the first RTU.
 */
export class SharedLink implements SessionListener, ServedLink {
  readonly rtu: Rtu;
  readonly session: Session;
  readonly peer: string;
  readonly links: readonly Link[];
  private readonly byCa: ReadonlyMap<number, Link>;
  /** Which link wrote the outstanding I frame, by place (`Session.placeOf`). */
  private readonly writers: Link[] = [];
  /** Frames of each link in the `pump` that runs. */
  private readonly sent: Uint16Array;
  private turn = 0;

  /** `rtus`: at least one, with the same parameters of the link (`docs/behaviour.md` §1) and each with its CA. */
  constructor(rtus: readonly Rtu[], { peer, outbox, nowMs, group }: SharedLinkBegin) {
    this.rtu = rtus[0];
    this.peer = peer;
    this.session = new Session(rtus[0].parameters, outbox, this, nowMs);
    const cas = rtus.map(({ ca }) => ca);
    for (const rtu of rtus) rtu.cas = cas;
    this.links = rtus.map((rtu) => rtu.join(peer, nowMs, { group, shared: this.session }));
    this.byCa = new Map(this.links.map((link) => [link.rtu.ca, link]));
    this.sent = new Uint16Array(rtus.length);
  }

  get closeReason(): CloseReason | undefined {
    return this.links[0].closeReason;
  }

  receive(octets: Uint8Array, length: number, nowMs: number, budget?: ReadBudget): number {
    for (const link of this.links) link.heard = true;
    return this.links[0].receive(octets, length, nowMs, budget);
  }

  get mostUnreadOctets(): number {
    return this.links[0].mostUnreadOctets;
  }

  written(octets: number, nowMs: number): void {
    this.links[0].written(octets, nowMs);
  }

  tick(nowMs: number, heardMs = nowMs): void {
    this.session.tick(nowMs, heardMs);
    for (const link of this.links) link.tickOwn(nowMs, heardMs);
    this.pump(nowMs);
  }

  nextDeadline(): number {
    let next = this.session.nextDeadline();
    for (const link of this.links) next = Math.min(next, link.nextOwnDeadline());
    return next;
  }

  close(code: CloseReason['code'], detail: string, nowMs: number): void {
    this.session.close(code, detail, nowMs);
  }

  /** Fills the window: first what waits on any of the links, then their producers in turn. */
  pump(nowMs: number): void {
    const { session, links, sent } = this;
    sent.fill(0);
    for (let i = 0; i < links.length; i++) {
      while (session.room > 0 && links[i].replies.length > 0) this.writeNext(i, 1, nowMs);
    }
    // The links with much to send share the window; a link alone has it to itself after one round.
    for (let idle = 0; idle < links.length && session.room > 0; ) {
      this.turn = (this.turn + 1) % links.length;
      const share = idle === links.length - 1 ? session.room : 1;
      idle = this.writeNext(this.turn, share, nowMs) === 0 ? idle + 1 : 0;
    }
    const { room } = session;
    for (let i = 0; i < links.length; i++) {
      const { counters } = links[i].rtu;
      counters[COUNTER.SEND_STATE] = session.sendState;
      counters[COUNTER.RECEIVE_STATE] = session.receiveState;
      links[i].pumped(sent[i], room, nowMs);
    }
  }

  // SessionListener

  started(nowMs: number): void {
    // Before the connection that was started is closed, every RTU has to take over what it has there.
    for (const link of this.links) link.rtu.takeOver(link, nowMs);
    for (const link of this.links) link.begin(nowMs);
  }

  stopped(nowMs: number): void {
    for (const link of this.links) link.stopped(nowMs);
  }

  asdu(octets: Uint8Array, at: number, end: number, nowMs: number): void {
    // An ASDU that is too short for a CA ends the connection, whoever gets it.
    const ca = readCa(octets, at);
    if (ca !== GLOBAL_CA || findType(octets[at])?.global !== true) {
      // The first refuses what is for nobody.
      (this.byCa.get(ca) ?? this.links[0]).asdu(octets, at, end, nowMs);
      return;
    }
    this.links[0].asdu(octets, at, end, nowMs);
    for (const link of this.links.slice(1)) {
      if (this.closeReason === undefined) link.request(octets, at, end, nowMs);
    }
  }

  acknowledged(first: number, count: number, nowMs: number): void {
    const { session, writers } = this;
    const end = first + count;
    for (let from = first; from < end; ) {
      const link = writers[session.placeOf(from)];
      let to = from + 1;
      while (to < end && writers[session.placeOf(to)] === link) to++;
      link.acknowledged(from & 0x7fff, to - from, nowMs);
      from = to;
    }
  }

  testFrame(nowMs: number): void {
    for (const link of this.links) link.testFrame(nowMs);
  }

  unexpected(what: string): void {
    this.links[0].unexpected(what);
  }

  closed(reason: CloseReason, nowMs: number): void {
    for (const link of this.links) link.closed(reason, nowMs);
  }

  /** Lets link `at` write at most `room` frames, and notes them as its own. */
  private writeNext(at: number, room: number, nowMs: number): number {
    const { session, writers } = this;
    const link = this.links[at];
    const first = session.sendState;
    const frames = link.writeNext(room, nowMs);
    for (let n = frames; n > 0; n--) writers[session.placeOf(first + n - 1)] = link;
    this.sent[at] += frames;
    return frames;
  }
}
